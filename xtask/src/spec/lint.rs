//! `cargo xtask spec lint`: what the generator relies on, and what makes its output worth reading.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Result;

use super::json::Json;
use super::write::PLACEHOLDER;
use super::{Node, Spec};
use crate::codegen::workspace;
use crate::error::SpecError;
use crate::lower::complete;
use crate::pointer::Pointer;

/// The extensions that mean something to the generator or the client.
const EXTENSIONS: &str = "x-enum-descriptions x-enum-varnames x-ibis-derived x-ibis-encoded x-ibis-entity x-ibis-fetch \
    x-ibis-fetch-root x-ibis-fetched-by x-ibis-flattened-only x-ibis-gateway x-ibis-lql-prefix \
    x-ibis-paging x-ibis-published x-ibis-recommended x-ibis-result x-ibis-special-values \
    x-ibis-undocumented x-ibis-url-limit";

const METHODS: &[&str] = &["get", "put", "post", "delete"];

/// Which document to look through.
#[derive(Clone, Debug, clap::Args)]
pub struct Lint {
    /// The document; if left out, spec/lookup.openapi.json
    pub file: Option<PathBuf>,
}

impl Lint {
    /// All that there is to find.
    ///
    /// # Errors
    /// If the file is no document.
    pub fn run(&self) -> Result<Vec<SpecError>> {
        let path = self.file.clone().unwrap_or_else(|| workspace().join("spec/lookup.openapi.json"));
        Ok(lint(&Spec::read(&path)?))
    }
}

/// All that there is to find in a document, in the order of the places; first what cannot be mapped.
pub fn lint(spec: &Spec) -> Vec<SpecError> {
    let mut linter = Linter { spec, found: Vec::new(), used: BTreeSet::new() };
    linter.walk(&spec.document, &Pointer::root());
    linter.operations();
    linter.schemas();
    linter.components();
    linter.layout();
    let mut found = linter.found;
    found.sort();
    let unmapped: Vec<_> = complete(spec).err().iter().flat_map(|errors| errors.iter().cloned()).collect();
    found.retain(|finding| !unmapped.iter().any(|other| other.at == finding.at));
    unmapped.into_iter().chain(found).collect()
}

struct Linter<'a> {
    spec: &'a Spec,
    found: Vec<SpecError>,
    used: BTreeSet<String>,
}

impl Linter<'_> {
    fn push(&mut self, at: &Pointer, problem: impl Into<String>) {
        self.found.push(SpecError::new(at, problem));
    }

    /// What can be wrong anywhere: extensions that nobody reads, references that lead nowhere, lists side by side.
    fn walk(&mut self, value: &Json, at: &Pointer) {
        if let Some(reference) = value.get("$ref").and_then(Json::text) {
            self.used.insert(reference.to_owned());
            if self.spec.document.pointer(&Pointer::parse(reference)).is_none() {
                self.push(at, format!("nothing at `{reference}`"));
            }
        }
        let values = value.get("enum").map(|values| values.items().len());
        for (key, inside) in value.fields() {
            let at = at.key(key);
            if key.starts_with("x-ibis-") && !EXTENSIONS.split(' ').any(|known| known == key) {
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
        let root = self.spec.root();
        let tags = root.items("tags");
        let mut ids: BTreeMap<&str, Pointer> = BTreeMap::new();
        for (path, item) in root.fields("paths") {
            if path.starts_with("/api/v1/") {
                self.push(&item.at, "the path begins with `/api/v1`, which each declaration has by itself");
            }
            self.described(&item.items("parameters"), &["description"]);
            for operation in METHODS.iter().filter_map(|http| item.get(http)) {
                if let Some(id) = operation.text("operationId")
                    && let Some(other) = ids.insert(id, operation.at.clone())
                {
                    self.push(&operation.at.key("operationId"), format!("`{id}` is taken by {other}"));
                }
                self.described(std::slice::from_ref(&operation), &["summary", "description"]);
                for tag in operation.texts("tags") {
                    if !tags.iter().any(|known| known.text("name") == Some(tag)) {
                        self.push(
                            &operation.at.key("tags"),
                            format!("`{tag}` is none of the document's tags"),
                        );
                    }
                }
                self.described(&operation.items("parameters"), &["description"]);
                let body = operation.get("requestBody").and_then(|body| body.resolved("requestBodies").ok());
                for (_, media) in body.map(|body| body.fields("content")).unwrap_or_default() {
                    media.get("schema").into_iter().for_each(|schema| self.fields(&schema, false));
                }
            }
        }
        self.described(&tags, &["description"]);
    }

    fn schemas(&mut self) {
        for (_, schema) in self.spec.components("schemas") {
            self.described(std::slice::from_ref(&schema), &["description"]);
            self.fields(&schema, true);
        }
    }

    fn fields(&mut self, schema: &Node<'_>, with_examples: bool) {
        let fields = schema.fields("properties");
        for (_, field) in &fields {
            self.described(std::slice::from_ref(field), &["description"]);
            let scalar = matches!(field.text("type"), Some("string" | "integer" | "boolean"));
            let internal = field.value.get("x-ibis-flattened-only").is_some();
            if with_examples && scalar && !internal && field.value.get("example").is_none() {
                self.push(&field.at, "no `example`: the accessor's docs are without one");
            }
        }
        for name in schema.texts("required") {
            if !fields.iter().any(|(field, _)| *field == name) {
                self.push(&schema.at.key("required"), format!("`{name}` is none of the fields"));
            }
        }
    }

    /// Whether all of these are there, and are sentences of ours. A reference has its own elsewhere.
    fn described(&mut self, nodes: &[Node<'_>], keys: &[&str]) {
        for node in nodes
            .iter()
            .filter(|node| node.value.get("$ref").is_none() || node.at.to_string().contains("/properties/"))
        {
            for key in keys {
                let text = node.text(key).map(str::trim).unwrap_or_default();
                if text.is_empty() {
                    self.push(&node.at, format!("no `{key}`: the docs are without one"));
                } else if text == PLACEHOLDER {
                    self.push(&node.at.key(key), "a placeholder: write it in words of our own");
                } else if !text.ends_with(['.', '!', '?', '`', '>', '|']) {
                    self.push(&node.at.key(key), "does not end like a sentence");
                }
            }
        }
    }

    fn components(&mut self) {
        for section in ["parameters", "requestBodies", "responses", "schemas"] {
            for (name, node) in self.spec.components(section) {
                if !self.used.contains(&format!("#/components/{section}/{name}")) {
                    self.push(&node.at, "nothing refers to it");
                }
            }
        }
    }

    /// Whether the keys are sorted, but for those of `properties`: else a change is hard to see among others.
    fn layout(&mut self) {
        let mut sorted = self.spec.document.clone();
        sorted.sort();
        if sorted.to_text().ok() != self.spec.document.to_text().ok() {
            self.push(&Pointer::root(), "the keys are not sorted: sort them, but for those of `properties`");
        }
    }
}
