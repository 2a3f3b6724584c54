//! The ids in a document: those of entities, and those that references name.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use super::hash::Seeded;
use crate::error::OneLine;
use crate::result::Kind;
use crate::result::cell::{Cell, Slot, Span};
use crate::result::name_prefix::NamePrefix;

/// Stands for the length of an id that is longer than a prefix.
const LONG: u8 = u8::MAX;

/// Stands for the length of an absent id.
const NONE: u8 = u8::MAX - 1;

/// An id. Most fit into a prefix, so that they are compared without the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id {
    /// The prefix, or the cell of a long id.
    halves: [u64; 2],
    length: u8,
    kind: Kind,
}

impl Id {
    #[inline]
    pub(super) fn new(kind: Kind, id: Span, document: &str, unescaped: &str) -> Self {
        match u8::try_from(id.len()) {
            Ok(length) if NamePrefix::is_all_of(id.len()) => {
                Self { halves: id.name_prefix(document, unescaped).halves(), length, kind }
            }
            _ => Self { halves: [Cell::str(id).bits(), 0], length: LONG, kind },
        }
    }

    pub(super) fn kind(self) -> Kind {
        self.kind
    }

    /// The same id for another kind of entity.
    pub(super) fn of_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// The id as text, for error messages.
    pub(super) fn text(self, document: &str, unescaped: &str) -> String {
        if let Some(span) = self.span() {
            return OneLine(span.of(document, unescaped)).to_string();
        }
        let bytes = self.halves.into_iter().flat_map(u64::to_le_bytes).take(usize::from(self.length));
        OneLine(&String::from_utf8_lossy(&bytes.collect::<Vec<_>>())).to_string()
    }

    /// The span of a long id.
    fn span(self) -> Option<Span> {
        if self.length != LONG {
            return None;
        }
        match Cell::from_bits(self.halves[0]).slot() {
            Slot::Str(span) => Some(span),
            _ => None,
        }
    }
}

/// An entity that a document contains: its node, and its id if it has one. Packed, since a document may have one for every
/// ten bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntityRow {
    halves: [u64; 2],
    pub(super) node: u32,
    length: u8,
    pub(super) kind: Kind,
}

impl EntityRow {
    pub(super) fn new(kind: Kind, id: Option<Id>, node: u32) -> Self {
        let Id { halves, length, .. } = id.unwrap_or(Id { halves: [0; 2], length: NONE, kind });
        Self { halves, node, length, kind }
    }

    pub(super) fn id(self) -> Option<Id> {
        (self.length != NONE).then_some(Id { halves: self.halves, length: self.length, kind: self.kind })
    }
}

/// Compares ids only.
impl PartialEq for EntityRow {
    fn eq(&self, other: &Self) -> bool {
        (self.halves, self.length, self.kind) == (other.halves, other.length, other.kind)
    }
}

impl Eq for EntityRow {}

impl Hash for EntityRow {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [low, high] = self.halves;
        state.write_u64(low);
        state.write_u64(high);
        state.write_u16(u16::from_le_bytes([self.length, self.kind as u8]));
    }
}

/// Nodes by the ids of their entities.
pub(super) struct Ids<'t> {
    document: &'t str,
    unescaped: &'t str,
    entities: HashSet<EntityRow, Seeded>,
    /// The numbers that stand for long ids, wherever they occur.
    long: HashMap<&'t str, u64, Seeded>,
}

impl<'t> Ids<'t> {
    /// An empty set with this capacity, for a document with these two texts.
    pub(super) fn new(document: &'t str, unescaped: &'t str, entities: usize) -> Self {
        let entities = HashSet::with_capacity_and_hasher(entities, Seeded::default());
        Self { document, unescaped, entities, long: HashMap::default() }
    }

    /// Assigns an id to a node. Returns false if another node has it already.
    pub(super) fn insert(&mut self, id: Id, node: u32) -> bool {
        let key = match id.span() {
            Some(span) => {
                let next = self.long.len() as u64;
                let number = *self.long.entry(span.of(self.document, self.unescaped)).or_insert(next);
                Id { halves: [number, 0], ..id }
            }
            None => id,
        };
        self.entities.insert(EntityRow::new(key.kind, Some(key), node))
    }

    #[inline]
    pub(super) fn get(&self, id: Id) -> Option<u32> {
        if id.length == LONG { self.get_long(id) } else { self.find(id) }
    }

    #[inline]
    fn find(&self, id: Id) -> Option<u32> {
        self.entities.get(&EntityRow::new(id.kind, Some(id), 0)).map(|entity| entity.node)
    }

    fn get_long(&self, id: Id) -> Option<u32> {
        let number = *self.long.get(id.span()?.of(self.document, self.unescaped))?;
        self.find(Id { halves: [number, 0], ..id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a person.crsid.spqr1 person.crsid.spqr2 aa person.crsid.spqr1";

    fn id(kind: Kind, text: &str) -> Id {
        Id::new(kind, Span::in_document(TEXT.find(text).unwrap(), text.len()), TEXT, "")
    }

    #[test]
    fn short_and_long_ids_are_told_apart_by_kind_and_text() {
        let mut ids = Ids::new(TEXT, "", 0);
        for text in ["a", "person.crsid.spqr1"] {
            let person = id(Kind::Person, text);
            assert!(ids.insert(person, 7) && ids.insert(person.of_kind(Kind::Group), 8));
            assert!(!ids.insert(person, 7), "{text} is inserted twice");
            assert_eq!(ids.get(id(Kind::Group, text)), Some(8));
            assert_eq!(ids.get(id(Kind::Institution, text)), None);
            assert_eq!(person.text(TEXT, ""), text);
        }
        assert_eq!(ids.get(id(Kind::Person, "aa")), None);
        assert_eq!(ids.get(id(Kind::Person, "person.crsid.spqr2")), None);
        let place = TEXT.rfind("person").unwrap();
        let again = Id::new(Kind::Person, Span::in_document(place, TEXT.len() - place), TEXT, "");
        assert_eq!(ids.get(again), Some(7));
    }

    #[test]
    fn an_id_may_be_escaped_in_one_place_and_plain_in_another() {
        for text in ["p", "person.crsid.spqr1"] {
            let escaped = Id::new(Kind::Person, Span::unescaped(0, text.len()).unwrap(), TEXT, text);
            let mut ids = Ids::new(TEXT, text, 1);
            assert!(ids.insert(escaped, 1));
            assert_eq!(ids.get(id(Kind::Person, text)), Some(1));
        }
    }
}
