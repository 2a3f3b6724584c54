//! References to the entities that they name.

use super::DecodeError;
use super::document::{Document, UNRESOLVED};
use super::ids::Ids;
use crate::result::Kind;

impl Document {
    /// Replaces each unresolved link by the node that its reference names.
    pub(super) fn resolve(&mut self, text: &str) -> Result<(), DecodeError> {
        if self.references.is_empty() {
            return Ok(());
        }
        let mut ids = Ids::new(text, &self.unescaped, self.entities.len());
        for (position, entity) in self.entities.iter().enumerate() {
            let Some(id) = entity.id else { continue };
            if !ids.insert(id, entity.node) {
                return Err(DecodeError::DuplicateId {
                    kind: entity.kind,
                    id: id.text(text, &self.unescaped),
                    path: self.entity_paths.get(position).cloned().unwrap_or_default(),
                });
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
    fn first_unresolved(&self, text: &str, ids: &Ids<'_>) -> Result<(), DecodeError> {
        let leads_nowhere = self.references.iter().position(|id| ids.get(*id).is_none());
        let Some(position) = leads_nowhere else { return Ok(()) };
        let id = self.references[position];
        let path = self.reference_paths.get(position).cloned().unwrap_or_default();
        let found = [Kind::Person, Kind::Institution, Kind::Group]
            .into_iter()
            .find(|kind| ids.get(id.of_kind(*kind)).is_some());
        let (expected, id) = (id.kind(), id.text(text, &self.unescaped));
        Err(match found {
            Some(found) => DecodeError::WrongKind { expected, found, id, path },
            None => DecodeError::DanglingReference { expected, id, path },
        })
    }
}
