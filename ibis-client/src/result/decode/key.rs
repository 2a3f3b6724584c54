//! The keys of objects, and the fields that they name.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use crate::result::model::{Field, FieldId, Model};
use crate::result::name_prefix::NamePrefix;

/// A key: the field that it names, if the model has it, and the position after it, or `usize::MAX` if it had escapes.
pub(super) struct Key {
    pub(super) field: Option<FieldId>,
    pub(super) end: usize,
}

/// Finds the field that a key names.
pub(super) struct KeySeed<'t> {
    pub(super) document: &'t str,
    pub(super) model: &'static Model,
    /// The position in the model that the key is likely to have.
    pub(super) expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'de> {
    type Value = Key;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'de> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a person has a hundred keys")]
    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        let start = offset_in(self.document, key);
        let field = self.find(key, NamePrefix::within(self.document, start, key.len()));
        Ok(Key { field, end: start + key.len() })
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Key { field: self.find(key, NamePrefix::of(key)), end: usize::MAX })
    }
}

impl KeySeed<'_> {
    /// Tries the expected position first: most objects have most of their fields, in the model's order.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a person has a hundred keys")]
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

/// The offset of a string that is a slice of the document.
#[inline]
pub(super) fn offset_in<'t>(document: &'t str, part: &'t str) -> usize {
    part.as_ptr().addr() - document.as_ptr().addr()
}
