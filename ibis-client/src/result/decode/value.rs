//! Reading a value by the shape of its field.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::convert::is_error;
use super::document::Reader;
use super::key::offset_in;
use super::scalar;
use crate::result::cell::{Cell, Span};
use crate::result::model::Shape;
use crate::result::tape::ABSENT;

/// Reads a value of the given shape. Null is absent. A value that does not fit is absent too, with a warning.
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
            shape if is_error(shape) && !value => Cell::ABSENT,
            shape if value => self.reader.misfit(shape, "a boolean"),
            shape => self.reader.empty(shape, "a boolean"),
        })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(match (self.shape, value) {
            (Shape::Integer, _) => self.reader.integer(value),
            (Shape::Str | Shape::Id | Shape::Ref, _) => self.reader.keep_number(value),
            (Shape::Bool, 0 | 1) => Cell::bool(value == 1),
            (Shape::Date, _) => match scalar::day(value) {
                Some(day) => Cell::date(day),
                None => self.reader.misfit(self.shape, "a number out of the range of dates"),
            },
            (shape, _) => self.reader.misfit_number(shape, "a number", value),
        })
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Ok(match self.shape {
                Shape::Str | Shape::Id | Shape::Ref => self.reader.keep_number(value),
                shape => self.reader.misfit_number(shape, "a number above 2^63", value),
            }),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        match (self.shape, scalar::whole(value)) {
            (Shape::Integer | Shape::Date, Some(whole)) => self.visit_i64(whole),
            (Shape::Str | Shape::Id | Shape::Ref, _) => Ok(match self.reader.digits(value) {
                Some(span) => Cell::str(span),
                None => self.reader.misfit(self.shape, "a number whose digits are unknown"),
            }),
            (shape, _) => Ok(self.reader.misfit_number(shape, "a number with a fraction", value)),
        }
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        let start = offset_in(self.reader.text, value);
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
            Shape::Value(model) | Shape::Entity(model) => {
                self.reader.in_list_of_one = false;
                self.reader.object(model, map).map(Cell::node)
            }
            // A list of one object may be written as the object alone.
            Shape::Values(model) | Shape::Entities(model) => {
                let link = self.reader.object(model, map)?;
                Ok(self.reader.one_link(link))
            }
            shape => {
                self.reader.object(&ABSENT, map)?;
                Ok(self.reader.misfit(shape, "an object"))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        // What follows is no longer the value of the last key.
        self.reader.progress = self.reader.progress.max(self.reader.key_place());
        self.reader.after_key = usize::MAX;
        match self.shape {
            Shape::Values(model) => self.reader.nodes(Shape::Value(model), seq),
            Shape::Entities(model) => self.reader.nodes(Shape::Entity(model), seq),
            Shape::Strings => self.reader.strings(seq),
            // A single object may be written as a list of one.
            shape @ (Shape::Value(_) | Shape::Entity(_)) if !self.reader.in_list_of_one => {
                self.reader.in_list_of_one = true;
                self.reader.path.enter_index(0);
                let one = seq.next_element_seed(ValueSeed { reader: &mut *self.reader, shape })?;
                self.reader.path.leave();
                self.reader.in_list_of_one = false;
                match (one, ignore_rest(&mut seq)?) {
                    (Some(one), 0) => Ok(one),
                    (None, _) => Ok(self.reader.empty(shape, "a list")),
                    _ => Ok(self.reader.misfit(shape, "a list")),
                }
            }
            shape => {
                ignore_rest(&mut seq)?;
                Ok(self.reader.misfit(shape, "a list"))
            }
        }
    }
}

/// Skips the remaining elements of a list, and counts them.
fn ignore_rest<'de, A: SeqAccess<'de>>(seq: &mut A) -> Result<usize, A::Error> {
    let mut count = 0;
    while seq.next_element::<IgnoredAny>()?.is_some() {
        count += 1;
    }
    Ok(count)
}
