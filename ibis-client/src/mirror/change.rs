//! The changes that a step delivers.

use crate::request::list::List;
use crate::result::Warnings;
use crate::{Entity, Error, Group, Institution, Kind, Person, Warning};

/// A change to an entry of the directory.
///
/// The enum is exhaustive, so that a program has to handle each kind of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The entry exists: it is new, has changed, or is delivered again. It replaces the entry in the replica.
    Present(Entry),
    /// The entry has been cancelled: remove it from the replica, if it is there.
    Cancelled(Entry),
}

impl Change {
    /// The entry that the change is about.
    pub fn entry(&self) -> &Entry {
        match self {
            Self::Present(entry) | Self::Cancelled(entry) => entry,
        }
    }
}

/// The changes that a step delivers, and the warnings about them.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Whether the lists may have cancelled entries, so that each entry must have a readable `cancelled` field.
    pub(super) include_cancelled: bool,
    /// Whether a warning is an error.
    pub(super) strict: bool,
    pub(super) all: Vec<Change>,
    pub(super) warnings: Warnings,
}

impl Changes {
    /// Adds a list. An entry without an identifier, or whose `cancelled` field could not be read, is left out, with a
    /// warning.
    pub(super) fn add<E: Entity>(&mut self, list: &List<E>, entry: fn(E) -> Entry) -> Result<(), Error> {
        list.warn(&mut self.warnings);
        // Without warnings, every value of the response could be read.
        let may_be_silent = !self.include_cancelled && list.response.result.warning_count() == 0;
        for entity in &list.entities {
            let entry = entry(entity.clone());
            let (field, problem) = match entry.cancelled() {
                _ if entity.id().is_empty() => ("identifier", "it is missing, so the entry is not delivered"),
                Some(true) => {
                    self.all.push(Change::Cancelled(entry));
                    continue;
                }
                None if !may_be_silent => {
                    (CANCELLED, "it is missing or could not be read, so the entry is not delivered")
                }
                _ => {
                    self.all.push(Change::Present(entry));
                    continue;
                }
            };
            let warning = || Warning::new(&format!("{}.{field}", entry.key()), problem);
            self.warnings.add(Warning::KEPT, warning);
        }
        match self.warnings.first.first() {
            Some(warning) if self.strict => Err(list.refused(warning)),
            _ => Ok(()),
        }
    }
}

const CANCELLED: &str = "cancelled";

/// A person, an institution or a group.
///
/// The handle keeps the whole response in memory. To store an entry, make a copy with `to_record`.
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

    /// Whether the entry is cancelled. `None` if the response does not say.
    fn cancelled(&self) -> Option<bool> {
        let (node, cancelled) = match self {
            Self::Person(person) => (person.node(), person.cancelled()),
            Self::Institution(institution) => (institution.node(), institution.cancelled()),
            Self::Group(group) => (group.node(), group.cancelled()),
        };
        node.has(CANCELLED).then_some(cancelled)
    }
}
