//! Objects, lists and scalars, each by the shape that its model gives it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::document::{EntityRow, Reader, UNRESOLVED};
use super::ids::Id;
use super::scalar;
use crate::result::cell::{Cell, Range, Slot, Span, narrow};
use crate::result::model::{Field, FieldId, Model, Shape};
use crate::result::name_prefix::NamePrefix;
use crate::result::tape::ABSENT;

/// Reads a value of the given shape. It is absent where there is none, or an odd one that has been noted.
pub(super) struct ValueSeed<'r, 't, const TRACED: bool> {
    pub(super) reader: &'r mut Reader<'t, TRACED>,
    pub(super) shape: Shape,
}

impl<'de, const TRACED: bool> DeserializeSeed<'de> for ValueSeed<'_, 'de, TRACED> {
    type Value = Cell;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, const TRACED: bool> Visitor<'de> for ValueSeed<'_, 'de, TRACED> {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Cell::ABSENT)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(match self.shape {
            Shape::Bool => Cell::bool(value),
            Shape::Str | Shape::Id | Shape::Ref => self.reader.keep(if value { "true" } else { "false" }),
            shape => self.reader.misfit(shape, "a boolean"),
        })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(match (self.shape, value) {
            (Shape::Integer, _) => self.reader.integer(value),
            (Shape::Str | Shape::Id | Shape::Ref, _) => self.reader.keep(&value.to_string()),
            (Shape::Bool, 0 | 1) => Cell::bool(value == 1),
            (shape, _) => self.reader.misfit(shape, "a number"),
        })
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Ok(match self.shape {
                Shape::Str | Shape::Id | Shape::Ref => self.reader.keep(&value.to_string()),
                shape => self.reader.misfit(shape, "a number above 2^63"),
            }),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(match (self.shape, scalar::whole(value)) {
            (Shape::Integer, Some(whole)) => self.reader.integer(whole),
            (Shape::Str | Shape::Id | Shape::Ref, _) => self.reader.keep(&scalar::decimal(value)),
            (shape, _) => self.reader.misfit(shape, "a number with a fraction"),
        })
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        let start = place(self.reader.text, value);
        if let (false, Shape::Str | Shape::Id | Shape::Ref) = (TRACED, self.shape) {
            return Ok(Cell::str_in_document(start, value.len()));
        }
        let span = Span::in_document(start, value.len());
        Ok(self.reader.string(self.shape, value, |_| Some(span)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(self.reader.string(self.shape, value, |reader| reader.unescape(value)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        match self.shape {
            Shape::Value(model) | Shape::Entity(model) => self.reader.object(model, map).map(Cell::node),
            shape => {
                self.reader.object(&ABSENT, map)?;
                Ok(self.reader.misfit(shape, "an object"))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        match self.shape {
            Shape::Values(model) => self.reader.nodes(Shape::Value(model), seq),
            Shape::Entities(model) => self.reader.nodes(Shape::Entity(model), seq),
            Shape::Strings => self.reader.strings(seq),
            shape => {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(self.reader.misfit(shape, "a list"))
            }
        }
    }
}

/// What is known of an object while its fields are read.
#[derive(Default)]
struct Object {
    /// Its node, once it has a field that is kept.
    node: Option<usize>,
    /// The fields that it has come before this position.
    upto: usize,
    id: Option<Span>,
    reference: Option<Span>,
}

impl<'t, const TRACED: bool> Reader<'t, TRACED> {
    /// Reads the fields of an object; returns its node, or the link of the reference that it is.
    fn object<A: MapAccess<'t>>(&mut self, model: &'static Model, mut map: A) -> Result<u32, A::Error> {
        let mut object = Object::default();
        let mut expected = model.first;
        while let Some(key) = map.next_key_seed(KeySeed { document: self.text, model, expected })? {
            let Some(FieldId(position)) = key else {
                pass_over(&mut map)?;
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
        Ok(self.close(model, &object))
    }

    /// Reads the value of a field that is kept.
    #[inline]
    fn field<A: MapAccess<'t>>(
        &mut self,
        model: &'static Model,
        position: usize,
        object: &mut Object,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let field = &model.fields[position];
        let node = *object.node.get_or_insert_with(|| self.document.tape.open(model));
        if position >= object.upto {
            object.upto = position + 1;
        } else if self.document.tape.cell(node, position) != Cell::ABSENT {
            self.odd(|| format!("`{}` is there twice: the first one counts", field.name));
            return pass_over(map);
        }
        let mut cell = self.value(field, map)?;
        if let (Shape::Entity(_), Some(link)) = (field.shape, cell.link()) {
            // Links alone are resolved and merged.
            cell = Cell::nodes(Range::new(self.document.links.len(), 1));
            self.document.links.push(link);
        }
        self.document.tape.set_cell(node, position, cell);
        Ok(())
    }

    /// Reads by what others refer to an entity, or what a reference refers to.
    #[inline(never)]
    fn id_or_reference<A: MapAccess<'t>>(
        &mut self,
        field: &'static Field,
        object: &mut Object,
        map: &mut A,
    ) -> Result<(), A::Error> {
        if let Slot::Str(span) = self.value(field, map)?.slot() {
            match field.shape {
                Shape::Ref => object.reference = Some(span),
                _ => object.id = Some(span),
            }
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
    fn close(&mut self, model: &'static Model, object: &Object) -> u32 {
        let document = &mut self.document;
        if let (Some(entity), Some(reference)) = (&model.entity, object.reference) {
            if let Some(node) = object.node {
                // A reference is nothing but a reference, whatever else stands in it.
                let node = document.tape.close(node, model, object.upto);
                document.tape.mark_absent(node);
            }
            let link = narrow(document.references.len()) | UNRESOLVED;
            document.references.push(Id::new(entity.kind, reference, self.text, &document.unescaped));
            if TRACED {
                document.reference_paths.push(self.path.render());
            }
            return link;
        }
        let node = object.node.unwrap_or_else(|| document.tape.open(model));
        let node = document.tape.close(node, model, object.upto);
        if let Some(entity) = &model.entity {
            let kind = entity.kind;
            let id = object.id.map(|id| Id::new(kind, id, self.text, &document.unescaped));
            document.has_inline_entities |= id.is_none();
            document.entities.push(EntityRow { kind, node, id });
            if TRACED {
                document.entity_paths.push(self.path.render());
            }
        }
        node
    }

    fn nodes<A: SeqAccess<'t>>(&mut self, shape: Shape, mut seq: A) -> Result<Cell, A::Error> {
        let first = self.open_links.len();
        let mut index = 0;
        loop {
            self.path.enter_index(index);
            let element = seq.next_element_seed(ValueSeed { reader: self, shape })?;
            self.path.leave();
            let Some(element) = element else { break };
            self.open_links.extend(element.link());
            index += 1;
        }
        let range = Range::new(self.document.links.len(), self.open_links.len() - first);
        self.document.links.extend_from_slice(&self.open_links[first..]);
        self.open_links.truncate(first);
        Ok(Cell::nodes(range))
    }

    fn strings<A: SeqAccess<'t>>(&mut self, mut seq: A) -> Result<Cell, A::Error> {
        let first = self.document.spans.len();
        let mut index = 0;
        loop {
            self.path.enter_index(index);
            let element = seq.next_element_seed(ValueSeed { reader: self, shape: Shape::Str })?;
            self.path.leave();
            let Some(element) = element else { break };
            if let Slot::Str(span) = element.slot() {
                self.document.spans.push(span);
            }
            index += 1;
        }
        Ok(Cell::strings(Range::new(first, self.document.spans.len() - first)))
    }

    /// A string, as what its field should hold.
    fn string(&mut self, shape: Shape, value: &str, span: impl FnOnce(&mut Self) -> Option<Span>) -> Cell {
        if TRACED && self.odd_marker.is_some_and(|marker| value.contains(marker)) {
            self.odd(|| "a string with half of a surrogate pair".to_owned());
            return Cell::ABSENT;
        }
        let cell = match shape {
            Shape::Str | Shape::Id | Shape::Ref => return span(self).map_or(Cell::ABSENT, Cell::str),
            Shape::Bool => scalar::bool(value).map(Cell::bool),
            Shape::Integer => scalar::integer(value).map(|integer| self.integer(integer)),
            Shape::Date => scalar::date(value).map(Cell::date),
            Shape::Bytes => scalar::bytes(value).map(|_| span(self).map_or(Cell::ABSENT, Cell::str)),
            _ => None,
        };
        cell.unwrap_or_else(|| {
            self.odd(|| format!("{} was expected, not `{}`", expectation(shape), excerpt(value)));
            Cell::ABSENT
        })
    }

    /// Keeps a string that does not stand in the document as it is.
    fn unescape(&mut self, value: &str) -> Option<Span> {
        let start = self.document.unescaped.len();
        let span = Span::unescaped(start, value.len());
        if span.is_none() {
            // The digits of numbers, written shorter: no document that somebody means comes near this.
            self.odd(|| "there is no room for this value".to_owned());
        } else {
            self.document.unescaped.push_str(value);
        }
        span
    }

    fn keep(&mut self, value: &str) -> Cell {
        self.unescape(value).map_or(Cell::ABSENT, Cell::str)
    }

    /// An integer; one that is too long for a cell is kept as its digits.
    fn integer(&mut self, value: i64) -> Cell {
        Cell::integer(value).unwrap_or_else(|| self.keep(&value.to_string()))
    }

    fn misfit(&mut self, shape: Shape, found: &str) -> Cell {
        self.odd(|| format!("{} was expected, not {found}", expectation(shape)));
        Cell::ABSENT
    }
}

/// Leaves out the value of a key.
#[cold]
#[inline(never)]
fn pass_over<'t, A: MapAccess<'t>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

/// Where a string stands that is a part of the document.
#[inline]
fn place<'t>(document: &'t str, part: &'t str) -> usize {
    part.as_ptr().addr() - document.as_ptr().addr()
}

fn expectation(shape: Shape) -> &'static str {
    match shape {
        Shape::Bool => "a boolean",
        Shape::Integer => "an integer",
        Shape::Str | Shape::Id | Shape::Ref => "a string",
        Shape::Date => "a date such as `2026-01-05`",
        Shape::Bytes => "bytes in base64",
        Shape::Strings => "a list of strings",
        Shape::Value(_) | Shape::Entity(_) => "an object",
        Shape::Values(_) | Shape::Entities(_) => "a list of objects",
    }
}

/// The start of a value: an warning is for people to read.
fn excerpt(value: &str) -> String {
    const LENGTH: usize = 40;
    match value.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Finds the field that a key names. `None`: the model has no such field.
struct KeySeed<'t> {
    document: &'t str,
    model: &'static Model,
    /// The position that the next key is likely to have.
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'de> {
    type Value = Option<FieldId>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'de> {
    type Value = Option<FieldId>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "there are a hundred keys for each person")]
    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(self.find(key, NamePrefix::within(self.document, place(self.document, key), key.len())))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.find(key, NamePrefix::of(key)))
    }
}

impl KeySeed<'_> {
    /// Most objects have their fields in the model's order, and most of them.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "there are a hundred keys for each person")]
    fn find(&self, key: &str, prefix: NamePrefix) -> Option<FieldId> {
        match self.model.fields.get(self.expected) {
            Some(field) if field.is_named(key, prefix) => field_id(self.expected),
            _ => self.search(key, prefix),
        }
    }

    #[inline(never)]
    fn search(&self, key: &str, prefix: NamePrefix) -> Option<FieldId> {
        let (fields, after) = (self.model.fields, self.expected + 1);
        let named = |field: &Field| field.is_named(key, prefix);
        match fields.get(after..).and_then(|fields| fields.iter().position(named)) {
            Some(position) => field_id(after + position),
            None => fields.iter().take(after).position(named).and_then(field_id),
        }
    }
}

fn field_id(position: usize) -> Option<FieldId> {
    u8::try_from(position).ok().map(FieldId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Kind;
    use crate::result::decode::document::Document;

    /// Its id and reference do not stand at the end, as they do in the service's own tables.
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
    fn ids_and_references_may_stand_anywhere_in_a_table() {
        let text = r#"{"first": [{"ref": "b"}], "all": [
            {"name": "A", "id": "a", "things": []}, {"id": "b", "things": [{"ref": "a"}], "name": "B"}]}"#;
        let mut reader = Reader::<false>::new(text, None);
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
