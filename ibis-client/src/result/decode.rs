//! Decoding: from the bytes of a document to its graph.
//!
//! The first pass only counts warnings. If a caller asks for them, or if there is an error to locate, another pass over the
//! same document, by the same code, keeps JSON paths. So a valid document pays nothing for paths, and an invalid one takes
//! no more memory than a valid one.

mod convert;
mod document;
mod hash;
mod ids;
mod join;
mod key;
mod merge;
mod object;
mod repetitions;
mod resolve;
mod scalar;
mod surrogates;
mod value;

use serde_json::Deserializer;
use serde_json::de::SliceRead;

use self::document::{Document, Pass, Place, ReadError, paths};
pub(super) use self::join::join;
pub(super) use self::scalar::bytes as bytes_from_base64;
use super::Decoder;
use super::graph::{Graph, derived};
use super::warning::Warning;
use crate::error::OneLine;

/// Positions in the text, and in the vectors of the graph, have 30 bits. Positions on the tape, which has at most about one
/// and a half cells per byte of text, have 31.
const LARGEST_DOCUMENT: usize = 1 << 29;

/// Why a document could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The document is not UTF-8.
    #[error("the document is not UTF-8: invalid byte at offset {offset}")]
    Utf8 {
        /// The offset of the first invalid byte from the start of the document.
        offset: usize,
    },
    /// The document is not JSON, is truncated, or is nested too deeply.
    #[error("the document is not valid JSON: {message}, at {path}")]
    Json {
        /// The message of the JSON parser, with line and column.
        message: String,
        /// Whether the document is truncated.
        is_truncated: bool,
        /// The JSON path of the innermost value that the parser had entered: `$.result.people[3]`.
        path: String,
    },
    /// The document is JSON, but has no `result` object.
    #[error("the document has no `result` object")]
    NoResult,
    /// A reference in a flattened document has no target.
    #[error("{path} refers to the {expected} `{id}`, which is not in the document")]
    DanglingReference {
        /// The expected kind of entity.
        expected: super::Kind,
        /// The id of the missing entity.
        id: String,
        /// The JSON path of the reference.
        path: String,
    },
    /// A reference in a flattened document leads to an entity of another kind.
    #[error("{path} refers to the {expected} `{id}`, but that is the id of a {found}")]
    WrongKind {
        /// The expected kind of entity.
        expected: super::Kind,
        /// The kind of the entity with this id.
        found: super::Kind,
        /// The id.
        id: String,
        /// The JSON path of the reference.
        path: String,
    },
    /// Two entities of one kind have the same id.
    #[error("the id `{id}` at {path} is already that of another {kind}")]
    DuplicateId {
        /// The kind of the entities.
        kind: super::Kind,
        /// The id.
        id: String,
        /// The JSON path of the second entity.
        path: String,
    },
    /// A value caused a warning, and decoding is strict, or an entity is missing because of it.
    #[error("{0}")]
    Warning(Warning),
    /// The document, or the memory of its result, exceeds the limit of the decoder.
    #[error("the decoded document exceeds the limit of {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

impl DecodeError {
    fn json(error: &serde_json::Error, path: String) -> Self {
        Self::Json { message: OneLine(error).to_string(), is_truncated: error.is_eof(), path }
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
        Err(ReadError { error: error @ DecodeError::TooLarge { .. }, .. }) => return Err(error),
        // The document was read to its end, so only the path is missing.
        Err(error) if error.place.is_some() => return Err(located(&text, pass, error)),
        _ => {}
    }
    let pass = Pass { marker: surrogates::replace_lone(&mut text), warnings: usize::from(strict), max_bytes };
    let document = traced(&text, pass).map_err(|error| located(&text, pass, error))?;
    if strict && document.warnings.count > 0 {
        let first = first_warnings(&text, pass, document).into_iter().next();
        return Err(first.map_or(DecodeError::NoResult, DecodeError::Warning));
    }
    Ok(document.into_graph(text, pass.marker, derived(fetch, None)))
}

/// Adds the path of its place to an error that has one.
fn located(text: &str, pass: Pass, ReadError { mut error, place }: ReadError) -> DecodeError {
    let Some(place) = place else { return error };
    if let DecodeError::DanglingReference { path, .. }
    | DecodeError::WrongKind { path, .. }
    | DecodeError::DuplicateId { path, .. } = &mut error
    {
        *path = paths(text, pass, [place]).concat();
    }
    error
}

/// The first warnings of a decoded document.
pub(super) fn warnings(graph: &Graph) -> Vec<Warning> {
    let pass = Pass { marker: graph.marker, warnings: Warning::KEPT, max_bytes: usize::MAX };
    match traced(&graph.text, pass) {
        Ok(document) => first_warnings(&graph.text, pass, document),
        Err(_) => Vec::new(),
    }
}

/// The warnings of a pass, and those of merging, whose paths take another pass to find.
fn first_warnings(text: &str, pass: Pass, document: Document) -> Vec<Warning> {
    let mut warnings = document.warnings.first;
    let places = document.conflicts.iter().map(|(position, _)| Place::Entity(*position));
    if document.conflicts.is_empty() || warnings.len() >= pass.warnings {
        return warnings;
    }
    for (path, (_, field)) in paths(text, pass, places).iter().zip(&document.conflicts) {
        warnings.push(merge::conflict_warning(path, field));
    }
    warnings.truncate(pass.warnings);
    warnings
}

/// A pass that keeps the paths of warnings.
fn traced(text: &str, pass: Pass) -> Result<Document, ReadError> {
    Document::read::<true, _>(text, deserializer(text), pass)
}

/// A deserializer of another type than that of the first pass, so that each has one caller and can be inlined into it.
fn deserializer(text: &str) -> Deserializer<SliceRead<'_>> {
    Deserializer::from_slice(json(text).as_bytes())
}

/// The text without a byte order mark.
fn json(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}
