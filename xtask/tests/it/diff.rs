//! `cargo xtask spec diff`: what a change of the document is for those who call.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use insta::assert_snapshot;
use serde_json::{Value, json};
use xtask::lower::lower;
use xtask::spec::Spec;
use xtask::spec::diff::{Bump, Changes, Format};

use crate::support::{at, folder, lookup, small, small_value};

const GET_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/get";
const PUT_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/put";
const FORM: &str = "/paths/~1person~1{scheme}~1{identifier}/put/requestBody/content/application~1x-www-form-urlencoded/schema";
const LIST: &str = "/paths/~1person~1list/get";
const METHOD: &str = "PersonMethods::list_people:";
const PERSON: &str = "/components/schemas/IbisPerson";

/// What has changed after a change to the small document.
fn changes(change: impl FnOnce(&mut Value)) -> Changes {
    let lowered = |document: &Value| lower(&Spec::parse(document.to_string()).unwrap()).unwrap();
    let mut document = small_value();
    change(&mut document);
    Changes::between(&lowered(&small_value()), &lowered(&document))
}

/// The one change that there is.
fn only(change: impl FnOnce(&mut Value)) -> String {
    let changes = changes(change);
    assert_eq!(changes.iter().count(), 1, "{changes:?}");
    changes.report(Format::Text).lines().next().unwrap().to_owned()
}

fn remove(document: &mut Value, owner: &str, key: &str) {
    at(document, owner).as_object_mut().unwrap().remove(key).unwrap();
}

#[test]
fn nothing_is_said_of_equal_documents_or_of_prose() {
    assert_eq!(changes(|_| {}).bump(), Bump::None);
    let changes =
        changes(|document| *at(document, &format!("{GET_PERSON}/summary")) = json!("Reads a person."));
    assert_eq!(changes.report(Format::Text), "no change of the API\n");
    assert_eq!(changes.report(Format::Markdown), "no change of the API\n");
}

#[test]
fn operations() {
    let search = |document: &mut Value| {
        let list = at(document, LIST).clone();
        document["paths"]["/person/search"] = json!({"get": list});
        *at(document, "/paths/~1person~1search/get/operationId") = json!("Person_search");
    };
    assert_eq!(only(search), "compatible  PersonMethods::search: added");
    assert_eq!(
        only(|document| remove(document, "/paths/~1person~1list", "get")),
        "breaking    PersonMethods::list_people: removed"
    );
    assert_eq!(
        only(|document| remove(document, "/paths/~1100%~1version", "get")),
        "breaking    SmallMethods: removed"
    );
    assert_eq!(
        only(|document| {
            let item = document["paths"]["/person/list"].take();
            remove(document, "/paths", "/person/list");
            document["paths"]["/people"] = item;
        }),
        "compatible  PersonMethods::list_people: the call was `GET /api/v1/person/list`, is `GET /api/v1/people`"
    );
    assert_eq!(
        only(|document| at(document, LIST)["deprecated"] = json!(true)),
        "compatible  PersonMethods::list_people: deprecated"
    );
    assert_eq!(
        only(|document| at(document, GET_PERSON)["x-ibis-gateway"] = json!(false)),
        "breaking    PersonMethods::get_person: no longer at the API Gateway"
    );
    assert_eq!(
        only(|document| at(document, PUT_PERSON)["x-ibis-gateway"] = json!(true)),
        "compatible  PersonMethods::update_person: at the API Gateway, too"
    );
}

#[test]
fn results() {
    assert_eq!(
        only(|document| remove(document, &format!("{GET_PERSON}/x-ibis-result"), "noneIfNotFound")),
        "breaking    PersonMethods::get_person: the result was `Option<Person>`, is `Person`"
    );
    assert_eq!(
        only(|document| at(document, &format!("{PUT_PERSON}/x-ibis-result"))["type"] = json!("string")),
        "breaking    PersonMethods::update_person: the result was `bool`, is `String`"
    );
}

#[test]
fn parameters() {
    let push = |required: bool| {
        move |document: &mut Value| {
            let parameter =
                json!({"name": "page", "in": "query", "schema": {"type": "integer"}, "required": required});
            at(document, &format!("{LIST}/parameters")).as_array_mut().unwrap().push(parameter);
        }
    };
    assert_eq!(only(push(false)), format!("compatible  {METHOD} the optional parameter `page` added"));
    assert_eq!(only(push(true)), format!("breaking    {METHOD} the required parameter `page` added"));
    assert_eq!(
        only(|document| drop(at(document, &format!("{LIST}/parameters")).as_array_mut().unwrap().remove(0))),
        format!("breaking    {METHOD} the parameter `max_count` removed")
    );
    assert_eq!(
        only(|document| at(document, &format!("{LIST}/parameters/0"))["required"] = json!(true)),
        format!("breaking    {METHOD} the parameter `max_count` is now required")
    );
    assert_eq!(
        only(|document| at(document, &format!("{LIST}/parameters/1"))["required"] = json!(false)),
        format!("breaking    {METHOD} the parameter `crsids` is now optional")
    );
    assert_eq!(
        only(|document| at(document, &format!("{LIST}/parameters/0/schema"))["format"] = json!("int64")),
        format!("breaking    {METHOD} the type of the parameter `max_count` was `i32`, is `i64`")
    );
    assert_eq!(
        only(|document| at(document, &format!("{LIST}/parameters/2"))["name"] = json!("minAge")),
        format!(
            "compatible  {METHOD} the name on the wire of the parameter `min_age` was `min-age`, is `minAge`"
        )
    );
    assert_eq!(
        only(|document| at(document, LIST)["x-ibis-url-limit"] = json!({"characters": 8000})),
        format!("compatible  {METHOD} the role of the parameter `crsids` was `none`, is `batch`")
    );
    let order = changes(|document| {
        at(document, &format!("{FORM}/required")).as_array_mut().unwrap().push(json!("send"));
    });
    assert_eq!(order.bump(), Bump::Major);
    let order = only(|document| {
        at(document, "/paths/~1person~1{scheme}~1{identifier}/parameters").as_array_mut().unwrap().reverse();
        remove(document, "/paths/~1person~1{scheme}~1{identifier}", "put");
        document["paths"]["/person/{scheme}/{identifier}"]["put"] =
            small_value()["paths"]["/person/{scheme}/{identifier}"]["put"].clone();
        // Only one of the two operations is compared, so that there is one change.
        at(document, PUT_PERSON)["parameters"] = json!([
            {"name": "scheme", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "identifier", "in": "path", "required": true, "schema": {"type": "string"}},
        ]);
    });
    assert_eq!(
        order,
        "breaking    PersonMethods::get_person: the order of its arguments was `scheme, identifier`, is `identifier, \
         scheme`"
    );
}

#[test]
fn records() {
    let field = json!({"type": "string", "description": "The nickname."});
    assert_eq!(
        only(|document| at(document, &format!("{PERSON}/properties"))["nick"] = field),
        "compatible  Person::nick: added"
    );
    assert_eq!(
        only(|document| remove(document, &format!("{PERSON}/properties"), "mood")),
        "breaking    Person::mood: removed"
    );
    assert_eq!(
        only(
            |document| *at(document, "/components/schemas/IbisLabel/properties/size/type") = json!("boolean")
        ),
        "breaking    Label::size: the type was `i64`, is `bool`"
    );
    assert_eq!(
        only(|document| *at(document, &format!("{PERSON}/required")) = json!(["cancelled"])),
        "breaking    Person::name: is no longer always sent"
    );
    assert_eq!(
        only(|document| remove(document, &format!("{PERSON}/properties/labels"), "x-ibis-fetched-by")),
        "breaking    Person::labels: is now sent without being fetched"
    );
    assert_eq!(
        only(|document| {
            at(document, &format!("{PERSON}/properties/labels"))["x-ibis-fetched-by"] = json!(["all_labels"]);
        }),
        "compatible  Person::labels: what fetches it was `all_labels, new_labels`, is `all_labels`"
    );
}

#[test]
fn enums() {
    const MOOD: &str = "/components/schemas/Mood";
    assert_eq!(
        only(|document| {
            for (key, value) in
                [("enum", "calm"), ("x-enum-varnames", "Calm"), ("x-enum-descriptions", "At ease.")]
            {
                at(document, &format!("{MOOD}/{key}")).as_array_mut().unwrap().push(json!(value));
            }
        }),
        "compatible  Mood::Calm: added"
    );
    assert_eq!(
        only(|document| {
            for key in ["enum", "x-enum-varnames", "x-enum-descriptions"] {
                at(document, &format!("{MOOD}/{key}")).as_array_mut().unwrap().remove(0);
            }
        }),
        "breaking    Mood::Glad: removed"
    );
    assert_eq!(
        only(|document| *at(document, &format!("{MOOD}/enum/0")) = json!("happy")),
        "compatible  Mood::Glad: the text on the wire was `glad`, is `happy`"
    );
}

#[test]
fn names_of_a_fetch() {
    const FETCH: &str = "/x-ibis-fetch";
    assert_eq!(
        only(|document| *at(document, &format!("{FETCH}/maxReferenceSteps")) = json!(2)),
        "breaking    fetch!: the number of references in a chain was `3`, is `2`"
    );
    assert_eq!(
        only(|document| *at(document, &format!("{FETCH}/maxReferenceSteps")) = json!(4)),
        "compatible  fetch!: the number of references in a chain was `3`, is `4`"
    );
    assert_eq!(
        only(|document| *at(document, &format!("{FETCH}/person/attributeSchemes")) = json!([])),
        "breaking    fetch!(Person: …).labelText: removed"
    );
    assert_eq!(
        only(|document| *at(document, &format!("{FETCH}/person/references/0/target")) = json!("group")),
        "breaking    fetch!(Person: …).all_friends: what may follow was `Person`, is `Group`"
    );
}

/// A change that breaks, one that does not, and prose.
fn changed(document: &mut Value) {
    *at(document, &format!("{GET_PERSON}/summary")) = json!("Reads a person.");
    at(document, &format!("{LIST}/parameters/0"))["required"] = json!(true);
    at(document, &format!("{PERSON}/properties"))["nick"] = json!({"type": "string"});
}

#[test]
fn report_as_text() {
    assert_snapshot!(changes(changed).report(Format::Text));
}

#[test]
fn report_as_markdown() {
    assert_snapshot!(changes(changed).report(Format::Markdown));
}

#[test]
fn report_as_json() {
    assert_snapshot!(changes(changed).report(Format::Json));
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
fn exit_code_tells_what_has_changed() {
    let folder = folder("diff");
    let written = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut document = small_value();
        change(&mut document);
        let path = folder.join(name);
        fs::write(&path, document.to_string()).unwrap();
        path
    };
    let breaking = written("breaking.json", &changed);
    let compatible = written("compatible.json", &|document| at(document, LIST)["deprecated"] = json!(true));
    let broken = written("broken.json", &|document| document["openapi"] = json!("3.1.0"));
    for (new, code) in [(&small(), 0), (&compatible, 1), (&breaking, 2), (&broken, 3)] {
        assert_eq!(diff(&[&small(), new]).status.code(), Some(code), "{}", new.display());
    }
    assert_eq!(diff(&[&small()]).status.code(), Some(3));
    let output = diff(&[&small(), &breaking, Path::new("--format"), Path::new("json")]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["bump"], "major");
}

#[test]
fn our_document_does_not_differ_from_itself() {
    let api = lower(&lookup()).unwrap();
    assert_eq!(Changes::between(&api, &api).bump(), Bump::None);
}
