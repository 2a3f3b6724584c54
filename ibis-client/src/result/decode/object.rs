//! Reading objects and lists.

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess};

use super::document::{Place, Reader, UNRESOLVED};
use super::ids::Id;
use super::key::{Key, KeySeed, find, offset_in};
use super::value::ValueSeed;
use crate::result::cell::{Cell, Range, Slot, Span, narrow};
use crate::result::model::{Field, FieldId, Model, Shape};
use crate::result::name_prefix::NamePrefix;
use crate::result::tape::ABSENT_NODE;

/// Up to this many open fields, an object reserves room for all of its fields: the memory does not matter.
const SHALLOW: usize = 128;

/// The state of an object while its fields are read.
#[derive(Default)]
struct Object {
    /// The position of its first field among the open ones. `None` until a field has been read.
    first: Option<usize>,
    /// The position after its last field.
    end: usize,
    id: Option<Span>,
    reference: Option<Span>,
    /// Its position among the entities of the document, if its model is an entity's.
    position: usize,
}

impl<'t, const TRACED: bool> Reader<'t, TRACED> {
    /// Reads the fields of an object. Returns its node, or an unresolved link if it is a reference.
    pub(super) fn object<A: MapAccess<'t>>(
        &mut self,
        model: &'static Model,
        mut map: A,
    ) -> Result<u32, A::Error> {
        let mut object = Object { position: self.document.entities.len(), ..Object::default() };
        if model.entity.is_some() {
            // An entity stands before those inside it: of its occurrences, the outermost is the first.
            self.document.entities.push(ABSENT_NODE);
        }
        let mut expected = model.first;
        while let Some(key) = map.next_key_seed(KeySeed { model })? {
            let field = match key {
                Key::Plain(key) => {
                    let start = offset_in(self.text, key);
                    self.after_key = start + key.len();
                    find(model, expected, key, NamePrefix::within(self.text, start, key.len()))
                }
                Key::Escaped(field) => {
                    self.after_key = usize::MAX;
                    field
                }
            };
            let Some(FieldId(position)) = field else {
                skip_value(&mut map)?;
                continue;
            };
            let position = usize::from(position);
            expected = position + 1;
            let field = &model.fields[position];
            match field.shape {
                Shape::Id | Shape::Ref => self.id_or_reference(field, &mut object, &mut map)?,
                _ => self.field(model, position, &mut object, &mut map)?,
            }
        }
        self.close(model, &object)
    }

    /// Reads the value of a field that goes on the tape.
    #[inline]
    fn field<A: MapAccess<'t>>(
        &mut self,
        model: &'static Model,
        position: usize,
        object: &mut Object,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let field = &model.fields[position];
        let first = match object.first {
            Some(first) => first,
            None => self.open_object(model, position, object),
        };
        let place = first + position;
        if position < object.end && self.open_cells.get(place).is_some_and(|cell| *cell != Cell::ABSENT) {
            return self.skip_duplicate(field, map);
        }
        let mut cell = self.value(field, map)?;
        if let (Shape::Entity(_), Some(link)) = (field.shape, cell.link()) {
            // Only links are resolved and merged.
            cell = self.one_link(link);
        }
        if cell != Cell::ABSENT {
            object.end = object.end.max(position + 1);
            match self.open_cells.get_mut(place) {
                Some(open) => *open = cell,
                None => self.extend_object(place, cell),
            }
        }
        Ok(())
    }

    /// Makes room for all fields of an object, or deep in a document only for those that it has.
    #[inline]
    fn open_object(&mut self, model: &'static Model, position: usize, object: &mut Object) -> usize {
        let first = self.open_cells.len();
        let mut fields = model.stored;
        if first >= SHALLOW {
            fields = position + 1;
            self.open_cells.reserve_exact(fields + first / 8);
        }
        self.open_cells.resize(first + fields, Cell::ABSENT);
        object.first = Some(first);
        first
    }

    #[cold]
    fn extend_object(&mut self, place: usize, cell: Cell) {
        self.open_cells.resize(place, Cell::ABSENT);
        self.open_cells.push(cell);
    }

    /// Makes a list of one link.
    pub(super) fn one_link(&mut self, link: u32) -> Cell {
        self.document.links.push(link);
        Cell::nodes(Range::new(self.document.links.len() - 1, 1))
    }

    #[cold]
    #[inline(never)]
    fn skip_duplicate<A: MapAccess<'t>>(&mut self, field: &Field, map: &mut A) -> Result<(), A::Error> {
        self.warn(|| format!("duplicate field `{}`: the first one is used", field.name));
        skip_value(map)
    }

    /// Reads the id of an entity, or the id that a reference names.
    #[inline(never)]
    fn id_or_reference<A: MapAccess<'t>>(
        &mut self,
        field: &'static Field,
        object: &mut Object,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let known = if matches!(field.shape, Shape::Ref) { &mut object.reference } else { &mut object.id };
        if known.is_some() {
            return self.skip_duplicate(field, map);
        }
        let warnings = self.document.warnings.count;
        if let Slot::Str(span) = self.value(field, map)?.slot() {
            *known = Some(span);
        } else if self.document.warnings.count > warnings {
            self.check_lost(field.shape);
        }
        Ok(())
    }

    /// Reads the value of a key.
    #[inline]
    fn value<A: MapAccess<'t>>(&mut self, field: &'static Field, map: &mut A) -> Result<Cell, A::Error> {
        self.path.enter_field(field.name);
        let cell = map.next_value_seed(ValueSeed { reader: self, shape: field.shape })?;
        self.path.leave();
        Ok(cell)
    }

    /// Ends an object.
    fn close<E: Error>(&mut self, model: &'static Model, object: &Object) -> Result<u32, E> {
        let document = &mut self.document;
        let first = object.first.unwrap_or(self.open_cells.len());
        if let (Some(entity), Some(reference)) = (&model.entity, object.reference) {
            // Any other fields of a reference are ignored.
            self.open_cells.truncate(first);
            document.forget_last(object.position);
            let position = document.references.len();
            document.references.push(Id::new(entity.kind, reference, self.text, &document.unescaped));
            self.record_path(Place::Reference(position));
            self.count()?;
            return Ok(narrow(position) | UNRESOLVED);
        }
        if !self.document.tape.has_room(object.end) {
            self.make_room()?;
        }
        if object.first.is_none() {
            // Without a key there is no position, but an object takes at least two bytes.
            self.progress = self.progress.max(self.key_place()) + 2;
        }
        let document = &mut self.document;
        let fields = self.open_cells.get(first..first + object.end).unwrap_or_default();
        let node = document.tape.add(model, fields);
        let has_key = |key: FieldId| fields.get(usize::from(key.0)).is_some_and(|key| *key != Cell::ABSENT);
        let is_known = object.id.is_some() || model.entity.as_ref().is_some_and(|entity| has_key(entity.key));
        self.open_cells.truncate(first);
        match &model.entity {
            Some(entity) if is_known => {
                match object.id {
                    Some(id) => {
                        let id = Id::new(entity.kind, id, self.text, &document.unescaped);
                        document.ids.push(id.of_node(node));
                    }
                    None => document.has_inline_entities = true,
                }
                document.entities[object.position] = node;
                self.record_path(Place::Entity(object.position));
            }
            Some(_) => document.forget_last(object.position),
            None => {}
        }
        Ok(node)
    }

    /// Reserves room on the tape for the rest of the text, at the density so far, but no more than any text can take.
    #[cold]
    #[inline(never)]
    fn make_room<E: Error>(&mut self) -> Result<(), E> {
        self.check_size()?;
        let read = self.progress.max(self.key_place());
        let (tape, length) = (&mut self.document.tape, self.text.len());
        let open = tape.len() + self.open_cells.len();
        let cells = (tape.len().saturating_mul(length) / read.max(1)).max(open);
        let most = (length - length / 8).min(self.pass.max_bytes / size_of::<Cell>());
        tape.reserve((cells + cells / 8).min(most));
        Ok(())
    }

    /// The position after the last key, or 0 if it is unknown.
    pub(super) fn key_place(&self) -> usize {
        if self.after_key == usize::MAX { 0 } else { self.after_key }
    }

    /// Counts an element, and checks the size from time to time.
    #[inline]
    fn count<E: Error>(&mut self) -> Result<(), E> {
        match self.room.checked_sub(1) {
            Some(room) => self.room = room,
            None => self.check_size()?,
        }
        Ok(())
    }

    pub(super) fn nodes<A: SeqAccess<'t>>(&mut self, shape: Shape, mut seq: A) -> Result<Cell, A::Error> {
        let first = self.open_links.len();
        for index in 0.. {
            self.path.enter_index(index);
            let Some(element) = self.element(shape, &mut seq)? else { break };
            self.open_links.extend(element.link());
        }
        let range = Range::new(self.document.links.len(), self.open_links.len() - first);
        self.document.links.extend_from_slice(&self.open_links[first..]);
        self.open_links.truncate(first);
        Ok(Cell::nodes(range))
    }

    /// Reads an element of a list, in which nothing may be missing.
    #[inline]
    fn element<A: SeqAccess<'t>>(&mut self, shape: Shape, seq: &mut A) -> Result<Option<Cell>, A::Error> {
        let warnings = self.document.warnings.count;
        let element = seq.next_element_seed(ValueSeed { reader: self, shape })?;
        if element == Some(Cell::ABSENT) {
            if self.document.warnings.count == warnings {
                self.empty(shape, "null");
            }
            self.check_lost(shape);
        }
        self.path.leave();
        Ok(element)
    }

    pub(super) fn strings<A: SeqAccess<'t>>(&mut self, mut seq: A) -> Result<Cell, A::Error> {
        let first = self.document.spans.len();
        for index in 0.. {
            self.path.enter_index(index);
            let Some(element) = self.element(Shape::Str, &mut seq)? else { break };
            if let Slot::Str(span) = element.slot() {
                self.document.spans.push(span);
            }
            self.count()?;
        }
        Ok(Cell::strings(Range::new(first, self.document.spans.len() - first)))
    }
}

/// Skips the value of a key.
#[cold]
#[inline(never)]
fn skip_value<'t, A: MapAccess<'t>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeSeed;

    use super::*;
    use crate::result::Kind;
    use crate::result::decode::document::{Document, Pass};

    /// Unlike in the generated tables, the id and the reference are not at the end.
    static THING: Model = Model::entity(
        "Thing",
        Kind::Group,
        "name",
        &[],
        &[
            Field::new("id", Shape::Id),
            Field::new("name", Shape::Str),
            Field::new("ref", Shape::Ref),
            Field::new("things", Shape::Entities(&THING)),
        ],
    );
    static LIST: Model = Model::value(
        "List",
        &[Field::new("first", Shape::Entities(&THING)), Field::new("all", Shape::Entities(&THING))],
    );

    #[test]
    fn ids_and_references_may_be_anywhere_in_a_table() {
        let text = r#"{"first": [{"ref": "b"}], "all": [
            {"name": "A", "id": "a", "things": []}, {"id": "b", "things": [{"ref": "a"}], "name": "B"}]}"#;
        let mut reader = Reader::<false>::new(text, Pass { max_bytes: usize::MAX, ..Pass::default() });
        let list = ValueSeed { reader: &mut reader, shape: Shape::Value(&LIST) };
        let list = list.deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap().link().unwrap();
        let mut document: Document = reader.document;
        document.resolve(text).unwrap();
        let one = |node: u32, field: u8| match document.tape.slot(node, FieldId(field)) {
            Slot::Nodes(range) => document.links[range.indices()][0],
            other => panic!("{other:?}"),
        };
        let name = |node: u32| match document.tape.slot(node, FieldId(1)) {
            Slot::Str(span) => span.of(text, "").to_owned(),
            other => panic!("{other:?}"),
        };
        let first = one(list, 0);
        assert_eq!((name(first), name(one(first, 3))), ("B".to_owned(), "A".to_owned()));
        assert!(!document.has_inline_entities);
    }
}
