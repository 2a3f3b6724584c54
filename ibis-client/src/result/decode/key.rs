//! The keys of objects, and the fields that they name.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use crate::result::model::{Field, FieldId, Model};
use crate::result::name_prefix::NamePrefix;

/// A key of an object.
pub(super) enum Key<'t> {
    /// A slice of the document.
    Plain(&'t str),
    /// A key with escapes, and the field that it names, if the model has it.
    Escaped(Option<FieldId>),
}

/// Reads a key. Finding the field of a plain one is left to the caller, so that the parser's code for keys stays small
/// enough to be inlined into it.
pub(super) struct KeySeed {
    pub(super) model: &'static Model,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key<'de>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Key::Plain(key))
    }

    #[cold]
    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Key::Escaped(search(self.model, 0, key, NamePrefix::of(key))))
    }
}

/// Finds the field that a key names. Tries the expected position first: most objects have most of their fields, in the
/// model's order.
#[inline]
pub(super) fn find(model: &Model, expected: usize, key: &str, prefix: NamePrefix) -> Option<FieldId> {
    match model.fields.get(expected) {
        Some(field) if field.is_named(key, prefix) => field_id(expected),
        _ => search(model, expected, key, prefix),
    }
}

#[inline(never)]
fn search(model: &Model, expected: usize, key: &str, prefix: NamePrefix) -> Option<FieldId> {
    let fields = model.fields;
    let named = |field: &Field| field.is_named(key, prefix);
    match fields.get(expected..).and_then(|fields| fields.iter().position(named)) {
        Some(position) => field_id(expected + position),
        None => fields.iter().take(expected).position(named).and_then(field_id),
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
