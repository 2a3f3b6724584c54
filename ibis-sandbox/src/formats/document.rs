//! A document as a tree that is neither XML nor JSON yet.

use std::borrow::Cow;

/// A value in a document.
#[derive(Debug)]
pub(crate) enum Node<'d> {
    Text(Cow<'d, str>),
    Number(i64),
    Flag(bool),
    Object(Fields<'d>),
    /// The name of an item in XML, and the items.
    List(&'static str, Vec<Node<'d>>),
}

/// What an object is made of, in the order in which it is written.
pub(crate) type Fields<'d> = Vec<Field<'d>>;

/// A named value and its place.
#[derive(Debug)]
pub(crate) struct Field<'d> {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) node: Node<'d>,
}

/// Where a field stands in XML; JSON has one place for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Attribute,
    Element,
    /// The text of the element itself.
    Content,
    /// Nowhere: only JSON has it.
    JsonOnly,
}

impl<'d> Node<'d> {
    pub(crate) fn text(text: &'d str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(crate) fn owned(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'d> Field<'d> {
    pub(crate) fn attribute(name: &'static str, node: Node<'d>) -> Self {
        Self { name, place: Place::Attribute, node }
    }

    pub(crate) fn element(name: &'static str, node: Node<'d>) -> Self {
        Self { name, place: Place::Element, node }
    }

    pub(crate) fn content(name: &'static str, node: Node<'d>) -> Self {
        Self { name, place: Place::Content, node }
    }

    pub(crate) fn json_only(name: &'static str, node: Node<'d>) -> Self {
        Self { name, place: Place::JsonOnly, node }
    }

    pub(crate) fn list(name: &'static str, item: &'static str, items: Vec<Node<'d>>) -> Self {
        Self { name, place: Place::Element, node: Node::List(item, items) }
    }
}
