//! The published document in the form of ours: sorted, and with what ours says where the service says nothing.
//!
//! What the service says stands. Where it says less (no description, text where we know a list or a format), ours is
//! kept; what it no longer has is gone.

mod answers;
mod schemas;

use std::collections::BTreeSet;

use super::json::{Json, Object};
use answers::Answers;

/// The prefix that each declaration has by itself.
const PREFIX: &str = "/api/v1";

/// Two documents in one form.
struct Pair<'a> {
    theirs: &'a Json,
    ours: &'a Json,
}

/// Brings the service's document into the form of ours.
pub fn normalize(theirs: &Json, ours: &Json) -> Json {
    let theirs = &without_prefix(theirs);
    let pair = Pair { theirs, ours };
    let answers = Answers::of(theirs, ours);
    let mut document = filled(theirs, ours, &["components", "paths", "servers"]);
    for (section, key) in [("servers", "url"), ("tags", "name")] {
        if let Some(items) = document.get_mut(section) {
            *items = pair.items(section, key);
        }
    }
    let mut components = pair.components();
    let paths = pair.paths(&answers, &mut components);
    document.insert("paths".to_owned(), Json::Object(paths));
    document.insert("components".to_owned(), Json::Object(components));
    let mut document = Json::Object(document);
    prune(&mut document);
    document.sort();
    document
}

/// The object with what ours has besides; the fields of these names are theirs alone.
fn filled(theirs: &Json, ours: &Json, theirs_alone: &[&str]) -> Object {
    let mut object = theirs.object().cloned().unwrap_or_default();
    for (key, value) in ours.fields().filter(|(key, _)| !theirs_alone.contains(&key.as_str())) {
        let is_empty = object.get(key).is_none_or(|theirs| {
            matches!(theirs, Json::Null) || theirs.text().is_some_and(|text| text.trim().is_empty())
        });
        if is_empty {
            object.insert(key.clone(), value.clone());
        }
    }
    object
}

impl Pair<'_> {
    /// A list of things that are known by a key.
    fn items(&self, section: &str, key: &str) -> Json {
        let ours = self.ours.get(section).map(Json::items).unwrap_or_default();
        let theirs = self.theirs.get(section).map_or(ours, Json::items);
        let item = |item: &Json| {
            let same = ours.iter().find(|other| other.get(key) == item.get(key));
            same.map_or_else(|| item.clone(), |ours| Json::Object(filled(item, ours, &[])))
        };
        Json::List(theirs.iter().map(item).collect())
    }

    /// All components of both; those that nothing needs are dropped later.
    fn components(&self) -> Object {
        let empty = Json::Object(Object::new());
        let (theirs, ours) = (self.theirs.get("components"), self.ours.get("components"));
        let (theirs, ours) = (theirs.unwrap_or(&empty), ours.unwrap_or(&empty));
        let mut components = filled(theirs, ours, &[]);
        for (section, entries) in &mut components {
            let (theirs, ours) = (theirs.get(section).unwrap_or(&empty), ours.get(section).unwrap_or(&empty));
            *entries = Json::Object(filled(theirs, ours, &[]));
            if section == "schemas" {
                *entries = Json::Object(self.schemas(theirs, ours));
            }
        }
        components
    }

    fn paths(&self, answers: &Answers, components: &mut Object) -> Object {
        let empty = Object::new();
        let ours = self.ours.get("paths").and_then(Json::object).unwrap_or(&empty);
        let mut paths = Object::new();
        for (path, item) in self.theirs.get("paths").into_iter().flat_map(Json::fields) {
            let same = ours.iter().find(|(other, _)| shape(other) == shape(path));
            let Some((our_path, our_item)) = same.filter(|(our_path, _)| names(our_path) == names(path))
            else {
                paths.insert(path.clone(), item.clone());
                continue;
            };
            let mut made = Object::new();
            for (key, value) in item.fields() {
                let value = match our_item.get(key) {
                    _ if key == "parameters" => continue,
                    Some(our_operation) => {
                        let above = (item.get("parameters"), our_item.get("parameters"));
                        self.operation(value, our_operation, above, answers.same(path, key), components)
                    }
                    None => value.clone(),
                };
                made.insert(key.clone(), value);
            }
            // What stands above the operations of ours may stay there, what stands above theirs is in each.
            if let Some(above) = our_item.get("parameters") {
                made.insert("parameters".to_owned(), above.clone());
            }
            paths.insert(our_path.clone(), Json::Object(made));
        }
        paths
    }

    fn operation(
        &self,
        theirs: &Json,
        ours: &Json,
        above: (Option<&Json>, Option<&Json>),
        same_answer: bool,
        components: &mut Object,
    ) -> Json {
        let mut operation = filled(theirs, ours, &["deprecated", "parameters", "requestBody", "responses"]);
        if operation.get("operationId") != ours.get("operationId") && theirs.get("operationId").is_some() {
            // The service's own names are no reason to rename the methods.
            operation.extend(ours.get("operationId").map(|id| ("operationId".to_owned(), id.clone())));
        }
        let parameters = self.parameters(theirs, ours, above, components);
        operation.shift_remove("parameters");
        if !parameters.is_empty() {
            operation.insert("parameters".to_owned(), Json::List(parameters));
        }
        if let (Some(body), Some(our_body)) = (theirs.get("requestBody"), ours.get("requestBody")) {
            operation.insert("requestBody".to_owned(), self.body(body, our_body, components));
        }
        if same_answer {
            operation
                .extend(ours.get("responses").map(|responses| ("responses".to_owned(), responses.clone())));
        } else {
            operation.shift_remove("x-ibis-result");
        }
        Json::Object(operation)
    }

    /// Theirs, in the order of ours; those of ours that stand above the operations are left to stand there.
    fn parameters(
        &self,
        theirs: &Json,
        ours: &Json,
        above: (Option<&Json>, Option<&Json>),
        components: &mut Object,
    ) -> Vec<Json> {
        let list = |value: Option<&Json>| value.map(Json::items).unwrap_or_default().to_vec();
        let (their_above, our_above) = (list(above.0), list(above.1));
        let mut remaining: Vec<Json> =
            their_above.into_iter().chain(list(theirs.get("parameters"))).collect();
        let mut made = Vec::new();
        let known = our_above.iter().map(|node| (node, true));
        for (node, is_above) in known.chain(list(ours.get("parameters")).iter().map(|node| (node, false))) {
            let our = node.resolved(self.ours);
            let is_same = |node: &Json| {
                let their = node.resolved(self.theirs);
                their.get("name") == our.get("name") && their.get("in") == our.get("in")
            };
            let Some(at) = remaining.iter().position(is_same) else { continue };
            let node_of_theirs = remaining.remove(at);
            let their = node_of_theirs.resolved(self.theirs);
            let mut parameter = filled(their, our, &["required", "schema", "style", "explode", "deprecated"]);
            self.schema_of(&mut parameter, their, our, components);
            let parameter = Json::Object(parameter);
            let unchanged = parameter == *our;
            if !(unchanged && is_above) {
                made.push(if unchanged { node.clone() } else { parameter });
            }
        }
        made.extend(remaining);
        made
    }

    fn body(&self, theirs: &Json, ours: &Json, components: &mut Object) -> Json {
        const FORM: &str = "application/x-www-form-urlencoded";
        let (their, our) = (theirs.resolved(self.theirs), ours.resolved(self.ours));
        let mut body = filled(their, our, &["content"]);
        let schema = |body: &Json, document: &Json| {
            body.at(&["content", FORM, "schema"]).map(|schema| schema.resolved(document).clone())
        };
        let media = |body: &Json| body.at(&["content", FORM]).cloned();
        if let (Some(their_media), Some(our_media)) = (media(their), media(our))
            && let (Some(their_schema), Some(our_schema)) =
                (schema(their, self.theirs), schema(our, self.ours))
        {
            let mut made = filled(&their_media, &our_media, &["schema"]);
            let record = self.record(&their_schema, &our_schema, components);
            made.insert("schema".to_owned(), Json::Object(record));
            let content = Object::from([(FORM.to_owned(), Json::Object(made))]);
            body.insert("content".to_owned(), Json::Object(content));
        }
        let body = Json::Object(body);
        if body == *our { ours.clone() } else { body }
    }
}

/// Drops the components that nothing refers to.
fn prune(document: &mut Json) {
    loop {
        let mut used = BTreeSet::new();
        references(document, &mut used);
        let mut dropped = false;
        let components = document.object_mut().and_then(|document| document.get_mut("components"));
        for (section, entries) in components.and_then(Json::object_mut).into_iter().flatten() {
            if let Some(entries) = entries.object_mut().filter(|_| section != "securitySchemes") {
                let before = entries.len();
                entries.retain(|name, _| used.contains(&format!("#/components/{section}/{name}")));
                dropped |= entries.len() < before;
            }
        }
        if !dropped {
            break;
        }
    }
    let components = document.object_mut().and_then(|document| document.get_mut("components"));
    if let Some(components) = components.and_then(Json::object_mut) {
        components.retain(|_, entries| entries.object().is_none_or(|entries| !entries.is_empty()));
    }
}

fn references(value: &Json, used: &mut BTreeSet<String>) {
    used.extend(value.get("$ref").and_then(Json::text).map(str::to_owned));
    value.fields().for_each(|(_, value)| references(value, used));
    value.items().iter().for_each(|value| references(value, used));
}

/// A document whose paths all begin as declarations do, with that in the servers instead.
fn without_prefix(document: &Json) -> Json {
    let mut document = document.clone();
    let Some(fields) = document.object_mut() else { return document };
    let inside = |path: &str| path.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with('/'));
    let Some(paths) = fields.get("paths").and_then(Json::object).filter(|paths| !paths.is_empty()) else {
        return document;
    };
    if !paths.keys().all(|path| inside(path)) {
        return document;
    }
    let paths = paths.iter().map(|(path, item)| (path[PREFIX.len()..].to_owned(), item.clone()));
    let paths = Json::Object(paths.collect());
    fields.insert("paths".to_owned(), paths);
    if let Some(Json::List(servers)) = fields.get_mut("servers") {
        for url in servers.iter_mut().filter_map(|server| server.object_mut()?.get_mut("url")) {
            *url = Json::Text(format!("{}{PREFIX}", url.text().unwrap_or_default().trim_end_matches('/')));
        }
    }
    document
}

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shape, part| shape + "{}" + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// The names of the parameters of a path.
fn names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
}
