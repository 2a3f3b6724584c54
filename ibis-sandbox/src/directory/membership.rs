//! Who belongs to what, directly or through other groups.

use std::collections::BTreeSet;

use super::{Directory, GroupIx, InstIx, PersonIx};

impl Directory {
    /// The direct members of a group, cancelled ones too, in their order: those of the institution that it
    /// follows, or else its own.
    pub(crate) fn direct_members(&self, group: GroupIx) -> &[PersonIx] {
        let group = self.group(group);
        match group.members_of {
            Some(institution) => &self.institution(institution).members,
            None => &group.direct_members,
        }
    }

    /// All members of a group, those of the groups that it includes too, cancelled ones too, in their order.
    pub(crate) fn all_members(&self, group: GroupIx) -> Vec<PersonIx> {
        let reached = self.closure(&[group], |group| &group.includes);
        if let [only] = reached.as_slice() {
            return self.direct_members(*only).to_vec();
        }
        let mut members: Vec<PersonIx> =
            reached.iter().flat_map(|&group| self.direct_members(group)).copied().collect();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// The live groups that a person is a direct member of, by groupid.
    pub(crate) fn direct_groups(&self, person: PersonIx) -> Vec<GroupIx> {
        let mut groups = self.own_groups(person);
        groups.retain(|&group| !self.group(group).cancelled);
        self.sort_groups(&mut groups);
        groups
    }

    /// The live groups that a person belongs to, through other groups too, by groupid.
    pub(crate) fn all_groups(&self, person: PersonIx) -> Vec<GroupIx> {
        let mut groups = self.closure(&self.own_groups(person), |group| &group.included_by);
        groups.retain(|&group| !self.group(group).cancelled);
        self.sort_groups(&mut groups);
        groups
    }

    pub(crate) fn is_member(&self, person: PersonIx, group: GroupIx) -> bool {
        self.closure(&self.own_groups(person), |group| &group.included_by).contains(&group)
    }

    /// The live institutions that a person belongs to, by name.
    pub(crate) fn institutions_of(&self, person: PersonIx) -> Vec<InstIx> {
        self.live_institutions(&self.person(person).institutions)
    }

    /// Those of the institutions that are live, by name.
    pub(crate) fn live_institutions(&self, institutions: &[InstIx]) -> Vec<InstIx> {
        let mut live: Vec<InstIx> =
            institutions.iter().copied().filter(|&ix| !self.institution(ix).cancelled).collect();
        self.sort_institutions_by_name(&mut live);
        live
    }

    /// Those of the groups that are live, by groupid.
    pub(crate) fn live_groups(&self, groups: &[GroupIx]) -> Vec<GroupIx> {
        let mut live: Vec<GroupIx> = groups.iter().copied().filter(|&ix| !self.group(ix).cancelled).collect();
        self.sort_groups(&mut live);
        live
    }

    /// Those of the people that are live, in the same order.
    pub(crate) fn live_people(&self, people: &[PersonIx]) -> Vec<PersonIx> {
        people.iter().copied().filter(|&ix| !self.person(ix).cancelled).collect()
    }

    /// Those of the people that are cancelled, in the same order.
    pub(crate) fn cancelled_people(&self, people: &[PersonIx]) -> Vec<PersonIx> {
        people.iter().copied().filter(|&ix| self.person(ix).cancelled).collect()
    }

    fn own_groups(&self, person: PersonIx) -> Vec<GroupIx> {
        let person = self.person(person);
        let of_institutions = person.institutions.iter().flat_map(|&ix| &self.institution(ix).members_groups);
        let mut groups: Vec<GroupIx> = person.direct_groups.iter().chain(of_institutions).copied().collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The live groups that are reached from `start`, itself included: an inclusion may run in a circle, and a
    /// cancelled group passes nothing on.
    fn closure(&self, start: &[GroupIx], next: impl Fn(&super::Group) -> &Vec<GroupIx>) -> Vec<GroupIx> {
        let mut reached: BTreeSet<GroupIx> = start.iter().copied().collect();
        let mut open: Vec<GroupIx> = start.to_vec();
        while let Some(group) = open.pop() {
            for &step in next(self.group(group)) {
                let passes = !self.group(step).cancelled && !self.group(group).cancelled;
                if passes && reached.insert(step) {
                    open.push(step);
                }
            }
        }
        reached.into_iter().collect()
    }
}
