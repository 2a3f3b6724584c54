//! What a step delivers.

use crate::request::list::List;
use crate::result::Warnings;
use crate::{Entity, FromResult, Group, Institution, Kind, Person, Warning};

/// What became of an entry of the directory.
///
/// The enum is exhaustive, so that a program has to say what it does with each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The entry exists: it is new, changed, or delivered once more. It replaces what the replica has.
    Present(Entry),
    /// The entry has been cancelled: remove it from the replica, if it is there.
    Cancelled(Entry),
}

impl Change {
    /// The entry, whatever became of it.
    pub fn entry(&self) -> &Entry {
        match self {
            Self::Present(entry) | Self::Cancelled(entry) => entry,
        }
    }
}

/// The changes that a step delivers, and the warnings about them.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Whether the lists may have cancelled entries, so that each entry has to say whether it is one.
    pub(super) include_cancelled: bool,
    pub(super) all: Vec<Change>,
    pub(super) warnings: Warnings,
}

impl Changes {
    /// Adds a list. An entry of which it could not be read whether it is cancelled is left out, with a warning.
    pub(super) fn add<E: Entity>(&mut self, list: &List<E>, entry: fn(E) -> Entry)
    where
        Vec<E>: FromResult,
    {
        // A response without warnings has nothing that could not be read.
        let may_be_silent = !self.include_cancelled && list.response.result.warning_count() == 0;
        for entry in list.entities.iter().cloned().map(entry) {
            if entry.cancelled() {
                self.all.push(Change::Cancelled(entry));
            } else if may_be_silent || entry.says_whether_cancelled() {
                self.all.push(Change::Present(entry));
            } else {
                let path = format!("{}.{CANCELLED}", entry.key());
                let problem = "it is missing or could not be read, so the entry is not delivered";
                self.warnings.add(Warning::KEPT, || Warning::new(&path, problem));
            }
        }
        list.warn(&mut self.warnings);
    }
}

const CANCELLED: &str = "cancelled";

/// A person, an institution or a group.
///
/// It is a handle that keeps the whole response in memory: store what `to_record` makes of it.
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
    /// The kind of the entry.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Person(_) => Kind::Person,
            Self::Institution(_) => Kind::Institution,
            Self::Group(_) => Kind::Group,
        }
    }

    /// The identifier among entries of this kind: `spqr1`, `UIS`, `100003`.
    pub fn id(&self) -> String {
        match self {
            Self::Person(person) => person.key().to_string(),
            Self::Institution(institution) => institution.instid().to_owned(),
            Self::Group(group) => group.groupid().to_owned(),
        }
    }

    /// The identifier among all entries: `person/spqr1`, `institution/UIS`, `group/100003`.
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

    fn says_whether_cancelled(&self) -> bool {
        match self {
            Self::Person(person) => person.node().has(CANCELLED),
            Self::Institution(institution) => institution.node().has(CANCELLED),
            Self::Group(group) => group.node().has(CANCELLED),
        }
    }
}
