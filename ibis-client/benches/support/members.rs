//! References in the other direction: from institutions to groups, and from groups to members.

use std::collections::HashSet;
use std::hint::black_box;

use ibis_client::{IbisResult, Institution};

use super::document::{Document, reference};

/// The number of groups per institution.
const GROUPS: usize = 4;

/// Gives each group its members, and each institution some groups.
pub(crate) fn add(document: &mut Document) {
    let entities = &mut document.result.entities;
    for (place, person) in entities.people.iter().enumerate() {
        for group in &person.groups {
            let group = group.target[1..].parse::<usize>().ok().and_then(|at| entities.groups.get_mut(at));
            if let Some(group) = group {
                group.members.push(reference('p', place));
            }
        }
    }
    let groups = entities.groups.len();
    for (place, institution) in entities.institutions.iter_mut().enumerate() {
        institution.groups = (0..GROUPS).map(|n| reference('g', (place * GROUPS + n) % groups)).collect();
    }
}

/// The distinct institutions of the people in a result.
pub(crate) fn institutions(result: &IbisResult) -> Vec<Institution> {
    let mut seen = HashSet::new();
    let people = result.people();
    let all =
        people.into_iter().flat_map(|person| person.institutions().into_iter().flatten().collect::<Vec<_>>());
    all.filter(|institution| seen.insert(institution.instid().to_owned())).collect()
}

/// Reads the name of every member of every group of every institution. Returns the number of steps.
pub(crate) fn walk(institutions: &[Institution]) -> usize {
    let mut steps = 0;
    for institution in institutions {
        for group in institution.groups().into_iter().flatten() {
            for person in group.members().into_iter().flatten() {
                black_box(person.visible_name());
                steps += 1;
            }
        }
    }
    steps
}
