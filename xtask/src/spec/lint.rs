//! `cargo xtask spec lint`: what the generator relies on, and what makes its output worth reading.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Spec;
use super::json::Json;
use crate::codegen::workspace;
use crate::lower::lower;
use crate::pointer::Pointer;

/// The extensions that mean something to the generator or the client.
const EXTENSIONS: &[&str] = &[
    "x-enum-descriptions",
    "x-enum-varnames",
    "x-ibis-encoded",
    "x-ibis-entity",
    "x-ibis-fetch",
    "x-ibis-fetch-root",
    "x-ibis-fetched-by",
    "x-ibis-flattened-only",
    "x-ibis-gateway",
    "x-ibis-lql-prefix",
    "x-ibis-paging",
    "x-ibis-recommended",
    "x-ibis-result",
    "x-ibis-special-values",
    "x-ibis-undocumented",
    "x-ibis-url-limit",
];

const METHODS: &[&str] = &["get", "put", "post", "delete"];

/// Which document to look through.
#[derive(Clone, Debug, clap::Args)]
pub struct Lint {
    /// The document; if left out, spec/lookup.openapi.json
    pub file: Option<PathBuf>,
}

/// Something that should be another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place, as an error names it.
    pub at: String,
    /// What is wrong there.
    pub problem: String,
}

impl Lint {
    /// All that there is to find.
    ///
    /// # Errors
    /// If the file is no document.
    pub fn run(&self) -> Result<Vec<Finding>> {
        let path = self.file.clone().unwrap_or_else(|| workspace().join("spec/lookup.openapi.json"));
        let spec = Spec::read(&path).with_context(|| format!("cannot use `{}`", path.display()))?;
        lint(&spec)
    }
}

/// All that there is to find in a document, in the order of the places; first what cannot be mapped.
///
/// # Errors
/// If its text is no JSON, which a document always is.
pub fn lint(spec: &Spec) -> Result<Vec<Finding>> {
    let document: Json = serde_json::from_str(&spec.text)?;
    let mut linter = Linter { document: &document, found: Vec::new(), used: BTreeSet::new() };
    linter.walk(&document, &Pointer::root());
    linter.operations();
    linter.schemas();
    linter.components();
    linter.layout();
    let mut found = linter.found;
    found.sort_by(|a, b| a.at.cmp(&b.at));
    let unmapped = lower(spec).err();
    let unmapped = unmapped.iter().flat_map(|errors| {
        errors.iter().map(|error| Finding { at: error.at.to_string(), problem: error.problem.to_string() })
    });
    let unmapped: Vec<_> = unmapped.collect();
    found.retain(|finding| !unmapped.iter().any(|other| other.at == finding.at));
    Ok(unmapped.into_iter().chain(found).collect())
}

struct Linter<'a> {
    document: &'a Json,
    found: Vec<Finding>,
    used: BTreeSet<String>,
}

impl Linter<'_> {
    fn push(&mut self, at: &Pointer, problem: impl Into<String>) {
        self.found.push(Finding { at: at.to_string(), problem: problem.into() });
    }

    /// What can be wrong anywhere: extensions that nobody reads, references that lead nowhere, lists side by side.
    fn walk(&mut self, value: &Json, at: &Pointer) {
        if let Some(reference) = value.get("$ref").and_then(Json::text) {
            self.used.insert(reference.to_owned());
            if std::ptr::eq(value.resolved(self.document), value) {
                self.push(at, format!("nothing at `{reference}`"));
            }
        }
        let values = value.get("enum").map(|values| values.items().len());
        for (key, inside) in value.fields() {
            let at = at.key(key);
            if key.starts_with("x-ibis-") && !EXTENSIONS.contains(&key.as_str()) {
                self.push(&at, "an extension that nothing reads");
            }
            if key.starts_with("x-enum-") && values != Some(inside.items().len()) {
                self.push(&at, "not one for each value of the enum");
            }
            self.walk(inside, &at);
        }
        for (i, item) in value.items().iter().enumerate() {
            self.walk(item, &at.index(i));
        }
    }

    fn operations(&mut self) {
        let document = self.document;
        let tags: Vec<_> = document.get("tags").map(Json::items).unwrap_or_default().to_vec();
        let mut ids: BTreeMap<String, Pointer> = BTreeMap::new();
        for (path, item) in document.get("paths").into_iter().flat_map(Json::fields) {
            let at = Pointer::root().key("paths").key(path);
            if path.starts_with("/api/v1/") {
                self.push(&at, "the path begins with `/api/v1`, which each declaration has by itself");
            }
            self.parameters(item, &at);
            for (http, operation) in item.fields().filter(|(key, _)| METHODS.contains(&key.as_str())) {
                let at = at.key(http);
                match operation.get("operationId").and_then(Json::text) {
                    None => self.push(&at, "no `operationId`: the method is named after the path"),
                    Some(id) => {
                        if let Some(other) = ids.insert(id.to_owned(), at.clone()) {
                            self.push(&at.key("operationId"), format!("`{id}` is taken by {other}"));
                        }
                    }
                }
                self.described(operation, &at, &["summary", "description"]);
                for tag in operation.get("tags").map(Json::items).unwrap_or_default() {
                    if !tags.iter().any(|known| known.get("name") == Some(tag)) {
                        let name = tag.text().unwrap_or_default();
                        self.push(&at.key("tags"), format!("`{name}` is none of the document's tags"));
                    }
                }
                self.parameters(operation, &at);
                let content = operation.get("requestBody").map(|body| body.resolved(document));
                for (media, body) in
                    content.and_then(|body| body.get("content")).into_iter().flat_map(Json::fields)
                {
                    let at = at.keys(&["requestBody", "content", media, "schema"]);
                    self.fields(body.get("schema"), &at, false);
                }
            }
        }
        for (i, tag) in tags.iter().enumerate() {
            self.described(tag, &Pointer::root().key("tags").index(i), &["description"]);
        }
    }

    fn parameters(&mut self, owner: &Json, at: &Pointer) {
        for (i, node) in owner.get("parameters").map(Json::items).unwrap_or_default().iter().enumerate() {
            if node.get("$ref").is_none() {
                self.described(node, &at.key("parameters").index(i), &["description"]);
            }
        }
    }

    fn schemas(&mut self) {
        for (name, schema) in self.document.at(&["components", "schemas"]).into_iter().flat_map(Json::fields)
        {
            let at = Pointer::root().keys(&["components", "schemas", name]);
            self.described(schema, &at, &["description"]);
            self.fields(Some(schema), &at, true);
        }
    }

    fn fields(&mut self, schema: Option<&Json>, at: &Pointer, with_examples: bool) {
        let fields = schema.and_then(|schema| schema.get("properties"));
        for (name, field) in fields.into_iter().flat_map(Json::fields) {
            let at = at.key("properties").key(name);
            self.described(field, &at, &["description"]);
            let scalar =
                matches!(field.get("type").and_then(Json::text), Some("string" | "integer" | "boolean"));
            let internal = field.get("x-ibis-flattened-only").is_some();
            if with_examples && scalar && !internal && field.get("example").is_none() {
                self.push(&at, "no `example`: the accessor's docs are without one");
            }
        }
        for name in schema.and_then(|schema| schema.get("required")).map(Json::items).unwrap_or_default() {
            let name = name.text().unwrap_or_default();
            if fields.is_none_or(|fields| fields.get(name).is_none()) {
                self.push(&at.key("required"), format!("`{name}` is none of the fields"));
            }
        }
    }

    /// Whether all of these are there, and are sentences.
    fn described(&mut self, value: &Json, at: &Pointer, keys: &[&str]) {
        for key in keys {
            let text = value.get(key).and_then(Json::text).map(str::trim).unwrap_or_default();
            if text.is_empty() {
                self.push(at, format!("no `{key}`: the docs are without one"));
            } else if !text.ends_with(['.', '!', '?', '`', '>', '|']) {
                self.push(&at.key(key), "does not end like a sentence");
            }
        }
    }

    fn components(&mut self) {
        for section in ["parameters", "requestBodies", "responses", "schemas"] {
            for (name, _) in self.document.at(&["components", section]).into_iter().flat_map(Json::fields) {
                if !self.used.contains(&format!("#/components/{section}/{name}")) {
                    self.push(&Pointer::root().keys(&["components", section, name]), "nothing refers to it");
                }
            }
        }
    }

    /// Whether the keys are sorted, but for those of `properties`: else a change is hard to see among others.
    fn layout(&mut self) {
        let mut sorted = self.document.clone();
        sorted.sort();
        if sorted.to_text().ok() != self.document.to_text().ok() {
            self.push(&Pointer::root(), "the keys are not sorted: `cargo xtask spec fetch` would sort them");
        }
    }
}
