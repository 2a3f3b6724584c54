//! Who belongs to which group, directly or through other groups, as far as the caller may see it.
//!
//! A hidden membership is visible only to groups that manage or read the group.

use super::View;
use crate::directory::{GroupIx, PersonIx, distinct};

impl View<'_> {
    /// The direct members of a group, cancelled ones included, by identifier.
    pub(crate) fn direct_members(&self, group: GroupIx) -> Vec<PersonIx> {
        let mut members = self.directory.direct_members(group).to_vec();
        members.retain(|&person| self.sees_member(person, group));
        members
    }

    /// All members of a group, including those of included groups and cancelled ones, by identifier.
    pub(crate) fn all_members(&self, group: GroupIx) -> Vec<PersonIx> {
        let included = self.directory.included_groups(group);
        if let [only] = included.as_slice() {
            return self.direct_members(*only);
        }
        if self.sees_all_members(group) {
            distinct(included.iter().flat_map(|&group| self.directory.direct_members(group)).copied())
        } else {
            distinct(included.iter().flat_map(|&group| self.direct_members(group)))
        }
    }

    /// The live groups of which a person is a direct member, by groupid.
    pub(crate) fn direct_groups(&self, person: PersonIx) -> Vec<GroupIx> {
        let mut groups = self.directory.own_groups(person);
        groups.retain(|&group| self.sees_member(person, group));
        self.directory.live_groups(&groups)
    }

    /// The live groups to which a person belongs, directly or not, by groupid.
    pub(crate) fn all_groups(&self, person: PersonIx) -> Vec<GroupIx> {
        self.directory.live_groups(&self.groups_of(person))
    }

    /// Whether a person belongs to a group, directly or not.
    pub(crate) fn is_member(&self, person: PersonIx, group: GroupIx) -> bool {
        self.groups_of(person).contains(&group)
    }

    fn groups_of(&self, person: PersonIx) -> Vec<GroupIx> {
        let own = self.directory.own_groups(person);
        let seen: Vec<GroupIx> =
            own.iter().copied().filter(|&group| self.sees_member(person, group)).collect();
        let groups = self.directory.including_groups(&seen);
        if seen.len() == own.len() {
            return groups;
        }
        let hidden = self.directory.including_groups(&own).into_iter();
        distinct(groups.into_iter().chain(hidden.filter(|&group| self.sees_all_members(group))))
    }

    fn sees_member(&self, person: PersonIx, group: GroupIx) -> bool {
        let hidden = &self.directory.group(group).hidden_members;
        hidden.binary_search(&person).is_err() || self.sees_all_members(group)
    }

    /// Whether the calling group manages or reads the group.
    fn sees_all_members(&self, group: GroupIx) -> bool {
        let group = self.directory.group(group);
        self.caller
            .group()
            .is_some_and(|caller| group.managed_by.contains(&caller) || group.read_by.contains(&caller))
    }
}
