//! What one pass over a document gathers.

use serde::de::DeserializeSeed;
use serde_json::de::Read;

use super::DecodeError;
use super::ids::Id;
use super::object::ValueSeed;
use crate::api::RESULT;
use crate::result::Kind;
use crate::result::cell::{Cell, Slot, Span};
use crate::result::coverage::requested_fetch;
use crate::result::graph::Graph;
use crate::result::model::{Field, FieldId, Model, Shape};
use crate::result::path::Path;
use crate::result::tape::{Tape, shrink};
use crate::result::warning::Warning;

/// What is around every document: `{"result": {…}}`.
static OUTERMOST: Model = Model::value("Document", &[Field::new("result", Shape::Value(&RESULT))]);

/// A link with this bit is not the number of a node, but that of a reference that is still to be resolved.
pub(super) const UNRESOLVED: u32 = 1 << 31;

/// The rows of a graph, as far as a pass has come.
#[derive(Default)]
pub(in crate::result) struct Document {
    pub(in crate::result) unescaped: String,
    pub(in crate::result) tape: Tape,
    pub(in crate::result) links: Vec<u32>,
    pub(in crate::result) spans: Vec<Span>,
    pub(in crate::result) root: u32,
    pub(in crate::result) warnings: Vec<Warning>,
    /// Something is odd; `warnings` says what, if the pass was a traced one.
    pub(super) odd: bool,
    /// The references: `{"ref": "…"}`.
    pub(super) references: Vec<Id>,
    pub(super) entities: Vec<EntityRow>,
    /// There are entities in the place of references, as in a hierarchical document.
    pub(super) has_inline_entities: bool,
    /// The places of `references` and of `entities`, if the pass was a traced one.
    pub(super) reference_paths: Vec<String>,
    pub(super) entity_paths: Vec<String>,
    /// It is made of several documents, whose entities have names in place of paths.
    pub(super) is_joined: bool,
}

/// An entity that the document spells out.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntityRow {
    pub(super) kind: Kind,
    pub(super) node: u32,
    pub(super) id: Option<Id>,
}

impl Document {
    /// Reads a document, resolves its references and merges its repetitions.
    pub(super) fn read<'t, const TRACED: bool, R: Read<'t>>(
        text: &'t str,
        mut json: serde_json::Deserializer<R>,
        odd_marker: Option<char>,
    ) -> Result<Self, DecodeError> {
        let mut reader = Reader::<TRACED>::new(text, odd_marker);
        let outermost = ValueSeed { reader: &mut reader, shape: Shape::Value(&OUTERMOST) };
        let read = outermost.deserialize(&mut json).and_then(|object| json.end().map(|()| object));
        let object = read
            .map_err(|error| DecodeError::Json { message: error.to_string(), path: reader.path.render() })?;
        let mut document = reader.document;
        document.root = document.result_of(object).ok_or(DecodeError::NoResult)?;
        document.resolve(text)?;
        if document.has_inline_entities {
            document.merge_repetitions(text);
        }
        document.tape.shrink();
        shrink(&mut document.links);
        Ok(document)
    }

    /// What the outermost object has as its `result`.
    fn result_of(&self, outermost: Cell) -> Option<u32> {
        let Slot::Node(outermost) = outermost.slot() else { return None };
        match self.tape.slot(outermost, FieldId(0)) {
            Slot::Node(result) => Some(result),
            _ => None,
        }
    }

    /// The graph that a pass has gathered, over the text that it went over.
    pub(super) fn into_graph(self, text: String, fetch: Option<Box<str>>) -> Graph {
        Graph {
            text,
            unescaped: self.unescaped,
            tape: self.tape,
            links: self.links,
            spans: self.spans,
            root: self.root,
            warnings: self.warnings,
            fetch: fetch.map(requested_fetch),
        }
    }

    /// Nothing is odd, so that no second pass is needed.
    pub(in crate::result) fn is_plain(&self) -> bool {
        !self.odd
    }

    pub(super) fn str<'a>(&'a self, text: &'a str, span: Span) -> &'a str {
        span.of(text, &self.unescaped)
    }
}

/// A pass over a document: what it has gathered, and where it is.
pub(super) struct Reader<'t, const TRACED: bool> {
    pub(super) document: Document,
    pub(super) text: &'t str,
    pub(super) odd_marker: Option<char>,
    pub(super) path: Path<TRACED>,
    /// The links of the lists that are not finished yet, the innermost last.
    pub(super) open_links: Vec<u32>,
}

impl<'t, const TRACED: bool> Reader<'t, TRACED> {
    pub(super) fn new(text: &'t str, odd_marker: Option<char>) -> Self {
        // Room for what documents hold by experience; pages that stay untouched cost nothing, and the rest is
        // given back when the document has been read.
        let document = Document {
            tape: Tape::with_capacity(text.len() / 18),
            links: Vec::with_capacity(text.len() / 64),
            references: Vec::with_capacity(text.len() / 192),
            ..Document::default()
        };
        Self { document, text, odd_marker, path: Path::default(), open_links: Vec::new() }
    }

    /// Notes that the value at the current place is odd.
    pub(super) fn odd(&mut self, problem: impl FnOnce() -> String) {
        self.document.odd = true;
        if TRACED {
            self.document.warnings.push(Warning { path: self.path.render(), problem: problem() });
        }
    }
}
