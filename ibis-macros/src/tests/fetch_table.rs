//! The table of names that `fetch!` knows, against the facts of the service.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::fetch::names::{LEAVES, MAX_REFERENCE_STEPS, REFERENCES};

fn facts() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/facts/fetch.json");
    let text = std::fs::read_to_string(path).expect("the facts are in the repository");
    serde_json::from_str(&text).expect("the facts are JSON")
}

/// The names of one list of each kind; those that `keep` wants.
fn names(facts: &Value, list: &str, keep: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let kinds = ["person", "institution", "group"].map(|kind| &facts[kind][list]);
    let entries = kinds.into_iter().flat_map(|list| list.as_array().into_iter().flatten());
    let names = entries
        .filter(|entry| keep(entry))
        .filter_map(|entry| entry.as_str().or_else(|| entry["name"].as_str()).map(str::to_owned));
    names.collect()
}

#[test]
fn references_are_those_of_the_facts() {
    let facts = facts();
    let mut expected = names(&facts, "references", |_| true);
    expected.extend(names(&facts, "pseudo_attributes", |entry| entry["chains_to"].is_string()));
    assert_eq!(Vec::from_iter(expected), REFERENCES);
}

#[test]
fn leaves_are_those_of_the_facts() {
    let facts = facts();
    let mut expected = names(&facts, "attribute_schemes", |_| true);
    expected.extend(names(&facts, "pseudo_attributes", |entry| entry["chains_to"].is_null()));
    assert_eq!(Vec::from_iter(expected), LEAVES);
}

#[test]
fn limit_of_references_is_that_of_the_facts() {
    assert_eq!(facts()["max_reference_steps"], MAX_REFERENCE_STEPS);
}
