//! XML in the service's namespace.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::document::{Field, Fields, InXml, Node};

const NAMESPACE: &str = "http://www.lookup.cam.ac.uk";

/// Writes a document.
pub(crate) fn write(fields: &Fields<'_>) -> Vec<u8> {
    let mut writer = Writer::new(Vec::with_capacity(4096));
    let mut root = BytesStart::new("result");
    root.push_attribute(("xmlns", NAMESPACE));
    // Writing to a vector cannot fail.
    let written = writer
        .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))
        .and_then(|()| object(&mut writer, root, fields));
    debug_assert!(written.is_ok());
    writer.into_inner()
}

type Result = std::io::Result<()>;

fn object(writer: &mut Writer<Vec<u8>>, mut start: BytesStart<'_>, fields: &Fields<'_>) -> Result {
    for field in fields.iter().filter(|field| field.in_xml == InXml::Attribute) {
        start.push_attribute((field.name, &*scalar(&field.node)));
    }
    let inside = |field: &&Field<'_>| matches!(field.in_xml, InXml::Element | InXml::Content);
    if !fields.iter().any(|field| inside(&field)) {
        return writer.write_event(Event::Empty(start));
    }
    let end = start.to_end().into_owned();
    writer.write_event(Event::Start(start))?;
    for field in fields.iter().filter(inside) {
        match field.in_xml {
            InXml::Content => writer.write_event(Event::Text(BytesText::new(&scalar(&field.node))))?,
            _ => element(writer, field.name, &field.node)?,
        }
    }
    writer.write_event(Event::End(end))
}

fn element(writer: &mut Writer<Vec<u8>>, name: &'static str, node: &Node<'_>) -> Result {
    match node {
        Node::Object(fields) => object(writer, BytesStart::new(name), fields),
        Node::List(_, items) if items.is_empty() => writer.write_event(Event::Empty(BytesStart::new(name))),
        Node::List(item, items) => {
            writer.write_event(Event::Start(BytesStart::new(name)))?;
            items.iter().try_for_each(|node| element(writer, item, node))?;
            writer.write_event(Event::End(BytesEnd::new(name)))
        }
        Node::Str(_) | Node::Number(_) | Node::Bool(_) => {
            let text = scalar(node);
            if text.is_empty() {
                return writer.write_event(Event::Empty(BytesStart::new(name)));
            }
            writer.write_event(Event::Start(BytesStart::new(name)))?;
            writer.write_event(Event::Text(BytesText::new(&text)))?;
            writer.write_event(Event::End(BytesEnd::new(name)))
        }
    }
}

fn scalar<'n>(node: &'n Node<'_>) -> Cow<'n, str> {
    match node {
        Node::Str(text) => Cow::Borrowed(text),
        Node::Number(number) => Cow::Owned(number.to_string()),
        Node::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        Node::Object(_) | Node::List(..) => Cow::Borrowed(""),
    }
}
