//! Reads every field of the facts by its accessor, its owned form and JSON.

use ibis_client::{IbisResult, Kind};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::support::facts;

/// A record with a value for every field of the facts. Parts are complete; entities have only their keys.
fn record(name: &str) -> Value {
    let facts = facts::read("models.json");
    let fields = facts[name]["fields"].as_array().unwrap();
    let fields = fields.iter().filter(|field| field["flattened_only"].is_null());
    let values = fields.map(|field| {
        let one = value(field);
        let one = if field["list"] == json!(true) { json!([one]) } else { one };
        (field["name"].as_str().unwrap().to_owned(), one)
    });
    Value::Object(values.collect())
}

fn value(field: &Value) -> Value {
    let name = field["name"].as_str().unwrap();
    match field["type"].as_str().unwrap() {
        "bool" => json!(true),
        "int" | "long" => json!(42),
        "date" | "datetime" => json!("2026-01-05"),
        "IbisPerson" => json!({"identifier": {"scheme": "crsid", "value": "abc12"}, "cancelled": false}),
        "IbisInstitution" => json!({"instid": "BOTOLPH", "name": "n", "cancelled": false}),
        "IbisGroup" => json!({"groupid": "000123", "name": "n", "title": "t", "cancelled": false}),
        part if part.starts_with("Ibis") => record(part),
        _ => match name {
            "binaryData" => json!("AP8K"),
            name if name.starts_with("effective") => json!("2026-01-05"),
            name => json!(format!("the {name}")),
        },
    }
}

/// The record as it was sent, with entities replaced by their keys.
fn expected(sent: &Value, top: bool) -> Value {
    match sent {
        Value::Object(fields) if !top && fields.contains_key("cancelled") => {
            let key = ["identifier", "instid", "groupid"].iter().find_map(|key| fields.get(*key));
            key.unwrap().clone()
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), expected(value, false)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| expected(item, false)).collect(),
        scalar => scalar.clone(),
    }
}

fn decode(field: &str, sent: &Value) -> IbisResult {
    let document = json!({"result": {field: sent}}).to_string();
    IbisResult::decoder().strict(true).decode(document).unwrap()
}

fn assert_whole(record: &impl Serialize, sent: &Value) {
    assert_eq!(serde_json::to_value(record).unwrap(), expected(sent, true));
}

#[test]
fn every_field_of_an_entity_and_of_its_parts_is_read_and_kept() {
    let sent = record("IbisPerson");
    assert_whole(&decode("person", &sent).person().unwrap().to_record(), &sent);
    let sent = record("IbisInstitution");
    assert_whole(&decode("institution", &sent).institution().unwrap().to_record(), &sent);
    let sent = record("IbisGroup");
    assert_whole(&decode("group", &sent).group().unwrap().to_record(), &sent);
}

#[test]
fn every_field_of_a_value_is_read_and_kept() {
    let sent = record("IbisAttribute");
    assert_whole(&decode("attribute", &sent).attribute().unwrap().to_record(), &sent);
    let sent = record("IbisAttributeScheme");
    let result = decode("attributeSchemes", &json!([sent]));
    assert_whole(&result.attribute_schemes().next().unwrap().to_record(), &sent);
    let result = decode("identifier", &json!({"scheme": "usn", "value": "123456789"}));
    assert_eq!(result.identifier().unwrap().to_record().to_string(), "usn/123456789");
}

#[test]
fn every_field_of_an_error_and_of_a_result_is_read() {
    let result = decode("error", &json!({"status": 403, "code": "c", "message": "m", "details": "d"}));
    let error = result.error().unwrap();
    assert_eq!(
        (error.status(), error.code(), error.message(), error.details()),
        (403, Some("c"), Some("m"), Some("d"))
    );
    let result = IbisResult::from_json(
        r#"{"result": {"version": "1.2", "value": 7, "people": [], "institutions": [],
        "groups": [], "attributes": [{"scheme": "email"}]}}"#,
    );
    let result = result.unwrap();
    assert_eq!((result.version(), result.value()), (Some("1.2"), Some("7")));
    assert_eq!((result.people().len(), result.institutions().len(), result.groups().len()), (0, 0, 0));
    assert_eq!(result.attributes().next().map(|attribute| attribute.scheme()), Some("email"));
    assert_eq!(Kind::Person.to_string(), "person");
}

#[test]
fn fraction_in_place_of_a_string_keeps_its_digits() {
    for text in
        ["0.1", "1.10", "3.14159265358979323846", "2.2250738585072011e-308", "1e23", "123456789012345678901"]
    {
        let result = IbisResult::from_json(format!(r#"{{"result": {{"value": {text}}}}}"#)).unwrap();
        assert_eq!((result.value(), result.warning_count()), (Some(text), 0));
    }
}
