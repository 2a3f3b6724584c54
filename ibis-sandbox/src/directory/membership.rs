//! Who belongs to what.

use std::collections::BTreeSet;

use super::{Directory, GroupIx, InstIx, PersonIx, distinct};

impl Directory {
    /// The direct members of a group, cancelled ones included, by identifier: its own, or those of the institution that
    /// it follows.
    pub(crate) fn direct_members(&self, group: GroupIx) -> &[PersonIx] {
        let group = self.group(group);
        match group.members_of {
            Some(institution) => &self.institution(institution).members,
            None => &group.direct_members,
        }
    }

    /// A group and all that it includes, directly or not.
    pub(crate) fn included_groups(&self, group: GroupIx) -> Vec<GroupIx> {
        self.closure(&[group], |group| &group.includes)
    }

    /// These groups and all that include one of them, directly or not.
    pub(crate) fn including_groups(&self, groups: &[GroupIx]) -> Vec<GroupIx> {
        self.closure(groups, |group| &group.included_by)
    }

    /// The live institutions to which a person belongs, by name.
    pub(crate) fn institutions_of(&self, person: PersonIx) -> Vec<InstIx> {
        self.live_institutions(&self.person(person).institutions)
    }

    /// The institutions that are not cancelled, by name.
    pub(crate) fn live_institutions(&self, institutions: &[InstIx]) -> Vec<InstIx> {
        let mut live: Vec<InstIx> =
            institutions.iter().copied().filter(|&ix| !self.institution(ix).cancelled).collect();
        self.sort_institutions_by_name(&mut live);
        live
    }

    /// The groups that are not cancelled, by groupid.
    pub(crate) fn live_groups(&self, groups: &[GroupIx]) -> Vec<GroupIx> {
        let mut live: Vec<GroupIx> = groups.iter().copied().filter(|&ix| !self.group(ix).cancelled).collect();
        self.sort_groups(&mut live);
        live
    }

    /// The people who are not cancelled, in the same order.
    pub(crate) fn live_people(&self, people: &[PersonIx]) -> Vec<PersonIx> {
        people.iter().copied().filter(|&ix| !self.person(ix).cancelled).collect()
    }

    /// The people who are cancelled, in the same order.
    pub(crate) fn cancelled_people(&self, people: &[PersonIx]) -> Vec<PersonIx> {
        people.iter().copied().filter(|&ix| self.person(ix).cancelled).collect()
    }

    /// The groups of which a person is a direct member, cancelled ones included.
    pub(crate) fn own_groups(&self, person: PersonIx) -> Vec<GroupIx> {
        let person = self.person(person);
        let of_institutions = person.institutions.iter().flat_map(|&ix| &self.institution(ix).members_groups);
        distinct(person.direct_groups.iter().chain(of_institutions).copied())
    }

    /// The groups reached from `start`, which is included. Inclusions may form a cycle; a cancelled group ends a path.
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
