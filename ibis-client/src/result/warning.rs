//! Values that are not what the service's description says.

use std::fmt;

use crate::IbisResult;
use crate::error::OneLine;

/// A value of the document that could not be read as what it should be, and is therefore absent.
///
/// See [`IbisResult::warnings`](crate::IbisResult::warnings).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// Where it stands, as a JSON path: `$.result.person.attributes[3].effectiveFrom`.
    pub path: String,
    /// What is wrong with it, for people to read.
    pub problem: String,
}

impl Warning {
    /// How many of a response are kept.
    pub(crate) const KEPT: usize = 100;

    pub(crate) fn new(path: &str, problem: &str) -> Self {
        Self { path: path.to_owned(), problem: OneLine(problem).to_string() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

/// The first warnings, and how many there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Warnings {
    pub(crate) count: usize,
    pub(crate) first: Vec<Warning>,
}

impl Warnings {
    /// Adds those of a response.
    pub(crate) fn extend(&mut self, result: &IbisResult) {
        let room = Warning::KEPT.saturating_sub(self.first.len());
        self.first.extend(result.warnings().iter().take(room).cloned());
        self.count += result.warning_count();
    }

    /// Adds one, which is made if so few have been kept.
    pub(crate) fn add(&mut self, kept: usize, warning: impl FnOnce() -> Warning) {
        self.count += 1;
        if self.first.len() < kept {
            self.first.push(warning());
        }
    }
}
