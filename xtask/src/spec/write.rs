//! Takes over into our document what theirs says.

use std::collections::BTreeSet;

use super::compare::{Aspect, Difference, Form, Subject, says_the_same};
use super::json::{Json, Object};
use super::{Node, Spec};
use crate::lower::record_name;
use crate::model::{ApiSrc, EndpointSrc, ParamSrc, Place, WireType};
use crate::pointer::Pointer;

/// What stands where a description has to be written: the words must be ours.
pub(super) const PLACEHOLDER: &str = "UNDESCRIBED.";

/// The words of theirs, which are not taken over.
const PROSE: [&str; 6] = ["description", "example", "examples", "externalDocs", "summary", "title"];

pub(super) struct Writer<'a> {
    before: &'a Json,
    document: Json,
    theirs: &'a Spec,
    our_api: &'a ApiSrc,
    their_api: &'a ApiSrc,
    form: Form,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        before: &'a Json,
        theirs: &'a Spec,
        our_api: &'a ApiSrc,
        their_api: &'a ApiSrc,
        form: Form,
    ) -> Self {
        Self { before, document: before.clone(), theirs, our_api, their_api, form }
    }

    /// The document, if it has changed, without components that nothing refers to any longer.
    pub(super) fn finish(mut self) -> Option<Json> {
        if self.document == *self.before {
            return None;
        }
        loop {
            let (before, now) = (references(self.before), references(&self.document));
            let unused: Vec<_> = before.difference(&now).map(|reference| Pointer::parse(reference)).collect();
            if unused.iter().filter_map(|at| self.document.remove(at)).count() == 0 {
                return Some(self.document);
            }
        }
    }

    /// Takes something out.
    pub(super) fn remove(&mut self, at: &Pointer) {
        self.document.remove(at);
        let Some((owner, name)) = at.split() else { return };
        if let Some((record, key)) = owner.split()
            && key == "properties"
        {
            self.require(&record, &name, false);
        }
        // A path without operations is none.
        if self.document.pointer(&owner).is_some_and(|owner| owner.object().is_some_and(Object::is_empty)) {
            self.document.remove(&owner);
        }
    }

    /// Records whether theirs has something: what it has not stays.
    pub(super) fn mark(&mut self, at: &Pointer, is_there: bool) {
        self.own(at);
        if is_there && self.form == Form::Service {
            self.document.remove(&at.key(self.form.mark()));
        } else {
            self.document.put(at, self.form.mark(), Json::Bool(is_there));
        }
    }

    /// Takes over one difference. What theirs no longer has stays.
    pub(super) fn take_over(&mut self, difference: &Difference) {
        let Difference { subject, aspect, old, new, owner, .. } = difference;
        match (aspect, old, new) {
            (Aspect::Added, _, Some(new)) => self.add(*subject, owner, new),
            (Aspect::Published, Some(old), _) => self.mark(old, true),
            (Aspect::Call, Some(old), Some(new)) => {
                let Some(value) = self.document.pointer(old).cloned() else { return };
                self.remove(old);
                self.insert(new, value);
            }
            (Aspect::Result, Some(old), Some(new)) => self.result(old, new),
            (_, Some(old), Some(new)) => self.change(*aspect, old, new),
            _ => {}
        }
    }

    /// Puts an operation at a path, which may be new.
    fn insert(&mut self, at: &Pointer, value: Json) {
        let Some((item, http)) = at.split() else { return };
        if let Some((paths, path)) = item.split()
            && self.document.pointer(&item).is_none()
        {
            self.document.put(&paths, &path, Json::of([]));
        }
        self.document.put(&item, &http, value);
    }

    fn add(&mut self, subject: Subject, owner: &Pointer, new: &Pointer) {
        match subject {
            Subject::Operation => {
                if let Some(operation) =
                    endpoint(self.their_api, new).map(|endpoint| self.operation(endpoint))
                {
                    self.insert(new, operation);
                }
            }
            Subject::Parameter => {
                let mut params = endpoints(self.their_api).flat_map(|endpoint| &endpoint.params);
                if let Some(param) = params.find(|param| param.at == *new) {
                    self.add_parameter(owner, param, self.parameter(param));
                }
            }
            Subject::Record => {
                let (Some((_, name)), Some(schema)) = (new.split(), self.theirs.document.pointer(new)) else {
                    return;
                };
                let schema = described(self.localized(schema));
                self.document.put(owner, &name, schema);
            }
            Subject::Field => self.add_field(owner, new),
            Subject::Name => {}
        }
    }

    fn add_parameter(&mut self, operation: &Pointer, param: &ParamSrc, value: Json) {
        if param.place == Place::Form {
            // A form of ours is written where it is used.
            let schema =
                operation.keys(&["requestBody", "content", "application/x-www-form-urlencoded", "schema"]);
            let field = described(value.get("schema").cloned().unwrap_or(Json::Null));
            self.document.put(&schema.key("properties"), &param.wire, field);
            return self.require(&schema, &param.wire, param.required);
        }
        let list = operation.key("parameters");
        if self.document.pointer(&list).is_none() {
            self.document.put(operation, "parameters", Json::List(Vec::new()));
        }
        if let Some(Json::List(items)) = self.document.pointer_mut(&list) {
            items.push(value);
        }
    }

    fn add_field(&mut self, record: &Pointer, new: &Pointer) {
        let (Some((_, name)), Some(schema)) = (new.split(), self.theirs.document.pointer(new)) else {
            return;
        };
        let schema = described(self.localized(schema));
        self.document.put(&record.key("properties"), &name, schema);
        let theirs =
            self.their_api.models.iter().flat_map(|model| &model.fields).find(|field| field.at == *new);
        if theirs.is_some_and(|field| field.required) {
            self.require(record, &name, true);
        }
    }

    /// An operation of theirs in our form. Our words have to be written.
    fn operation(&self, endpoint: &EndpointSrc) -> Json {
        let theirs = self.theirs.document.pointer(&endpoint.at);
        let tag =
            theirs.and_then(|operation| operation.get("tags")?.items().first()?.text()).unwrap_or_default();
        let tags = self.document.get("tags").map(Json::items).unwrap_or_default().iter();
        let mut tags = tags.filter_map(|tag| tag.get("name")?.text());
        let tag = tags.find(|known| known.eq_ignore_ascii_case(tag)).unwrap_or(tag);
        let params = endpoint.params.iter().filter(|param| param.place != Place::Form);
        let mut operation = Json::of([
            ("description", PLACEHOLDER.into()),
            ("operationId", endpoint.id.as_str().into()),
            ("parameters", Json::List(params.map(|param| self.parameter(param)).collect())),
            ("responses", self.responses(endpoint)),
            ("summary", PLACEHOLDER.into()),
            ("tags", Json::List(vec![tag.into()])),
            ("x-ibis-result", self.declared(endpoint, None)),
        ]);
        if let Json::Object(fields) = &mut operation {
            if self.form == Form::Service {
                fields.insert("x-ibis-gateway".to_owned(), Json::Bool(false));
            }
            if endpoint.deprecated {
                fields.insert("deprecated".to_owned(), Json::Bool(true));
            }
            if let Some(body) = theirs.and_then(|operation| operation.get("requestBody")) {
                fields.insert("requestBody".to_owned(), self.localized(body));
            }
        }
        operation
    }

    /// The responses of an operation of ours that has the same result.
    fn responses(&self, endpoint: &EndpointSrc) -> Json {
        let same = endpoints(self.our_api).find(|ours| {
            ours.field == endpoint.field && self.localized_type(&endpoint.wire_type) == ours.wire_type
        });
        let ours = same.and_then(|ours| self.document.pointer(&ours.at.key("responses")).cloned());
        ours.unwrap_or_else(|| {
            let theirs = self.theirs.document.pointer(&endpoint.at.keys(&["responses", "200"]));
            Json::of([("200", described(theirs.map_or(Json::Null, |theirs| self.localized(theirs))))])
        })
    }

    fn localized_type(&self, theirs: &WireType) -> WireType {
        match theirs {
            WireType::Record(name) => WireType::Record(self.schema_name(name)),
            WireType::List(item) => WireType::List(Box::new(self.localized_type(item))),
            other => other.clone(),
        }
    }

    /// What `x-ibis-result` says of a result, with what ours said beside.
    fn declared(&self, theirs: &EndpointSrc, ours: Option<&Json>) -> Json {
        let (item, list) = match &theirs.wire_type {
            WireType::List(item) => (item.as_ref(), true),
            single => (single, false),
        };
        let (ty, format) = match item {
            WireType::Record(name) => (self.schema_name(name), None),
            WireType::Integer(format) => ("integer".to_owned(), format.clone()),
            WireType::Flag => ("boolean".to_owned(), None),
            WireType::Text { .. } | WireType::List(_) => ("string".to_owned(), None),
        };
        let mut declared = ours.and_then(Json::object).cloned().unwrap_or_default();
        declared.shift_remove("format");
        declared.insert("field".to_owned(), theirs.field.as_str().into());
        declared.insert("list".to_owned(), Json::Bool(list));
        declared.insert("type".to_owned(), ty.as_str().into());
        declared.extend(format.map(|format| ("format".to_owned(), Json::Text(format))));
        Json::Object(declared)
    }

    fn result(&mut self, old: &Pointer, new: &Pointer) {
        let Some(theirs) = endpoint(self.their_api, new) else { return };
        let declared = self.declared(theirs, self.document.pointer(&old.key("x-ibis-result")));
        let responses = self.responses(theirs);
        self.document.put(old, "x-ibis-result", declared);
        self.document.put(old, "responses", responses);
    }

    /// A parameter of theirs in our form: one that we have described for others already, if there is one.
    fn parameter(&self, param: &ParamSrc) -> Json {
        let ours = endpoints(self.our_api).flat_map(|endpoint| &endpoint.params).filter(|ours| {
            (&ours.wire, ours.place, ours.required) == (&param.wire, param.place, param.required)
                && says_the_same(&ours.wire_type, &param.wire_type, Subject::Parameter)
        });
        let mut shared: Vec<_> = ours.filter_map(|ours| self.before.pointer(&ours.at)).collect();
        shared.dedup();
        // Where there are several, such as of what to fetch, a person has to choose.
        if let [only] = shared[..]
            && only.get("$ref").is_some()
        {
            return only.clone();
        }
        let place = param.place.word();
        let mut value = Json::of([
            ("description", PLACEHOLDER.into()),
            ("in", place.into()),
            ("name", param.wire.as_str().into()),
            ("schema", self.schema_of(param)),
        ]);
        if let Json::Object(fields) = &mut value {
            let is_list = param.wire_type.is_list();
            for (key, is_there, value) in [
                ("required", param.required, Json::Bool(true)),
                ("deprecated", param.deprecated, Json::Bool(true)),
                ("explode", is_list, Json::Bool(false)),
                ("style", is_list, "form".into()),
            ] {
                fields.extend(is_there.then(|| (key.to_owned(), value)));
            }
        }
        value
    }

    fn schema_of(&self, param: &ParamSrc) -> Json {
        let node = self.theirs.node(&param.at).and_then(|node| node.resolved("parameters").ok());
        let schema =
            node.and_then(|node| if param.place == Place::Form { Some(node) } else { node.get("schema") });
        schema.map_or(Json::Null, |schema| self.localized(schema.value))
    }

    /// A change of something that both have: theirs in our form, with our words and marks.
    fn change(&mut self, aspect: Aspect, old: &Pointer, new: &Pointer) {
        self.own(old);
        let theirs = self.theirs.node(new).and_then(|node| node.resolved("parameters").ok());
        let (Some(theirs), Some((owner, name))) = (theirs, old.split()) else { return };
        let schema = owner.split().filter(|(_, key)| key == "properties").map(|(schema, _)| schema);
        let keys: &[&str] = match aspect {
            Aspect::Deprecated => &["deprecated"],
            Aspect::Wire => &["in", "name"],
            Aspect::Required => match schema {
                Some(schema) => {
                    let names =
                        self.document.pointer(&schema.key("required")).map(Json::items).unwrap_or_default();
                    let is_required = names.contains(&Json::from(name.as_str()));
                    return self.require(&schema, &name, !is_required);
                }
                None => &["required"],
            },
            Aspect::Type if schema.is_none() => &["explode", "schema", "style"],
            Aspect::Type => {
                let mut value = described(self.localized(theirs.value));
                if let (Json::Object(value), Some(Json::Object(ours))) =
                    (&mut value, self.document.pointer(old))
                {
                    let kept = ours.iter().filter(|(key, _)| *key == "description" || key.starts_with("x-"));
                    value.extend(kept.map(|(key, value)| (key.clone(), value.clone())));
                }
                return self.document.put(&owner, &name, value);
            }
            _ => return,
        };
        for key in keys {
            self.document.remove(&old.key(key));
            if let Some(value) =
                theirs.value.get(key).filter(|value| **value != Json::Bool(false) || *key == "explode")
            {
                let value = self.localized(value);
                self.document.put(old, key, value);
            }
        }
    }

    /// Puts a name into the list of those that are required, or takes it out.
    fn require(&mut self, schema: &Pointer, name: &str, is_required: bool) {
        let at = schema.key("required");
        let names = self.document.pointer(&at).map(Json::items).unwrap_or_default();
        let mut names: Vec<Json> = names.iter().filter(|other| other.text() != Some(name)).cloned().collect();
        names.extend(is_required.then(|| Json::from(name)));
        if names.is_empty() {
            self.document.remove(&at);
        } else {
            self.document.put(schema, "required", Json::List(names));
        }
    }

    /// Writes out what a reference at this place leads to, so that a change of it is that of no other use.
    fn own(&mut self, at: &Pointer) {
        let target =
            self.document.pointer(at).and_then(|value| value.get("$ref")?.text().map(Pointer::parse));
        let value = target.and_then(|target| self.document.pointer(&target).cloned());
        if let (Some(value), Some(place)) = (value, self.document.pointer_mut(at)) {
            *place = value;
        }
    }

    /// The name that a schema of theirs has in our document.
    fn schema_name(&self, theirs: &str) -> String {
        let schemas = self.document.at(&["components", "schemas"]);
        let mut names = schemas.into_iter().flat_map(Json::fields).map(|(name, _)| name);
        names.find(|name| record_name(name) == record_name(theirs)).map_or(theirs, String::as_str).to_owned()
    }

    /// A value of theirs without their words, that refers to our schemas.
    fn localized(&self, theirs: &Json) -> Json {
        match theirs {
            Json::Object(fields) => {
                let fields = fields
                    .iter()
                    .filter(|(key, value)| !(PROSE.contains(&key.as_str()) && value.object().is_none()));
                let fields = fields.map(|(key, value)| match (key.as_str(), value.text()) {
                    ("$ref", Some(reference)) => {
                        let name = reference.rsplit('/').next().unwrap_or_default();
                        (key.clone(), Json::Text(format!("#/components/schemas/{}", self.schema_name(name))))
                    }
                    _ => (key.clone(), self.localized(value)),
                });
                Json::Object(fields.filter(|(_, value)| *value != Json::of([])).collect())
            }
            Json::List(items) => {
                let items = items.iter().map(|item| self.localized(item));
                Json::List(items.filter(|item| *item != Json::of([])).collect())
            }
            other => other.clone(),
        }
    }
}

impl Spec {
    /// What is at a place.
    fn node(&self, at: &Pointer) -> Option<Node<'_>> {
        Some(Node { value: self.document.pointer(at)?, at: at.clone(), ..self.root() })
    }
}

/// A schema that has room for a description, and of whose fields each has one.
fn described(schema: Json) -> Json {
    let Json::Object(mut fields) = schema else { return schema };
    if let Some(reference) = fields.shift_remove("$ref") {
        fields = Object::from([("allOf".to_owned(), Json::List(vec![Json::of([("$ref", reference)])]))]);
    }
    if let Some(Json::Object(properties)) = fields.get_mut("properties") {
        for value in properties.values_mut() {
            *value = described(std::mem::replace(value, Json::Null));
        }
    }
    fields.insert("description".to_owned(), PLACEHOLDER.into());
    Json::Object(fields)
}

fn endpoints(api: &ApiSrc) -> impl Iterator<Item = &EndpointSrc> {
    api.methods.iter().flat_map(|group| &group.endpoints)
}

fn endpoint<'a>(api: &'a ApiSrc, at: &Pointer) -> Option<&'a EndpointSrc> {
    endpoints(api).find(|endpoint| endpoint.at == *at)
}

fn references(document: &Json) -> BTreeSet<&str> {
    let mut open = vec![document];
    let mut found = BTreeSet::new();
    while let Some(value) = open.pop() {
        found.extend(value.get("$ref").and_then(Json::text));
        open.extend(value.fields().map(|(_, value)| value).chain(value.items()));
    }
    found
}
