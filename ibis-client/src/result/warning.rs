//! Values that are not what the service's description says.

use std::fmt;

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
#[derive(Debug, Default)]
pub(super) struct Warnings {
    pub(super) count: usize,
    pub(super) first: Vec<Warning>,
}

impl Warnings {
    /// Adds one, which is made if so few have been kept.
    pub(super) fn add(&mut self, kept: usize, warning: impl FnOnce() -> Warning) {
        self.count += 1;
        if self.first.len() < kept {
            self.first.push(warning());
        }
    }
}
