//! What a step delivers.

use crate::{Entity as _, Group, Institution, Kind, Person};

/// What became of an entry of the directory.
///
/// There are just these two, so that a program has to say what it does with each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is there: new, changed, or delivered once more. It takes the place of what the replica has.
    Present(Entry),
    /// It is no more: the replica removes it, if it has it.
    Cancelled(Entry),
}

impl Change {
    pub(super) fn all<E>(entities: Vec<E>, entry: fn(E) -> Entry) -> Vec<Self> {
        let change =
            |entry: Entry| if entry.cancelled() { Self::Cancelled(entry) } else { Self::Present(entry) };
        entities.into_iter().map(|entity| change(entry(entity))).collect()
    }

    /// The entry, whatever became of it.
    pub fn entry(&self) -> &Entry {
        match self {
            Self::Present(entry) | Self::Cancelled(entry) => entry,
        }
    }
}

/// A person, an institution or a group.
///
/// It is a handle that keeps the whole answer of its step in memory: keep a `to_record` of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A person.
    Person(Person),
    /// An institution.
    Institution(Institution),
    /// A group.
    Group(Group),
}

impl Entry {
    /// Which of the three it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Person(_) => Kind::Person,
            Self::Institution(_) => Kind::Institution,
            Self::Group(_) => Kind::Group,
        }
    }

    /// What identifies it among those of its kind: `spqr1`, `UIS`, `100003`.
    pub fn id(&self) -> String {
        match self {
            Self::Person(person) => person.key().to_string(),
            Self::Institution(institution) => institution.instid().to_owned(),
            Self::Group(group) => group.groupid().to_owned(),
        }
    }

    /// What identifies it among all: `person/spqr1`, `institution/UIS`, `group/100003`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.kind(), self.id())
    }

    fn cancelled(&self) -> bool {
        match self {
            Self::Person(person) => person.cancelled(),
            Self::Institution(institution) => institution.cancelled(),
            Self::Group(group) => group.cancelled(),
        }
    }
}
