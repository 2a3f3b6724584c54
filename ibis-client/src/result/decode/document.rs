//! What one pass over a document gathers.

use std::collections::BTreeMap;

use serde::de::{DeserializeSeed, Error};
use serde_json::de::Read;

use super::DecodeError;
use super::ids::{EntityRow, Id};
use super::value::ValueSeed;
use crate::api::RESULT;
use crate::result::cell::{Cell, Slot, Span};
use crate::result::graph::{Derived, Graph};
use crate::result::model::{Field, FieldId, Model, Shape};
use crate::result::path::Path;
use crate::result::tape::{Tape, shrink};
use crate::result::warning::{Warning, Warnings};

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
    pub(in crate::result) warnings: Warnings,
    /// The references: `{"ref": "…"}`.
    pub(super) references: Vec<Id>,
    /// The entities that the document spells out, but for those that nothing tells from others.
    pub(super) entities: Vec<EntityRow>,
    /// There are entities in the place of references, as in a hierarchical document.
    pub(super) has_inline_entities: bool,
    /// Where entities stand that say something else than where they came first, and in which field.
    pub(super) conflicts: Vec<(usize, &'static str)>,
}

/// The place of a reference or of an entity, by its position among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Reference(usize),
    Entity(usize),
}

/// What is wrong with a document, and where, if that takes another pass to tell.
#[derive(Debug)]
pub(super) struct Misread {
    pub(super) error: DecodeError,
    pub(super) place: Option<Place>,
}

impl From<DecodeError> for Misread {
    fn from(error: DecodeError) -> Self {
        Self { error, place: None }
    }
}

/// What a pass does beside reading.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pass {
    /// The character that stands for lone surrogates.
    pub(super) marker: Option<char>,
    /// How many warnings are kept; the others are counted.
    pub(super) warnings: usize,
    /// How many bytes a graph may have.
    pub(super) max_bytes: usize,
}

impl Document {
    /// Reads a document, resolves its references and merges its repetitions.
    pub(super) fn read<'t, const TRACED: bool, R: Read<'t>>(
        text: &'t str,
        json: serde_json::Deserializer<R>,
        pass: Pass,
    ) -> Result<Self, Misread> {
        let mut reader = Reader::<TRACED>::new(text, pass);
        let object = reader.run(json)?;
        let mut document = reader.document;
        document.root = document.result_of(object).ok_or(DecodeError::NoResult)?;
        document.resolve(text)?;
        if document.has_inline_entities {
            document.merge_repetitions(text, None);
        }
        document.tape.shrink();
        shrink(&mut document.links);
        shrink(&mut document.spans);
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
            derived,
            is_joined: false,
            head: None,
        }
    }

    pub(super) fn str<'a>(&'a self, text: &'a str, span: Span) -> &'a str {
        span.of(text, &self.unescaped)
    }

    /// How many bytes it has, with what is only needed while it is read.
    fn bytes(&self) -> usize {
        self.unescaped.capacity()
            + self.tape.bytes()
            + size_of::<u32>() * self.links.capacity()
            + size_of::<Span>() * self.spans.capacity()
            + size_of::<Id>() * self.references.capacity()
            + size_of::<EntityRow>() * self.entities.capacity()
    }
}

/// A pass over a document: what it has gathered, and where it is.
pub(super) struct Reader<'t, const TRACED: bool> {
    pub(super) document: Document,
    pub(super) text: &'t str,
    pub(super) pass: Pass,
    pub(super) path: Path<TRACED>,
    /// The links of the lists that are not finished yet, the innermost last.
    pub(super) open_links: Vec<u32>,
    /// The fields of the objects that are not finished yet, the innermost last.
    pub(super) open_cells: Vec<Cell>,
    /// The next value is in a list that stands where one object belongs.
    pub(super) in_list_of_one: bool,
    /// Where the last key ends in the text.
    pub(super) after_key: usize,
    /// How far it has come in the text, roughly.
    pub(super) progress: usize,
    /// How much may be gathered until the bytes are counted again.
    pub(super) room: usize,
    /// The places whose paths are wanted.
    places: BTreeMap<Place, String>,
}

impl<'t, const TRACED: bool> Reader<'t, TRACED> {
    pub(super) fn new(text: &'t str, pass: Pass) -> Self {
        // Room for what documents hold by experience; pages that stay untouched cost nothing, and the rest is
        // given back when the document has been read. Small documents are denser, and to grow for them would have
        // all threads wait for the allocator's lock.
        let small = text.len().min(2048);
        let document = Document {
            tape: Tape::with_capacity(text.len() / 18 + small / 16),
            links: Vec::with_capacity(text.len() / 64),
            references: Vec::with_capacity(text.len() / 192),
            ..Document::default()
        };
        Self {
            document,
            text,
            pass,
            path: Path::default(),
            open_links: Vec::new(),
            open_cells: Vec::with_capacity(small / 16),
            in_list_of_one: false,
            after_key: 0,
            progress: 0,
            room: 0,
            places: BTreeMap::new(),
        }
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

    /// Counts the bytes of what has been gathered now and then, and ends the pass if they are too many.
    #[cold]
    pub(super) fn check_size<E: Error>(&mut self) -> Result<(), E> {
        /// How often, in elements: each has some 80 bytes at most.
        const STRIDE: usize = 4096;
        self.room = STRIDE;
        if self.bytes() > self.pass.max_bytes { Err(E::custom("it is too large")) } else { Ok(()) }
    }

    /// Notes that the value at the current place is odd.
    #[cold]
    pub(super) fn odd(&mut self, problem: impl FnOnce() -> String) {
        let path = &self.path;
        let kept = if TRACED { self.pass.warnings } else { 0 };
        self.document.warnings.add(kept, || Warning::new(&path.render(), &problem()));
    }

    /// Notes the path of the current place, if it is wanted.
    pub(super) fn note(&mut self, place: Place) {
        if TRACED && let Some(path) = self.places.get_mut(&place) {
            *path = self.path.render();
        }
    }
}

/// The paths of places in a document, found by a pass of its own. A document that cannot be read has those that come
/// before the fault.
pub(super) fn paths<'t, R: Read<'t>>(
    text: &'t str,
    json: serde_json::Deserializer<R>,
    pass: Pass,
    places: impl IntoIterator<Item = Place>,
) -> BTreeMap<Place, String> {
    let mut reader = Reader::<true>::new(text, Pass { warnings: 0, ..pass });
    reader.places = places.into_iter().map(|place| (place, String::new())).collect();
    let _ = reader.run(json);
    reader.places
}
