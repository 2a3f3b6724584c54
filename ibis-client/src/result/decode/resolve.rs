//! References to the entities that they name.

use super::DecodeError;
use super::document::{Document, Misread, Place, UNRESOLVED};
use super::ids::Ids;
use crate::result::Kind;

impl Document {
    /// Replaces each unresolved link by the node that its reference names.
    pub(super) fn resolve(&mut self, text: &str) -> Result<(), Misread> {
        if self.references.is_empty() && self.entities.iter().all(|entity| entity.id().is_none()) {
            return Ok(());
        }
        let mut ids = Ids::new(text, &self.unescaped, self.entities.len());
        for (position, entity) in self.entities.iter().enumerate() {
            let Some(id) = entity.id() else { continue };
            if !ids.insert(id, entity.node) {
                let (kind, id) = (entity.kind, id.text(text, &self.unescaped));
                let error = DecodeError::DuplicateId { kind, id, path: String::new() };
                return Err(Misread { error, place: Some(Place::Entity(position)) });
            }
        }
        let mut is_whole = true;
        for link in self.links.iter_mut().filter(|link| **link & UNRESOLVED != 0) {
            match ids.get(self.references[(*link & !UNRESOLVED) as usize]) {
                Some(node) => *link = node,
                None => is_whole = false,
            }
        }
        if is_whole { Ok(()) } else { self.first_unresolved(text, &ids) }
    }

    /// Says which reference leads nowhere: the first one of the document.
    fn first_unresolved(&self, text: &str, ids: &Ids<'_>) -> Result<(), Misread> {
        let leads_nowhere = self.references.iter().position(|id| ids.get(*id).is_none());
        let Some(position) = leads_nowhere else { return Ok(()) };
        let id = self.references[position];
        let found = [Kind::Person, Kind::Institution, Kind::Group]
            .into_iter()
            .find(|kind| ids.get(id.of_kind(*kind)).is_some());
        let (expected, id, path) = (id.kind(), id.text(text, &self.unescaped), String::new());
        let error = match found {
            Some(found) => DecodeError::WrongKind { expected, found, id, path },
            None => DecodeError::DanglingReference { expected, id, path },
        };
        Err(Misread { error, place: Some(Place::Reference(position)) })
    }
}
