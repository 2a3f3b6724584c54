//! Applies differences to our document.

use serde_json::{Map, Value, json};

use super::compare::{Aspect, Difference, Form, Subject, is_consistent, is_same_type};
use super::{Node, Spec, references};
use crate::lower::record_name;
use crate::model::{ApiSrc, EndpointSrc, ParamIn, ParamSrc, SchemaType};
use crate::pointer::Pointer;

/// Stands in for a description that we must write ourselves.
pub(super) const PLACEHOLDER: &str = "UNDESCRIBED.";

/// The keys with prose, which is not copied.
const PROSE: [&str; 6] = ["description", "example", "examples", "externalDocs", "summary", "title"];

pub(super) struct Writer<'a> {
    original: &'a Value,
    document: Value,
    theirs: &'a Spec,
    our_api: &'a ApiSrc,
    their_api: &'a ApiSrc,
    form: Form,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        original: &'a Value,
        theirs: &'a Spec,
        our_api: &'a ApiSrc,
        their_api: &'a ApiSrc,
        form: Form,
    ) -> Self {
        Self { original, document: original.clone(), theirs, our_api, their_api, form }
    }

    /// Returns the document if it has changed, without components that are no longer used.
    pub(super) fn finish(mut self) -> Option<Value> {
        if self.document == *self.original {
            return None;
        }
        loop {
            let (before, now) = (references(self.original), references(&self.document));
            let unused: Vec<_> = before.difference(&now).map(|reference| Pointer::parse(reference)).collect();
            if unused.iter().filter_map(|at| self.cut(at)).count() == 0 {
                return Some(self.document);
            }
        }
    }

    /// Removes an item.
    pub(super) fn remove(&mut self, at: &Pointer) {
        self.cut(at);
        let Some((owner, name)) = at.split() else { return };
        if let Some(record) = record(&owner) {
            self.require(&record, &name, false);
        }
        // Remove a path without operations, too.
        if self.at(&owner).and_then(Value::as_object).is_some_and(Map::is_empty) {
            self.cut(&owner);
        }
    }

    /// Marks an item as present in or missing from their document.
    pub(super) fn mark(&mut self, at: &Pointer, is_there: bool) {
        self.inline_reference(at);
        if is_there && self.form == Form::Service {
            self.cut(&at.key(self.form.mark()));
        } else {
            self.put(at, self.form.mark(), is_there.into());
        }
    }

    /// Applies a difference. Returns `None` for one that is not applied, such as a removal.
    pub(super) fn apply(&mut self, difference: &Difference) -> Option<()> {
        let Difference { subject, aspect, old, new, owner, .. } = difference;
        match (aspect, old, new) {
            (Aspect::Added, _, Some(new)) => self.add(*subject, owner, new),
            (Aspect::Published, Some(old), _) => {
                self.mark(old, true);
                Some(())
            }
            (Aspect::Request, Some(old), Some(new)) => {
                let operation = self.at(old)?.clone();
                self.remove(old);
                self.insert(new, operation)
            }
            (Aspect::Result, Some(old), Some(new)) => self.result(old, new),
            (_, Some(old), Some(new)) => self.change(*aspect, old, new),
            _ => None,
        }
    }

    /// Inserts an operation at a path, which may be new.
    fn insert(&mut self, at: &Pointer, operation: Value) -> Option<()> {
        let (item, method) = at.split()?;
        let (paths, path) = item.split()?;
        if self.at(&item).is_none() {
            self.put(&paths, &path, json!({}));
        }
        self.put(&item, &method, operation);
        Some(())
    }

    fn add(&mut self, subject: Subject, owner: &Pointer, new: &Pointer) -> Option<()> {
        let (_, name) = new.split()?;
        let schema = || Some(with_placeholders(self.localized(self.theirs.document.pointer(new.as_str())?)));
        match subject {
            Subject::Operation => {
                self.insert(new, self.operation(endpoint(self.their_api, new)?))?;
            }
            Subject::Parameter => {
                let mut params = self.their_api.endpoints().flat_map(|endpoint| &endpoint.params);
                self.add_parameter(owner, params.find(|param| param.at == *new)?);
            }
            Subject::Record => self.put(owner, &name, schema()?),
            Subject::Field => {
                self.put(&owner.key("properties"), &name, schema()?);
                let mut fields = self.their_api.models.iter().flat_map(|model| &model.fields);
                if fields.any(|field| field.at == *new && field.required) {
                    self.require(owner, &name, true);
                }
            }
            Subject::Name => {}
        }
        Some(())
    }

    fn add_parameter(&mut self, operation: &Pointer, param: &ParamSrc) {
        if param.location == ParamIn::Form {
            // Our forms are inline schemas.
            let schema =
                operation.keys(&["requestBody", "content", "application/x-www-form-urlencoded", "schema"]);
            self.put(&schema.key("properties"), &param.api_name, with_placeholders(self.schema_of(param)));
            return self.require(&schema, &param.api_name, param.required);
        }
        let value = self.parameter(param);
        match self.document.pointer_mut(operation.key("parameters").as_str()) {
            Some(Value::Array(items)) => items.push(value),
            _ => self.put(operation, "parameters", json!([value])),
        }
    }

    /// Their operation in our form, with placeholders for descriptions.
    fn operation(&self, endpoint: &EndpointSrc) -> Value {
        let theirs = self.theirs.document.pointer(endpoint.at.as_str()).unwrap_or(&Value::Null);
        let tag = theirs["tags"][0].as_str().unwrap_or_default();
        let mut tags =
            self.document["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str());
        let tag = tags.find(|known| known.eq_ignore_ascii_case(tag)).unwrap_or(tag);
        let params = endpoint.params.iter().filter(|param| param.location != ParamIn::Form);
        let mut operation = json!({
            "description": PLACEHOLDER,
            "operationId": endpoint.id,
            "parameters": params.map(|param| self.parameter(param)).collect::<Value>(),
            "responses": self.responses(endpoint),
            "summary": PLACEHOLDER,
            "tags": [tag],
            "x-ibis-result": self.result_extension(endpoint, &Value::Null),
        });
        if self.form == Form::Service {
            operation["x-ibis-gateway"] = false.into();
        }
        if endpoint.deprecated {
            operation["deprecated"] = true.into();
        }
        if let Some(body) = theirs.get("requestBody") {
            operation["requestBody"] = self.localized(body);
        }
        operation
    }

    /// The responses of one of our operations with the same result, or else theirs.
    fn responses(&self, theirs: &EndpointSrc) -> Value {
        let same = self
            .our_api
            .endpoints()
            .find(|ours| ours.field == theirs.field && is_same_type(&ours.schema_type, &theirs.schema_type));
        let ours = same.and_then(|ours| self.at(&ours.at.key("responses")).cloned());
        ours.unwrap_or_else(|| {
            let response = self.theirs.document.pointer(theirs.at.keys(&["responses", "200"]).as_str());
            json!({ "200": with_placeholders(response.map_or(Value::Null, |response| self.localized(response))) })
        })
    }

    /// The `x-ibis-result` of their result, with the other keys of ours.
    fn result_extension(&self, theirs: &EndpointSrc, ours: &Value) -> Value {
        let (item, list) = match &theirs.schema_type {
            SchemaType::List(item) => (item.as_ref(), true),
            single => (single, false),
        };
        let (ty, format) = match item {
            SchemaType::Record(name) => (self.schema_name(name), None),
            SchemaType::Integer(format) => ("integer", format.as_ref()),
            SchemaType::Bool => ("boolean", None),
            SchemaType::Str { .. } | SchemaType::List(_) => ("string", None),
        };
        let mut declared = ours.as_object().cloned().unwrap_or_default();
        declared.shift_remove("format");
        let said = [("field", json!(theirs.field)), ("list", list.into()), ("type", ty.into())];
        let format = format.map(|format| ("format", json!(format)));
        declared.extend(said.into_iter().chain(format).map(|(key, value)| (key.to_owned(), value)));
        Value::Object(declared)
    }

    fn result(&mut self, old: &Pointer, new: &Pointer) -> Option<()> {
        let theirs = endpoint(self.their_api, new)?;
        let declared =
            self.result_extension(theirs, self.at(&old.key("x-ibis-result")).unwrap_or(&Value::Null));
        self.put(old, "x-ibis-result", declared);
        self.put(old, "responses", self.responses(theirs));
        Some(())
    }

    /// Their parameter in our form: a reference to our own component if there is exactly one that fits.
    fn parameter(&self, param: &ParamSrc) -> Value {
        let ours = self.our_api.endpoints().flat_map(|endpoint| &endpoint.params).filter(|ours| {
            (&ours.api_name, ours.location, ours.required)
                == (&param.api_name, param.location, param.required)
                && is_consistent(&ours.schema_type, &param.schema_type, Subject::Parameter)
        });
        let mut shared: Vec<_> = ours.filter_map(|ours| self.original.pointer(ours.at.as_str())).collect();
        shared.dedup();
        // With several candidates, such as for `fetch`, the choice is left to a person.
        if let [only] = shared[..]
            && only.get("$ref").is_some()
        {
            return only.clone();
        }
        let mut value = json!({
            "description": PLACEHOLDER,
            "in": param.location.word(),
            "name": param.api_name,
            "schema": self.schema_of(param),
        });
        if param.required {
            value["required"] = true.into();
        }
        if param.deprecated {
            value["deprecated"] = true.into();
        }
        if param.schema_type.is_list() {
            value["explode"] = false.into();
            value["style"] = "form".into();
        }
        value
    }

    fn schema_of(&self, param: &ParamSrc) -> Value {
        let node = self.theirs.node(&param.at).and_then(|node| node.resolve("parameters").ok());
        let schema = node
            .and_then(|node| if param.location == ParamIn::Form { Some(node) } else { node.get("schema") });
        schema.map_or(Value::Null, |schema| self.localized(schema.value))
    }

    /// Applies a change to an item that both documents contain. Keeps our descriptions and extensions.
    fn change(&mut self, aspect: Aspect, old: &Pointer, new: &Pointer) -> Option<()> {
        self.inline_reference(old);
        let theirs = self.theirs.node(new)?.resolve("parameters").ok()?.value;
        let (owner, name) = old.split()?;
        match (aspect, record(&owner)) {
            (Aspect::Deprecated, _) => self.take(&["deprecated"], theirs, old),
            (Aspect::ApiName, None) => self.take(&["in", "name"], theirs, old),
            (Aspect::Required, None) => self.take(&["required"], theirs, old),
            (Aspect::Required, Some(record)) => {
                let names = self.at(&record.key("required")).and_then(Value::as_array);
                let is_required = names.is_some_and(|names| names.contains(&json!(name)));
                self.require(&record, &name, !is_required);
            }
            (Aspect::Type, None) => self.take(&["explode", "schema", "style"], theirs, old),
            (Aspect::Type, Some(_)) => {
                let mut value = with_placeholders(self.localized(theirs));
                let ours = self.at(old)?.as_object().into_iter().flatten();
                for (key, ours) in ours.filter(|(key, _)| *key == "description" || key.starts_with("x-")) {
                    value[key] = ours.clone();
                }
                self.put(&owner, &name, value);
            }
            _ => {}
        }
        Some(())
    }

    /// Copies keys of their value. Removes those that it lacks or that have their default.
    fn take(&mut self, keys: &[&str], theirs: &Value, ours: &Pointer) {
        for key in keys {
            self.cut(&ours.key(key));
            if let Some(value) = theirs.get(key).filter(|value| **value != false || *key == "explode") {
                self.put(ours, key, self.localized(value));
            }
        }
    }

    /// Adds a name to `required`, or removes it.
    fn require(&mut self, record: &Pointer, name: &str, is_required: bool) {
        let at = record.key("required");
        let names = self.at(&at).and_then(Value::as_array).into_iter().flatten();
        let names = names.filter(|other| **other != *name).cloned().chain(is_required.then(|| name.into()));
        match names.collect::<Vec<_>>() {
            names if names.is_empty() => _ = self.cut(&at),
            names => self.put(record, "required", names.into()),
        }
    }

    /// Replaces a reference by its target, so that a change does not affect other uses.
    fn inline_reference(&mut self, at: &Pointer) {
        let target = self.at(at).and_then(|value| value["$ref"].as_str()).map(Pointer::parse);
        let value = target.and_then(|target| self.at(&target).cloned());
        if let (Some(value), Some(location)) = (value, self.document.pointer_mut(at.as_str())) {
            *location = value;
        }
    }

    /// Our name for their schema.
    fn schema_name<'b>(&'b self, theirs: &'b str) -> &'b str {
        let schemas = self.document["components"]["schemas"].as_object().into_iter().flatten();
        let mut names = schemas.map(|(name, _)| name.as_str());
        names.find(|name| record_name(name) == record_name(theirs)).unwrap_or(theirs)
    }

    /// Their value without prose, with references to our schemas.
    fn localized(&self, theirs: &Value) -> Value {
        let is_not_empty = |value: &Value| *value != json!({});
        match theirs {
            Value::Object(fields) => {
                let fields =
                    fields.iter().filter(|(key, value)| value.is_object() || !PROSE.contains(&key.as_str()));
                let fields = fields.map(|(key, value)| match (key.as_str(), value.as_str()) {
                    ("$ref", Some(reference)) => {
                        let name = reference.rsplit('/').next().unwrap_or_default();
                        (key, format!("#/components/schemas/{}", self.schema_name(name)).into())
                    }
                    _ => (key, self.localized(value)),
                });
                fields
                    .filter(|(_, value)| is_not_empty(value))
                    .map(|(key, value)| (key.clone(), value))
                    .collect()
            }
            Value::Array(items) => {
                items.iter().map(|item| self.localized(item)).filter(is_not_empty).collect()
            }
            other => other.clone(),
        }
    }

    fn at(&self, at: &Pointer) -> Option<&Value> {
        self.document.pointer(at.as_str())
    }

    /// Sets a key of an object.
    fn put(&mut self, at: &Pointer, key: &str, value: Value) {
        if let Some(Value::Object(fields)) = self.document.pointer_mut(at.as_str()) {
            fields.insert(key.to_owned(), value);
        }
    }

    /// Removes and returns a value.
    fn cut(&mut self, at: &Pointer) -> Option<Value> {
        let (owner, key) = at.split()?;
        match self.document.pointer_mut(owner.as_str())? {
            Value::Object(fields) => fields.shift_remove(&key),
            Value::Array(items) => {
                let index = key.parse().ok().filter(|index| *index < items.len())?;
                Some(items.remove(index))
            }
            _ => None,
        }
    }
}

impl Spec {
    /// The node at a location.
    fn node(&self, at: &Pointer) -> Option<Node<'_>> {
        Some(Node { value: self.document.pointer(at.as_str())?, at: at.clone(), ..self.root() })
    }
}

/// The record or form with this location as its `properties`.
fn record(fields: &Pointer) -> Option<Pointer> {
    fields.split().filter(|(_, key)| key == "properties").map(|(record, _)| record)
}

/// Adds placeholders for the descriptions of a schema and its fields.
fn with_placeholders(mut schema: Value) -> Value {
    let Some(fields) = schema.as_object_mut() else { return schema };
    if let Some(reference) = fields.shift_remove("$ref") {
        *fields = Map::from_iter([("allOf".to_owned(), json!([{ "$ref": reference }]))]);
    }
    for value in
        fields.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
    {
        *value = with_placeholders(value.take());
    }
    fields.insert("description".to_owned(), PLACEHOLDER.into());
    schema
}

fn endpoint<'a>(api: &'a ApiSrc, at: &Pointer) -> Option<&'a EndpointSrc> {
    api.endpoints().find(|endpoint| endpoint.at == *at)
}
