//! What documents of others may look like, and what becomes of it.

use insta::assert_snapshot;
use serde_json::{Value, json};
use xtask::lower::lower;
use xtask::model::{ApiSrc, ShapeSrc};
use xtask::rows::Row;
use xtask::spec::Spec;

use crate::support::{at, document, small_value};

const GET_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/get";
const LIST: &str = "/paths/~1person~1list/get";

fn lowered(document: &Value) -> ApiSrc {
    lower(&Spec::parse(document.to_string()).unwrap()).unwrap()
}

/// The small document after a change.
fn changed(change: impl FnOnce(&mut Value)) -> ApiSrc {
    let mut document = small_value();
    change(&mut document);
    lowered(&document)
}

fn row(api: &ApiSrc, method: &str) -> String {
    let rows = Row::of_document(&api.methods);
    rows.iter().find(|row| row.method == method).unwrap().to_string()
}

/// References of all kinds, inline enums, parameters of a path, bodies by reference, nullable in both forms, missing ids,
/// names that are keywords or clash: a line for each operation.
#[test]
fn document_of_another_service_in_all_its_forms() {
    let rows = Row::of_document(&lowered(&document("museum.json")).methods);
    assert_snapshot!(rows.iter().map(Row::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn enum_that_is_written_where_it_is_used_is_named_after_group_and_parameter() {
    let api = lowered(&document("museum.json"));
    let enums: Vec<_> = api.enums.iter().map(|open| (open.name.as_str(), open.variants.len())).collect();
    // Two operations have the same list for `orderBy`, which is one enum.
    assert_eq!(
        enums,
        [
            ("ExhibitKinds", 3),
            ("ExhibitOrderBy", 2),
            ("KeeperBadgeColour", 2),
            ("LoanStatus", 4),
            ("Mood", 2)
        ]
    );
    let values = api.enums[3].variants.iter().map(|variant| variant.name.as_str()).collect::<Vec<_>>();
    assert_eq!(values, ["Open", "Closed", "Value2ndReminder", "Empty"]);
}

#[test]
fn enum_of_a_taken_name_with_other_values_is_named_after_its_method_too() {
    let api = changed(|document| {
        *at(document, &format!("{LIST}/parameters/0/schema")) = json!({"type": "string", "enum": ["a"]});
        document["components"]["schemas"]["PersonMaxCount"] = json!({"type": "string", "enum": ["b"]});
    });
    assert!(row(&api, "PersonMethods::list_people").contains("maxCount: PersonListPeopleMaxCount?"));
}

#[test]
fn record_that_is_written_where_it_is_used_is_named_after_record_and_field() {
    let api = lowered(&document("museum.json"));
    let badge = api.models.iter().find(|model| model.schema == "KeeperBadge").unwrap();
    assert_eq!(badge.fields[0].shape, ShapeSrc::Enum("KeeperBadgeColour".to_owned()));
    let keeper = api.models.iter().find(|model| model.schema == "Keeper").unwrap();
    let badge = keeper.fields.iter().find(|field| field.wire == "badge").unwrap();
    assert_eq!(badge.shape, ShapeSrc::Value("KeeperBadge".to_owned()));
}

#[test]
fn value_that_may_be_null_is_not_required_in_either_form() {
    for schema in [
        json!({"type": "string", "nullable": true}),
        json!({"oneOf": [{"type": "string"}, {"enum": [null]}]}),
        json!({"anyOf": [{"type": "null"}, {"type": "string"}]}),
        json!({"oneOf": [{"type": "string"}, {"nullable": true}]}),
        json!({"type": "string", "oneOf": [{"type": "string"}, {"type": "null"}]}),
        json!({"allOf": [{"type": "string", "nullable": true}], "description": "A name."}),
    ] {
        let api = changed(|document| {
            *at(document, "/components/schemas/IbisPerson/properties/name") = schema.clone();
        });
        let person = api.models.iter().find(|model| model.name == "Person").unwrap();
        let name = person.fields.iter().find(|field| field.wire == "name").unwrap();
        assert_eq!((&name.shape, name.required), (&ShapeSrc::Text(None), false), "{schema}");
    }
}

#[test]
fn reference_with_remarks_beside_it_is_the_reference() {
    for schema in [
        json!({"allOf": [{"$ref": "#/components/schemas/Mood"}]}),
        json!({"type": "string", "allOf": [{"$ref": "#/components/schemas/Mood"}]}),
        json!({"allOf": [{"$ref": "#/components/schemas/Mood"}, {"description": "The mood."}]}),
        json!({"anyOf": [{"$ref": "#/components/schemas/Mood"}]}),
    ] {
        let api = changed(|document| *at(document, &format!("{LIST}/parameters/3/schema")) = schema.clone());
        assert!(row(&api, "PersonMethods::list_people").contains("type: Mood?"), "{schema}");
    }
}

/// The result of the small document's `get_person`, with another schema for the `result` and no extension.
fn inferred(result: &Value) -> Result<String, String> {
    let mut document = small_value();
    let operation = at(&mut document, GET_PERSON).as_object_mut().unwrap();
    operation.remove("x-ibis-result");
    operation["responses"]["200"] = json!({"description": "The answer.", "content": {"application/json": {"schema":
        {"type": "object", "properties": {"result": result}}}}});
    let api = lower(&Spec::parse(document.to_string()).unwrap()).map_err(|errors| errors.to_string())?;
    let rows = Row::of_document(&api.methods);
    Ok(rows.into_iter().find(|row| row.method == "PersonMethods::get_person").unwrap().result)
}

#[test]
fn answer_is_the_one_field_that_the_response_has() {
    let person = json!({"$ref": "#/components/schemas/IbisPerson"});
    let version = json!({"type": "string"});
    for (result, expected) in [
        (json!({"version": version, "person": person}), "Option<Person>"),
        (json!({"version": version, "people": {"type": "array", "items": person}}), "Vec<Person>"),
        (json!({"person": {"type": "object", "properties": {"name": version}}}), "Option<Person>"),
        (json!({"value": {"type": "string"}, "error": {"type": "object"}}), "String"),
        (json!({"value": {"type": "boolean"}}), "bool"),
        (json!({"value": {"type": "integer", "format": "int32"}}), "i32"),
        (json!({"value": {"type": "integer"}}), "i64"),
        (json!({"value": {"type": "string", "nullable": true}}), "Option<String>"),
        (
            json!({"institution.contactRows": {"type": "array", "items": {"type": "object", "properties": {}}}}),
            "Vec<ContactRow>",
        ),
        (
            json!({"institution": {"type": "object", "properties": {
                "contactRows": {"type": "array", "items": {"type": "object", "properties": {}}}}}}),
            "Vec<ContactRow>",
        ),
    ] {
        let result = json!({"type": "object", "properties": result});
        assert_eq!(inferred(&result).unwrap(), expected, "{result}");
    }
}

#[test]
fn answer_is_the_one_field_of_a_whole_result_that_is_always_there() {
    let whole = json!({"$ref": "#/components/schemas/IbisResult"});
    assert_eq!(
        inferred(&json!({"allOf": [whole, {"type": "object", "required": ["people"]}]})).unwrap(),
        "Vec<Person>"
    );
    assert_eq!(inferred(&json!({"allOf": [whole, {"required": ["person"]}]})).unwrap(), "Person");
    assert_eq!(
        inferred(&whole).unwrap_err(),
        "#/paths/~1person~1{scheme}~1{identifier}/get: missing `x-ibis-result`: the response does not say which one \
         field of the result holds the answer"
    );
}

#[test]
fn operation_is_named_by_its_id_without_the_group() {
    for (id, name) in [
        ("Person_getPerson", "get_person"),
        ("person.getPerson", "get_person"),
        ("PersonMethods.getPerson", "get_person"),
        ("getPerson", "get_person"),
        ("Person_match", "match_"),
        ("Person_new", "new_"),
        ("Person_option", "option_call"),
        ("Person_listPeople2", "list_people2"),
        ("Person_list-people", "list_people_2"),
    ] {
        let api = changed(|document| *at(document, &format!("{GET_PERSON}/operationId")) = json!(id));
        let found = api.methods[0].endpoints.iter().any(|endpoint| endpoint.name == name);
        let names: Vec<_> = api.methods[0].endpoints.iter().map(|endpoint| &endpoint.name).collect();
        // Names that clash are numbered in the order of the paths, so that either may be the one.
        assert!(found, "{id}: {names:?}");
    }
}

#[test]
fn description_in_html_becomes_markdown() {
    let api = lowered(&document("museum.json"));
    let exhibit = api.methods.iter().find(|group| group.name == "ExhibitMethods").unwrap();
    let labels = exhibit.endpoints.iter().find(|endpoint| endpoint.name == "labels").unwrap();
    assert_eq!(
        labels.description,
        "A label is what is **shown** beside an exhibit, see <https://museum.example/labels>.\n\n- its `title`\n- its \
         `maker` &amp; year"
    );
    assert_eq!(
        labels.params[1].doc,
        "The kinds of labels to return; all of them \\[the public ones\\] if left out."
    );
}

#[test]
fn other_versions_are_refused_with_what_is_expected() {
    for (document, expected) in [
        (json!({"openapi": "3.1.0"}), "OpenAPI `3.1.0` is not supported: expected 3.0"),
        (json!({"openapi": "3.00"}), "OpenAPI `3.00` is not supported: expected 3.0"),
        (json!({"swagger": "2.0"}), "Swagger `2.0` is not supported: expected OpenAPI 3.0"),
    ] {
        assert_eq!(Spec::parse(document.to_string()).unwrap_err().to_string(), expected);
    }
}
