//! `cargo xtask spec lint`: missing or invalid parts of a document.

use std::process::Command;

use serde_json::{Value, json};
use xtask::spec::lint::lint;
use xtask::spec::{Spec, to_json};

use crate::support::{at, lookup, small};

/// The findings in our document after setting or removing a key.
fn found(owner: &str, key: &str, value: Option<Value>) -> Vec<String> {
    let mut document = lookup().document;
    let owner = at(&mut document, owner);
    match value {
        Some(value) => owner[key] = value,
        None => drop(owner.as_object_mut().unwrap().shift_remove(key).unwrap()),
    }
    let findings = lint(&Spec::parse(&to_json(&document)).unwrap());
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
    assert!(stderr.contains("#/paths/~1version/get: missing `description`"), "{stderr}");
    assert!(stderr.trim_end().lines().last().unwrap().starts_with("findings: "), "{stderr}");
}

#[test]
fn errors_of_lowering_come_first() {
    let found = in_search("responses", Some(json!({"default": {"description": ""}})));
    assert_eq!(found[0], "#/paths/~1person~1search/get/responses: missing `200`: it describes the response");
}

#[test]
fn paging_and_limits_without_a_suitable_parameter() {
    const ALL: &str = "/paths/~1person~1all-people/get";
    assert_eq!(
        found(ALL, "x-ibis-paging", Some(json!("offset"))),
        ["#/paths/~1person~1all-people/get/x-ibis-paging: no parameter `offset`, which paging requires"]
    );
    assert_eq!(
        found(&format!("{ALL}/parameters/1"), "schema", Some(json!({"type": "integer"}))),
        [
            "#/paths/~1person~1all-people/get/x-ibis-paging: paging requires `identifier` to be an optional string \
             in the query"
        ]
    );
    assert_eq!(
        found("/paths/~1person~1list/get/parameters/0", "required", Some(json!(false))),
        ["#/paths/~1person~1list/get/x-ibis-url-limit: no required array in the query to split"]
    );
}

#[test]
fn operations_without_an_id_or_description() {
    assert_eq!(
        in_search("operationId", None),
        ["#/paths/~1person~1search/get: missing `operationId`: it names the method"]
    );
    assert_eq!(in_search("summary", None), ["#/paths/~1person~1search/get: missing `summary`"]);
    assert_eq!(
        in_search("summary", Some(json!("Returns people"))),
        ["#/paths/~1person~1search/get/summary: expected a sentence"]
    );
    let id = in_search("operationId", Some(json!("Group_search")));
    assert!(id[0].contains("operationId: `Group_search` is taken by #/paths/~1group~1search/get"), "{id:?}");
}

#[test]
fn undeclared_tag() {
    let found = in_search("tags", Some(json!(["People"])));
    assert_eq!(found, ["#/paths/~1person~1search/get/tags: undeclared tag `People`"]);
}

#[test]
fn unknown_extension() {
    assert_eq!(
        in_search("x-ibis-gatway", Some(json!(true))),
        ["#/paths/~1person~1search/get/x-ibis-gatway: unknown extension"]
    );
}

#[test]
fn enum_names_of_another_length() {
    assert_eq!(
        found("/components/schemas/MisStatus", "x-enum-varnames", Some(json!(["Staff"]))),
        ["#/components/schemas/MisStatus/x-enum-varnames: expected one item per value of the enum"]
    );
}

#[test]
fn fields_without_a_description_or_an_example() {
    let field = "/components/schemas/IbisPerson/properties/surname";
    assert_eq!(
        found(field, "example", None),
        ["#/components/schemas/IbisPerson/properties/surname: missing `example`"]
    );
    assert_eq!(
        found(field, "description", None),
        ["#/components/schemas/IbisPerson/properties/surname: missing `description`"]
    );
}

#[test]
fn unused_component() {
    let schema = json!({"description": "A room.", "type": "object"});
    assert_eq!(
        found("/components/schemas", "Room", Some(schema)),
        ["#/components/schemas/Room: unused component"]
    );
}

#[test]
fn required_field_that_does_not_exist() {
    assert_eq!(
        found("/components/schemas/IbisAttribute", "required", Some(json!(["scheme", "size"]))),
        ["#/components/schemas/IbisAttribute/required: `size` is not a field"]
    );
}

#[test]
fn unsorted_keys() {
    let Value::Object(document) = lookup().document else { panic!("the document is an object") };
    let reversed: Value = document.into_iter().rev().collect();
    let findings = lint(&Spec::parse(&reversed.to_string()).unwrap());
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].problem, "unsorted keys: sort all except those of `properties`");
}
