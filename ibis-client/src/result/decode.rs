//! From the bytes of a document to its graph.
//!
//! The first pass only counts what is odd. When somebody asks what it is, or where an error is, another one goes over the
//! same document by the same code and keeps the JSON paths, so that a good document pays nothing for them, and a bad one
//! holds no more than a good one.

mod convert;
mod document;
mod hash;
mod ids;
mod join;
mod key;
mod merge;
mod object;
mod resolve;
mod scalar;
mod surrogates;
mod value;

use serde_json::Deserializer;
use serde_json::de::SliceRead;

use self::document::{Document, Misread, Pass, Place, paths};
pub(super) use self::join::join;
pub(super) use self::scalar::bytes as bytes_from_base64;
use super::Decoder;
use super::graph::{Graph, derived};
use super::warning::Warning;
use crate::error::OneLine;

/// Positions in a document, and in what is gathered from it, are held in 30 bits, and those on the tape, to which no byte
/// adds more than some one and a half cells, in 31.
const LARGEST_DOCUMENT: usize = 1 << 29;

/// Why a document could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The document is not UTF-8.
    #[error("the document is not UTF-8: there is an invalid byte at offset {offset}")]
    Utf8 {
        /// The offset of the first byte that does not belong, from the start of the document.
        offset: usize,
    },
    /// The document is not JSON, or ends too soon, or is nested too deeply.
    #[error("the document is not the JSON that was expected: {message}, at {path}")]
    Json {
        /// What the JSON parser says, with line and column.
        message: String,
        /// Whether the document ends too soon.
        is_truncated: bool,
        /// The innermost place of the document that was entered: `$.result.people[3]`.
        path: String,
    },
    /// The document is JSON, but has no `result` object.
    #[error("the document has no `result` object")]
    NoResult,
    /// A reference of a flattened document leads nowhere.
    #[error("there is no {expected} with the id `{id}`, to which {path} refers")]
    DanglingReference {
        /// The kind of entity that was referred to.
        expected: super::Kind,
        /// The id that it should have.
        id: String,
        /// The place of the reference.
        path: String,
    },
    /// A reference of a flattened document leads to an entity of another kind.
    #[error("`{id}` is the id of a {found}, but {path} refers to it as a {expected}")]
    WrongKind {
        /// The kind of entity that was referred to.
        expected: super::Kind,
        /// The kind of entity that has the id.
        found: super::Kind,
        /// The id.
        id: String,
        /// The place of the reference.
        path: String,
    },
    /// Two entities of one kind have the same id.
    #[error("the id `{id}` at {path} belongs to another {kind} already")]
    DuplicateId {
        /// The kind of the entities.
        kind: super::Kind,
        /// The id.
        id: String,
        /// The place of the second of them.
        path: String,
    },
    /// A value is not what it should be, and decoding is strict.
    #[error("{0} (strict decoding)")]
    Warning(Warning),
    /// The document, or what it is decoded to, has more bytes than the limit of the decoder.
    #[error("the document, decoded, has more than {limit} bytes")]
    TooLarge {
        /// How many bytes it may have.
        limit: usize,
    },
}

impl DecodeError {
    fn json(error: &serde_json::Error, path: String) -> Self {
        Self::Json { message: OneLine(error).to_string(), is_truncated: error.is_eof(), path }
    }

    /// The same error at a place that has been found.
    fn at(mut self, found: String) -> Self {
        match &mut self {
            Self::DanglingReference { path, .. }
            | Self::WrongKind { path, .. }
            | Self::DuplicateId { path, .. } => *path = found,
            _ => {}
        }
        self
    }
}

/// Decodes a document into a graph.
pub(super) fn decode(bytes: Vec<u8>, options: Decoder) -> Result<Graph, DecodeError> {
    let Decoder { fetch, strict, max_bytes } = options;
    if bytes.len() > max_bytes.min(LARGEST_DOCUMENT) {
        return Err(DecodeError::TooLarge { limit: max_bytes.min(LARGEST_DOCUMENT) });
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|error| DecodeError::Utf8 { offset: error.utf8_error().valid_up_to() })?;
    let pass = Pass { marker: None, warnings: 0, max_bytes };
    match Document::read::<false, _>(&text, Deserializer::from_str(json(&text)), pass) {
        Ok(document) if !strict || document.warnings.count == 0 => {
            return Ok(document.into_graph(text, None, derived(fetch, None)));
        }
        Err(Misread { error: error @ DecodeError::TooLarge { .. }, .. }) => return Err(error),
        // It has been read to its end, so that nothing but the path is missing.
        Err(Misread { error, place: Some(place) }) => return Err(located(&text, pass, error, place)),
        _ => {}
    }
    let pass = Pass { marker: surrogates::replace_lone(&mut text), warnings: usize::from(strict), max_bytes };
    let document = match traced(&text, pass) {
        Ok(document) => document,
        Err(Misread { error, place: None }) => return Err(error),
        Err(Misread { error, place: Some(place) }) => return Err(located(&text, pass, error, place)),
    };
    if strict && document.warnings.count > 0 {
        let first = first_warnings(&text, pass, document).into_iter().next();
        return Err(first.map_or(DecodeError::NoResult, DecodeError::Warning));
    }
    Ok(document.into_graph(text, pass.marker, derived(fetch, None)))
}

/// An error with the path of its place.
fn located(text: &str, pass: Pass, error: DecodeError, place: Place) -> DecodeError {
    let path = paths(text, deserializer(text), pass, [place]).remove(&place);
    error.at(path.unwrap_or_default())
}

/// The first warnings of a document that has been decoded.
pub(super) fn warnings(graph: &Graph) -> Vec<Warning> {
    let pass = Pass { marker: graph.marker, warnings: Warning::KEPT, max_bytes: usize::MAX };
    match traced(&graph.text, pass) {
        Ok(document) => first_warnings(&graph.text, pass, document),
        Err(_) => Vec::new(),
    }
}

/// The warnings of a pass, with those of merging, whose places take another one to find.
fn first_warnings(text: &str, pass: Pass, document: Document) -> Vec<Warning> {
    let mut warnings = document.warnings.first;
    let places = document.conflicts.iter().map(|(position, _)| Place::Entity(*position));
    if document.conflicts.is_empty() || warnings.len() >= pass.warnings {
        return warnings;
    }
    let paths = paths(text, deserializer(text), pass, places);
    for (position, field) in document.conflicts {
        let entity = paths.get(&Place::Entity(position)).map_or("$", String::as_str);
        warnings.push(merge::conflict_warning(entity, field));
    }
    warnings.truncate(pass.warnings);
    warnings
}

/// A pass that keeps the paths of warnings.
fn traced(text: &str, pass: Pass) -> Result<Document, Misread> {
    Document::read::<true, _>(text, deserializer(text), pass)
}

/// A reader other than that of the first pass, so that the compiler has to make its code for one caller only.
fn deserializer(text: &str) -> Deserializer<SliceRead<'_>> {
    Deserializer::from_slice(json(text).as_bytes())
}

/// The text without the mark that some editors put before it.
fn json(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}
