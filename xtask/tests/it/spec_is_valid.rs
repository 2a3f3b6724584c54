//! Our document states its server and version, and has valid examples.

use serde_json::Value;

use crate::support::lookup;

fn document() -> Value {
    serde_json::from_str(&lookup().text).unwrap()
}

#[test]
fn server_and_version_are_stated() {
    let document = document();
    assert_eq!(document["openapi"], "3.0.3");
    assert_eq!(document["servers"].as_array().unwrap().len(), 1);
    assert_eq!(document["servers"][0]["url"], "https://www.lookup.cam.ac.uk/api/v1");
}

#[test]
fn scalars_have_a_valid_example() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { continue };
        for (field, property) in properties {
            let ty = property["type"].as_str();
            let scalar = matches!(ty, Some("string" | "integer" | "boolean"));
            if scalar && property.get("x-ibis-flattened-only").is_none() {
                let example = &property["example"];
                let fits = match ty {
                    Some("integer") => example.is_i64(),
                    Some("boolean") => example.is_boolean(),
                    _ => example.is_string(),
                };
                assert!(fits, "{name}.{field}: {example}");
            }
        }
    }
}
