//! The directory: people, institutions and groups, their memberships, and who manages what.

mod assembly;
mod fixtures;
mod history;
mod membership;
mod model;
mod schemes;
mod synthetic;

use std::collections::{BTreeMap, HashMap};

pub(crate) use assembly::Assembly;
pub(crate) use fixtures::{FixtureError, built_in, from_json, from_toml, well_known_schemes};
pub(crate) use history::{Aspect, Change};
pub(crate) use model::{
    Affiliation, Attribute, ContactRow, Entity, Group, GroupIx, InstIx, Institution, Person, PersonIx,
    PhoneNumber, Visibility, WebPage,
};
pub(crate) use schemes::{NAMES, Owner, Scheme, SchemeIx, Schemes};
pub(crate) use synthetic::synthetic;

use crate::search::WordIndex;

/// The scheme of the identifier that every person has.
pub(crate) const CRSID: &str = "crsid";

/// The items in ascending order, each once.
pub(crate) fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items.dedup();
    items
}

/// The data of a sandbox. People and institutions are in order of identifier, so that sorting by index gives the
/// service's own order.
#[derive(Debug)]
pub(crate) struct Directory {
    people: Vec<Person>,
    institutions: Vec<Institution>,
    groups: Vec<Group>,
    /// Identifiers other than CRSids, as `scheme/value`.
    identifiers: HashMap<Box<str>, PersonIx>,
    groups_by_id: BTreeMap<Box<str>, GroupIx>,
    groups_by_name: HashMap<Box<str>, GroupIx>,
    history: Vec<Change>,
    pub(crate) last_transaction: i64,
    last_attribute: i64,
    pub(crate) words: WordIndex,
    pub(crate) schemes: Schemes,
    /// The registered result of each LQL query, as identifiers.
    pub(crate) lql: HashMap<String, Vec<String>>,
}

impl Directory {
    pub(crate) fn person(&self, ix: PersonIx) -> &Person {
        &self.people[ix.at()]
    }

    pub(crate) fn institution(&self, ix: InstIx) -> &Institution {
        &self.institutions[ix.at()]
    }

    pub(crate) fn group(&self, ix: GroupIx) -> &Group {
        &self.groups[ix.at()]
    }

    pub(crate) fn institutions(&self) -> impl Iterator<Item = (InstIx, &Institution)> {
        self.institutions.iter().enumerate().map(|(at, institution)| (InstIx::new(at), institution))
    }

    /// All groups, by groupid.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (GroupIx, &Group)> {
        self.groups_by_id.values().map(|&ix| (ix, self.group(ix)))
    }

    pub(crate) fn person_by_identifier(&self, scheme: &str, value: &str) -> Option<PersonIx> {
        if scheme == CRSID {
            let at = self.people.binary_search_by(|person| (*person.crsid).cmp(value)).ok()?;
            return Some(PersonIx::new(at));
        }
        self.identifiers.get(format!("{scheme}/{value}").as_str()).copied()
    }

    /// The person whose identifier is given as in lists: a bare CRSid or `scheme/value`.
    pub(crate) fn person_in_list(&self, text: &str) -> Option<PersonIx> {
        match text.split_once('/') {
            Some((scheme, value)) => self.person_by_identifier(scheme, value),
            None => self.person_by_identifier(CRSID, text),
        }
    }

    /// The people with a CRSid greater than `crsid`, which need not exist.
    pub(crate) fn people_after(&self, crsid: &str) -> impl Iterator<Item = (PersonIx, &Person)> {
        let start = self.people.partition_point(|person| *person.crsid <= *crsid);
        self.people[start..].iter().enumerate().map(move |(at, person)| (PersonIx::new(start + at), person))
    }

    pub(crate) fn institution_by_id(&self, instid: &str) -> Option<InstIx> {
        let at = self.institutions.binary_search_by(|institution| (*institution.instid).cmp(instid)).ok()?;
        Some(InstIx::new(at))
    }

    /// The group with that groupid or name.
    pub(crate) fn group_by_id_or_name(&self, text: &str) -> Option<GroupIx> {
        self.groups_by_id.get(text).or_else(|| self.groups_by_name.get(text)).copied()
    }

    pub(crate) fn group_by_name(&self, name: &str) -> Option<GroupIx> {
        self.groups_by_name.get(name).copied()
    }

    pub(crate) fn sort_institutions_by_name(&self, institutions: &mut [InstIx]) {
        institutions.sort_by_key(|&ix| (&self.institution(ix).name, ix));
    }

    pub(crate) fn sort_groups(&self, groups: &mut [GroupIx]) {
        groups.sort_by_key(|&ix| &self.group(ix).groupid);
    }

    pub(crate) fn set_password(&mut self, group: GroupIx, password: &str) {
        self.groups[group.at()].password = Some(password.into());
    }

    pub(crate) fn remove_passwords(&mut self) {
        self.groups.iter_mut().for_each(|group| group.password = None);
    }

    pub(crate) fn next_attribute_id(&mut self) -> i64 {
        self.last_attribute += 1;
        self.last_attribute
    }

    pub(crate) fn person_attributes_mut(&mut self, ix: PersonIx) -> &mut Vec<Attribute> {
        &mut self.people[ix.at()].attributes
    }

    pub(crate) fn institution_attributes_mut(&mut self, ix: InstIx) -> &mut Vec<Attribute> {
        &mut self.institutions[ix.at()].attributes
    }

    /// Updates the search index after an edit of a person's attributes.
    pub(crate) fn reindex(&mut self, ix: PersonIx) {
        self.words.update(ix, &self.people[ix.at()]);
    }

    /// Replaces the direct members of a group with `members`, which must be sorted, and returns the people who were added
    /// or removed.
    pub(crate) fn set_direct_members(&mut self, group: GroupIx, members: Vec<PersonIx>) -> Vec<PersonIx> {
        let before = std::mem::replace(&mut self.groups[group.at()].direct_members, members);
        let after = &self.groups[group.at()].direct_members;
        let removed = before.iter().filter(|ix| after.binary_search(ix).is_err());
        let added = after.iter().filter(|ix| before.binary_search(ix).is_err());
        let changed: Vec<PersonIx> = removed.chain(added).copied().collect();
        let Group { direct_members, hidden_members, .. } = &mut self.groups[group.at()];
        hidden_members.retain(|ix| direct_members.binary_search(ix).is_ok());
        for ix in &changed {
            let groups = &mut self.people[ix.at()].direct_groups;
            match groups.iter().position(|&held| held == group) {
                Some(at) => drop(groups.remove(at)),
                None => groups.push(group),
            }
        }
        changed
    }

    /// A free groupid: the one after the last, or the first gap if six digits do not suffice.
    pub(crate) fn free_groupid(&self) -> Option<String> {
        let last = self.groups_by_id.last_key_value().and_then(|(id, _)| id.parse::<u32>().ok()).unwrap_or(0);
        (last + 1..1_000_000)
            .chain(1..last)
            .map(|number| format!("{number:06}"))
            .find(|id| !self.groups_by_id.contains_key(id.as_str()))
    }

    /// Adds a group that is owned by an institution and managed by another group or by itself.
    pub(crate) fn add_group(&mut self, mut group: Group, owner: InstIx, manager: Option<GroupIx>) -> GroupIx {
        let ix = GroupIx::new(self.groups.len());
        let manager = manager.unwrap_or(ix);
        group.owning_institutions = vec![owner];
        group.managed_by = vec![manager];
        self.groups_by_id.insert(group.groupid.clone(), ix);
        self.groups_by_name.insert(group.name.clone(), ix);
        self.groups.push(group);
        self.groups[manager.at()].manages_groups.push(ix);
        self.institutions[owner.at()].groups.push(ix);
        ix
    }
}
