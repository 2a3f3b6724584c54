//! Objects, lists and scalars, each by the shape that its model gives it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::document::{EntityRow, Reader, Reference, UNRESOLVED};
use super::scalar;
use crate::result::graph::{Entry, NodeRow, Run, Slot, Span, narrow};
use crate::result::model::{Field, FieldId, Model, Shape};

/// Reads a value of the given shape. `None`: there is none, or an odd one that has been noted.
pub(super) struct ValueSeed<'r, 't, const TRACED: bool> {
    pub(super) reader: &'r mut Reader<'t, TRACED>,
    pub(super) shape: Shape,
}

impl<'de, const TRACED: bool> DeserializeSeed<'de> for ValueSeed<'_, 'de, TRACED> {
    type Value = Option<Slot>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, const TRACED: bool> Visitor<'de> for ValueSeed<'_, 'de, TRACED> {
    type Value = Option<Slot>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(match self.shape {
            Shape::Flag => Some(Slot::Flag(value)),
            Shape::Text | Shape::Id | Shape::Ref => {
                Some(self.reader.keep(if value { "true" } else { "false" }))
            }
            shape => self.reader.misfit(shape, "a boolean"),
        })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(match (self.shape, value) {
            (Shape::Integer, _) => Some(Slot::Integer(value)),
            (Shape::Text | Shape::Id | Shape::Ref, _) => Some(self.reader.keep(&value.to_string())),
            (Shape::Flag, 0 | 1) => Some(Slot::Flag(value == 1)),
            (shape, _) => self.reader.misfit(shape, "a number"),
        })
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Ok(match self.shape {
                Shape::Text | Shape::Id | Shape::Ref => Some(self.reader.keep(&value.to_string())),
                shape => self.reader.misfit(shape, "a number above 2^63"),
            }),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(match (self.shape, scalar::whole(value)) {
            (Shape::Integer, Some(whole)) => Some(Slot::Integer(whole)),
            (Shape::Text | Shape::Id | Shape::Ref, _) => Some(self.reader.keep(&value.to_string())),
            (shape, _) => self.reader.misfit(shape, "a number with a fraction"),
        })
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        let start = value.as_ptr().addr() - self.reader.text.as_ptr().addr();
        let span = Span::in_document(start, value.len());
        if let (false, Shape::Text | Shape::Ref) = (TRACED, self.shape) {
            return Ok(Some(Slot::Text(span)));
        }
        Ok(self.reader.string(self.shape, value, |_| span))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(self.reader.string(self.shape, value, |reader| reader.unescape(value)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        if let Shape::Value(model) | Shape::Entity(model) = self.shape {
            return self.reader.object(model, map).map(|link| Some(Slot::Node(link)));
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.reader.misfit(self.shape, "an object"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        match self.shape {
            Shape::Values(model) => self.reader.nodes(Shape::Value(model), seq).map(Some),
            Shape::Entities(model) => self.reader.nodes(Shape::Entity(model), seq).map(Some),
            Shape::Texts => self.reader.texts(seq).map(Some),
            shape => {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(self.reader.misfit(shape, "a list"))
            }
        }
    }
}

impl<'t, const TRACED: bool> Reader<'t, TRACED> {
    /// Reads the fields of an object; returns its node, or the link of the reference that it is.
    fn object<A: MapAccess<'t>>(&mut self, model: &'static Model, mut map: A) -> Result<u32, A::Error> {
        let first = self.open_entries.len();
        let (mut id, mut reference) = (None, None);
        let mut expected = model.entity.as_ref().map_or(0, |entity| entity.first);
        while let Some(key) = map.next_key_seed(KeySeed { model, expected })? {
            let Some(position) = key else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let field = &model.fields[position];
            expected = position + 1;
            self.path.enter_field(field.name);
            let value = map.next_value_seed(ValueSeed { reader: self, shape: field.shape })?;
            self.path.leave();
            match (field.shape, value) {
                (_, None) => {}
                (Shape::Id, Some(Slot::Text(span))) => id = Some(span),
                (Shape::Ref, Some(Slot::Text(span))) => reference = Some(span),
                (Shape::Entity(_), Some(Slot::Node(link))) => {
                    let run = Run::new(self.document.links.len(), 1);
                    self.document.links.push(link);
                    self.open_entries.push(Entry::new(field_id(position), Slot::Nodes(run)));
                }
                (_, Some(slot)) => self.open_entries.push(Entry::new(field_id(position), slot)),
            }
        }
        Ok(self.close(model, first, id, reference))
    }

    /// Ends the object whose entries start at `first`.
    fn close(
        &mut self,
        model: &'static Model,
        first: usize,
        id: Option<Span>,
        reference: Option<Span>,
    ) -> u32 {
        if let (Some(entity), Some(reference)) = (&model.entity, reference) {
            self.open_entries.truncate(first);
            let link = narrow(self.document.references.len()) | UNRESOLVED;
            self.document.references.push(Reference { kind: entity.kind, id: reference });
            if TRACED {
                self.document.reference_paths.push(self.path.render());
            }
            return link;
        }
        self.sort_entries(model, first);
        let document = &mut self.document;
        let node = narrow(document.nodes.len());
        let entries = Run::new(document.entries.len(), self.open_entries.len() - first);
        document.entries.extend_from_slice(&self.open_entries[first..]);
        document.nodes.push(NodeRow { model, entries });
        self.open_entries.truncate(first);
        if let Some(entity) = &model.entity {
            document.has_inline_entities |= id.is_none();
            document.entities.push(EntityRow { kind: entity.kind, node, id });
            if TRACED {
                document.entity_paths.push(self.path.render());
            }
        }
        node
    }

    /// Puts an object's entries into the order of its model, which is the order that the service
    /// sends them in, and drops what is there twice.
    fn sort_entries(&mut self, model: &'static Model, first: usize) {
        if self.open_entries[first..].is_sorted_by(|a, b| a.field < b.field) {
            return;
        }
        self.open_entries[first..].sort_by_key(|entry| entry.field);
        let mut kept = first + 1;
        for next in first + 1..self.open_entries.len() {
            let field = self.open_entries[next].field;
            if self.open_entries[kept - 1].field == field {
                let name = model.field(field).name;
                self.odd(|| format!("`{name}` is there twice: the first one counts"));
            } else {
                self.open_entries[kept] = self.open_entries[next];
                kept += 1;
            }
        }
        self.open_entries.truncate(kept);
    }

    fn nodes<A: SeqAccess<'t>>(&mut self, shape: Shape, mut seq: A) -> Result<Slot, A::Error> {
        let first = self.open_links.len();
        let mut index = 0;
        loop {
            self.path.enter_index(index);
            let element = seq.next_element_seed(ValueSeed { reader: self, shape })?;
            self.path.leave();
            match element {
                None => break,
                Some(Some(Slot::Node(link))) => self.open_links.push(link),
                Some(_) => {}
            }
            index += 1;
        }
        let run = Run::new(self.document.links.len(), self.open_links.len() - first);
        self.document.links.extend_from_slice(&self.open_links[first..]);
        self.open_links.truncate(first);
        Ok(Slot::Nodes(run))
    }

    fn texts<A: SeqAccess<'t>>(&mut self, mut seq: A) -> Result<Slot, A::Error> {
        let first = self.document.spans.len();
        let mut index = 0;
        loop {
            self.path.enter_index(index);
            let element = seq.next_element_seed(ValueSeed { reader: self, shape: Shape::Text })?;
            self.path.leave();
            match element {
                None => break,
                Some(Some(Slot::Text(span))) => self.document.spans.push(span),
                Some(_) => {}
            }
            index += 1;
        }
        Ok(Slot::Texts(Run::new(first, self.document.spans.len() - first)))
    }

    /// A string, as what its field should hold.
    fn string(&mut self, shape: Shape, value: &str, span: impl FnOnce(&mut Self) -> Span) -> Option<Slot> {
        if TRACED && self.odd_marker.is_some_and(|marker| value.contains(marker)) {
            self.odd(|| "a string with half of a surrogate pair".to_owned());
            return None;
        }
        let slot = match shape {
            Shape::Text | Shape::Id | Shape::Ref => Some(Slot::Text(span(self))),
            Shape::Flag => scalar::flag(value).map(Slot::Flag),
            Shape::Integer => scalar::integer(value).map(Slot::Integer),
            Shape::Date => scalar::date(value).map(Slot::Date),
            Shape::Bytes => scalar::bytes(value).map(|_| Slot::Text(span(self))),
            _ => None,
        };
        if slot.is_none() {
            self.odd(|| format!("{} was expected, not `{}`", expectation(shape), excerpt(value)));
        }
        slot
    }

    /// Keeps a string that does not stand in the document as it is.
    fn unescape(&mut self, value: &str) -> Span {
        let start = self.document.unescaped.len();
        self.document.unescaped.push_str(value);
        Span::unescaped(start, value.len())
    }

    fn keep(&mut self, value: &str) -> Slot {
        Slot::Text(self.unescape(value))
    }

    fn misfit(&mut self, shape: Shape, found: &str) -> Option<Slot> {
        self.odd(|| format!("{} was expected, not {found}", expectation(shape)));
        None
    }
}

fn field_id(position: usize) -> FieldId {
    // The tables are generated, and have some twenty rows at the most.
    FieldId(u8::try_from(position).unwrap_or(u8::MAX))
}

fn expectation(shape: Shape) -> &'static str {
    match shape {
        Shape::Flag => "a boolean",
        Shape::Integer => "an integer",
        Shape::Text | Shape::Id | Shape::Ref => "a string",
        Shape::Date => "a date such as `2026-01-05`",
        Shape::Bytes => "bytes in base64",
        Shape::Texts => "a list of strings",
        Shape::Value(_) | Shape::Entity(_) => "an object",
        Shape::Values(_) | Shape::Entities(_) => "a list of objects",
    }
}

/// The start of a value: an oddity is for people to read.
fn excerpt(value: &str) -> String {
    const LENGTH: usize = 40;
    match value.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Finds the field that a key names. `None`: the model has no such field.
struct KeySeed {
    model: &'static Model,
    /// The position that the next key is likely to have.
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        // Most objects have their fields in the model's order, and most of them.
        let (before, after) = self.model.fields.split_at(self.expected.min(self.model.fields.len()));
        let named = |field: &Field| field.name == key;
        let found = after.iter().position(named).map(|position| before.len() + position);
        Ok(found.or_else(|| before.iter().position(named)))
    }
}
