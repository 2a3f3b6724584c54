//! The records that changed between two transactions.

use std::collections::BTreeSet;
use std::slice;

use super::Reading;
use crate::directory::{Aspect, Change, Entity, GroupIx, InstIx, PersonIx, distinct};

/// The people who changed. On request, also those whose memberships changed or who belong to an institution with a new
/// name.
pub(super) fn people(request: &Reading<'_>) -> Vec<PersonIx> {
    let directory = request.view.directory;
    let names = request.arguments.bool("instNameChanges");
    let people = changes(request).flat_map(|change| match &change.subject {
        Entity::Person(ix) => slice::from_ref(ix),
        Entity::Institution(ix) if names && change.aspect == Aspect::Name => {
            &directory.institution(*ix).members
        }
        _ => &[],
    });
    let find = |id: &str| directory.person_in_list(id);
    selected(request, people.copied(), "crsids", find, |ix| directory.person(ix).cancelled)
}

/// The institutions that changed. On request, also those whose contact rows or members changed.
pub(super) fn institutions(request: &Reading<'_>) -> Vec<InstIx> {
    let directory = request.view.directory;
    let institutions = changes(request).filter_map(|change| match change.subject {
        Entity::Institution(ix) => Some(ix),
        _ => None,
    });
    let find = |id: &str| directory.institution_by_id(id);
    selected(request, institutions, "instids", find, |ix| directory.institution(ix).cancelled)
}

/// The groups that changed. On request, also those whose members changed.
pub(super) fn groups(request: &Reading<'_>) -> Vec<GroupIx> {
    let directory = request.view.directory;
    let groups = changes(request).filter_map(|change| match change.subject {
        Entity::Group(ix) => Some(ix),
        _ => None,
    });
    let find = |id: &str| directory.group_by_id_or_name(id);
    let mut groups = selected(request, groups, "groupids", find, |ix| directory.group(ix).cancelled);
    directory.sort_groups(&mut groups);
    groups
}

/// The distinct ones of these, in order of index: those that the parameter `ids` lists, if it is sent, and that are not
/// cancelled, unless cancelled ones are included.
fn selected<Ix: Copy + Ord>(
    request: &Reading<'_>,
    changed: impl Iterator<Item = Ix>,
    ids: &str,
    find: impl Fn(&str) -> Option<Ix>,
    is_cancelled: impl Fn(Ix) -> bool,
) -> Vec<Ix> {
    let mut changed = distinct(changed);
    if let Some(listed) = request.arguments.list(ids) {
        let listed: BTreeSet<Ix> = listed.iter().filter_map(|id| find(id)).collect();
        changed.retain(|ix| listed.contains(ix));
    }
    changed.retain(|&ix| request.arguments.bool("includeCancelled") || !is_cancelled(ix));
    changed
}

/// The changes between the transactions, of the aspects that the parameters ask for.
fn changes<'d>(request: &Reading<'d>) -> impl Iterator<Item = &'d Change> + use<'d> {
    let Reading { view, arguments } = *request;
    let bound = |name: &str| arguments.number(name).unwrap_or_default();
    let changes = view.directory.changes(bound("minTxId"), bound("maxTxId")).iter();
    changes.filter(|change| match change.aspect {
        Aspect::Fields | Aspect::Name => true,
        Aspect::ContactRows => arguments.bool("contactRowChanges"),
        Aspect::Membership => arguments.bool("membershipChanges"),
    })
}
