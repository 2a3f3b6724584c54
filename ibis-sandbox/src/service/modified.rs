//! The records that changed between two transactions.

use std::collections::BTreeSet;

use super::Reading;
use crate::directory::{Aspect, Change, GroupIx, InstIx, PersonIx, Subject};

/// The people who changed. On request, also those whose memberships changed or who belong to an institution with a new
/// name.
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
    selected(
        request,
        people,
        "crsids",
        |id| directory.person_in_list(id),
        |ix| directory.person(ix).cancelled,
    )
}

/// The institutions that changed. On request, also those whose contact rows or members changed.
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
    selected(
        request,
        institutions,
        "instids",
        |id| directory.institution_by_id(id),
        |ix| directory.institution(ix).cancelled,
    )
}

/// The groups that changed. On request, also those whose members changed.
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
    let mut groups = selected(
        request,
        groups,
        "groupids",
        |id| directory.group_by_id_or_name(id),
        |ix| directory.group(ix).cancelled,
    );
    directory.sort_groups(&mut groups);
    groups
}

/// The distinct ones of these, in order of index: those that the parameter `ids` lists, if it is sent, and that are not
/// cancelled, unless cancelled ones are included.
fn selected<Ix: Copy + Ord>(
    request: &Reading<'_>,
    mut changed: Vec<Ix>,
    ids: &str,
    find: impl Fn(&str) -> Option<Ix>,
    is_cancelled: impl Fn(Ix) -> bool,
) -> Vec<Ix> {
    changed.sort_unstable();
    changed.dedup();
    if let Some(listed) = request.arguments.list(ids) {
        let listed: BTreeSet<Ix> = listed.iter().filter_map(|id| find(id)).collect();
        changed.retain(|ix| listed.contains(ix));
    }
    changed.retain(|&ix| request.arguments.bool("includeCancelled") || !is_cancelled(ix));
    changed
}

fn changes<'d>(request: &Reading<'d>) -> &'d [Change] {
    let bound = |name: &str| request.arguments.number(name).unwrap_or_default();
    request.view.directory.changes(bound("minTxId"), bound("maxTxId"))
}
