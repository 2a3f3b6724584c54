//! Values that are not what the service's description says.

use std::fmt;

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

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}
