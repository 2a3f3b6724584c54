//! Handles and views: cheap values that refer to a node of a graph.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::Kind;
use super::graph::Graph;
use super::model::Model;
use super::node::Node;
use crate::api::{Group, Institution, Person};
use crate::values::{GroupId, Identifier, InstId};

/// A person, an institution or a group: a handle to an entity of a response.
///
/// Cloning a handle copies a pointer. Two handles are equal if they refer to the same entity in the same response;
/// [`same_entity`](Entity::same_entity) compares entities across responses. A handle keeps its whole response in memory;
/// `to_record` makes a copy that does not.
pub trait Entity:
    for<'g> sealed::Handle<'g> + Clone + Eq + Hash + fmt::Debug + Send + Sync + 'static
{
    /// The kind of the entity.
    const KIND: Kind;

    /// The type of the key.
    type Key: Clone + Eq + Hash + fmt::Debug;

    /// Returns the key, which identifies the entity across responses.
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

    /// Whether both handles refer to the same entity, even in different responses.
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
        self.id() == other.id()
    }

    /// The identifier that lists are sorted by.
    #[doc(hidden)]
    fn id(&self) -> &str;

    /// The forms in which a call may have named the entity.
    #[doc(hidden)]
    fn names(&self) -> Vec<String> {
        vec![self.id().to_owned()]
    }
}

/// A part of an entity or of a result: a view such as [`AttributeRef`](crate::AttributeRef), or the handle
/// [`ContactRow`](crate::ContactRow).
pub trait Part<'g>: sealed::Handle<'g> + Clone {}

pub(crate) mod sealed {
    /// Implemented only by the handles and views of this crate.
    pub trait Handle<'g>: Sized {
        const MODEL: &'static super::Model;

        fn from_node(node: super::Node<'g>) -> Self;
    }
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
}

impl Entity for Institution {
    const KIND: Kind = Kind::Institution;
    type Key = InstId;

    fn key(&self) -> InstId {
        InstId::from_service(self.instid())
    }

    fn id(&self) -> &str {
        self.instid()
    }
}

impl Entity for Group {
    const KIND: Kind = Kind::Group;
    type Key = GroupId;

    fn key(&self) -> GroupId {
        GroupId::from_service(self.groupid())
    }

    fn id(&self) -> &str {
        self.groupid()
    }

    fn names(&self) -> Vec<String> {
        vec![self.groupid().to_owned(), self.name().to_owned()]
    }
}

/// A node that keeps its graph alive: the inside of a handle.
#[derive(Clone)]
pub(crate) struct SharedNode {
    graph: Arc<Graph>,
    index: u32,
}

impl From<Node<'_>> for SharedNode {
    #[inline]
    fn from(node: Node<'_>) -> Self {
        Self { graph: Arc::clone(node.graph), index: node.index }
    }
}

impl SharedNode {
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
