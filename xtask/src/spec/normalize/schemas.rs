//! Records and the schemas of values: theirs, unless ours says the same and more.

use super::{Json, Object, Pair, filled};

/// What a schema says that is no remark on it.
const CONSTRAINTS: &[&str] =
    &["$ref", "allOf", "anyOf", "enum", "format", "items", "oneOf", "properties", "required", "type"];

impl Pair<'_> {
    pub(super) fn schemas(&self, theirs: &Json, ours: &Json) -> Object {
        // The enums of ours may be given further values while the records are read.
        let mut components =
            Object::from([("schemas".to_owned(), Json::Object(ours.object().cloned().unwrap_or_default()))]);
        let mut made = Object::new();
        for (name, their) in theirs.fields() {
            let schema = match ours.get(name) {
                Some(our) if our.get("properties").is_some() => {
                    Json::Object(self.record(their, our, &mut components))
                }
                Some(our) => self.value(their, our, &mut components),
                None => their.clone(),
            };
            made.insert(name.clone(), schema);
        }
        for (name, schema) in components.get("schemas").into_iter().flat_map(Json::fields) {
            made.entry(name.clone()).or_insert_with(|| schema.clone());
        }
        made
    }

    /// A record, or a form: each of their fields, and of ours those that no published document has.
    pub(super) fn record(&self, theirs: &Json, ours: &Json, components: &mut Object) -> Object {
        let mut record = filled(theirs, ours, &["properties"]);
        let mut properties = Object::new();
        let their_fields = theirs.get("properties");
        for (name, our) in ours.get("properties").into_iter().flat_map(Json::fields) {
            let their = their_fields.and_then(|fields| fields.get(name));
            let unpublished =
                our.get("x-ibis-flattened-only").is_some() || our.get("x-ibis-undocumented").is_some();
            match their {
                Some(their) => {
                    properties.insert(name.clone(), self.value(their, our, components));
                }
                None if unpublished => {
                    properties.insert(name.clone(), our.clone());
                }
                None => {}
            }
        }
        for (name, their) in their_fields.into_iter().flat_map(Json::fields) {
            properties.entry(name.clone()).or_insert_with(|| their.clone());
        }
        record.insert("properties".to_owned(), Json::Object(properties));
        record
    }

    /// A value: the remarks of both, and the schema of ours where theirs says no more.
    pub(super) fn value(&self, theirs: &Json, ours: &Json, components: &mut Object) -> Json {
        let is_ours = self.is_within(theirs, ours, components);
        let mut value = filled(theirs, ours, CONSTRAINTS);
        if is_ours {
            value.retain(|key, _| !CONSTRAINTS.contains(&key.as_str()));
            let constraints = ours.fields().filter(|(key, _)| CONSTRAINTS.contains(&key.as_str()));
            value.extend(constraints.map(|(key, schema)| (key.clone(), schema.clone())));
        }
        Json::Object(value)
    }

    /// The schema of a parameter, with the way in which a list is joined.
    pub(super) fn schema_of(
        &self,
        parameter: &mut Object,
        theirs: &Json,
        ours: &Json,
        components: &mut Object,
    ) {
        let (Some(their), Some(our)) = (theirs.get("schema"), ours.get("schema")) else { return };
        if self.is_within(their, our, components) {
            let keys = ["schema", "style", "explode"];
            parameter.retain(|key, _| !keys.contains(&key.as_str()));
            let kept = ours.fields().filter(|(key, _)| keys.contains(&key.as_str()));
            parameter.extend(kept.map(|(key, value)| (key.clone(), value.clone())));
        }
    }

    /// Whether ours says all that theirs says: it is the same, or knows more of a text or of a number.
    fn is_within(&self, theirs: &Json, ours: &Json, components: &mut Object) -> bool {
        let (their, name) = bare(theirs, self.theirs);
        let (our, our_name) = bare(ours, self.ours);
        if name.is_some() && name == our_name {
            return true;
        }
        let ty = |schema: &Json| schema.get("type").and_then(Json::text).map(str::to_owned);
        let format = |schema: &Json| schema.get("format").cloned();
        let values = their.get("enum").map(Json::items).unwrap_or_default();
        match (ty(their).as_deref(), ty(our).as_deref()) {
            (Some("string"), Some("string")) if !values.is_empty() => {
                our.get("enum").is_some() && our_name.is_some_and(|name| extend(components, &name, values))
            }
            // The service calls a list joined by commas a text.
            (Some("string"), Some("array")) => format(their).is_none(),
            (Some("string"), Some("string")) => {
                let their = format(their);
                // An institution's dates are dates, whether or not a time follows.
                let dates = [Json::Text("date".to_owned()), Json::Text("date-time".to_owned())];
                their.is_none()
                    || their == format(our)
                    || [their, format(our)]
                        .iter()
                        .all(|format| dates.iter().any(|date| format.as_ref() == Some(date)))
            }
            (Some("integer"), Some("integer")) => {
                let wide = Some(Json::Text("int64".to_owned()));
                let their = format(their);
                their.is_none() || their == format(our) || their == wide
            }
            (Some("boolean"), Some("boolean")) => true,
            (Some("array"), Some("array")) => match (their.get("items"), our.get("items")) {
                (Some(their), Some(our)) => self.is_within(their, our, components),
                _ => false,
            },
            _ => false,
        }
    }
}

/// A schema without what only wraps it, and its name if a reference led to it.
fn bare<'a>(schema: &'a Json, document: &'a Json) -> (&'a Json, Option<String>) {
    let (mut schema, mut name) = (schema, None);
    for _ in 0..8 {
        if let Some(reference) = schema.get("$ref").and_then(Json::text) {
            name = reference.rsplit('/').next().map(str::to_owned);
            schema = schema.resolved(document);
        } else if let Some([only]) = schema.get("allOf").map(Json::items) {
            schema = only;
        } else {
            break;
        }
    }
    (schema, name)
}

/// Gives an enum of ours the values that it lacks. There is no harm in those that it has besides: it is open.
fn extend(components: &mut Object, name: &str, values: &[Json]) -> bool {
    let schema =
        components.get_mut("schemas").and_then(Json::object_mut).and_then(|schemas| schemas.get_mut(name));
    let Some(schema) = schema.and_then(Json::object_mut) else { return false };
    let known = schema.get("enum").map(Json::items).unwrap_or_default().to_vec();
    let new: Vec<_> =
        values.iter().filter(|value| value.text().is_some() && !known.contains(value)).collect();
    let mut push = |key: &str, value: Json| {
        if let Some(Json::List(items)) = schema.get_mut(key) {
            items.push(value);
        }
    };
    for value in new {
        let text = value.text().unwrap_or_default();
        push("enum", value.clone());
        push("x-enum-varnames", Json::Text(heck::ToUpperCamelCase::to_upper_camel_case(text)));
        push("x-enum-descriptions", Json::Text(format!("The service says `{text}`.")));
    }
    true
}
