//! Our document as the service might publish it: without what is ours, and with everything written out.

use xtask::spec::json::{Json, Object};

/// The extensions, and the remarks that a service may leave out.
const OURS: &[&str] = &["description", "example", "default"];

/// Formats of ours, which choose types.
const FORMATS: &[&str] = &[
    "attribute",
    "attribute-id",
    "attribute-scheme",
    "crsid",
    "groupid",
    "identifier",
    "instid",
    "member-selector",
    "transaction-id",
];

pub(crate) fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

pub(crate) fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

/// The document of ours, published.
pub(crate) fn published(ours: &Json) -> Json {
    let mut document = Object::new();
    for key in ["openapi", "info", "security"] {
        document.insert(key.to_owned(), ours.get(key).unwrap().clone());
    }
    let tags = ours
        .get("tags")
        .unwrap()
        .items()
        .iter()
        .map(|tag| object([("name", tag.get("name").unwrap().clone())]));
    document.insert("tags".to_owned(), Json::List(tags.collect()));
    let server = object([("url", text("https://www.lookup.cam.ac.uk/"))]);
    document.insert("servers".to_owned(), Json::List(vec![server]));
    let mut paths = Object::new();
    for (path, item) in ours.get("paths").unwrap().fields() {
        let above = item.get("parameters").map(Json::items).unwrap_or_default();
        let operations = item.fields().filter(|(key, _)| *key != "parameters");
        let operations =
            operations.map(|(http, operation)| (http.clone(), published_operation(operation, above, ours)));
        paths.insert(format!("/api/v1{path}"), Json::Object(operations.collect()));
    }
    document.insert("paths".to_owned(), Json::Object(paths));
    let schemas = ours.at(&["components", "schemas"]).unwrap().fields();
    let records = schemas
        .filter(|(name, schema)| schema.get("properties").is_some() && !name.starts_with("IbisResult"));
    let records = records.map(|(name, schema)| (name.clone(), plain(schema, ours)));
    document.insert(
        "components".to_owned(),
        object([
            ("schemas", Json::Object(records.collect())),
            ("securitySchemes", ours.at(&["components", "securitySchemes"]).unwrap().clone()),
        ]),
    );
    Json::Object(document)
}

fn published_operation(operation: &Json, above: &[Json], ours: &Json) -> Json {
    let own = operation.get("parameters").map(Json::items).unwrap_or_default();
    // In another order than ours, too.
    let parameters = above.iter().chain(own).rev().map(|node| plain(node.resolved(ours), ours)).collect();
    let mut made = Object::from([
        ("tags".to_owned(), operation.get("tags").unwrap().clone()),
        ("summary".to_owned(), text(" ")),
        ("parameters".to_owned(), Json::List(parameters)),
        ("responses".to_owned(), object([("200", response(operation))])),
    ]);
    if let Some(body) = operation.get("requestBody") {
        let form = body.at(&["content", "application/x-www-form-urlencoded", "schema"]).unwrap();
        let media = object([("schema", plain(form, ours))]);
        made.insert(
            "requestBody".to_owned(),
            object([("content", object([("application/x-www-form-urlencoded", media)]))]),
        );
    }
    Json::Object(made)
}

/// A response that has the one field which answers, and the version.
fn response(operation: &Json) -> Json {
    let result = operation.get("x-ibis-result").unwrap();
    let field = result.get("field").and_then(Json::text).unwrap();
    let ty = result.get("type").unwrap();
    let schema = match ty.text().unwrap() {
        name if name.starts_with("Ibis") => {
            let item = object([("$ref", text(&format!("#/components/schemas/{name}")))]);
            let list = result.get("list") == Some(&Json::Bool(true));
            if list { object([("type", text("array")), ("items", item)]) } else { item }
        }
        _ => object([("type", ty.clone())]),
    };
    let properties = Json::Object(Object::from([
        ("version".to_owned(), object([("type", text("string"))])),
        (field.to_owned(), schema),
    ]));
    let result = object([("type", text("object")), ("properties", properties)]);
    let envelope = object([("type", text("object")), ("properties", object([("result", result)]))]);
    let media = object([("schema", envelope)]);
    object([("description", text("")), ("content", object([("application/json", media)]))])
}

/// A parameter or a schema without what is ours: lists joined by commas are text, enums are written out.
fn plain(value: &Json, ours: &Json) -> Json {
    let Json::Object(fields) = value else { return value.clone() };
    if let Some([only]) = fields.get("allOf").map(Json::items) {
        let target = only.resolved(ours);
        return if target.get("enum").is_some() { plain(target, ours) } else { only.clone() };
    }
    let is_comma_list = fields.get("explode") == Some(&Json::Bool(false));
    let mut made = Object::new();
    for (key, value) in fields {
        if key.starts_with("x-") || OURS.contains(&key.as_str()) || matches!(&**key, "style" | "explode") {
            continue;
        }
        let value = match (&**key, value) {
            ("schema", _) if is_comma_list => object([("type", text("string"))]),
            ("schema" | "items", schema) => plain(schema, ours),
            ("properties", Json::Object(properties)) => {
                let published = properties.iter().filter(|(_, schema)| {
                    schema.get("x-ibis-flattened-only").is_none()
                        && schema.get("x-ibis-undocumented").is_none()
                });
                let plain = published.map(|(name, schema)| (name.clone(), plain(schema, ours)));
                // In another order than ours, too.
                Json::Object(plain.rev().collect())
            }
            ("format", Json::Text(format)) if FORMATS.contains(&format.as_str()) => continue,
            (_, value) => value.clone(),
        };
        made.insert(key.clone(), value);
    }
    Json::Object(made)
}
