//! Resolving references to the entities that they name.

use super::DecodeError;
use super::document::{Document, Place, ReadError, UNRESOLVED};
use super::ids::Ids;
use crate::result::Kind;

impl Document {
    /// Replaces each unresolved link with the node that its reference names.
    pub(super) fn resolve(&mut self, text: &str) -> Result<(), ReadError> {
        if self.references.is_empty() && self.ids.is_empty() {
            return Ok(());
        }
        let (ids, duplicate) = Ids::of(&self.ids, text, &self.unescaped);
        if let Some(duplicate) = duplicate {
            let (kind, id) = (duplicate.kind, duplicate.text(text, &self.unescaped));
            let error = DecodeError::DuplicateId { kind, id, path: String::new() };
            let position = self.entities.iter().position(|node| *node == duplicate.node);
            return Err(ReadError { error, place: position.map(Place::Entity) });
        }
        let mut is_resolved = true;
        for link in self.links.iter_mut().filter(|link| **link & UNRESOLVED != 0) {
            match ids.get(self.references[(*link & !UNRESOLVED) as usize]) {
                Some(node) => *link = node,
                None => is_resolved = false,
            }
        }
        if is_resolved { Ok(()) } else { self.first_unresolved(text, &ids) }
    }

    /// The error for the first reference without a target.
    fn first_unresolved(&self, text: &str, ids: &Ids<'_>) -> Result<(), ReadError> {
        let dangling = self.references.iter().position(|id| ids.get(*id).is_none());
        let Some(position) = dangling else { return Ok(()) };
        let id = self.references[position];
        let found = [Kind::Person, Kind::Institution, Kind::Group]
            .into_iter()
            .find(|kind| ids.get(id.of_kind(*kind)).is_some());
        let (expected, id, path) = (id.kind, id.text(text, &self.unescaped), String::new());
        let error = match found {
            Some(found) => DecodeError::WrongKind { expected, found, id, path },
            None => DecodeError::DanglingReference { expected, id, path },
        };
        Err(ReadError { error, place: Some(Place::Reference(position)) })
    }
}
