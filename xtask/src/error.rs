//! What can be wrong with a document, and where.

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
        for (i, error) in self.0.iter().enumerate() {
            let end = if i == 0 { "" } else { "\n" };
            write!(f, "{end}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SpecErrors {}

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{at}: {problem}")]
pub struct SpecError {
    /// The place.
    pub at: Pointer,
    /// What is wrong there.
    pub problem: Problem,
}

impl SpecError {
    /// An error at a place.
    pub fn new(at: Pointer, problem: Problem) -> Self {
        Self { at, problem }
    }
}

/// What can be wrong at a place of a document.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Problem {
    /// A `$ref` to nothing, or to something of another kind.
    #[error("nothing at `{0}`: a reference names an item of `#/components/{1}/`")]
    Dangling(String, &'static str),
    /// A `$ref` that leads back to itself.
    #[error("`{0}` leads back to itself")]
    Circular(String),
    /// A type that has no counterpart.
    #[error("no Rust type for {found}: expected {expected}")]
    UnknownType {
        /// What the document has.
        found: String,
        /// What could stand here.
        expected: &'static str,
    },
    /// Something that has to be there is not.
    #[error("missing `{key}`: {why}")]
    Missing {
        /// The key.
        key: &'static str,
        /// What it is needed for.
        why: &'static str,
    },
    /// An operation whose answer is not a field of the result.
    #[error("no field `{field}` in `{schema}` that could hold the answer")]
    NoResultField {
        /// The field.
        field: String,
        /// The schema that was searched.
        schema: String,
    },
    /// An answer in a field that the client does not read.
    #[error(
        "ibis-client reads no field `{field}` of an answer like this: expected `value` or one of {known}"
    )]
    Unread {
        /// The field.
        field: String,
        /// Those that it reads.
        known: String,
    },
    /// An answer that is declared to be other than the field that holds it.
    #[error("`{field}` holds {found}, but the answer is declared as {declared}")]
    OtherResult {
        /// The field.
        field: String,
        /// What the field holds.
        found: String,
        /// What the operation says.
        declared: String,
    },
    /// Two things that would have one Rust name.
    #[error("`{name}` is taken by {other}")]
    Taken {
        /// The Rust name.
        name: String,
        /// Who has it.
        other: Pointer,
    },
    /// A name that cannot be made a Rust name.
    #[error("no Rust name can be made of `{0}`")]
    Unnameable(String),
    /// A path parameter that the path does not name, or the reverse.
    #[error("`{{{0}}}` of the path and the path parameters do not match: each needs the other")]
    PathMismatch(String),
    /// A template that does not read as one.
    #[error("`{0}` is no path template: expected `/`, text and `{{name}}`")]
    BadTemplate(String),
    /// Something that a declaration cannot express.
    #[error("{0}")]
    Unsupported(&'static str),
    /// An extension of ours that does not read.
    #[error("`{name}` does not read: {reason}")]
    Extension {
        /// The extension.
        name: &'static str,
        /// What the reader says.
        reason: String,
    },
}

/// Collects errors, so that all of them are reported at once.
#[derive(Debug, Default)]
pub struct Errors {
    kept: Vec<SpecError>,
    pushed: usize,
}

impl Errors {
    /// Takes the value, or keeps the error.
    pub fn take<T>(&mut self, result: Result<T, SpecError>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Keeps an error, once.
    pub fn push(&mut self, error: SpecError) {
        self.pushed += 1;
        if !self.kept.contains(&error) {
            self.kept.push(error);
        }
    }

    /// How many there were, with those that were kept already.
    pub fn count(&self) -> usize {
        self.pushed
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    /// All that was kept.
    pub fn finish<T>(mut self, value: T) -> Result<T, SpecErrors> {
        if self.kept.is_empty() {
            return Ok(value);
        }
        self.kept.sort_by(|a, b| a.at.cmp(&b.at));
        Err(SpecErrors(self.kept))
    }
}
