//! What a request is answered with, before it is a document.

use crate::directory::{Attribute, GroupIx, InstIx, Owner, PersonIx};
use crate::entity::Entity;
use crate::fetch::Kind;

/// An answer.
#[derive(Debug)]
pub(crate) enum Answer {
    Entities(Roots),
    Value(Value),
    /// Nothing where there is no such attribute.
    Attribute(Option<Attribute>),
    Attributes(Vec<Attribute>),
    /// The attribute schemes of people or of institutions.
    Schemes(Owner),
}

/// The entities that a document starts from.
#[derive(Debug)]
pub(crate) enum Roots {
    /// One was asked for, and there is none.
    None,
    One(Entity),
    Many(Kind, Vec<Entity>),
}

/// A plain value.
#[derive(Debug)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl Roots {
    pub(crate) fn entities(&self) -> &[Entity] {
        match self {
            Self::None => &[],
            Self::One(entity) => std::slice::from_ref(entity),
            Self::Many(_, entities) => entities,
        }
    }
}

impl Answer {
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
