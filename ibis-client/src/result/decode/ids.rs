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

/// An id. Most fit into a prefix, so that they are compared without the document. Packed, since a document may have one for
/// every ten bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Id {
    /// The prefix, or the cell of a long id.
    halves: [u64; 2],
    /// The node of the entity that has the id. 0 in a reference.
    pub(super) node: u32,
    length: u8,
    pub(super) kind: Kind,
}

impl Id {
    #[inline]
    pub(super) fn new(kind: Kind, id: Span, document: &str, unescaped: &str) -> Self {
        match u8::try_from(id.len()) {
            Ok(length) if NamePrefix::is_all_of(id.len()) => {
                Self { halves: id.name_prefix(document, unescaped).halves(), node: 0, length, kind }
            }
            _ => Self { halves: [Cell::str(id).bits(), 0], node: 0, length: LONG, kind },
        }
    }

    /// The same id, as that of an entity.
    pub(super) fn of_node(self, node: u32) -> Self {
        Self { node, ..self }
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
        if let Slot::Str(span) = Cell::from_bits(self.halves[0]).slot() { Some(span) } else { None }
    }
}

/// Compares ids only.
impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        (self.halves, self.length, self.kind) == (other.halves, other.length, other.kind)
    }
}

impl Eq for Id {}

impl Hash for Id {
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
    short: HashSet<Id, Seeded>,
    long: HashMap<(Kind, &'t str), u32, Seeded>,
}

impl<'t> Ids<'t> {
    /// Collects the ids of a document with these two texts, up to the first that another entity has already, which is
    /// returned too.
    pub(super) fn of(entities: &[Id], document: &'t str, unescaped: &'t str) -> (Self, Option<Id>) {
        let long = entities.iter().filter(|entity| entity.length == LONG).count();
        let mut ids = Self {
            document,
            unescaped,
            short: HashSet::with_capacity_and_hasher(entities.len() - long, Seeded::default()),
            long: HashMap::with_capacity_and_hasher(long, Seeded::default()),
        };
        let duplicate = entities.iter().find(|entity| !ids.insert(**entity)).copied();
        (ids, duplicate)
    }

    /// Returns false if another node has the same id.
    fn insert(&mut self, entity: Id) -> bool {
        match self.long_key(entity) {
            Some(key) => self.long.insert(key, entity.node).is_none(),
            None => self.short.insert(entity),
        }
    }

    #[inline]
    pub(super) fn get(&self, id: Id) -> Option<u32> {
        match self.long_key(id) {
            Some(key) => self.long.get(&key).copied(),
            None => self.short.get(&id).map(|entity| entity.node),
        }
    }

    fn long_key(&self, id: Id) -> Option<(Kind, &'t str)> {
        Some((id.kind, id.span()?.of(self.document, self.unescaped)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_duplicate_id_is_returned() {
        for text in ["a", "person.crsid.spqr1"] {
            let person = Id::new(Kind::Person, Span::in_document(0, text.len()), text, "");
            let ids = [person, person.of_kind(Kind::Group), person, person];
            let entities = [0, 1, 2, 3].map(|node| ids[node as usize].of_node(node));
            let (_, duplicate) = Ids::of(&entities, text, "");
            assert_eq!(duplicate.map(|entity| entity.node), Some(2), "{text}");
        }
    }
}
