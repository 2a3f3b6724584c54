//! A document as a tree, before it is written as XML or JSON.

use std::borrow::Cow;

/// A value in a document.
#[derive(Debug)]
pub(crate) enum Node<'d> {
    Str(Cow<'d, str>),
    Number(i64),
    Bool(bool),
    Object(Fields<'d>),
    /// The XML name of an item, and the items.
    List(&'static str, Vec<Node<'d>>),
}

/// The fields of an object, in the order in which they are written.
pub(crate) type Fields<'d> = Vec<Field<'d>>;

/// A named value.
#[derive(Debug)]
pub(crate) struct Field<'d> {
    pub(crate) name: &'static str,
    pub(crate) in_xml: InXml,
    pub(crate) node: Node<'d>,
}

/// How XML represents a field. In JSON, every field is a member of the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InXml {
    Attribute,
    Element,
    /// The text of the element itself.
    Content,
    /// Only JSON has the field.
    JsonOnly,
}

impl<'d> Node<'d> {
    pub(crate) fn text(text: &'d str) -> Self {
        Self::Str(Cow::Borrowed(text))
    }

    pub(crate) fn owned(text: String) -> Self {
        Self::Str(Cow::Owned(text))
    }
}

impl<'d> Field<'d> {
    pub(crate) fn attribute(name: &'static str, node: Node<'d>) -> Self {
        Self { name, in_xml: InXml::Attribute, node }
    }

    pub(crate) fn element(name: &'static str, node: Node<'d>) -> Self {
        Self { name, in_xml: InXml::Element, node }
    }

    pub(crate) fn json_only(name: &'static str, node: Node<'d>) -> Self {
        Self { name, in_xml: InXml::JsonOnly, node }
    }

    pub(crate) fn list(name: &'static str, item: &'static str, items: Vec<Node<'d>>) -> Self {
        Self { name, in_xml: InXml::Element, node: Node::List(item, items) }
    }
}
