//! Writes responses as documents.

mod contents;
mod document;
mod flattened;
mod hierarchical;
mod json;
mod xml;

pub(crate) use document::{Field, Node};

use crate::failure::Failure;
use crate::fetch::Fetch;
use crate::response::{Response, Value};
use crate::view::View;
use document::Fields;

/// The version that every document states.
const VERSION: &str = "1.2";

/// The format of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Xml,
    Json { pretty: bool },
}

/// How a document represents entities that are reached more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Each entity once, with an id that references point to.
    Flattened,
    /// In full wherever they are reached.
    Hierarchical,
}

/// Whether plain values are text, as the service's own clients expect, or typed, as the gateway's clients expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueStyle {
    Text,
    Typed,
}

impl Format {
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "application/xml",
            Self::Json { .. } => "application/json",
        }
    }

    fn write(self, fields: Fields) -> Vec<u8> {
        match self {
            Self::Xml => xml::write(&fields),
            Self::Json { pretty } => json::write(fields, pretty),
        }
    }
}

/// Writes the document of a response.
pub(crate) fn response(
    view: &View<'_>,
    response: &Response,
    fetch: &Fetch,
    (format, shape, style): (Format, Shape, ValueStyle),
) -> Result<Vec<u8>, Failure> {
    let mut fields = vec![Field::attribute("version", Node::text(VERSION))];
    match response {
        Response::Value(value) => fields.push(Field::element("value", value_node(value, style))),
        Response::Attribute(attribute) => {
            let node = attribute.as_ref().map(|attribute| contents::attribute(view.directory, attribute));
            fields.extend(node.map(|node| Field::element("attribute", node)));
        }
        Response::Attributes(attributes) => {
            let items = attributes.iter().map(|attribute| contents::attribute(view.directory, attribute));
            fields.push(Field::list("attributes", "attribute", items.collect()));
        }
        Response::Schemes(owner) => {
            let items = view.directory.schemes.of(*owner).map(contents::scheme).collect();
            fields.push(Field::list("attributeSchemes", "attributeScheme", items));
        }
        Response::Entities(roots) => match shape {
            Shape::Flattened => flattened::add(&mut fields, view, roots, fetch),
            Shape::Hierarchical => hierarchical::add(&mut fields, view, roots, fetch)?,
        },
    }
    Ok(format.write(fields))
}

/// Writes an error document.
pub(crate) fn failure(failure: &Failure, format: Format) -> Vec<u8> {
    let error = vec![
        Field::attribute("status", Node::Number(i64::from(failure.status.as_u16()))),
        Field::element("code", Node::owned(failure.code())),
        Field::element("message", Node::text(&failure.message)),
        Field::element("details", Node::text(&failure.details)),
    ];
    format.write(vec![
        Field::attribute("version", Node::text(VERSION)),
        Field::element("error", Node::Object(error)),
    ])
}

fn value_node(value: &Value, style: ValueStyle) -> Node<'_> {
    match (value, style) {
        (Value::Str(text), _) => Node::text(text),
        (Value::Number(number), ValueStyle::Typed) => Node::Number(*number),
        (Value::Number(number), ValueStyle::Text) => Node::owned(number.to_string()),
        (Value::Bool(value), ValueStyle::Typed) => Node::Bool(*value),
        (Value::Bool(value), ValueStyle::Text) => Node::text(if *value { "true" } else { "false" }),
    }
}
