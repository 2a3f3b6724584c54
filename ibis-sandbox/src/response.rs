//! The result of a request, before it is written as a document.

use crate::directory::Entity;
use crate::directory::{Attribute, GroupIx, InstIx, Owner, PersonIx};
use crate::fetch::Kind;
use crate::formats::{Field, Node};

/// The result of a request.
#[derive(Debug)]
pub(crate) enum Response {
    Entities(Roots),
    Value(Value),
    /// `None` if the attribute does not exist.
    Attribute(Option<Attribute>),
    Attributes(Vec<Attribute>),
    /// The attribute schemes of people or of institutions.
    Schemes(Owner),
}

/// The top-level entities of a document.
#[derive(Debug)]
pub(crate) enum Roots {
    /// The entity that was requested does not exist.
    None,
    One(Entity),
    Many(Kind, Vec<Entity>),
}

/// A plain value.
#[derive(Debug)]
pub(crate) enum Value {
    Str(String),
    Number(i64),
    Bool(bool),
}

impl Roots {
    pub(crate) fn entities(&self) -> &[Entity] {
        match self {
            Self::None => &[],
            Self::One(entity) => std::slice::from_ref(entity),
            Self::Many(_, entities) => entities,
        }
    }

    /// The field of a result that holds the nodes of the entities.
    pub(crate) fn field<'d>(&self, mut nodes: Vec<Node<'d>>) -> Option<Field<'d>> {
        match self {
            Self::None => None,
            Self::One(entity) => Some(Field::element(entity.kind().item(), nodes.pop()?)),
            Self::Many(kind, _) => Some(Field::list(kind.list_field(), kind.item(), nodes)),
        }
    }
}

impl Response {
    pub(crate) fn person(found: Option<PersonIx>) -> Self {
        Self::one(found.map(Entity::Person))
    }

    pub(crate) fn institution(found: Option<InstIx>) -> Self {
        Self::one(found.map(Entity::Institution))
    }

    pub(crate) fn group(found: Option<GroupIx>) -> Self {
        Self::one(found.map(Entity::Group))
    }

    pub(crate) fn people(found: Vec<PersonIx>) -> Self {
        Self::Entities(Roots::Many(Kind::Person, found.into_iter().map(Entity::Person).collect()))
    }

    pub(crate) fn institutions(found: Vec<InstIx>) -> Self {
        Self::Entities(Roots::Many(Kind::Institution, found.into_iter().map(Entity::Institution).collect()))
    }

    pub(crate) fn groups(found: Vec<GroupIx>) -> Self {
        Self::Entities(Roots::Many(Kind::Group, found.into_iter().map(Entity::Group).collect()))
    }

    pub(crate) fn number(number: usize) -> Self {
        Self::Value(Value::Number(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    fn one(found: Option<Entity>) -> Self {
        Self::Entities(found.map_or(Roots::None, Roots::One))
    }
}
