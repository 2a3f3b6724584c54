//! Builds a directory from records whose references point one way only.

use std::collections::HashMap;

use super::{Attribute, Change, Directory, Group, GroupIx, InstIx, Institution, Person, PersonIx, Schemes};
use crate::search::WordIndex;

/// The records of a directory before they are linked. People must be in order of CRSid, institutions in order of
/// instid; ids must be unique, and indices within bounds. Only these references are read: from a person to
/// institutions, from an institution to its parents, and from a group. The others follow from them.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    pub(crate) schemes: Schemes,
    pub(crate) people: Vec<Person>,
    pub(crate) institutions: Vec<Institution>,
    pub(crate) groups: Vec<Group>,
    /// In order of transaction.
    pub(crate) history: Vec<Change>,
}

impl Assembly {
    pub(crate) fn finish(mut self) -> Directory {
        self.link_people();
        self.link_institutions();
        self.link_groups();
        let last_attribute = self.number_attributes();
        let identifiers = self.identifiers();
        let words = WordIndex::new(&self.people);
        let ids = |key: fn(&Group) -> &Box<str>| {
            self.groups.iter().enumerate().map(move |(at, group)| (key(group).clone(), GroupIx::new(at)))
        };
        Directory {
            identifiers,
            groups_by_id: ids(|group| &group.groupid).collect(),
            groups_by_name: ids(|group| &group.name).collect(),
            last_transaction: self.history.last().map_or(0, |change| change.transaction),
            history: self.history,
            last_attribute,
            words,
            schemes: self.schemes,
            lql: HashMap::new(),
            people: self.people,
            institutions: self.institutions,
            groups: self.groups,
        }
    }

    fn link_people(&mut self) {
        for (at, person) in self.people.iter().enumerate() {
            for institution in &person.institutions {
                self.institutions[institution.at()].members.push(PersonIx::new(at));
            }
        }
        for (at, group) in self.groups.iter_mut().enumerate() {
            group.direct_members.sort_unstable();
            group.direct_members.dedup();
            group.hidden_members.sort_unstable();
            for person in &group.direct_members {
                self.people[person.at()].direct_groups.push(GroupIx::new(at));
            }
        }
    }

    fn link_institutions(&mut self) {
        for at in 0..self.institutions.len() {
            for parent in self.institutions[at].parents.clone() {
                self.institutions[parent.at()].children.push(InstIx::new(at));
            }
        }
    }

    fn link_groups(&mut self) {
        for at in 0..self.groups.len() {
            let ix = GroupIx::new(at);
            let group = &self.groups[at];
            if let Some(institution) = group.members_of {
                self.institutions[institution.at()].members_groups.push(ix);
            }
            for institution in &group.owning_institutions {
                self.institutions[institution.at()].groups.push(ix);
            }
            for institution in &group.manages_institutions {
                self.institutions[institution.at()].managed_by.push(ix);
            }
            let manages = group.manages_groups.clone();
            let reads = group.reads_groups.clone();
            let includes = group.includes.clone();
            for other in manages {
                self.groups[other.at()].managed_by.push(ix);
            }
            for other in reads {
                self.groups[other.at()].read_by.push(ix);
            }
            for other in includes {
                self.groups[other.at()].included_by.push(ix);
            }
        }
    }

    /// Sorts the attributes of each record by scheme, numbers all, and returns the last number.
    fn number_attributes(&mut self) -> i64 {
        let mut last = 0;
        let mut number = |attributes: &mut Vec<Attribute>| {
            attributes.sort_by_key(|attribute| attribute.scheme);
            for attribute in attributes {
                last += 1;
                attribute.attrid = last;
            }
        };
        self.institutions.iter_mut().for_each(|institution| number(&mut institution.attributes));
        self.people.iter_mut().for_each(|person| number(&mut person.attributes));
        last
    }

    fn identifiers(&self) -> HashMap<Box<str>, PersonIx> {
        let mut identifiers = HashMap::new();
        for (at, person) in self.people.iter().enumerate() {
            for (scheme, value) in &person.identifiers {
                identifiers.insert(format!("{scheme}/{value}").into_boxed_str(), PersonIx::new(at));
            }
        }
        identifiers
    }
}
