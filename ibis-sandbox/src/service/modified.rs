//! What changed between two transactions.

use std::collections::HashSet;

use super::Reading;
use crate::directory::{Aspect, Change, GroupIx, InstIx, PersonIx, Subject};

/// The people who changed; on request also those whose memberships changed, or who belong to an institution with a
/// new name.
pub(super) fn people(request: &Reading<'_>) -> Vec<PersonIx> {
    let (arguments, directory) = (request.arguments, request.view.directory);
    let (memberships, names) = (arguments.bool("membershipChanges"), arguments.bool("instNameChanges"));
    let mut people: Vec<PersonIx> = Vec::new();
    for change in changes(request) {
        match (change.subject, change.aspect) {
            (Subject::Person(ix), Aspect::Membership) if memberships => people.push(ix),
            (Subject::Person(ix), Aspect::Fields | Aspect::Name) => people.push(ix),
            (Subject::Institution(ix), Aspect::Name) if names => {
                people.extend(&directory.institution(ix).members);
            }
            _ => {}
        }
    }
    people.sort_unstable();
    people.dedup();
    if let Some(listed) = arguments.list("crsids") {
        let listed: HashSet<PersonIx> = listed.iter().filter_map(|id| directory.person_in_list(id)).collect();
        people.retain(|ix| listed.contains(ix));
    }
    people.retain(|&ix| arguments.bool("includeCancelled") || !directory.person(ix).cancelled);
    people
}

/// The institutions that changed; on request also those whose contact rows or members changed.
pub(super) fn institutions(request: &Reading<'_>) -> Vec<InstIx> {
    let (arguments, directory) = (request.arguments, request.view.directory);
    let wanted = |aspect| match aspect {
        Aspect::Fields | Aspect::Name => true,
        Aspect::ContactRows => arguments.bool("contactRowChanges"),
        Aspect::Membership => arguments.bool("membershipChanges"),
    };
    let mut institutions: Vec<InstIx> = Vec::new();
    for change in changes(request).iter().filter(|change| wanted(change.aspect)) {
        if let Subject::Institution(ix) = change.subject {
            institutions.push(ix);
        }
    }
    institutions.sort_unstable();
    institutions.dedup();
    if let Some(listed) = arguments.list("instids") {
        let listed: HashSet<InstIx> =
            listed.iter().filter_map(|id| directory.institution_by_id(id)).collect();
        institutions.retain(|ix| listed.contains(ix));
    }
    institutions.retain(|&ix| arguments.bool("includeCancelled") || !directory.institution(ix).cancelled);
    institutions
}

/// The groups that changed; on request also those whose members changed.
pub(super) fn groups(request: &Reading<'_>) -> Vec<GroupIx> {
    let (arguments, directory) = (request.arguments, request.view.directory);
    let memberships = arguments.bool("membershipChanges");
    let mut groups: Vec<GroupIx> = Vec::new();
    for change in changes(request) {
        match (change.subject, change.aspect) {
            (Subject::Group(_), Aspect::Membership) if !memberships => {}
            (Subject::Group(ix), _) => groups.push(ix),
            _ => {}
        }
    }
    directory.sort_groups(&mut groups);
    groups.dedup();
    if let Some(listed) = arguments.list("groupids") {
        let listed: HashSet<GroupIx> =
            listed.iter().filter_map(|id| directory.group_by_id_or_name(id)).collect();
        groups.retain(|ix| listed.contains(ix));
    }
    groups.retain(|&ix| arguments.bool("includeCancelled") || !directory.group(ix).cancelled);
    groups
}

fn changes<'d>(request: &Reading<'d>) -> &'d [Change] {
    let bound = |name: &str| request.arguments.number(name).unwrap_or_default();
    request.view.directory.changes(bound("minTxId"), bound("maxTxId"))
}
