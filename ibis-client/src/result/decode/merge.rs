//! Merging the repetitions of an entity in a hierarchical document or a joined result.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash, Hasher};

use super::document::Document;
use super::hash::Seeded;
use super::join::Batches;
use super::repetitions::repetitions;
use crate::result::Kind;
use crate::result::cell::{Cell, Range, Slot};
use crate::result::model::{Field, FieldId, Shape};
use crate::result::tape::ABSENT_NODE;
use crate::result::warning::Warning;

/// The key that makes two objects the same entity: an institution's instid, or a person's scheme and identifier.
type Key<'a> = (Kind, &'a str, &'a str);

/// The lists that occurrences of an entity have in one field, each with the position of the entity in `entities`.
type Lists = Vec<(u32, Range)>;

impl Document {
    /// Merges all objects of one entity into one node, with the fields of all of them.
    pub(super) fn merge_repetitions(&mut self, text: &str, batches: Option<&Batches>) {
        let repetitions = self.repeated_entities(text);
        let of_one = || repetitions.chunk_by(|(one, _), (other, _)| one == other);
        for pairs in of_one() {
            let (tape, entities) = (&mut self.tape, &self.entities);
            let nodes = occurrences(pairs).map(|position| entities[position as usize]);
            let merged = tape.blank(tape.model(entities[pairs[0].0 as usize]), nodes.clone());
            nodes.for_each(|node| tape.set_moved(node, merged));
        }
        for link in &mut self.links {
            if let Some(merged) = self.tape.moved_to(*link) {
                *link = merged;
            }
        }
        let mut lists = Vec::new();
        for pairs in of_one() {
            let first = self.entities[pairs[0].0 as usize];
            let Some(merged) = self.tape.moved_to(first) else { continue };
            lists.resize(self.tape.fields(merged).into(), Lists::new());
            for position in occurrences(pairs) {
                self.absorb(text, merged, position, batches, &mut lists);
            }
            for (field, lists) in (0..).map(FieldId).zip(lists.drain(..)).filter(|(_, lists)| lists.len() > 1)
            {
                let links = match batches {
                    None => self.without_repetitions(text, &lists),
                    Some(batches) => self.unite_attributes(text, &lists, batches),
                };
                let range = Range::new(self.links.len(), links.len());
                self.links.extend(links);
                self.tape.set(merged, field, Cell::nodes(range));
            }
        }
    }

    /// Pairs of positions in `entities`: the first occurrence of an entity with each of its repetitions.
    fn repeated_entities(&self, text: &str) -> Vec<(u32, u32)> {
        let key = |node: u32| self.key(text, node);
        let hash = |node: u32| key(node).map(|key| Seeded::default().hash_one(key));
        let mut pairs = repetitions(&self.entities, hash, |first, other| key(first) == key(other));
        // In order of position, so that all of one entity follow each other.
        pairs.sort_unstable();
        pairs
    }

    pub(super) fn key<'a>(&'a self, text: &'a str, node: u32) -> Option<Key<'a>> {
        let entity = self.tape.model(node).entity.as_ref()?;
        let kind = entity.kind;
        match self.tape.slot(node, entity.key) {
            Slot::Str(span) => Some((kind, self.str(text, span), "")),
            Slot::Node(identifier) => {
                let mut texts = self.tape.slots(identifier).filter_map(|(_, slot)| {
                    if let Slot::Str(span) = slot { Some(self.str(text, span)) } else { None }
                });
                Some((kind, texts.next()?, texts.next()?))
            }
            _ => None,
        }
    }

    /// Adds the fields of one occurrence to the merged node: absent fields are filled. Of two different values, the first
    /// is used. Lists that are to be united are collected.
    fn absorb(
        &mut self,
        text: &str,
        merged: u32,
        position: u32,
        batches: Option<&Batches>,
        lists: &mut [Lists],
    ) {
        let node = self.entities[position as usize];
        for field in (0..self.tape.fields(node)).map(FieldId) {
            let cell = self.tape.cell(node, field);
            if cell == Cell::ABSENT {
                continue;
            }
            let Field { name, shape, .. } = self.tape.model(merged).field(field);
            let is_united = match batches {
                None => matches!(shape, Shape::Values(_) | Shape::Entities(_)),
                Some(_) => *name == "attributes",
            };
            match (self.tape.slot(merged, field), cell.slot()) {
                (Slot::Absent, slot) => {
                    self.tape.set(merged, field, cell);
                    if let (true, Slot::Nodes(list)) = (is_united, slot) {
                        lists[usize::from(field.0)].push((position, list));
                    }
                }
                // Two equal lists of one response are kept as they are, with repetitions of their own.
                (one, other) if (!is_united || batches.is_none()) && self.same(text, one, other) => {}
                (Slot::Nodes(_), Slot::Nodes(list)) if is_united => {
                    lists[usize::from(field.0)].push((position, list));
                }
                _ => self.conflict(text, name, position, batches.is_some()),
            }
        }
    }

    /// Unites lists: their nodes, without those that are the same as an earlier one.
    fn without_repetitions(&self, text: &str, lists: &[(u32, Range)]) -> Vec<u32> {
        let lists = lists.iter().flat_map(|(_, range)| &self.links[range.indices()]);
        let mut links: Vec<u32> = lists.copied().collect();
        let fingerprint = |node: u32| {
            let mut hasher = Seeded::default().build_hasher();
            self.fingerprint(text, node, &mut hasher);
            Some(hasher.finish())
        };
        for (_, position) in repetitions(&links, fingerprint, |one, other| self.same_node(text, one, other)) {
            links[position as usize] = ABSENT_NODE;
        }
        links.retain(|link| *link != ABSENT_NODE);
        links
    }

    /// Unites the attributes that several responses hold for an entity. A scheme that no earlier response fetched is added;
    /// in all others the responses have to agree.
    fn unite_attributes(&mut self, text: &str, lists: &[(u32, Range)], batches: &Batches) -> Vec<u32> {
        let (mut links, mut conflicts, mut all_fetched) = (Vec::new(), Vec::new(), false);
        // A scheme that was fetched and has no attributes is known too.
        let mut known = BTreeMap::<&str, Vec<u32>>::new();
        for (position, list) in lists {
            let more = self.by_scheme(text, *list);
            let is_lost =
                |(scheme, known): (&&str, &Vec<u32>)| !known.is_empty() && !more.contains_key(scheme);
            let schemes = batches.schemes(self.entities[*position as usize]);
            let mut is_conflict = if schemes.are_all() {
                known.iter().any(is_lost)
            } else {
                schemes.names().any(|scheme| known.get_key_value(scheme).is_some_and(is_lost))
            };
            let mut added = Vec::new();
            for (scheme, attributes) in more {
                match known.get(scheme) {
                    Some(known) => is_conflict |= !self.same_nodes(text, known, &attributes),
                    None if all_fetched => is_conflict = true,
                    None => {
                        added.extend_from_slice(&attributes);
                        known.insert(scheme, attributes);
                    }
                }
            }
            // In the order of the response.
            added.sort_unstable();
            links.append(&mut added);
            all_fetched |= schemes.are_all();
            for scheme in schemes.names() {
                known.entry(scheme).or_default();
            }
            conflicts.extend(is_conflict.then_some(*position));
        }
        for position in conflicts {
            self.conflict(text, "attributes", position, true);
        }
        links
    }

    fn by_scheme<'a>(&'a self, text: &'a str, attributes: Range) -> BTreeMap<&'a str, Vec<u32>> {
        let mut schemes: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for attribute in &self.links[attributes.indices()] {
            let field = self.tape.model(*attribute).find(|field| field.name == "scheme");
            let slot = field.map(|(field, _)| self.tape.slot(*attribute, field));
            let scheme = if let Some(Slot::Str(span)) = slot { self.str(text, span) } else { "" };
            schemes.entry(scheme).or_default().push(*attribute);
        }
        schemes
    }

    /// Whether two slots are equal. Entities are compared by node, their parts by content.
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
                self.same_nodes(text, &self.links[one.indices()], &self.links[other.indices()])
            }
            (one, other) => one == other,
        }
    }

    fn same_nodes(&self, text: &str, one: &[u32], other: &[u32]) -> bool {
        one.len() == other.len()
            && one.iter().zip(other).all(|(one, other)| self.same_node(text, *one, *other))
    }

    fn same_node(&self, text: &str, one: u32, other: u32) -> bool {
        if one == other {
            return true;
        }
        // Parts of an entity nest at most two deep, which bounds the recursion.
        let model = self.tape.model(one);
        let mut fields = (0..=u8::MAX).map(FieldId).take(model.stored);
        model.entity.is_none()
            && std::ptr::eq(model, self.tape.model(other))
            && fields.all(|field| self.same(text, self.tape.slot(one, field), self.tape.slot(other, field)))
    }

    /// Hashes a node by the same rules as [`same_node`](Self::same_node). Where a list or a node ends is hashed too: else
    /// many different nodes could be written that have the same hash.
    fn fingerprint(&self, text: &str, node: u32, hasher: &mut impl Hasher) {
        /// No field has this number.
        const END: u8 = u8::MAX;
        if self.tape.model(node).entity.is_some() {
            return node.hash(hasher);
        }
        for (field, slot) in self.tape.slots(node) {
            field.0.hash(hasher);
            match slot {
                Slot::Absent => {}
                Slot::Str(span) => self.str(text, span).hash(hasher),
                Slot::Bool(value) => value.hash(hasher),
                Slot::Integer(value) => value.hash(hasher),
                Slot::Date(value) => value.hash(hasher),
                Slot::Node(part) => self.fingerprint(text, part, hasher),
                Slot::Nodes(range) => {
                    range.len().hash(hasher);
                    for part in &self.links[range.indices()] {
                        self.fingerprint(text, *part, hasher);
                    }
                }
                Slot::Strings(range) => {
                    range.len().hash(hasher);
                    for span in &self.spans[range.indices()] {
                        self.str(text, *span).hash(hasher);
                    }
                }
            }
        }
        END.hash(hasher);
    }

    /// Counts a warning about a field of a repetition that differs from the first occurrence.
    fn conflict(&mut self, text: &str, field: &'static str, position: u32, is_joined: bool) {
        self.warnings.count += 1;
        if is_joined && self.warnings.first.len() < Warning::KEPT {
            let name = self.name(text, self.entities[position as usize]);
            self.warnings.first.push(conflict_warning(&name, field));
        }
        // The path of an entity takes another pass to find.
        if !is_joined && self.conflicts.len() < Warning::KEPT {
            self.conflicts.push((position as usize, field));
        }
    }
}

/// The positions of the occurrences of an entity, from pairs of the first with each of the others.
fn occurrences(pairs: &[(u32, u32)]) -> impl Iterator<Item = u32> + Clone {
    pairs.first().map(|(first, _)| *first).into_iter().chain(pairs.iter().map(|(_, other)| *other))
}

/// The warning about a field that differs from the first occurrence of its entity.
pub(super) fn conflict_warning(entity: &str, field: &str) -> Warning {
    Warning::new(
        &format!("{entity}.{field}"),
        "differs from the first occurrence of this entity, which is used",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::document::Pass;
    use super::*;

    /// Otherwise, a server that sends many such nodes could make merging take quadratic time.
    #[test]
    fn nodes_that_differ_only_in_part_boundaries_have_different_hashes() {
        let text = r#"{"result": {"institution": {"instid": "UIS", "contactRows": [
            {"phoneNumbers": [{"number": "1", "comment": "2"}, {"number": "3", "comment": "4"}]},
            {"phoneNumbers": [{"number": "1"}, {"comment": "2"}, {"number": "3", "comment": "4"}]},
            {"phoneNumbers": [{"number": "1", "comment": "2"}, {"number": "3"}, {"comment": "4"}]},
            {"emails": ["1", "2"], "webPages": []}, {"emails": ["1"], "webPages": []}, {"emails": ["1", "2"]}]}}}"#;
        let pass = Pass { max_bytes: usize::MAX, ..Pass::default() };
        let document =
            Document::read::<false, _>(text, serde_json::Deserializer::from_str(text), pass).unwrap();
        let nodes = |node: u32, name: &str| {
            let field = document.tape.model(node).find(|field| field.name == name).map(|(field, _)| field);
            match field.map(|field| document.tape.slot(node, field)) {
                Some(Slot::Nodes(range)) => &document.links[range.indices()],
                other => panic!("{name}: {other:?}"),
            }
        };
        let rows = nodes(nodes(document.root, "institution")[0], "contactRows");
        let hash = |row: &u32| {
            let mut hasher = Seeded::default().build_hasher();
            document.fingerprint(text, *row, &mut hasher);
            hasher.finish()
        };
        assert_eq!(rows.iter().map(hash).collect::<HashSet<_>>().len(), 6);
    }
}
