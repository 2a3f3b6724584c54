//! `cargo xtask spec lint`: checks what the generator requires, and what its documentation needs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::Value;

use super::write::PLACEHOLDER;
use super::{Node, Operation, Spec, references, to_json};
use crate::codegen::workspace;
use crate::error::SpecError;
use crate::lower::complete;
use crate::pointer::Pointer;

/// The known extensions.
const EXTENSIONS: &str = "x-enum-descriptions x-enum-varnames x-ibis-derived x-ibis-encoded x-ibis-entity x-ibis-fetch \
    x-ibis-fetch-root x-ibis-fetched-by x-ibis-flattened-only x-ibis-gateway x-ibis-lql-prefix \
    x-ibis-paging x-ibis-published x-ibis-recommended x-ibis-result x-ibis-special-values \
    x-ibis-undocumented x-ibis-url-limit";

/// The arguments of `cargo xtask spec lint`.
#[derive(Clone, Debug, clap::Args)]
pub struct Lint {
    /// Document to check [default: spec/lookup.openapi.json]
    pub file: Option<PathBuf>,
}

impl Lint {
    /// Lints the document.
    ///
    /// # Errors
    /// If the document cannot be read.
    pub fn run(&self) -> Result<Vec<SpecError>> {
        let path = self.file.clone().unwrap_or_else(|| workspace().join("spec/lookup.openapi.json"));
        Ok(lint(&Spec::read(&path)?))
    }
}

/// Lints a document. Returns the errors of lowering it, then the findings, both ordered by location.
pub fn lint(spec: &Spec) -> Vec<SpecError> {
    let mut linter = Linter { spec, found: Vec::new() };
    linter.walk(&spec.document, &Pointer::root());
    linter.operations();
    linter.components();
    // Sorted keys keep diffs small.
    if to_json(&spec.document) != format!("{:#}\n", spec.document) {
        linter.push(&Pointer::root(), "unsorted keys: sort all except those of `properties`");
    }
    let mut found = linter.found;
    found.sort();
    found.dedup();
    let unmapped: Vec<_> = complete(spec).err().iter().flat_map(|errors| errors.iter().cloned()).collect();
    found.retain(|finding| !unmapped.iter().any(|other| other.at == finding.at));
    unmapped.into_iter().chain(found).collect()
}

struct Linter<'a> {
    spec: &'a Spec,
    found: Vec<SpecError>,
}

impl Linter<'_> {
    fn push(&mut self, at: &Pointer, problem: impl Into<String>) {
        self.found.push(SpecError::new(at, problem));
    }

    /// Checks any value: unknown extensions, unresolved references, parallel arrays of different lengths.
    fn walk(&mut self, value: &Value, at: &Pointer) {
        if let Some(reference) = value["$ref"].as_str()
            && self.spec.document.pointer(Pointer::parse(reference).as_str()).is_none()
        {
            self.push(at, format!("unresolved reference `{reference}`"));
        }
        let length = |value: &Value| value.as_array().map(Vec::len);
        for (key, inside) in value.as_object().into_iter().flatten() {
            let at = at.key(key);
            if key.starts_with("x-ibis-") && !EXTENSIONS.split(' ').any(|known| known == key) {
                self.push(&at, "unknown extension");
            }
            if key.starts_with("x-enum-") && length(&value["enum"]) != length(inside) {
                self.push(&at, "expected one item per value of the enum");
            }
            self.walk(inside, &at);
        }
        for (i, item) in value.as_array().into_iter().flatten().enumerate() {
            self.walk(item, &at.index(i));
        }
    }

    fn operations(&mut self) {
        let tags = self.spec.root().items("tags");
        let mut ids: BTreeMap<&str, Pointer> = BTreeMap::new();
        for Operation { path, item, node, .. } in self.spec.operations() {
            if path.starts_with("/api/v1/") {
                self.push(&item.at, "redundant prefix `/api/v1`: declarations add it");
            }
            if let Some(id) = node.str("operationId")
                && let Some(other) = ids.insert(id, node.at.clone())
            {
                self.push(&node.at.key("operationId"), format!("`{id}` is taken by {other}"));
            }
            for tag in node.strings("tags") {
                if !tags.iter().any(|known| known.str("name") == Some(tag)) {
                    self.push(&node.at.key("tags"), format!("undeclared tag `{tag}`"));
                }
            }
            self.described(&node, &["summary", "description"]);
            for parameter in [item, node.clone()].iter().flat_map(|owner| owner.items("parameters")) {
                self.described(&parameter, &["description"]);
            }
            let body = node.get("requestBody").and_then(|body| body.resolve("requestBodies").ok());
            for (_, media) in body.map(|body| body.fields("content")).unwrap_or_default() {
                media.get("schema").into_iter().for_each(|schema| self.fields(&schema, false));
            }
        }
        for tag in &tags {
            self.described(tag, &["description"]);
        }
    }

    fn fields(&mut self, schema: &Node<'_>, with_examples: bool) {
        let fields = schema.fields("properties");
        for (_, field) in &fields {
            self.described(field, &["description"]);
            let scalar = matches!(field.str("type"), Some("string" | "integer" | "boolean"));
            let internal = field.has("x-ibis-flattened-only");
            if with_examples && scalar && !internal && !field.has("example") {
                self.push(&field.at, "missing `example`");
            }
        }
        for name in schema.strings("required") {
            if !fields.iter().any(|(field, _)| *field == name) {
                self.push(&schema.at.key("required"), format!("`{name}` is not a field"));
            }
        }
    }

    /// Checks that these keys hold sentences. References outside of `properties` are described at their target.
    fn described(&mut self, node: &Node<'_>, keys: &[&str]) {
        if node.has("$ref") && !node.at.as_str().contains("/properties/") {
            return;
        }
        for key in keys {
            let text = node.str(key).map(str::trim).unwrap_or_default();
            if text.is_empty() {
                self.push(&node.at, format!("missing `{key}`"));
            } else if text == PLACEHOLDER {
                self.push(&node.at.key(key), "placeholder: replace it by a description");
            } else if !text.ends_with(['.', '!', '?', '`', '>', '|']) {
                self.push(&node.at.key(key), "expected a sentence");
            }
        }
    }

    fn components(&mut self) {
        let used = references(&self.spec.document);
        for section in ["parameters", "requestBodies", "responses", "schemas"] {
            for (name, node) in self.spec.components(section) {
                if !used.contains(format!("#/components/{section}/{name}").as_str()) {
                    self.push(&node.at, "unused component");
                }
                if section == "schemas" {
                    self.described(&node, &["description"]);
                    self.fields(&node, true);
                }
            }
        }
    }
}
