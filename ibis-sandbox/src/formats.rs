//! From an answer to bytes: what is in the document, how it hangs together, and how it is written.

mod contents;
mod document;
mod flattened;
mod hierarchical;
mod json;
mod xml;

pub(crate) use document::{Field, Node};

use crate::answer::{Answer, Value};
use crate::failure::Failure;
use crate::fetch::Fetch;
use crate::view::View;
use document::Fields;

/// The version that every document states.
const VERSION: &str = "1.2";

/// How documents are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Xml,
    Json { pretty: bool },
}

/// How entities that are reached more than once appear in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Once each, with an id that the others refer to.
    Flattened,
    /// Wherever they are reached.
    Hierarchical,
}

/// Whether values are text, as the service's own clients expect, or numbers and booleans, as those of the
/// gateway's description do.
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

/// Writes the document that answers a request.
pub(crate) fn answer(
    view: &View<'_>,
    answer: &Answer,
    fetch: &Fetch,
    (format, shape, style): (Format, Shape, ValueStyle),
) -> Result<Vec<u8>, Failure> {
    let mut fields = vec![Field::attribute("version", Node::text(VERSION))];
    match answer {
        Answer::Value(value) => fields.push(Field::element("value", value_node(value, style))),
        Answer::Attribute(attribute) => {
            let node = attribute.as_ref().map(|attribute| contents::attribute(view.directory, attribute));
            fields.extend(node.map(|node| Field::element("attribute", node)));
        }
        Answer::Attributes(attributes) => {
            let items = attributes.iter().map(|attribute| contents::attribute(view.directory, attribute));
            fields.push(Field::list("attributes", "attribute", items.collect()));
        }
        Answer::Schemes(owner) => {
            let items = view.directory.schemes().of(*owner).map(contents::scheme).collect();
            fields.push(Field::list("attributeSchemes", "attributeScheme", items));
        }
        Answer::Entities(roots) => match shape {
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
        (Value::Text(text), _) => Node::text(text),
        (Value::Number(number), ValueStyle::Typed) => Node::Number(*number),
        (Value::Number(number), ValueStyle::Text) => Node::owned(number.to_string()),
        (Value::Flag(flag), ValueStyle::Typed) => Node::Flag(*flag),
        (Value::Flag(flag), ValueStyle::Text) => Node::text(if *flag { "true" } else { "false" }),
    }
}
