//! A pass over a document, and the content that it collects.

use serde::de::{DeserializeSeed, Error};
use serde_json::de::Read;

use super::DecodeError;
use super::ids::Id;
use super::value::ValueSeed;
use crate::api::RESULT;
use crate::result::cell::{Cell, Span};
use crate::result::graph::{Derived, Graph};
use crate::result::model::{Field, FieldId, Model, Shape};
use crate::result::path::Path;
use crate::result::tape::{Tape, shrink};
use crate::result::warning::{Warning, Warnings};

/// The outermost object of every document: `{"result": {…}}`.
static OUTERMOST: Model = Model::value("Document", &[Field::new("result", Shape::Value(&RESULT))]);

/// Marks a link that is not the number of a node, but that of an unresolved reference.
pub(super) const UNRESOLVED: u32 = 1 << 31;

/// The content of a graph under construction.
#[derive(Default)]
pub(in crate::result) struct Document {
    pub(in crate::result) unescaped: String,
    pub(in crate::result) tape: Tape,
    pub(in crate::result) links: Vec<u32>,
    pub(in crate::result) spans: Vec<Span>,
    pub(in crate::result) root: u32,
    pub(in crate::result) warnings: Warnings,
    /// Which warning is the first about a value that stands where an entity belongs.
    pub(in crate::result) lost_entity: Option<usize>,
    /// The references: `{"ref": "…"}`.
    pub(super) references: Vec<Id>,
    /// The ids of entities.
    pub(super) ids: Vec<Id>,
    /// The nodes of the entities that the document contains, in its order. `ABSENT_NODE` for one without an id or key.
    pub(super) entities: Vec<u32>,
    /// Whether entities take the place of references, as in a hierarchical document.
    pub(super) has_inline_entities: bool,
    /// Entities, by position, each with a field that differs from the first occurrence of the entity.
    pub(super) conflicts: Vec<(usize, &'static str)>,
}

/// A reference or an entity, by its position among the references or entities of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Reference(usize),
    Entity(usize),
}

/// An error, and its place if the path takes another pass to find.
#[derive(Debug)]
pub(super) struct ReadError {
    pub(super) error: DecodeError,
    pub(super) place: Option<Place>,
}

impl From<DecodeError> for ReadError {
    fn from(error: DecodeError) -> Self {
        Self { error, place: None }
    }
}

/// The options of a pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pass {
    /// The character that replaces lone surrogates.
    pub(super) marker: Option<char>,
    /// How many warnings to keep. All are counted.
    pub(super) warnings: usize,
    /// How many bytes the graph may take.
    pub(super) max_bytes: usize,
}

impl Document {
    /// Reads a document, resolves its references and merges repeated entities.
    pub(super) fn read<'t, const TRACED: bool, R: Read<'t>>(
        text: &'t str,
        json: serde_json::Deserializer<R>,
        pass: Pass,
    ) -> Result<Self, ReadError> {
        let mut reader = Reader::<TRACED>::new(text, pass);
        let object = reader.run(json)?;
        let mut document = reader.document;
        let result = object.link().and_then(|object| document.tape.cell(object, FieldId(0)).link());
        document.root = result.ok_or(DecodeError::NoResult)?;
        document.resolve(text)?;
        if document.has_inline_entities {
            document.merge_repetitions(text, None);
        }
        document.tape.shrink();
        shrink(&mut document.links);
        shrink(&mut document.spans);
        Ok(document)
    }

    /// Turns the content into a graph over the text that it was read from.
    pub(super) fn into_graph(self, text: String, marker: Option<char>, derived: Box<dyn Derived>) -> Graph {
        Graph {
            text,
            unescaped: self.unescaped,
            tape: self.tape,
            links: self.links,
            spans: self.spans,
            root: self.root,
            marker,
            warning_count: self.warnings.count,
            lost_entity: self.lost_entity,
            derived,
            is_joined: false,
            head: None,
        }
    }

    /// Forgets the entity at a position, unless others stand after it.
    pub(super) fn forget_last(&mut self, position: usize) {
        if self.entities.len() == position + 1 {
            self.entities.pop();
        }
    }

    pub(super) fn str<'a>(&'a self, text: &'a str, span: Span) -> &'a str {
        span.of(text, &self.unescaped)
    }

    /// The allocated bytes, including those needed only while reading.
    fn bytes(&self) -> usize {
        self.unescaped.capacity()
            + self.tape.bytes()
            + size_of::<u32>() * self.links.capacity()
            + size_of::<Span>() * self.spans.capacity()
            + size_of::<Id>() * (self.references.capacity() + self.ids.capacity())
            + size_of::<u32>() * self.entities.capacity()
    }
}

/// A pass over a document: the content collected so far, and the current position.
#[derive(Default)]
pub(super) struct Reader<'t, const TRACED: bool> {
    pub(super) document: Document,
    pub(super) text: &'t str,
    pub(super) pass: Pass,
    pub(super) path: Path<TRACED>,
    /// The links of unfinished lists, the innermost last.
    pub(super) open_links: Vec<u32>,
    /// The fields of unfinished objects, the innermost last.
    pub(super) open_cells: Vec<Cell>,
    /// Whether the next value is in a list in place of a single object.
    pub(super) in_list_of_one: bool,
    /// The position in the text after the last key, or `usize::MAX` if the key had escapes or a list has begun since.
    pub(super) after_key: usize,
    /// The approximate position in the text.
    pub(super) progress: usize,
    /// How many elements may follow before the bytes are counted again.
    pub(super) room: usize,
    /// The places whose paths are wanted.
    places: Vec<(Place, String)>,
}

impl<'t, const TRACED: bool> Reader<'t, TRACED> {
    pub(super) fn new(text: &'t str, pass: Pass) -> Self {
        // Typical documents fit into this capacity. Untouched pages cost nothing, and unused capacity is released in
        // the end. Small documents are denser; growing for each would make threads contend for the allocator's lock.
        let small = text.len().min(2048);
        let document = Document {
            tape: Tape::with_capacity(text.len() / 18 + small / 16),
            links: Vec::with_capacity(text.len() / 64),
            references: Vec::with_capacity(text.len() / 192),
            ..Document::default()
        };
        Self { document, text, pass, open_cells: Vec::with_capacity(small / 16), ..Self::default() }
    }

    fn run<R: Read<'t>>(&mut self, mut json: serde_json::Deserializer<R>) -> Result<Cell, DecodeError> {
        let outermost = ValueSeed { reader: self, shape: Shape::Value(&OUTERMOST) };
        let read = outermost.deserialize(&mut json).and_then(|object| json.end().map(|()| object));
        if self.bytes() > self.pass.max_bytes {
            return Err(DecodeError::TooLarge { limit: self.pass.max_bytes });
        }
        read.map_err(|error| DecodeError::json(&error, self.path.render()))
    }

    fn bytes(&self) -> usize {
        self.text.len() + self.document.bytes()
    }

    /// Compares the allocated bytes with the limit, and ends the pass if they exceed it.
    #[cold]
    pub(super) fn check_size<E: Error>(&mut self) -> Result<(), E> {
        /// The number of elements between two checks. Each takes at most some 80 bytes.
        const STRIDE: usize = 4096;
        self.room = STRIDE;
        if self.bytes() > self.pass.max_bytes { Err(E::custom("it is too large")) } else { Ok(()) }
    }

    /// Counts a warning about the current value, and keeps it if its path is known.
    #[cold]
    pub(super) fn warn(&mut self, problem: impl FnOnce() -> String) {
        let path = &self.path;
        let kept = if TRACED { self.pass.warnings } else { 0 };
        self.document.warnings.add(kept, || Warning::new(&path.render(), &problem()));
    }

    /// Records the current path for a place, if it is wanted.
    pub(super) fn record_path(&mut self, place: Place) {
        if TRACED {
            for (_, path) in self.places.iter_mut().filter(|(wanted, _)| *wanted == place) {
                *path = self.path.render();
            }
        }
    }
}

/// Finds the paths of a few places in a document, by a separate pass. In an invalid document, it finds those before the
/// error; others are empty.
pub(super) fn paths(text: &str, pass: Pass, places: impl IntoIterator<Item = Place>) -> Vec<String> {
    let mut reader = Reader::<true>::new(text, Pass { warnings: 0, ..pass });
    reader.places = places.into_iter().map(|place| (place, String::new())).collect();
    let _ = reader.run(super::deserializer(text));
    reader.places.into_iter().map(|(_, path)| path).collect()
}
