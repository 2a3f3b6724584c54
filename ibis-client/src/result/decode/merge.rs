//! One node for each entity, however often a hierarchical document spells it out.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::document::{Document, UNRESOLVED};
use crate::result::Kind;
use crate::result::graph::{Entry, NodeRow, Run, Slot};
use crate::result::model::FieldId;
use crate::result::oddity::Oddity;

/// What makes two objects the same entity: an institution's instid, a person's scheme and identifier.
type Key<'a> = (Kind, &'a str, &'a str);

impl Document {
    /// Makes all objects that stand for one entity one node, with the fields of all of them.
    pub(super) fn merge_repetitions(&mut self, text: &str) {
        let repetitions = self.repetitions(text);
        if repetitions.is_empty() {
            return;
        }
        let mut first_of: Vec<u32> = (0..).take(self.nodes.len()).collect();
        for (first, position) in &repetitions {
            first_of[self.entities[*position].node as usize] = *first;
        }
        for link in &mut self.links {
            if *link & UNRESOLVED == 0 {
                *link = first_of[*link as usize];
            }
        }
        let mut positions_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (first, position) in repetitions {
            positions_of.entry(first).or_default().push(position);
        }
        for (first, positions) in positions_of {
            self.absorb(text, first, &positions);
        }
    }

    /// For each repetition the node that comes first, and the position of the later one in `entities`.
    fn repetitions(&self, text: &str) -> Vec<(u32, usize)> {
        let mut known: HashMap<Key<'_>, u32> = HashMap::new();
        let mut repetitions = Vec::new();
        for (position, entity) in self.entities.iter().enumerate() {
            let Some(key) = self.key(text, entity.kind, entity.node) else { continue };
            let first = *known.entry(key).or_insert(entity.node);
            if first != entity.node {
                repetitions.push((first, position));
            }
        }
        repetitions
    }

    pub(super) fn key<'a>(&'a self, text: &'a str, kind: Kind, node: u32) -> Option<Key<'a>> {
        let field = self.nodes[node as usize].model.entity.as_ref()?.key;
        match self.slot(node, field)? {
            Slot::Text(span) => Some((kind, self.str(text, span), "")),
            Slot::Node(identifier) => {
                let mut texts = self.entries(identifier).iter().filter_map(|entry| match entry.slot() {
                    Slot::Text(span) => Some(self.str(text, span)),
                    _ => None,
                });
                Some((kind, texts.next()?, texts.next()?))
            }
            _ => None,
        }
    }

    fn slot(&self, node: u32, field: FieldId) -> Option<Slot> {
        self.entries(node).iter().find(|entry| entry.field == field).map(|entry| entry.slot())
    }

    /// Adds what the repetitions know to the first node: absent fields are filled, lists are joined.
    fn absorb(&mut self, text: &str, first: u32, positions: &[usize]) {
        let mut merged = self.entries(first).to_vec();
        let mut lists: BTreeMap<FieldId, Joined> = BTreeMap::new();
        let mut conflicts = Vec::new();
        for &position in positions {
            for entry in self.entries(self.entities[position].node) {
                let Some(known) = merged.iter().find(|known| known.field == entry.field) else {
                    merged.push(*entry);
                    continue;
                };
                match (known.slot(), entry.slot()) {
                    (Slot::Nodes(known), Slot::Nodes(more)) => {
                        let list = lists.entry(entry.field).or_insert_with(|| {
                            let mut list = Joined::default();
                            list.add(self, text, known);
                            list
                        });
                        list.add(self, text, more);
                    }
                    (one, other) if self.same(text, one, other) => {}
                    _ => conflicts.push((position, entry.field)),
                }
            }
        }
        for entry in &mut merged {
            if let Some(mut list) = lists.remove(&entry.field) {
                let run = Run::new(self.links.len(), list.links.len());
                self.links.append(&mut list.links);
                *entry = Entry::new(entry.field, Slot::Nodes(run));
            }
        }
        merged.sort_by_key(|entry| entry.field);
        let model = self.nodes[first as usize].model;
        let entries = Run::new(self.entries.len(), merged.len());
        self.entries.append(&mut merged);
        self.nodes[first as usize] = NodeRow { model, entries };
        for (position, field) in conflicts {
            self.conflict(model.field(field).name, position);
        }
    }

    /// Whether two slots say the same. Entities are compared by node, what is part of them by content.
    fn same(&self, text: &str, one: Slot, other: Slot) -> bool {
        match (one, other) {
            (Slot::Text(one), Slot::Text(other)) => self.str(text, one) == self.str(text, other),
            (Slot::Texts(one), Slot::Texts(other)) => {
                let texts = |run: Run| self.spans[run.range()].iter().map(|span| self.str(text, *span));
                texts(one).eq(texts(other))
            }
            (Slot::Node(one), Slot::Node(other)) => self.same_node(text, one, other),
            (Slot::Nodes(one), Slot::Nodes(other)) => {
                let (one, other) = (&self.links[one.range()], &self.links[other.range()]);
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
        let (row, other_row) = (self.nodes[one as usize], self.nodes[other as usize]);
        // What is part of an entity nests two deep at the most, so that this cannot run away.
        row.model.entity.is_none()
            && std::ptr::eq(row.model, other_row.model)
            && row.entries.len() == other_row.entries.len()
            && self
                .entries(one)
                .iter()
                .zip(self.entries(other))
                .all(|(one, other)| one.field == other.field && self.same(text, one.slot(), other.slot()))
    }

    /// A number that is equal for nodes that are the same.
    fn fingerprint(&self, text: &str, node: u32, hasher: &mut DefaultHasher) {
        if self.nodes[node as usize].model.entity.is_some() {
            return node.hash(hasher);
        }
        for entry in self.entries(node) {
            match entry.slot() {
                Slot::Text(span) => self.str(text, span).hash(hasher),
                Slot::Node(part) => self.fingerprint(text, part, hasher),
                _ => entry.field.0.hash(hasher),
            }
        }
    }

    fn conflict(&mut self, field: &str, position: usize) {
        self.odd = true;
        if let Some(path) = self.entity_paths.get(position) {
            self.oddities.push(Oddity {
                path: format!("{path}.{field}"),
                problem: "another value than where this entity came first: the first one counts".to_owned(),
            });
        }
    }
}

/// Lists joined into one without repetitions, in time that grows with their length alone.
#[derive(Default)]
struct Joined {
    links: Vec<u32>,
    known: HashMap<u64, Vec<u32>>,
}

impl Joined {
    fn add(&mut self, document: &Document, text: &str, run: Run) {
        for &link in &document.links[run.range()] {
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
