//! Conversion of strings and numbers to the type of their field.

use std::fmt::Display;

use super::document::Reader;
use super::key::offset_in;
use super::scalar;
use crate::api::ERROR;
use crate::result::cell::{Cell, Range, Span};
use crate::result::model::Shape;

impl<const TRACED: bool> Reader<'_, TRACED> {
    /// Converts a string to the shape of its field.
    pub(super) fn string(
        &mut self,
        shape: Shape,
        value: &str,
        span: impl FnOnce(&mut Self) -> Option<Span>,
    ) -> Cell {
        if TRACED && self.pass.marker.is_some_and(|marker| value.contains(marker)) {
            self.warn(|| "a string with a lone surrogate".to_owned());
            self.check_lost(shape);
            return Cell::ABSENT;
        }
        let cell = match shape {
            Shape::Str | Shape::Id | Shape::Ref => return span(self).map_or(Cell::ABSENT, Cell::str),
            Shape::Bool => scalar::bool(value).map(Cell::bool),
            Shape::Integer => value.parse().ok().map(|integer| self.integer(integer)),
            Shape::Date => scalar::date(value).map(Cell::date),
            Shape::Strings => span(self).map(|span| self.one_string(span)),
            Shape::Value(_) if is_error(shape) => {
                let message = span(self);
                Some(self.error(message))
            }
            Shape::Bytes => scalar::bytes(value).map(|_| span(self).map_or(Cell::ABSENT, Cell::str)),
            _ => None,
        };
        cell.unwrap_or_else(|| match value {
            "" => self.empty(shape, "``"),
            _ => self.misfit(shape, format_args!("`{}`", excerpt(value))),
        })
    }

    /// Keeps a string that does not occur literally in the document.
    pub(super) fn unescape(&mut self, value: &str) -> Option<Span> {
        let start = self.document.unescaped.len();
        let span = Span::unescaped(start, value.len());
        if span.is_none() {
            // Only numbers can grow when they are converted, and no real document has enough of them.
            self.warn(|| "too many values that need conversion".to_owned());
        } else {
            self.document.unescaped.push_str(value);
        }
        span
    }

    pub(super) fn keep(&mut self, value: &str) -> Cell {
        self.unescape(value).map_or(Cell::ABSENT, Cell::str)
    }

    /// Keeps a number as the string that its field should hold.
    pub(super) fn keep_number(&mut self, value: impl itoa::Integer) -> Cell {
        self.keep(itoa::Buffer::new().format(value))
    }

    /// Packs an integer. One that does not fit into a cell is kept as digits.
    pub(super) fn integer(&mut self, value: i64) -> Cell {
        Cell::integer(value).unwrap_or_else(|| self.keep_number(value))
    }

    /// Makes a list of one string.
    pub(super) fn one_string(&mut self, span: Span) -> Cell {
        self.document.spans.push(span);
        Cell::strings(Range::new(self.document.spans.len() - 1, 1))
    }

    /// Finds the digits of a number with a fraction in the document.
    #[cold]
    pub(super) fn digits(&self, value: f64) -> Option<Span> {
        let rest = self.text.get(self.after_key..)?.strip_prefix('"')?.trim_start();
        let rest = rest.strip_prefix(':')?.trim_start();
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
        let digits = &rest[..end.unwrap_or(rest.len())];
        // The JSON parser rounds less precisely.
        let is_it = digits
            .parse::<f64>()
            .is_ok_and(|number| (number - value).abs() <= 4.0 * f64::EPSILON * value.abs());
        is_it.then(|| Span::in_document(offset_in(self.text, digits), digits.len()))
    }

    /// Converts a service error that is not an object into one. A string becomes its message.
    #[cold]
    pub(super) fn error(&mut self, message: Option<Span>) -> Cell {
        let field = message.zip(ERROR.find(|field| field.name == "message"));
        let field = field.map(|(message, (id, _))| (id, Cell::str(message)));
        Cell::node(self.document.tape.push(&ERROR, field))
    }

    #[cold]
    pub(super) fn misfit_number(&mut self, shape: Shape, found: &str, value: impl Display) -> Cell {
        if is_error(shape) {
            let message = self.unescape(&value.to_string());
            return self.error(message);
        }
        self.misfit(shape, found)
    }

    #[cold]
    pub(super) fn misfit(&mut self, shape: Shape, found: impl Display) -> Cell {
        let cell = self.empty(shape, found);
        self.check_lost(shape);
        cell
    }

    /// Like [`misfit`](Self::misfit), for a value that says no more than null: `""`, `false` or `[]`.
    #[cold]
    pub(super) fn empty(&mut self, shape: Shape, found: impl Display) -> Cell {
        if is_error(shape) {
            return self.error(None);
        }
        self.warn(|| format!("expected {}, found {found}", expectation(shape)));
        Cell::ABSENT
    }

    /// Notes that the last warning is about an entity or a reference, if the shape is that of one.
    #[cold]
    pub(super) fn check_lost(&mut self, shape: Shape) {
        if matches!(shape, Shape::Entity(_) | Shape::Entities(_) | Shape::Ref) {
            self.document.lost_entity.get_or_insert(self.document.warnings.count - 1);
        }
    }
}

/// Whether the field is the error of a result, which counts as an error whatever its JSON type.
pub(super) fn is_error(shape: Shape) -> bool {
    matches!(shape, Shape::Value(model) if std::ptr::eq(model, &raw const ERROR))
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

/// The start of a value, since a warning is for people to read.
fn excerpt(value: &str) -> String {
    const LENGTH: usize = 40;
    match value.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
