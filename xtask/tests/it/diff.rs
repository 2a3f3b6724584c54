//! `cargo xtask spec diff`: how changes of a document affect callers.

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

/// The rows of the verdict, without locations and version.
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

/// Asserts the rows for each change.
fn assert_verdicts(pairs: &[(Change, &[&str])]) {
    for (change, expected) in pairs {
        assert_eq!(verdicts(change), *expected);
    }
}

#[test]
fn prose_is_not_a_change() {
    assert_eq!(compared(|_| {}).verdict(), "no API changes\n");
    let prose =
        |document: &mut Value| *at(document, &format!("{GET_PERSON}/summary")) = json!("Reads a person.");
    assert_eq!(compared(prose).verdict(), "no API changes\n");
}

#[test]
fn rows_name_the_locations_and_the_next_version() {
    assert_eq!(
        compared(|document| at(document, &format!("{LIST}/parameters/0"))["required"] = json!(true))
            .verdict(),
        "breaking    PersonMethods::list_people, `max_count`: now required (`#/paths/~1person~1list/get/parameters/0` \
         -> `#/paths/~1person~1list/get/parameters/0`)\nmajor version bump: 0.1.0 -> 0.2.0\n"
    );
}

#[test]
fn operations_added_removed_and_moved() {
    assert_verdicts(&[
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
                "breaking    PersonMethods::list_people: request changed from `GET /person/list` to `GET /people`",
            ],
        ),
        (
            |document| {
                let operation = at(document, LIST).clone();
                document["paths"]["/person/list"] = json!({"delete": operation});
            },
            &["breaking    PersonMethods::list_people: request changed from `GET /person/list` to `DELETE \
                 /person/list`"],
        ),
        (
            |document| *at(document, &format!("{LIST}/operationId")) = json!("Person_allPeople"),
            &["breaking    PersonMethods::list_people: method changed from `PersonMethods::list_people` to \
             `PersonMethods::all_people`"],
        ),
        (
            |document| at(document, LIST)["deprecated"] = json!(true),
            &["compatible  PersonMethods::list_people: deprecated"],
        ),
        (
            |document| at(document, GET_PERSON)["x-ibis-gateway"] = json!(false),
            &["breaking    PersonMethods::get_person: removed from the API Gateway"],
        ),
    ]);
}

#[test]
fn results_that_change() {
    assert_verdicts(&[
        (
            |document| remove(document, &format!("{GET_PERSON}/x-ibis-result"), "noneIfNotFound"),
            &["breaking    PersonMethods::get_person: result changed from `Option<Person>` to `Person`"],
        ),
        (
            |document| at(document, &format!("{PUT_PERSON}/x-ibis-result"))["optional"] = json!(true),
            &["breaking    PersonMethods::update_person: result changed from `bool` to `Option<bool>`"],
        ),
        (
            |document| {
                let fields = at(document, "/components/schemas/IbisResult/properties");
                fields["owner"] = fields["person"].clone();
                *at(document, &format!("{GET_PERSON}/x-ibis-result/field")) = json!("owner");
            },
            &[
                "breaking    PersonMethods::get_person: response field changed from `person` to `owner`",
                "compatible  IbisResult::owner: added",
            ],
        ),
    ]);
}

#[test]
fn parameters_that_change() {
    assert_verdicts(&[
        (
            |document| {
                push(
                    document,
                    &format!("{LIST}/parameters"),
                    json!({"name": "page", "in": "query", "schema": {"type": "integer"}}),
                );
            },
            &["compatible  PersonMethods::list_people, `page`: optional parameter added"],
        ),
        (
            |document| {
                let page =
                    json!({"name": "page", "in": "query", "required": true, "schema": {"type": "integer"}});
                push(document, &format!("{LIST}/parameters"), page);
            },
            &["breaking    PersonMethods::list_people, `page`: required parameter added"],
        ),
        (
            |document| _ = at(document, &format!("{LIST}/parameters")).as_array_mut().unwrap().remove(0),
            &["breaking    PersonMethods::list_people, `max_count`: removed"],
        ),
        (
            |document| at(document, &format!("{LIST}/parameters/1"))["required"] = json!(false),
            &["breaking    PersonMethods::list_people, `crsids`: now optional"],
        ),
        (
            |document| at(document, &format!("{LIST}/parameters/0/schema"))["format"] = json!("int64"),
            &["breaking    PersonMethods::list_people, `max_count`: type changed from `i32` to `i64`"],
        ),
        (
            |document| at(document, &format!("{LIST}/parameters/0"))["deprecated"] = json!(true),
            &["compatible  PersonMethods::list_people, `max_count`: deprecated"],
        ),
        (
            |document| at(document, &format!("{LIST}/parameters/2"))["name"] = json!("minAge"),
            &[
                "breaking    PersonMethods::list_people, `min_age`: API name changed from `min-age` to `minAge`",
            ],
        ),
        (
            |document| {
                remove(document, &format!("{FORM}/properties"), "send");
                let send = json!({"name": "send", "in": "query", "schema": {"type": "boolean"}});
                at(document, PUT_PERSON)["parameters"] = json!([send]);
            },
            &["breaking    PersonMethods::update_person, `send_`: location changed from `form` to `query`"],
        ),
        (
            |document| {
                at(document, "/paths/~1person~1{scheme}~1{identifier}/parameters")
                    .as_array_mut()
                    .unwrap()
                    .reverse();
            },
            &[
                "breaking    PersonMethods::get_person: argument order changed from `scheme, identifier` to \
                 `identifier, scheme`",
                "breaking    PersonMethods::update_person: argument order changed from `scheme, identifier, name` \
                 to `identifier, scheme, name`",
            ],
        ),
        (
            |document| at(document, LIST)["x-ibis-url-limit"] = json!({"characters": 8000}),
            &["compatible  PersonMethods::list_people, `crsids`: role changed from `none` to `batch`"],
        ),
    ]);
}

#[test]
fn records_and_fields_that_change() {
    assert_verdicts(&[
        (
            |document| at(document, &format!("{PERSON}/properties"))["nick"] = json!({"type": "string"}),
            &["compatible  Person::nick: added"],
        ),
        (
            |document| {
                at(document, &format!("{PERSON}/properties"))["nick"] = json!({"type": "string"});
                push(document, &format!("{PERSON}/required"), json!("nick"));
            },
            &["breaking    Person::nick: added, always sent"],
        ),
        (
            |document| push(document, "/components/schemas/IbisLabel/required", json!("since")),
            &["breaking    Label::since: now always sent"],
        ),
        (
            |document| *at(document, &format!("{PERSON}/required")) = json!(["cancelled"]),
            &["breaking    Person::name: no longer always sent"],
        ),
        (
            |document| remove(document, &format!("{PERSON}/properties"), "mood"),
            &["breaking    Person::mood: removed"],
        ),
        (
            |document| *at(document, "/components/schemas/IbisLabel/properties/size/type") = json!("boolean"),
            &["breaking    Label::size: type changed from `integer` to `boolean`"],
        ),
        (
            |document| {
                at(document, "/components/schemas/IbisLabel/properties/size")["format"] = json!("int32");
            },
            &["compatible  Label::size: type changed from `integer` to `integer (int32)`"],
        ),
        (
            |document| remove(document, &format!("{PERSON}/properties/labels"), "x-ibis-fetched-by"),
            &["breaking    Person::labels: now sent without a fetch"],
        ),
        (
            |document| {
                at(document, &format!("{PERSON}/properties/labels"))["x-ibis-fetched-by"] =
                    json!(["all_labels"]);
            },
            &["compatible  Person::labels: fetches changed from `all_labels, new_labels` to `all_labels`"],
        ),
        // `IbisLabel` and `Label` are the same record.
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
fn enum_values_and_fetch_names_that_change() {
    assert_verdicts(&[
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
            &["breaking    fetch!, chain of 3: removed"],
        ),
        (
            |document| *at(document, &format!("{FETCH}/person/attributeSchemes")) = json!([]),
            &["breaking    fetch!(Person: labelText): removed"],
        ),
        (
            |document| *at(document, &format!("{FETCH}/person/references/0/target")) = json!("group"),
            &["breaking    fetch!(Person: all_friends): target changed from `Person` to `Group`"],
        ),
    ]);
}

/// Pairs of the service's documents, and of one of them and ours.
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
        (&ours, &published, "no API changes"),
        (&published, &ours, "no API changes"),
        (
            &published,
            &changed,
            "breaking    PersonMethods::search, `offset`: type changed from `i32` to `i64`",
        ),
        (
            &ours,
            &changed,
            "breaking    PersonMethods::search, `offset`: type changed from `integer (int32)` to `integer (int64)`",
        ),
    ] {
        let output = diff(&[old, new]);
        let verdict = String::from_utf8(output.stdout).unwrap();
        assert!(verdict.starts_with(expected), "{verdict}");
    }
}

#[test]
fn next_version() {
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
fn exit_code_reflects_differences() {
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
