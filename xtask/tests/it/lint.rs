//! `cargo xtask spec lint`: what the generator relies on.

use std::process::Command;

use serde_json::{Value, json};
use xtask::spec::lint::lint;
use xtask::spec::{Spec, text};

use crate::support::{at, lookup, small};

/// The findings in our document after one value has been put somewhere, or taken out.
fn found(owner: &str, key: &str, value: Option<Value>) -> Vec<String> {
    let mut document = lookup().document;
    let owner = at(&mut document, owner);
    match value {
        Some(value) => owner[key] = value,
        None => drop(owner.as_object_mut().unwrap().shift_remove(key).unwrap()),
    }
    let findings = lint(&Spec::parse(&text(&document)).unwrap());
    findings.iter().map(ToString::to_string).collect()
}

fn in_search(key: &str, value: Option<Value>) -> Vec<String> {
    found("/paths/~1person~1search/get", key, value)
}

#[test]
fn our_document_is_clean() {
    assert_eq!(lint(&lookup()), []);
    let status = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["spec", "lint"]).status().unwrap();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn findings_are_listed_and_counted() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(["spec", "lint"]).arg(small()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stdout).unwrap();
    assert!(stderr.contains("#/paths/~1version/get: no `description`: the docs are without one"), "{stderr}");
    assert!(stderr.trim_end().lines().last().unwrap().starts_with("findings: "), "{stderr}");
}

#[test]
fn what_cannot_be_mapped_comes_first() {
    let found = in_search("responses", Some(json!({"default": {"description": ""}})));
    assert_eq!(found[0], "#/paths/~1person~1search/get/responses: missing `200`: it describes the response");
}

#[test]
fn paging_and_limits_that_name_nothing_fit() {
    const ALL: &str = "/paths/~1person~1all-people/get";
    assert_eq!(
        found(ALL, "x-ibis-paging", Some(json!("offset"))),
        ["#/paths/~1person~1all-people/get/x-ibis-paging: no parameter `offset`, by which to read on"]
    );
    assert_eq!(
        found(&format!("{ALL}/parameters/1"), "schema", Some(json!({"type": "integer"}))),
        [
            "#/paths/~1person~1all-people/get/x-ibis-paging: `identifier`, by which to read on, is something else than \
             an optional text in the query"
        ]
    );
    assert_eq!(
        found("/paths/~1person~1list/get/parameters/0", "required", Some(json!(false))),
        ["#/paths/~1person~1list/get/x-ibis-url-limit: no required list in the query, which could be split"]
    );
}

#[test]
fn operations_that_are_not_named_or_described() {
    assert_eq!(
        in_search("operationId", None),
        ["#/paths/~1person~1search/get: missing `operationId`: it names the method"]
    );
    assert_eq!(
        in_search("summary", None),
        ["#/paths/~1person~1search/get: no `summary`: the docs are without one"]
    );
    assert_eq!(
        in_search("summary", Some(json!("Returns people"))),
        ["#/paths/~1person~1search/get/summary: does not end like a sentence"]
    );
    let id = in_search("operationId", Some(json!("Group_search")));
    assert!(id[0].contains("operationId: `Group_search` is taken by #/paths/~1group~1search/get"), "{id:?}");
}

#[test]
fn tag_that_the_document_does_not_have() {
    let found = in_search("tags", Some(json!(["People"])));
    assert_eq!(found, ["#/paths/~1person~1search/get/tags: `People` is none of the document's tags"]);
}

#[test]
fn extension_that_nothing_reads() {
    assert_eq!(
        in_search("x-ibis-gatway", Some(json!(true))),
        ["#/paths/~1person~1search/get/x-ibis-gatway: an extension that nothing reads"]
    );
}

#[test]
fn names_of_values_that_are_not_one_for_each() {
    assert_eq!(
        found("/components/schemas/MisStatus", "x-enum-varnames", Some(json!(["Staff"]))),
        ["#/components/schemas/MisStatus/x-enum-varnames: not one for each value of the enum"]
    );
}

#[test]
fn fields_without_a_description_or_an_example() {
    let field = "/components/schemas/IbisPerson/properties/surname";
    assert_eq!(
        found(field, "example", None),
        [
            "#/components/schemas/IbisPerson/properties/surname: no `example`: the accessor's docs are without one"
        ]
    );
    assert_eq!(
        found(field, "description", None),
        ["#/components/schemas/IbisPerson/properties/surname: no `description`: the docs are without one"]
    );
}

#[test]
fn component_that_nothing_refers_to() {
    let schema = json!({"description": "A room.", "type": "object"});
    assert_eq!(
        found("/components/schemas", "Room", Some(schema)),
        ["#/components/schemas/Room: nothing refers to it"]
    );
}

#[test]
fn required_field_that_is_none() {
    assert_eq!(
        found("/components/schemas/IbisAttribute", "required", Some(json!(["scheme", "size"]))),
        ["#/components/schemas/IbisAttribute/required: `size` is none of the fields"]
    );
}

#[test]
fn keys_that_are_not_sorted() {
    let Value::Object(document) = lookup().document else { panic!("the document is an object") };
    let reversed: Value = document.into_iter().rev().collect();
    let findings = lint(&Spec::parse(&reversed.to_string()).unwrap());
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].problem, "the keys are not sorted: sort them, but for those of `properties`");
}
