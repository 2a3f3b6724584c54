//! The document says what the facts say, and nothing else: each is written in the other's form, and compared.

use openapiv3::{
    IntegerFormat, Operation, Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr, Schema,
    SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::{Map, Value, json};
use xtask::pointer::Pointer;
use xtask::spec::Spec;

use crate::support::{facts, lookup};

/// What the facts say of clients and of XML, for which the document has no words.
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

#[test]
fn endpoints_are_those_of_the_facts() {
    let spec = lookup();
    let mut found: Vec<_> = spec
        .document
        .operations()
        .map(|(path, http, operation)| endpoint(&spec, path, http, operation))
        .collect();
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
fn models_are_those_of_the_facts() {
    let spec = lookup();
    let found: Map<_, _> = spec
        .components
        .schemas
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), model(&spec, schema.as_item()?)?)))
        .collect();
    let expected = stripped(facts("models.json"));
    let expected = expected.as_object().unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, found) in &found {
        assert_eq!(found, &expected[name], "{name}");
    }
}

#[test]
fn fetch_names_are_those_of_the_facts() {
    let spec = lookup();
    let mut found = in_snake_case(&spec.document.extensions["x-ibis-fetch"]);
    for kind in ["person", "institution", "group"] {
        let schemes = found[kind]["attribute_schemes"].as_array().unwrap();
        found[kind]["attribute_schemes"] = schemes.iter().map(|scheme| scheme["name"].clone()).collect();
    }
    assert_eq!(found, facts("fetch.json"));
}

fn name(endpoint: &Value) -> String {
    format!("{} {}", endpoint["class"], endpoint["method"])
}

fn stripped(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(key, _)| !NOT_IN_THE_DOCUMENT.contains(&key.as_str()))
            .map(|(key, value)| (key, stripped(value)))
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

fn endpoint(spec: &Spec, path: &str, http: &str, operation: &Operation) -> Value {
    let (tag, method) = operation.operation_id.as_deref().unwrap().split_once('_').unwrap();
    assert_eq!(operation.tags, [tag]);
    let parameters: Vec<_> =
        operation.parameters.iter().map(|node| spec.parameter(node, Pointer::root()).unwrap().node).collect();
    let path_params = parameters.iter().filter(|parameter| matches!(parameter, Parameter::Path { .. }));
    let query_params = parameters.iter().filter(|parameter| matches!(parameter, Parameter::Query { .. }));
    let roots = parameters
        .iter()
        .filter_map(|parameter| parameter.parameter_data_ref().extensions.get("x-ibis-fetch-root"));
    let mut endpoint = json!({
        "class": format!("{tag}Methods"),
        "method": method,
        "http": http.to_uppercase(),
        "path": format!("/api/v1{}", path.replace('{', "%(").replace('}', ")s")),
        "path_params": path_params.map(|parameter| param(spec, parameter.parameter_data_ref())).collect::<Value>(),
        "query_params": query_params.map(|parameter| param(spec, parameter.parameter_data_ref())).collect::<Value>(),
        "form_params": form(spec, operation),
        "result": result(&operation.extensions["x-ibis-result"]),
        "gateway": operation.extensions["x-ibis-gateway"],
    });
    if let [root] = roots.collect::<Vec<_>>()[..] {
        endpoint["fetch_root"] = root.clone();
    }
    for (key, extension) in [("url_limit", "x-ibis-url-limit"), ("lql_prefix", "x-ibis-lql-prefix")] {
        if let Some(value) = operation.extensions.get(extension) {
            endpoint[key] = value.clone();
        }
    }
    endpoint
}

fn param(spec: &Spec, data: &ParameterData) -> Value {
    let ParameterSchemaOrContent::Schema(node) = &data.format else { panic!("{} has no schema", data.name) };
    let schema = spec.schema(node, Pointer::root()).unwrap().node;
    let outer = node.as_item().unwrap_or(schema);
    let mut param = value(spec, schema);
    param["name"] = data.name.clone().into();
    param["presence"] = presence(data.required, data.extensions.get("x-ibis-recommended"));
    if let Some(default) = &outer.schema_data.default {
        param["default"] = default.clone();
    }
    param
}

fn form(spec: &Spec, operation: &Operation) -> Value {
    let Some(body) = &operation.request_body else { return json!([]) };
    let content = &spec.request_body(body, Pointer::root()).unwrap().node.content;
    assert_eq!(content.keys().collect::<Vec<_>>(), ["application/x-www-form-urlencoded"]);
    let schema = content[0].schema.as_ref().unwrap().as_item().unwrap();
    let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { panic!("a form is an object") };
    let fields = object.properties.iter().map(|(name, node)| {
        let schema = spec.schema(node, Pointer::root()).unwrap().node;
        let data = &node.as_item().unwrap().schema_data;
        let mut param = value(spec, schema);
        param["name"] = name.clone().into();
        param["presence"] =
            presence(object.required.contains(name), data.extensions.get("x-ibis-recommended"));
        if let Some(default) = &data.default {
            param["default"] = default.clone();
        }
        if let Some(values) = data.extensions.get("x-ibis-special-values") {
            param["special_values"] = values.clone();
        }
        param
    });
    fields.collect()
}

fn presence(required: bool, recommended: Option<&Value>) -> Value {
    match (required, recommended) {
        (true, _) => "required".into(),
        (false, Some(Value::Bool(true))) => "recommended".into(),
        (false, _) => "optional".into(),
    }
}

/// What a parameter's schema says of its value.
fn value(spec: &Spec, schema: &Schema) -> Value {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(array)) => {
            let items = spec.schema(array.items.as_ref().unwrap(), Pointer::root()).unwrap().node;
            let mut item = value(spec, items);
            item["comma_list"] = true.into();
            item
        }
        SchemaKind::Type(Type::Boolean(_)) => json!({"type": "bool"}),
        SchemaKind::Type(Type::Integer(integer)) => match &integer.format {
            VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => json!({"type": "int"}),
            _ => json!({"type": "long"}),
        },
        SchemaKind::Type(Type::String(text)) => {
            let attribute = VariantOrUnknownOrEmpty::Unknown("attribute".to_owned());
            let mut value = json!({"type": if text.format == attribute { "IbisAttribute" } else { "str" }});
            if !text.enumeration.is_empty() {
                value["values"] = text.enumeration.iter().flatten().map(String::as_str).collect();
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

/// A record in the form of the facts; none for a schema that is no record.
fn model(spec: &Spec, schema: &Schema) -> Option<Value> {
    let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { return None };
    let fields =
        object.properties.iter().map(|(name, node)| field(spec, name, node, object.required.contains(name)));
    let mut model = json!({"fields": fields.collect::<Value>()});
    for (key, extension) in [("entity", "x-ibis-entity"), ("encoded", "x-ibis-encoded")] {
        if let Some(value) = schema.schema_data.extensions.get(extension) {
            model[key] = value.clone();
        }
    }
    Some(model)
}

fn field(spec: &Spec, name: &str, node: &ReferenceOr<Box<Schema>>, required: bool) -> Value {
    let found = spec.schema(node, Pointer::root()).unwrap();
    let (found, list) = match &found.node.schema_kind {
        SchemaKind::Type(Type::Array(array)) => {
            (spec.schema(array.items.as_ref().unwrap(), Pointer::root()).unwrap(), true)
        }
        _ => (found, false),
    };
    let mut values = Value::Null;
    let (ty, json) = match &found.node.schema_kind {
        SchemaKind::Type(Type::Boolean(_)) => ("bool", "boolean"),
        SchemaKind::Type(Type::Integer(_)) => ("int", "number"),
        SchemaKind::Type(Type::Object(_)) => (found.name.unwrap(), "object"),
        SchemaKind::Type(Type::String(text)) => {
            let documented = !found.node.schema_data.extensions.contains_key("x-ibis-undocumented");
            if documented && !text.enumeration.is_empty() {
                values = text.enumeration.iter().flatten().map(String::as_str).collect();
            }
            match &text.format {
                VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => ("bytes", "string(base64)"),
                VariantOrUnknownOrEmpty::Item(StringFormat::Date) => ("date", "string(date)"),
                _ => ("str", "string"),
            }
        }
        other => panic!("no field is {other:?}"),
    };
    let mut field = json!({"name": name, "type": ty, "json": json, "list": list});
    let extensions = &node.as_item().unwrap().schema_data.extensions;
    for (key, extension) in [("fetch", "x-ibis-fetched-by"), ("flattened_only", "x-ibis-flattened-only")] {
        if let Some(value) = extensions.get(extension) {
            field[key] = value.clone();
        }
    }
    if !values.is_null() {
        field["values"] = values;
    }
    if list && required {
        field["never_null"] = true.into();
    }
    field
}
