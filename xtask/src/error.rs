//! What can be wrong with a document, and where.

use std::collections::BTreeSet;
use std::fmt;

use crate::pointer::Pointer;

/// Everything that is wrong with a document, in the order of the places.
#[derive(Debug, PartialEq)]
pub struct SpecErrors(Vec<SpecError>);

impl SpecErrors {
    /// The errors, in the order of the places.
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

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{at}: {problem}")]
pub struct SpecError {
    /// The place.
    pub at: Pointer,
    /// What is wrong there, and what belongs there instead.
    pub problem: String,
}

impl SpecError {
    /// An error at a place.
    pub fn new(at: &Pointer, problem: impl Into<String>) -> Self {
        Self { at: at.clone(), problem: problem.into().replace(char::is_control, "?") }
    }

    /// Something that has to be there is not.
    pub fn missing(at: &Pointer, key: &str, why: &str) -> Self {
        Self::new(at, format!("missing `{key}`: {why}"))
    }

    /// Two things that would have one Rust name.
    pub fn taken(at: &Pointer, name: &str, other: &Pointer) -> Self {
        Self::new(at, format!("`{name}` is taken by {other}"))
    }
}

/// Collects errors, so that all of them are reported at once.
#[derive(Debug, Default)]
pub struct Errors(Vec<SpecError>);

impl Errors {
    /// Takes the value, or keeps the error.
    pub fn take<T>(&mut self, result: Result<T, SpecError>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Keeps an error.
    pub fn push(&mut self, error: SpecError) {
        self.0.push(error);
    }

    /// Keeps errors from which those around or within their places follow, which are left out.
    pub fn put_first(&mut self, causes: &BTreeSet<SpecError>) {
        let follows = |error: &SpecError, cause: &SpecError| {
            cause.at.starts_with(&error.at) || error.at.starts_with(&cause.at)
        };
        self.0.retain(|error| !causes.iter().any(|cause| follows(error, cause)));
        self.0.extend(causes.iter().cloned());
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    /// All that was kept, once each.
    pub fn finish<T>(mut self, value: T) -> Result<T, SpecErrors> {
        self.0.sort();
        self.0.dedup();
        if self.0.is_empty() { Ok(value) } else { Err(SpecErrors(self.0)) }
    }
}
