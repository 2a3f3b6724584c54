//! Handles and views: cheap values that stand for a node of a graph.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::Kind;
use super::graph::Graph;
use super::model::Model;
use super::node::Node;
use crate::api::{Group, Institution, Person};
use crate::values::{GroupId, Identifier, InstId};

/// A person, an institution or a group: a cheap handle into the response that it came with.
///
/// Cloning one copies a pointer. Two handles are equal when they stand for the same node of the same
/// response; [`same_entity`](Entity::same_entity) compares across responses. A handle keeps its whole response
/// alive; its `to_record` makes a copy that does not.
pub trait Entity: sealed::Handle + Clone + Eq + Hash + fmt::Debug + Send + Sync + 'static {
    /// Which of the three it is.
    const KIND: Kind;

    /// What identifies entities of this kind across responses.
    type Key: Clone + Eq + Hash + fmt::Debug;

    /// What identifies this entity across responses.
    ///
    /// ```
    /// use ibis_client::{Entity, IbisResult};
    ///
    /// let response = r#"{"result": {"person": {"identifier": {"scheme": "crsid", "value": "spqr1"}}}}"#;
    /// let one = IbisResult::from_json(response)?.person().ok_or("nobody")?;
    /// let other = IbisResult::from_json(response)?.person().ok_or("nobody")?;
    /// assert_eq!((one.key().to_string(), one.key()), ("spqr1".to_owned(), other.key()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn key(&self) -> Self::Key;

    /// Whether the other handle, perhaps from another response, stands for the same entity.
    ///
    /// ```
    /// use ibis_client::{Entity, IbisResult};
    ///
    /// let response = r#"{"result": {"person": {"identifier": {"scheme": "crsid", "value": "spqr1"}}}}"#;
    /// let one = IbisResult::from_json(response)?.person().ok_or("nobody")?;
    /// let other = IbisResult::from_json(response)?.person().ok_or("nobody")?;
    /// assert!(Entity::same_entity(&one, &other));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn same_entity(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    /// What lists are in the order of.
    #[doc(hidden)]
    fn id(&self) -> &str;

    /// The forms in which a call may have named it.
    #[doc(hidden)]
    fn names(&self) -> Vec<String>;

    #[doc(hidden)]
    fn model() -> &'static Model;

    #[doc(hidden)]
    fn from_node(node: Node<'_>) -> Self;
}

/// What is part of an object: a view such as `AttributeRef`, or the handle `ContactRow`.
pub trait Part<'g>: sealed::Handle + Sized {
    #[doc(hidden)]
    fn from_node(node: Node<'g>) -> Self;
}

pub(crate) mod sealed {
    /// Implemented by the handles and views of this crate, and by nothing else.
    pub trait Handle {}
}

impl Entity for Person {
    const KIND: Kind = Kind::Person;
    type Key = Identifier;

    fn key(&self) -> Identifier {
        self.identifier().to_record()
    }

    fn same_entity(&self, other: &Self) -> bool {
        self.identifier() == other.identifier()
    }

    fn id(&self) -> &str {
        self.identifier().value()
    }

    fn names(&self) -> Vec<String> {
        let others = self.identifiers().into_iter().flatten().map(|identifier| identifier.to_string());
        std::iter::once(self.identifier().to_string()).chain(others).collect()
    }

    fn model() -> &'static Model {
        Self::MODEL
    }

    #[inline]
    fn from_node(node: Node<'_>) -> Self {
        Self::of(node)
    }
}

impl Entity for Institution {
    const KIND: Kind = Kind::Institution;
    type Key = InstId;

    fn key(&self) -> InstId {
        InstId::from_service(self.instid())
    }

    fn same_entity(&self, other: &Self) -> bool {
        self.instid() == other.instid()
    }

    fn id(&self) -> &str {
        self.instid()
    }

    fn names(&self) -> Vec<String> {
        vec![self.instid().to_owned()]
    }

    fn model() -> &'static Model {
        Self::MODEL
    }

    #[inline]
    fn from_node(node: Node<'_>) -> Self {
        Self::of(node)
    }
}

impl Entity for Group {
    const KIND: Kind = Kind::Group;
    type Key = GroupId;

    fn key(&self) -> GroupId {
        GroupId::from_service(self.groupid())
    }

    fn same_entity(&self, other: &Self) -> bool {
        self.groupid() == other.groupid()
    }

    fn id(&self) -> &str {
        self.groupid()
    }

    fn names(&self) -> Vec<String> {
        vec![self.groupid().to_owned(), self.name().to_owned()]
    }

    fn model() -> &'static Model {
        Self::MODEL
    }

    #[inline]
    fn from_node(node: Node<'_>) -> Self {
        Self::of(node)
    }
}

/// A share of a graph, and the number of a node in it: what the handles are made of.
#[derive(Clone)]
pub(crate) struct SharedNode {
    graph: Arc<Graph>,
    index: u32,
}

impl SharedNode {
    #[inline]
    pub(crate) fn of(node: Node<'_>) -> Self {
        Self { graph: Arc::clone(node.graph), index: node.index }
    }

    #[inline]
    pub(crate) fn node(&self) -> Node<'_> {
        Node { graph: &self.graph, index: self.index }
    }
}

impl PartialEq for SharedNode {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.graph, &other.graph) && self.index == other.index
    }
}

impl Eq for SharedNode {}

impl Hash for SharedNode {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.graph).hash(state);
        self.index.hash(state);
    }
}
