//! Errors in a document, with their locations.

use std::collections::BTreeSet;
use std::fmt;

use crate::pointer::Pointer;

/// All errors in a document, ordered by location.
#[derive(Debug, PartialEq)]
pub struct SpecErrors(Vec<SpecError>);

impl SpecErrors {
    /// The errors, ordered by location.
    pub fn iter(&self) -> impl Iterator<Item = &SpecError> {
        self.0.iter()
    }
}

impl fmt::Display for SpecErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for SpecErrors {}

/// An error in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{at}: {problem}")]
pub struct SpecError {
    /// The location.
    pub at: Pointer,
    /// What is wrong, and what is expected instead.
    pub problem: String,
}

impl SpecError {
    /// Creates an error at a location.
    pub fn new(at: &Pointer, problem: impl Into<String>) -> Self {
        Self { at: at.clone(), problem: problem.into().replace(char::is_control, "?") }
    }

    /// A required key is missing.
    pub fn missing(at: &Pointer, key: &str, why: &str) -> Self {
        Self::new(at, format!("missing `{key}`: {why}"))
    }

    /// Two items have the same Rust name.
    pub fn taken(at: &Pointer, name: &str, other: &Pointer) -> Self {
        Self::new(at, format!("`{name}` is taken by {other}"))
    }
}

/// Collects errors so that all are reported at once.
#[derive(Debug, Default)]
pub struct Errors(Vec<SpecError>);

impl Errors {
    /// Returns the value, or collects the error.
    pub fn take<T>(&mut self, result: Result<T, SpecError>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Collects an error.
    pub fn push(&mut self, error: SpecError) {
        self.0.push(error);
    }

    /// Collects errors in place of those above or below their locations, which they cause.
    pub fn add_causes(&mut self, causes: &BTreeSet<SpecError>) {
        let follows = |error: &SpecError, cause: &SpecError| {
            cause.at.starts_with(&error.at) || error.at.starts_with(&cause.at)
        };
        self.0.retain(|error| !causes.iter().any(|cause| follows(error, cause)));
        self.0.extend(causes.iter().cloned());
    }

    /// The number of errors.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the value if there are no errors.
    ///
    /// # Errors
    /// All collected errors, without duplicates.
    pub fn finish<T>(mut self, value: T) -> Result<T, SpecErrors> {
        self.0.sort();
        self.0.dedup();
        if self.0.is_empty() { Ok(value) } else { Err(SpecErrors(self.0)) }
    }
}
