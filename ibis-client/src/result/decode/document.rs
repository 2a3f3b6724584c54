//! What one pass over a document gathers.

use std::fmt;
use std::sync::OnceLock;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::DecodeError;
use super::object::ValueSeed;
use crate::api::RESULT;
use crate::result::Kind;
use crate::result::graph::{Entry, Graph, NodeRow, Slot, Span};
use crate::result::model::Shape;
use crate::result::oddity::Oddity;
use crate::result::path::Path;

/// A link with this bit is not the number of a node, but that of a reference that is still to be resolved.
pub(super) const UNRESOLVED: u32 = 1 << 31;

/// The rows of a graph, as far as a pass has come.
#[derive(Default)]
pub(in crate::result) struct Document {
    pub(in crate::result) unescaped: String,
    pub(in crate::result) nodes: Vec<NodeRow>,
    pub(in crate::result) entries: Vec<Entry>,
    pub(in crate::result) links: Vec<u32>,
    pub(in crate::result) spans: Vec<Span>,
    pub(in crate::result) root: u32,
    pub(in crate::result) oddities: Vec<Oddity>,
    /// Something is odd; `oddities` says what, if the pass was a traced one.
    pub(super) odd: bool,
    pub(super) references: Vec<Reference>,
    pub(super) entities: Vec<EntityRow>,
    /// There are entities in the place of references, as in a hierarchical document.
    pub(super) has_inline_entities: bool,
    /// The places of `references` and of `entities`, if the pass was a traced one.
    pub(super) reference_paths: Vec<String>,
    pub(super) entity_paths: Vec<String>,
}

/// A reference: `{"ref": "…"}`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    pub(super) kind: Kind,
    pub(super) id: Span,
}

/// An entity that the document spells out.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntityRow {
    pub(super) kind: Kind,
    pub(super) node: u32,
    pub(super) id: Option<Span>,
}

impl Document {
    /// Reads a document, resolves its references and merges its repetitions.
    pub(in crate::result) fn read<const TRACED: bool>(
        text: &str,
        odd_marker: Option<char>,
    ) -> Result<Self, DecodeError> {
        let mut reader = Reader::<TRACED>::new(text, odd_marker);
        let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
        let root = RootSeed(&mut reader).deserialize(&mut json).and_then(|root| json.end().map(|()| root));
        let root = root
            .map_err(|error| DecodeError::Json { message: error.to_string(), path: reader.path.render() })?;
        let mut document = reader.document;
        document.root = root.ok_or(DecodeError::NoResult)?;
        document.resolve(text)?;
        if document.has_inline_entities {
            document.merge_repetitions(text);
        }
        document.nodes.shrink_to_fit();
        document.entries.shrink_to_fit();
        document.links.shrink_to_fit();
        Ok(document)
    }

    /// The graph that a pass has gathered, over the text that it went over.
    pub(super) fn into_graph(self, text: String, fetch: Option<Box<str>>) -> Graph {
        Graph {
            text,
            unescaped: self.unescaped,
            nodes: self.nodes,
            entries: self.entries,
            links: self.links,
            spans: self.spans,
            root: self.root,
            oddities: self.oddities,
            fetch,
            fetched: OnceLock::new(),
        }
    }

    /// Nothing is odd, so that no second pass is needed.
    pub(in crate::result) fn is_plain(&self) -> bool {
        !self.odd
    }

    pub(super) fn str<'a>(&'a self, text: &'a str, span: Span) -> &'a str {
        span.of(text, &self.unescaped)
    }

    pub(super) fn entries(&self, node: u32) -> &[Entry] {
        &self.entries[self.nodes[node as usize].entries.range()]
    }
}

/// A pass over a document: what it has gathered, and where it is.
pub(super) struct Reader<'t, const TRACED: bool> {
    pub(super) document: Document,
    pub(super) text: &'t str,
    pub(super) odd_marker: Option<char>,
    pub(super) path: Path<TRACED>,
    /// The entries of the objects that are not finished yet, the innermost last.
    pub(super) open_entries: Vec<Entry>,
    /// Likewise the links of unfinished lists.
    pub(super) open_links: Vec<u32>,
}

impl<'t, const TRACED: bool> Reader<'t, TRACED> {
    fn new(text: &'t str, odd_marker: Option<char>) -> Self {
        // Room for what documents hold by experience; pages that stay untouched cost nothing, and the rest is
        // given back when the document has been read.
        let document = Document {
            nodes: Vec::with_capacity(text.len() / 64),
            entries: Vec::with_capacity(text.len() / 16),
            links: Vec::with_capacity(text.len() / 64),
            references: Vec::with_capacity(text.len() / 64),
            ..Document::default()
        };
        Self {
            document,
            text,
            odd_marker,
            path: Path::default(),
            open_entries: Vec::new(),
            open_links: Vec::new(),
        }
    }

    /// Notes that the value at the current place is odd.
    pub(super) fn odd(&mut self, problem: impl FnOnce() -> String) {
        self.document.odd = true;
        if TRACED {
            self.document.oddities.push(Oddity { path: self.path.render(), problem: problem() });
        }
    }
}

/// The outermost object: `{"result": {…}}`.
struct RootSeed<'r, 't, const TRACED: bool>(&'r mut Reader<'t, TRACED>);

impl<'de, const TRACED: bool> DeserializeSeed<'de> for RootSeed<'_, 'de, TRACED> {
    type Value = Option<u32>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, const TRACED: bool> Visitor<'de> for RootSeed<'_, 'de, TRACED> {
    type Value = Option<u32>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a `result`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut root = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "result" && root.is_none() {
                self.0.path.enter_field("result");
                if let Some(Slot::Node(node)) =
                    map.next_value_seed(ValueSeed { reader: self.0, shape: Shape::Value(&RESULT) })?
                {
                    root = Some(node);
                }
                self.0.path.leave();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(root)
    }
}
