//! `cargo xtask spec diff`: what a change of the document is for those who call.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use xtask::lower::lower;
use xtask::spec::compare::{Comparison, Lens, compare};
use xtask::spec::diff::Bump;

use crate::support::{at, document, documents, folder, small, small_value, spec, workspace};

const GET_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/get";
const PUT_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/put";
const FORM: &str = "/paths/~1person~1{scheme}~1{identifier}/put/requestBody/content/application~1x-www-form-urlencoded/schema";
const LIST: &str = "/paths/~1person~1list/get";
const PERSON: &str = "/components/schemas/IbisPerson";
const MOOD: &str = "/components/schemas/Mood";
const FETCH: &str = "/x-ibis-fetch";

/// A change to the small document.
type Change = fn(&mut Value);

fn compared(change: impl FnOnce(&mut Value)) -> Comparison {
    let mut document = small_value();
    change(&mut document);
    compare(&lower(&spec(&small_value())).unwrap(), &lower(&spec(&document)).unwrap(), Lens::Same)
}

/// Each verdict, without the places and the version.
fn verdicts(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let verdict = compared(change).verdict();
    let rows = verdict.lines().filter_map(|line| line.rsplit_once(" (").map(|(row, _)| row.to_owned()));
    rows.collect()
}

fn remove(document: &mut Value, owner: &str, key: &str) {
    at(document, owner).as_object_mut().unwrap().remove(key).unwrap();
}

fn push(document: &mut Value, list: &str, value: Value) {
    at(document, list).as_array_mut().unwrap().push(value);
}

/// Compares pairs of documents with their verdicts.
fn judge(pairs: &[(Change, &[&str])]) {
    for (change, expected) in pairs {
        assert_eq!(verdicts(change), *expected);
    }
}

#[test]
fn prose_is_no_change() {
    assert_eq!(compared(|_| {}).verdict(), "no change of the API\n");
    let prose =
        |document: &mut Value| *at(document, &format!("{GET_PERSON}/summary")) = json!("Reads a person.");
    assert_eq!(compared(prose).verdict(), "no change of the API\n");
}

#[test]
fn rows_name_the_places_and_the_version_that_follows() {
    assert_eq!(
        compared(|document| at(document, &format!("{LIST}/parameters/0"))["required"] = json!(true))
            .verdict(),
        "breaking    PersonMethods::list_people, `max_count`: is required now (`#/paths/~1person~1list/get/parameters/0` \
         -> `#/paths/~1person~1list/get/parameters/0`)\na major version: 0.1.0 -> 0.2.0\n"
    );
}

#[test]
fn operations_that_come_go_and_move() {
    judge(&[
        (
            |document| {
                let mut search = at(document, LIST).clone();
                search["operationId"] = json!("Person_search");
                document["paths"]["/person/search"] = json!({"get": search});
            },
            &["compatible  PersonMethods::search: added"],
        ),
        (
            |document| remove(document, "/paths", "/person/list"),
            &["breaking    PersonMethods::list_people: removed"],
        ),
        (
            |document| {
                let item = document["paths"]["/person/list"].take();
                remove(document, "/paths", "/person/list");
                document["paths"]["/people"] = item;
            },
            &[
                "breaking    PersonMethods::list_people: for whoever relies on what is sent: the call was `GET /person/list`, \
               is `GET /people`",
            ],
        ),
        (
            |document| {
                let operation = at(document, LIST).clone();
                document["paths"]["/person/list"] = json!({"delete": operation});
            },
            &[
                "breaking    PersonMethods::list_people: for whoever relies on what is sent: the call was `GET /person/list`, \
               is `DELETE /person/list`",
            ],
        ),
        (
            |document| *at(document, &format!("{LIST}/operationId")) = json!("Person_allPeople"),
            &["breaking    PersonMethods::list_people: the method was `PersonMethods::list_people`, is \
               `PersonMethods::all_people`"],
        ),
        (
            |document| at(document, LIST)["deprecated"] = json!(true),
            &["compatible  PersonMethods::list_people: is deprecated"],
        ),
        (
            |document| at(document, GET_PERSON)["x-ibis-gateway"] = json!(false),
            &["breaking    PersonMethods::get_person: is no longer at the API Gateway"],
        ),
    ]);
}

#[test]
fn results_that_gain_or_lose_their_option_or_move() {
    judge(&[
        (
            |document| remove(document, &format!("{GET_PERSON}/x-ibis-result"), "noneIfNotFound"),
            &["breaking    PersonMethods::get_person: the result was `Option<Person>`, is `Person`"],
        ),
        (
            |document| at(document, &format!("{PUT_PERSON}/x-ibis-result"))["optional"] = json!(true),
            &["breaking    PersonMethods::update_person: the result was `bool`, is `Option<bool>`"],
        ),
        (
            |document| {
                let fields = at(document, "/components/schemas/IbisResult/properties");
                fields["owner"] = fields["person"].clone();
                *at(document, &format!("{GET_PERSON}/x-ibis-result/field")) = json!("owner");
            },
            &[
                "breaking    PersonMethods::get_person: for whoever relies on what is received: the field was \
                 `person`, is `owner`",
                "compatible  IbisResult::owner: added",
            ],
        ),
    ]);
}

#[test]
fn parameters_that_change() {
    judge(&[
        (
            |document| {
                push(
                    document,
                    &format!("{LIST}/parameters"),
                    json!({"name": "page", "in": "query", "schema": {"type": "integer"}}),
                );
            },
            &["compatible  PersonMethods::list_people, `page`: an optional parameter, added"],
        ),
        (
            |document| {
                let page =
                    json!({"name": "page", "in": "query", "required": true, "schema": {"type": "integer"}});
                push(document, &format!("{LIST}/parameters"), page);
            },
            &["breaking    PersonMethods::list_people, `page`: a required parameter, added"],
        ),
        (
            |document| _ = at(document, &format!("{LIST}/parameters")).as_array_mut().unwrap().remove(0),
            &["breaking    PersonMethods::list_people, `max_count`: removed"],
        ),
        (
            |document| at(document, &format!("{LIST}/parameters/1"))["required"] = json!(false),
            &["breaking    PersonMethods::list_people, `crsids`: is optional now"],
        ),
        (
            |document| at(document, &format!("{LIST}/parameters/0/schema"))["format"] = json!("int64"),
            &["breaking    PersonMethods::list_people, `max_count`: the type was `i32`, is `i64`"],
        ),
        (
            |document| at(document, &format!("{LIST}/parameters/0"))["deprecated"] = json!(true),
            &["compatible  PersonMethods::list_people, `max_count`: is deprecated"],
        ),
        (
            |document| at(document, &format!("{LIST}/parameters/2"))["name"] = json!("minAge"),
            &[
                "breaking    PersonMethods::list_people, `min_age`: for whoever relies on what is sent: the name was \
               `min-age`, is `minAge`",
            ],
        ),
        (
            |document| {
                remove(document, &format!("{FORM}/properties"), "send");
                let send = json!({"name": "send", "in": "query", "schema": {"type": "boolean"}});
                at(document, PUT_PERSON)["parameters"] = json!([send]);
            },
            &[
                "breaking    PersonMethods::update_person, `send_`: for whoever relies on what is sent: the place was `form`, \
               is `query`",
            ],
        ),
        (
            |document| {
                at(document, "/paths/~1person~1{scheme}~1{identifier}/parameters")
                    .as_array_mut()
                    .unwrap()
                    .reverse();
            },
            &[
                "breaking    PersonMethods::get_person: the order of its arguments was `scheme, identifier`, is `identifier, \
                 scheme`",
                "breaking    PersonMethods::update_person: the order of its arguments was `scheme, identifier, name`, is \
                 `identifier, scheme, name`",
            ],
        ),
        (
            |document| at(document, LIST)["x-ibis-url-limit"] = json!({"characters": 8000}),
            &["compatible  PersonMethods::list_people, `crsids`: the role was `none`, is `batch`"],
        ),
    ]);
}

#[test]
fn records_and_fields_that_change() {
    judge(&[
        (
            |document| at(document, &format!("{PERSON}/properties"))["nick"] = json!({"type": "string"}),
            &["compatible  Person::nick: added"],
        ),
        (
            |document| {
                at(document, &format!("{PERSON}/properties"))["nick"] = json!({"type": "string"});
                push(document, &format!("{PERSON}/required"), json!("nick"));
            },
            &["breaking    Person::nick: added, and always sent"],
        ),
        (
            |document| push(document, "/components/schemas/IbisLabel/required", json!("since")),
            &["breaking    Label::since: is always sent now"],
        ),
        (
            |document| *at(document, &format!("{PERSON}/required")) = json!(["cancelled"]),
            &["breaking    Person::name: is no longer always sent"],
        ),
        (
            |document| remove(document, &format!("{PERSON}/properties"), "mood"),
            &["breaking    Person::mood: removed"],
        ),
        (
            |document| *at(document, "/components/schemas/IbisLabel/properties/size/type") = json!("boolean"),
            &["breaking    Label::size: the type was an integer, is true or false"],
        ),
        (
            |document| {
                at(document, "/components/schemas/IbisLabel/properties/size")["format"] = json!("int32");
            },
            &["compatible  Label::size: the type was an integer, is an integer (int32)"],
        ),
        (
            |document| remove(document, &format!("{PERSON}/properties/labels"), "x-ibis-fetched-by"),
            &["breaking    Person::labels: is sent without being fetched now"],
        ),
        (
            |document| {
                at(document, &format!("{PERSON}/properties/labels"))["x-ibis-fetched-by"] =
                    json!(["all_labels"]);
            },
            &["compatible  Person::labels: what fetches it was `all_labels, new_labels`, is `all_labels`"],
        ),
        // A name with or without `Ibis` is the same.
        (
            |document| {
                *document =
                    serde_json::from_str(&document.to_string().replace("IbisLabel", "Label")).unwrap();
            },
            &[],
        ),
    ]);
}

#[test]
fn values_of_enums_and_names_of_fetches_that_change() {
    judge(&[
        (
            |document| {
                push(document, &format!("{MOOD}/enum"), json!("calm"));
                push(document, &format!("{MOOD}/x-enum-varnames"), json!("Calm"));
                push(document, &format!("{MOOD}/x-enum-descriptions"), json!("At ease."));
            },
            &["compatible  Mood::Calm: added"],
        ),
        (
            |document| *at(document, &format!("{FETCH}/maxReferenceSteps")) = json!(2),
            &["breaking    fetch!, a chain of 3: removed"],
        ),
        (
            |document| *at(document, &format!("{FETCH}/person/attributeSchemes")) = json!([]),
            &["breaking    fetch!(Person: labelText): removed"],
        ),
        (
            |document| *at(document, &format!("{FETCH}/person/references/0/target")) = json!("group"),
            &["breaking    fetch!(Person: all_friends): what may follow was `Person`, is `Group`"],
        ),
    ]);
}

/// Pairs in the form of the service, and one of them beside ours.
#[test]
fn documents_of_the_service_are_compared_by_the_same_rules() {
    let folder = folder("diff-published");
    let published = documents().join("published.json");
    let changed = folder.join("changed.json");
    let mut theirs = document("published.json");
    *at(&mut theirs, "/paths/~1person~1search/get/parameters/5/schema/format") = json!("int64");
    fs::write(&changed, theirs.to_string()).unwrap();
    let ours = workspace().join("spec/lookup.openapi.json");
    for (old, new, expected) in [
        (&ours, &published, "no change of the API"),
        (&published, &ours, "no change of the API"),
        (&published, &changed, "breaking    PersonMethods::search, `offset`: the type was `i32`, is `i64`"),
        (
            &ours,
            &changed,
            "breaking    PersonMethods::search, `offset`: the type was an integer (int32), is an integer (int64)",
        ),
    ] {
        let output = diff(&[old, new]);
        let verdict = String::from_utf8(output.stdout).unwrap();
        assert!(verdict.starts_with(expected), "{verdict}");
    }
}

#[test]
fn version_that_follows() {
    for (bump, version, next) in [
        (Bump::None, "0.1.2", "0.1.2"),
        (Bump::Minor, "0.1.2", "0.1.3"),
        (Bump::Major, "0.1.2", "0.2.0"),
        (Bump::Minor, "1.4.2", "1.5.0"),
        (Bump::Major, "1.4.2", "2.0.0"),
    ] {
        assert_eq!(bump.next(version), next);
    }
}

fn diff(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(["spec", "diff"]).args(arguments).output().unwrap()
}

#[test]
fn exit_code_tells_whether_anything_differs() {
    let folder = folder("diff");
    let written = |name: &str, change: Change| {
        let mut document = small_value();
        change(&mut document);
        let path = folder.join(name);
        fs::write(&path, document.to_string()).unwrap();
        path
    };
    let changed = written("changed.json", |document| at(document, LIST)["deprecated"] = json!(true));
    let broken = written("broken.json", |document| document["openapi"] = json!("3.1.0"));
    for (new, code) in [(&small(), 0), (&changed, 1), (&broken, 2)] {
        assert_eq!(diff(&[&small(), new]).status.code(), Some(code), "{}", new.display());
    }
    assert_eq!(diff(&[&small()]).status.code(), Some(2));
}
