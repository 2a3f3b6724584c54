//! The form of the parts of a document that we read: which keys there must be, and what their values are.

use super::json::Json;
use crate::error::{Errors, SpecError};
use crate::pointer::Pointer;

/// What a value must be.
enum Shape {
    Text,
    Flag,
    /// Anything in a list.
    Values,
    List(&'static Shape),
    /// An object with keys of any name.
    Map(&'static Shape),
    /// An object with these keys among others; an exclamation mark is behind those that it must have.
    Object(&'static [(&'static str, &'static Shape)]),
    /// The same, or a reference to one.
    Part(&'static [(&'static str, &'static Shape)]),
}

use Shape::{Flag, List, Map, Object, Part, Text, Values};

static ROOT: Shape = Object(&[
    ("paths!", &Map(&PATH)),
    ("tags", &List(&Object(&[("name!", &Text), ("description", &Text)]))),
    ("servers", &List(&Object(&[("url!", &Text)]))),
    (
        "components",
        &Object(&[
            ("parameters", &Map(&PARAMETER)),
            ("requestBodies", &Map(&BODY)),
            ("responses", &Map(&RESPONSE)),
            ("schemas", &Map(&SCHEMA)),
        ]),
    ),
]);
static PATH: Shape = Object(&[
    ("parameters", &List(&PARAMETER)),
    ("get", &OPERATION),
    ("post", &OPERATION),
    ("put", &OPERATION),
    ("delete", &OPERATION),
]);
static OPERATION: Shape = Object(&[
    ("operationId", &Text),
    ("summary", &Text),
    ("description", &Text),
    ("deprecated", &Flag),
    ("tags", &List(&Text)),
    ("parameters", &List(&PARAMETER)),
    ("requestBody", &BODY),
    ("responses!", &Map(&RESPONSE)),
]);
static PARAMETER: Shape = Part(&[
    ("name!", &Text),
    ("in!", &Text),
    ("description", &Text),
    ("required", &Flag),
    ("deprecated", &Flag),
    ("explode", &Flag),
    ("style", &Text),
    ("schema", &SCHEMA),
]);
static BODY: Shape = Part(&[("content!", &Map(&MEDIA)), ("description", &Text)]);
static RESPONSE: Shape = Part(&[("description!", &Text), ("content", &Map(&MEDIA))]);
static MEDIA: Shape =
    Object(&[("schema", &SCHEMA), ("encoding", &Map(&Object(&[("explode", &Flag), ("style", &Text)])))]);
static SCHEMA: Shape = Part(&[
    ("type", &Text),
    ("format", &Text),
    ("description", &Text),
    ("nullable", &Flag),
    ("deprecated", &Flag),
    ("enum", &Values),
    ("items", &SCHEMA),
    ("properties", &Map(&SCHEMA)),
    ("required", &List(&Text)),
    ("allOf", &List(&SCHEMA)),
    ("anyOf", &List(&SCHEMA)),
    ("oneOf", &List(&SCHEMA)),
    ("not", &SCHEMA),
]);

/// Finds each value of the wrong form.
pub(super) fn check(document: &Json, errors: &mut Errors) {
    value(document, &ROOT, &Pointer::root(), errors);
}

fn value(json: &Json, shape: &Shape, at: &Pointer, errors: &mut Errors) {
    let expected = match (shape, json) {
        (Text, Json::Text(_)) | (Flag, Json::Bool(_)) | (Values, Json::List(_)) => return,
        (List(item), Json::List(items)) => {
            return items.iter().enumerate().for_each(|(i, json)| value(json, item, &at.index(i), errors));
        }
        // The keys that are our own, or somebody else's, have other values.
        (Map(item), Json::Object(fields)) => {
            let fields = fields.iter().filter(|(key, _)| !key.starts_with("x-"));
            return fields.for_each(|(key, json)| value(json, item, &at.key(key), errors));
        }
        (Part(_), Json::Object(fields)) if fields.contains_key("$ref") => {
            return value(&fields["$ref"], &Text, &at.key("$ref"), errors);
        }
        (Object(keys) | Part(keys), Json::Object(fields)) => {
            for (key, shape) in *keys {
                let name = key.trim_end_matches('!');
                match fields.get(name) {
                    Some(json) => value(json, shape, &at.key(name), errors),
                    None if *key == name => {}
                    None => errors.push(SpecError::new(at, format!("missing {name}"))),
                }
            }
            return;
        }
        (Text, _) => "text",
        (Flag, _) => "true or false",
        (Values | List(_), _) => "a list",
        (Map(_) | Object(_) | Part(_), _) => "an object",
    };
    let found = match json {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::Text(_) => "text",
        Json::List(_) => "a list",
        Json::Object(_) => "an object",
    };
    errors.push(SpecError::new(at, format!("expected {expected}, found {found}")));
}
