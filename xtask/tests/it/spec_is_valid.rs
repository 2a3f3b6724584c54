//! The document is one that tools can read, and says of everything what it is.

use std::collections::BTreeSet;

use openapiv3::{Parameter, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;
use xtask::pointer::Pointer;

use crate::support::lookup;

fn document() -> Value {
    serde_json::from_str(&lookup().text).unwrap()
}

/// Calls a function with each object of a document and its place.
fn each_object(value: &Value, at: &Pointer, visit: &mut impl FnMut(&Value, &Pointer)) {
    match value {
        Value::Object(fields) => {
            visit(value, at);
            for (key, value) in fields {
                each_object(value, &at.key(key), visit);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                each_object(item, &at.index(i), visit);
            }
        }
        _ => {}
    }
}

/// A description is a sentence, or several.
fn is_prose(description: Option<&str>) -> bool {
    description.is_some_and(|text| text.len() > 5 && text.ends_with('.') && text.trim() == text)
}

#[test]
fn references_lead_to_something() {
    let document = document();
    let mut references = 0;
    each_object(&document, &Pointer::root(), &mut |object, at| {
        if let Some(Value::String(reference)) = object.get("$ref") {
            references += 1;
            let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            assert!(target.is_some(), "{at}: nothing at {reference}");
        }
    });
    assert!(references > 100);
}

#[test]
fn components_are_used() {
    let document = document();
    let mut used = BTreeSet::new();
    each_object(&document, &Pointer::root(), &mut |object, _| {
        used.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
    });
    for section in ["parameters", "responses", "schemas"] {
        for name in document["components"][section].as_object().unwrap().keys() {
            assert!(used.contains(&format!("#/components/{section}/{name}")), "{section}/{name}");
        }
    }
}

#[test]
fn server_and_version_are_stated() {
    let spec = lookup();
    assert_eq!(spec.document.openapi, "3.0.3");
    let servers: Vec<_> = spec.document.servers.iter().map(|server| server.url.as_str()).collect();
    assert_eq!(servers, ["https://www.lookup.cam.ac.uk/api/v1"]);
}

#[test]
fn operations_are_named_once_and_described() {
    let spec = lookup();
    let tags: BTreeSet<_> = spec.document.tags.iter().map(|tag| tag.name.as_str()).collect();
    let mut ids = BTreeSet::new();
    for (path, http, operation) in spec.document.operations() {
        let id = operation.operation_id.as_deref().unwrap();
        assert!(ids.insert(id), "{id}");
        assert!(operation.tags.iter().all(|tag| tags.contains(tag.as_str())), "{id}");
        assert!(is_prose(operation.summary.as_deref()), "{http} {path}");
        assert!(is_prose(operation.description.as_deref()), "{http} {path}");
        assert!(operation.responses.default.is_some(), "{http} {path}");
    }
    assert!(spec.document.tags.iter().all(|tag| is_prose(tag.description.as_deref())));
}

#[test]
fn path_parameters_are_those_of_the_template() {
    let spec = lookup();
    for (path, _, operation) in spec.document.operations() {
        let named: Vec<_> =
            path.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0.to_owned()).collect();
        let parameters =
            operation.parameters.iter().map(|node| spec.parameter(node, Pointer::root()).unwrap().node);
        let declared: Vec<_> = parameters
            .filter_map(|parameter| match parameter {
                Parameter::Path { parameter_data, .. } => Some(parameter_data),
                _ => None,
            })
            .inspect(|data| assert!(data.required, "{path}"))
            .map(|data| data.name.clone())
            .collect();
        assert_eq!(named, declared, "{path}");
    }
}

#[test]
fn parameters_and_form_fields_are_described() {
    let spec = lookup();
    for (path, _, operation) in spec.document.operations() {
        for node in &operation.parameters {
            let data = spec.parameter(node, Pointer::root()).unwrap().node.parameter_data_ref();
            assert!(is_prose(data.description.as_deref()), "{path}: {}", data.name);
        }
        if let Some(body) = &operation.request_body {
            let body = spec.request_body(body, Pointer::root()).unwrap().node;
            assert!(is_prose(body.description.as_deref()), "{path}");
            properties_are_described(path, body.content[0].schema.as_ref().unwrap().as_item().unwrap());
        }
    }
}

#[test]
fn schemas_and_their_fields_are_described() {
    for (name, schema) in &lookup().components.schemas {
        let schema = schema.as_item().unwrap();
        assert!(is_prose(schema.schema_data.description.as_deref()), "{name}");
        properties_are_described(name, schema);
    }
}

fn properties_are_described(place: &str, schema: &Schema) {
    let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { return };
    for (name, property) in &object.properties {
        let ReferenceOr::Item(property) = property else { panic!("{place}: {name} has no description") };
        assert!(is_prose(property.schema_data.description.as_deref()), "{place}: {name}");
    }
    for name in &object.required {
        assert!(object.properties.contains_key(name), "{place}: {name} is required, but no field");
    }
}

#[test]
fn values_of_enums_are_named_and_described() {
    let mut enums = 0;
    each_object(&document()["components"], &Pointer::root(), &mut |object, at| {
        let Some(values) = object.get("enum").and_then(Value::as_array) else { return };
        enums += 1;
        for extension in ["x-enum-varnames", "x-enum-descriptions"] {
            assert_eq!(object[extension].as_array().unwrap().len(), values.len(), "{at}: {extension}");
        }
        let mut descriptions = object["x-enum-descriptions"].as_array().unwrap().iter();
        assert!(descriptions.all(|description| is_prose(description.as_str())), "{at}");
    });
    assert_eq!(enums, 7);
}

#[test]
fn values_that_are_text_numbers_or_flags_have_an_example() {
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
