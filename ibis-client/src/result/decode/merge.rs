//! One node for each entity, however often a hierarchical document spells it out.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::document::Document;
use crate::result::Kind;
use crate::result::cell::{Cell, Range, Slot};
use crate::result::model::FieldId;
use crate::result::warning::Warning;

/// What makes two objects the same entity: an institution's instid, a person's scheme and identifier.
type Key<'a> = (Kind, &'a str, &'a str);

impl Document {
    /// Makes all objects that stand for one entity one node, with the fields of all of them.
    pub(super) fn merge_repetitions(&mut self, text: &str) {
        let repetitions = self.repetitions(text);
        let mut merged_into: HashMap<u32, u32> = HashMap::new();
        for (first, others) in &repetitions {
            let first = self.entities[*first].node;
            let fields: Vec<_> = self.tape.cells(first).collect();
            // It has room for all fields of its model, also for those that the first one lacks.
            let merged = self.tape.push(self.tape.model(first), fields);
            merged_into.insert(first, merged);
            merged_into.extend(others.iter().map(|position| (self.entities[*position].node, merged)));
        }
        for link in &mut self.links {
            if let Some(merged) = merged_into.get(link) {
                *link = *merged;
            }
        }
        for (first, others) in &repetitions {
            if let Some(merged) = merged_into.get(&self.entities[*first].node) {
                self.absorb(text, *merged, others);
            }
        }
        for repetition in merged_into.into_keys() {
            self.tape.mark_absent(repetition);
        }
    }

    /// For each entity that is there more than once, the positions in `entities` of the first and of the others.
    fn repetitions(&self, text: &str) -> Vec<(usize, Vec<usize>)> {
        let mut known: HashMap<Key<'_>, usize> = HashMap::new();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (position, entity) in self.entities.iter().enumerate() {
            let Some(key) = self.key(text, entity.kind, entity.node) else { continue };
            let first = *known.entry(key).or_insert(position);
            if first != position {
                pairs.push((first, position));
            }
        }
        pairs.sort_unstable();
        let of_one = pairs.chunk_by(|(one, _), (other, _)| one == other);
        of_one.map(|pairs| (pairs[0].0, pairs.iter().map(|(_, other)| *other).collect())).collect()
    }

    pub(super) fn key<'a>(&'a self, text: &'a str, kind: Kind, node: u32) -> Option<Key<'a>> {
        let field = self.tape.model(node).entity.as_ref()?.key;
        match self.tape.slot(node, field) {
            Slot::Str(span) => Some((kind, self.str(text, span), "")),
            Slot::Node(identifier) => {
                let mut texts = self.tape.slots(identifier).filter_map(|(_, slot)| match slot {
                    Slot::Str(span) => Some(self.str(text, span)),
                    _ => None,
                });
                Some((kind, texts.next()?, texts.next()?))
            }
            _ => None,
        }
    }

    /// Adds what the repetitions know to the merged node: absent fields are filled, lists are joined.
    fn absorb(&mut self, text: &str, merged: u32, positions: &[usize]) {
        let mut lists: Vec<(FieldId, ListUnion)> = Vec::new();
        for &position in positions {
            let cells: Vec<_> = self.tape.cells(self.entities[position].node).collect();
            for (field, cell) in cells {
                match (self.tape.slot(merged, field), cell.slot()) {
                    (Slot::Absent, _) => self.tape.set(merged, field, cell),
                    (Slot::Nodes(known), Slot::Nodes(more)) => {
                        let place = lists.iter().position(|(joined, _)| *joined == field);
                        let place = place.unwrap_or_else(|| {
                            let mut list = ListUnion::default();
                            list.add(self, text, known);
                            lists.push((field, list));
                            lists.len() - 1
                        });
                        lists[place].1.add(self, text, more);
                    }
                    (one, other) if self.same(text, one, other) => {}
                    _ => self.conflict(text, self.tape.model(merged).field(field).name, position),
                }
            }
        }
        for (field, mut list) in lists {
            let range = Range::new(self.links.len(), list.links.len());
            self.links.append(&mut list.links);
            self.tape.set(merged, field, Cell::nodes(range));
        }
    }

    /// Whether two slots say the same. Entities are compared by node, what is part of them by content.
    fn same(&self, text: &str, one: Slot, other: Slot) -> bool {
        match (one, other) {
            (Slot::Str(one), Slot::Str(other)) => self.str(text, one) == self.str(text, other),
            (Slot::Strings(one), Slot::Strings(other)) => {
                let texts =
                    |range: Range| self.spans[range.indices()].iter().map(|span| self.str(text, *span));
                texts(one).eq(texts(other))
            }
            (Slot::Node(one), Slot::Node(other)) => self.same_node(text, one, other),
            (Slot::Nodes(one), Slot::Nodes(other)) => {
                let (one, other) = (&self.links[one.indices()], &self.links[other.indices()]);
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| self.same_node(text, *one, *other))
            }
            (one, other) => one == other,
        }
    }

    fn same_node(&self, text: &str, one: u32, other: u32) -> bool {
        if one == other {
            return true;
        }
        // What is part of an entity nests two deep at the most, so that this cannot range away.
        let model = self.tape.model(one);
        let mut fields = (0..=u8::MAX).map(FieldId).take(model.stored);
        model.entity.is_none()
            && std::ptr::eq(model, self.tape.model(other))
            && fields.all(|field| self.same(text, self.tape.slot(one, field), self.tape.slot(other, field)))
    }

    /// A number that is equal for nodes that are the same.
    fn fingerprint(&self, text: &str, node: u32, hasher: &mut DefaultHasher) {
        if self.tape.model(node).entity.is_some() {
            return node.hash(hasher);
        }
        for (field, slot) in self.tape.slots(node) {
            match slot {
                Slot::Str(span) => self.str(text, span).hash(hasher),
                Slot::Node(part) => self.fingerprint(text, part, hasher),
                _ => field.0.hash(hasher),
            }
        }
    }

    /// Notes that a repetition says something else in a field.
    fn conflict(&mut self, text: &str, field: &str, position: usize) {
        self.odd = true;
        let entity = match self.entity_paths.get(position) {
            Some(path) => path.clone(),
            None if self.is_joined => self.name(text, &self.entities[position]),
            // The first pass over a document notes no places.
            None => return,
        };
        self.warnings.push(Warning {
            path: format!("{entity}.{field}"),
            problem: "another value than where this entity came first: the first one counts".to_owned(),
        });
    }
}

/// Lists joined into one without repetitions, in time that grows with their length alone.
#[derive(Default)]
struct ListUnion {
    links: Vec<u32>,
    known: HashMap<u64, Vec<u32>>,
}

impl ListUnion {
    fn add(&mut self, document: &Document, text: &str, range: Range) {
        for &link in &document.links[range.indices()] {
            let mut hasher = DefaultHasher::new();
            document.fingerprint(text, link, &mut hasher);
            let alike = self.known.entry(hasher.finish()).or_default();
            if !alike.iter().any(|known| document.same_node(text, *known, link)) {
                alike.push(link);
                self.links.push(link);
            }
        }
    }
}
