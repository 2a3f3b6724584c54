//! References to the entities that they name.

use std::collections::hash_map::Entry;

use super::DecodeError;
use super::document::{Document, Reference, UNRESOLVED};
use super::hash::{IdMap, Seeded};
use crate::result::Kind;

impl Document {
    /// Replaces each unresolved link by the node that its reference names.
    pub(super) fn resolve(&mut self, text: &str) -> Result<(), DecodeError> {
        if self.references.is_empty() {
            return Ok(());
        }
        let mut nodes = IdMap::with_capacity_and_hasher(self.entities.len(), Seeded::default());
        for (position, entity) in self.entities.iter().enumerate() {
            let Some(id) = entity.id else { continue };
            match nodes.entry((entity.kind, self.str(text, id))) {
                Entry::Vacant(vacant) => _ = vacant.insert(entity.node),
                Entry::Occupied(_) => {
                    return Err(DecodeError::DuplicateId {
                        kind: entity.kind,
                        id: self.str(text, id).to_owned(),
                        path: self.entity_paths.get(position).cloned().unwrap_or_default(),
                    });
                }
            }
        }
        let mut targets = Vec::with_capacity(self.references.len());
        for (position, reference) in self.references.iter().enumerate() {
            match nodes.get(&(reference.kind, self.str(text, reference.id))) {
                Some(node) => targets.push(*node),
                None => return Err(self.unresolved(text, &nodes, position, *reference)),
            }
        }
        drop(nodes);
        for link in &mut self.links {
            if *link & UNRESOLVED != 0 {
                *link = targets[(*link & !UNRESOLVED) as usize];
            }
        }
        Ok(())
    }

    fn unresolved(
        &self,
        text: &str,
        nodes: &IdMap<'_>,
        position: usize,
        reference: Reference,
    ) -> DecodeError {
        let expected = reference.kind;
        let id = self.str(text, reference.id);
        let path = self.reference_paths.get(position).cloned().unwrap_or_default();
        let found = [Kind::Person, Kind::Institution, Kind::Group]
            .into_iter()
            .find(|kind| nodes.contains_key(&(*kind, id)));
        let id = id.to_owned();
        match found {
            Some(found) => DecodeError::WrongKind { expected, found, id, path },
            None => DecodeError::DanglingReference { expected, id, path },
        }
    }
}
