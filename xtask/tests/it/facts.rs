//! The document and the facts agree: the document is converted to the form of the facts, and compared.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::support::{facts, lookup};

/// Keys of the facts about clients and XML, which the document does not describe.
const NOT_IN_THE_DOCUMENT: &[&str] = &[
    "derived",
    "gateway_type",
    "python_positional",
    "xml",
    "xml_elements",
    "xml_inferred",
    "xml_item",
    "xml_item_inferred",
];

fn document() -> Value {
    serde_json::from_str(&lookup().text).unwrap()
}

/// Follows a reference, or an `allOf` that only adds a description to one.
fn resolved<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    match (node["$ref"].as_str(), node["allOf"].as_array()) {
        (Some(reference), _) => resolved(document, document.pointer(&reference[1..]).unwrap()),
        (None, Some(members)) => resolved(document, &members[0]),
        (None, None) => node,
    }
}

#[test]
fn endpoints_match_the_facts() {
    let document = document();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (http, operation) in item.as_object().unwrap() {
            found.push(endpoint(&document, path, http, operation));
        }
    }
    let mut expected = stripped(facts("endpoints.json"));
    let expected = expected.as_array_mut().unwrap();
    assert!(!expected.is_empty());
    found.sort_by_key(name);
    expected.sort_by_key(name);
    assert_eq!(found.iter().map(name).collect::<Vec<_>>(), expected.iter().map(name).collect::<Vec<_>>());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected, "{}", name(found));
    }
}

#[test]
fn models_match_the_facts() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().unwrap().iter();
    let schemas = schemas.filter(|(_, schema)| schema["type"] == "object");
    let found: Map<_, _> = schemas.map(|(name, schema)| (name.clone(), model(&document, schema))).collect();
    let expected = stripped(facts("models.json"));
    let expected = expected.as_object().unwrap();
    assert_eq!(found.keys().collect::<BTreeSet<_>>(), expected.keys().collect::<BTreeSet<_>>());
    for (name, found) in &found {
        assert_eq!(found, &expected[name], "{name}");
    }
}

#[test]
fn fetch_names_match_the_facts() {
    let mut found = in_snake_case(&document()["x-ibis-fetch"]);
    for kind in ["person", "institution", "group"] {
        let schemes = found[kind]["attribute_schemes"].as_array().unwrap();
        found[kind]["attribute_schemes"] = schemes.iter().map(|scheme| scheme["name"].clone()).collect();
    }
    assert_eq!(found, facts("fetch.json"));
}

fn name(endpoint: &Value) -> String {
    format!("{} {}", endpoint["class"], endpoint["method"])
}

/// Sorts fields, whose order does not matter.
fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_key(|item| item["name"].to_string());
    items.into()
}

fn stripped(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(key, _)| !NOT_IN_THE_DOCUMENT.contains(&key.as_str()))
            .map(|(key, value)| match (key.as_str(), stripped(value)) {
                ("fields" | "form_params", Value::Array(items)) => (key, sorted(items)),
                (_, value) => (key, value),
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(stripped).collect(),
        other => other,
    }
}

fn in_snake_case(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| *key != "description")
            .map(|(key, value)| (snake_case(key), in_snake_case(value)))
            .collect(),
        Value::Array(items) => items.iter().map(in_snake_case).collect(),
        other => other.clone(),
    }
}

fn snake_case(key: &str) -> String {
    let words = key.chars().flat_map(|letter| {
        let boundary = letter.is_ascii_uppercase().then_some('_');
        boundary.into_iter().chain([letter.to_ascii_lowercase()])
    });
    words.collect()
}

fn endpoint(document: &Value, path: &str, http: &str, operation: &Value) -> Value {
    let (tag, method) = operation["operationId"].as_str().unwrap().split_once('_').unwrap();
    assert_eq!(operation["tags"], json!([tag]));
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let parameters: Vec<_> = parameters.iter().map(|node| resolved(document, node).clone()).collect();
    let of = |location: &str| -> Value {
        let parameters = parameters.iter().filter(|parameter| parameter["in"] == location);
        parameters
            .map(|data| param(document, &data["name"], data, &data["schema"], &data["required"]))
            .collect()
    };
    let mut endpoint = json!({
        "class": format!("{tag}Methods"),
        "method": method,
        "http": http.to_uppercase(),
        "path": format!("/api/v1{}", path.replace('{', "%(").replace('}', ")s")),
        "path_params": of("path"),
        "query_params": of("query"),
        "form_params": form(document, operation),
        "result": result(&operation["x-ibis-result"]),
        "gateway": operation["x-ibis-gateway"],
    });
    if let [root] = parameters.iter().filter_map(|data| data.get("x-ibis-fetch-root")).collect::<Vec<_>>()[..]
    {
        endpoint["fetch_root"] = root.clone();
    }
    for (key, extension) in [("url_limit", "x-ibis-url-limit"), ("lql_prefix", "x-ibis-lql-prefix")] {
        if let Some(value) = operation.get(extension) {
            endpoint[key] = value.clone();
        }
    }
    endpoint
}

fn param(document: &Value, name: &Value, data: &Value, schema: &Value, required: &Value) -> Value {
    let mut param = value(document, resolved(document, schema));
    param["name"] = name.clone();
    param["presence"] = presence(*required == Value::Bool(true), data.get("x-ibis-recommended"));
    if let Some(default) = schema.get("default") {
        param["default"] = default.clone();
    }
    if let Some(values) = data.get("x-ibis-special-values") {
        param["special_values"] = values.clone();
    }
    param
}

fn form(document: &Value, operation: &Value) -> Value {
    let Some(body) = operation.get("requestBody") else { return json!([]) };
    let content = resolved(document, body)["content"].as_object().unwrap();
    assert_eq!(content.keys().collect::<Vec<_>>(), ["application/x-www-form-urlencoded"]);
    let schema = &content["application/x-www-form-urlencoded"]["schema"];
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let fields = schema["properties"].as_object().unwrap().iter();
    let fields = fields.map(|(name, node)| {
        let name = Value::from(name.clone());
        let is_required = Value::Bool(required.contains(&name));
        param(document, &name, node, node, &is_required)
    });
    sorted(fields.collect())
}

fn presence(required: bool, recommended: Option<&Value>) -> Value {
    match (required, recommended) {
        (true, _) => "required".into(),
        (false, Some(Value::Bool(true))) => "recommended".into(),
        (false, _) => "optional".into(),
    }
}

/// The type of a parameter in the form of the facts.
fn value(document: &Value, schema: &Value) -> Value {
    match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
        ("array", _) => {
            let mut item = value(document, resolved(document, &schema["items"]));
            item["comma_list"] = true.into();
            item
        }
        ("boolean", _) => json!({"type": "bool"}),
        ("integer", Some("int32")) => json!({"type": "int"}),
        ("integer", _) => json!({"type": "long"}),
        ("string", format) => {
            let mut value =
                json!({"type": if format == Some("attribute") { "IbisAttribute" } else { "str" }});
            if let Some(values) = schema.get("enum") {
                value["values"] = values.clone();
            }
            value
        }
        other => panic!("no parameter is {other:?}"),
    }
}

fn result(extension: &Value) -> Value {
    let mut result = json!({"field": extension["field"], "list": extension["list"]});
    let (ty, conversion) = match (extension["type"].as_str().unwrap(), extension["format"].as_str()) {
        ("boolean", None) => ("bool", Some("bool")),
        ("integer", Some("int32")) => ("int", Some("int")),
        ("integer", Some("transaction-id")) => ("long", Some("int")),
        ("string", None | Some("password")) => ("str", None),
        (model, None) => (model, None),
        other => panic!("no result is {other:?}"),
    };
    result["type"] = ty.into();
    if let Some(conversion) = conversion {
        result["conversion"] = conversion.into();
    }
    for (key, name) in [("none_if_not_found", "noneIfNotFound"), ("order", "order")] {
        if let Some(value) = extension.get(name) {
            result[key] = value.clone();
        }
    }
    result
}

/// A record in the form of the facts.
fn model(document: &Value, schema: &Value) -> Value {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let fields = schema["properties"].as_object().unwrap().iter();
    let fields =
        fields.map(|(name, node)| field(document, name, node, required.contains(&name.as_str().into())));
    let mut model = json!({"fields": sorted(fields.collect())});
    for (key, extension) in [("entity", "x-ibis-entity"), ("encoded", "x-ibis-encoded")] {
        if let Some(value) = schema.get(extension) {
            model[key] = value.clone();
        }
    }
    model
}

fn field(document: &Value, name: &str, node: &Value, required: bool) -> Value {
    let list = node["type"] == "array";
    let own = if list { &node["items"] } else { node };
    let found = resolved(document, own);
    let (ty, json) = match (found["type"].as_str().unwrap(), found["format"].as_str()) {
        ("boolean", _) => ("bool", "boolean"),
        ("integer", _) => ("int", "number"),
        ("object", _) => {
            let reference = own["$ref"].as_str().or(own["allOf"][0]["$ref"].as_str());
            (reference.unwrap().rsplit('/').next().unwrap(), "object")
        }
        ("string", Some("byte")) => ("bytes", "string(base64)"),
        ("string", Some("date")) => ("date", "string(date)"),
        ("string", _) => ("str", "string"),
        other => panic!("no field is {other:?}"),
    };
    let mut field = json!({"name": name, "type": ty, "json": json, "list": list});
    for (key, extension) in [("fetch", "x-ibis-fetched-by"), ("flattened_only", "x-ibis-flattened-only")] {
        if let Some(value) = node.get(extension) {
            field[key] = value.clone();
        }
    }
    if let Some(values) = found.get("enum").filter(|_| found.get("x-ibis-undocumented").is_none()) {
        field["values"] = values.clone();
    }
    if list && required {
        field["never_null"] = true.into();
    }
    field
}
