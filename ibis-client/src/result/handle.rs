//! Handles and views: cheap values that stand for a node of a graph.

use std::fmt;
use std::hash::Hash;

use super::Kind;
use super::node::Node;
use crate::api::{Group, Institution, Person};
use crate::values::{GroupId, Identifier, InstId};

/// A person, an institution or a group: a cheap handle into the answer that it came with.
///
/// Cloning one copies a pointer. Two handles are equal when they stand for the same node of the same
/// answer; [`same_entity`](Entity::same_entity) compares across answers. A handle keeps its whole answer
/// alive; its `to_record` makes a copy that does not.
pub trait Entity: sealed::Handle + Clone + Eq + Hash + fmt::Debug + Send + Sync + 'static {
    /// Which of the three it is.
    const KIND: Kind;

    /// What identifies entities of this kind across answers.
    type Key: Clone + Eq + Hash + fmt::Debug;

    /// What identifies this entity across answers.
    ///
    /// ```
    /// use ibis_client::{Entity, IbisResult};
    ///
    /// let answer = r#"{"result": {"person": {"identifier": {"scheme": "crsid", "value": "spqr1"}}}}"#;
    /// let one = IbisResult::from_json(answer)?.person().ok_or("nobody")?;
    /// let other = IbisResult::from_json(answer)?.person().ok_or("nobody")?;
    /// assert_eq!((one.key().to_string(), one.key()), ("spqr1".to_owned(), other.key()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn key(&self) -> Self::Key;

    /// Whether the other handle, perhaps from another answer, stands for the same entity.
    ///
    /// ```
    /// use ibis_client::{Entity, IbisResult};
    ///
    /// let answer = r#"{"result": {"person": {"identifier": {"scheme": "crsid", "value": "spqr1"}}}}"#;
    /// let one = IbisResult::from_json(answer)?.person().ok_or("nobody")?;
    /// let other = IbisResult::from_json(answer)?.person().ok_or("nobody")?;
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

    fn from_node(node: Node<'_>) -> Self {
        Self::at(node)
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

    fn from_node(node: Node<'_>) -> Self {
        Self::at(node)
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

    fn from_node(node: Node<'_>) -> Self {
        Self::at(node)
    }
}

/// Defines the handle of an entity.
macro_rules! entity_handle {
    ($(#[$meta:meta])* pub struct $name:ident($model:ident);) => {
        $crate::result::handle! { $(#[$meta])* pub struct $name($model); }

        impl $name {
            /// Whether the other handle stands for the same entity, perhaps in another answer.
            ///
            /// `==` is narrower: the same node of the same answer.
            ///
            /// ```
            /// use ibis_client::IbisResult;
            ///
            /// let answer = r#"{"result": {"institution": {"instid": "UIS", "name": "Services"}}}"#;
            /// let one = IbisResult::from_json(answer)?.institution().ok_or("none")?;
            /// let other = IbisResult::from_json(answer)?.institution().ok_or("none")?;
            /// assert!(one.same_entity(&other) && one != other);
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn same_entity(&self, other: &Self) -> bool {
                $crate::result::Entity::same_entity(self, other)
            }
        }
    };
}

/// Defines the handle of a part that has entities in it.
macro_rules! part_handle {
    ($(#[$meta:meta])* pub struct $name:ident($model:ident);) => {
        $crate::result::handle! { $(#[$meta])* pub struct $name($model); }

        impl<'g> $crate::result::Part<'g> for $name {
            fn from_node(node: $crate::result::Node<'g>) -> Self {
                Self::at(node)
            }
        }
    };
}

/// Defines what the two kinds of handle have in common: each owns a share of the graph.
macro_rules! handle {
    ($(#[$meta:meta])* pub struct $name:ident($model:ident);) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name {
            graph: ::std::sync::Arc<$crate::result::Graph>,
            index: u32,
        }

        impl $name {
            pub(crate) fn at(node: $crate::result::Node<'_>) -> Self {
                debug_assert!(node.is_a(&$model), "a node of another model");
                Self { graph: ::std::sync::Arc::clone(node.graph), index: node.index }
            }

            pub(crate) fn node(&self) -> $crate::result::Node<'_> {
                $crate::result::Node { graph: &self.graph, index: self.index }
            }
        }

        impl $crate::result::sealed::Handle for $name {}

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                ::std::sync::Arc::ptr_eq(&self.graph, &other.graph) && self.index == other.index
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                ::std::sync::Arc::as_ptr(&self.graph).hash(state);
                self.index.hash(state);
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.node(), f)
            }
        }
    };
}

/// Defines a view: it borrows the graph, and is `Copy`.
macro_rules! value_view {
    ($(#[$meta:meta])* pub struct $name:ident<$g:lifetime>($model:ident);) => {
        $(#[$meta])*
        #[derive(Clone, Copy)]
        pub struct $name<$g>($crate::result::Node<$g>);

        impl<$g> $name<$g> {
            fn node(self) -> $crate::result::Node<$g> {
                self.0
            }
        }

        impl $crate::result::sealed::Handle for $name<'_> {}

        impl<$g> $crate::result::Part<$g> for $name<$g> {
            fn from_node(node: $crate::result::Node<$g>) -> Self {
                debug_assert!(node.is_a(&$model), "a node of another model");
                Self(node)
            }
        }

        impl ::std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

pub(crate) use {entity_handle, handle, part_handle, value_view};
