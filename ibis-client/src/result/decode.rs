//! From the bytes of a document to its graph.
//!
//! The first pass notes only *that* something is odd. Where anything is, a second one goes over the same
//! document by the same code and keeps the JSON paths, so that a good document pays nothing for them.

mod document;
mod hash;
mod ids;
mod join;
mod merge;
mod object;
mod resolve;
mod scalar;
mod surrogates;

use serde_json::Deserializer;

use self::document::Document;
pub(super) use self::join::join;
pub(super) use self::scalar::bytes as bytes_from_base64;
use super::graph::Graph;
use super::warning::Warning;

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
    Odd(Warning),
    /// The document is longer than 512 MiB.
    #[error("the document has {length} bytes, more than the {LARGEST_DOCUMENT} that can be decoded")]
    TooLarge {
        /// Its length in bytes.
        length: usize,
    },
}

/// Decodes a document into a graph.
pub(super) fn decode(bytes: Vec<u8>, fetch: Option<Box<str>>, strict: bool) -> Result<Graph, DecodeError> {
    if bytes.len() > LARGEST_DOCUMENT {
        return Err(DecodeError::TooLarge { length: bytes.len() });
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|error| DecodeError::Utf8 { offset: error.utf8_error().valid_up_to() })?;
    let document = match Document::read::<false, _>(&text, Deserializer::from_str(json(&text)), None) {
        Ok(document) if document.is_plain() => document,
        _ => {
            let marker = surrogates::replace_lone(&mut text);
            // A reader of its own, so that the compiler has to make the first pass's code for one caller only.
            Document::read::<true, _>(&text, Deserializer::from_slice(json(&text).as_bytes()), marker)?
        }
    };
    if let (true, Some(warning)) = (strict, document.warnings.first()) {
        return Err(DecodeError::Odd(warning.clone()));
    }
    Ok(document.into_graph(text, fetch))
}

/// The text without the mark that some editors put before it.
fn json(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}
