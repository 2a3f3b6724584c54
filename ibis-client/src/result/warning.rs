//! Values of a response that do not match the service's description.

use std::fmt;

use crate::IbisResult;
use crate::error::OneLine;

/// A problem in a response: as a rule, a value that could not be read and is therefore absent.
///
/// Returned by [`IbisResult::warnings`](crate::IbisResult::warnings).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// The JSON path of the value: `$.result.person.attributes[3].effectiveFrom`.
    pub path: String,
    /// A human-readable description of the problem.
    pub problem: String,
}

impl Warning {
    /// How many warnings of a response are kept.
    pub(crate) const KEPT: usize = 100;

    pub(crate) fn new(path: &str, problem: &str) -> Self {
        Self { path: OneLine(path).to_string(), problem: OneLine(problem).to_string() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

/// The first warnings, and the number of all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Warnings {
    pub(crate) count: usize,
    pub(crate) first: Vec<Warning>,
}

impl Warnings {
    /// Adds the warnings of a response.
    pub(crate) fn extend(&mut self, result: &IbisResult) {
        let room = Warning::KEPT.saturating_sub(self.first.len());
        self.first.extend(result.warnings().iter().take(room).cloned());
        self.count += result.warning_count();
    }

    /// Counts a warning, and keeps it unless `kept` warnings are kept already.
    pub(crate) fn add(&mut self, kept: usize, warning: impl FnOnce() -> Warning) {
        self.count += 1;
        if self.first.len() < kept {
            self.first.push(warning());
        }
    }
}
