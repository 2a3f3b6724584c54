//! An OpenAPI document, whose references are resolved and whose values are type-checked on access.

pub mod command;
pub mod compare;
pub mod diff;
mod download;
mod items;
pub mod lint;
pub mod sync;
mod write;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::SpecError;
use crate::pointer::Pointer;

/// An OpenAPI 3.0 document.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The source text.
    pub text: String,
    /// The parsed JSON.
    pub document: Value,
    /// The number of values visited.
    steps: Cell<usize>,
    /// Errors about visited values of the wrong type.
    malformed: RefCell<BTreeSet<SpecError>>,
}

impl Spec {
    /// Reads a file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not an OpenAPI 3.0 document in JSON.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path);
        let text = text.with_context(|| format!("cannot read `{}`", path.display()))?;
        Self::parse(&text).with_context(|| format!("invalid document `{}`", path.display()))
    }

    /// Reads text.
    ///
    /// # Errors
    /// If it is not an OpenAPI 3.0 document in JSON.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let document: Value =
            serde_json::from_str(text).with_context(|| format!("invalid JSON: {}", guess_format(text)))?;
        match ["openapi", "swagger"].map(|key| document[key].as_str()) {
            [Some(version), _] if version == "3.0" || version.starts_with("3.0.") => {}
            [Some(version), _] | [None, Some(version)] => {
                bail!("OpenAPI `{version}` is not supported: convert the document to 3.0")
            }
            [None, None] => bail!("not an OpenAPI document: missing `openapi`"),
        }
        let (steps, malformed) = (Cell::default(), RefCell::default());
        Ok(Self { text: text.to_owned(), document, steps, malformed })
    }

    /// The errors about values of the wrong type that have been visited so far.
    pub(crate) fn malformed(&self) -> BTreeSet<SpecError> {
        self.malformed.borrow().clone()
    }

    /// The number of values visited so far. Bounded for any document.
    pub fn steps(&self) -> usize {
        self.steps.get()
    }

    /// The root of the document.
    pub fn root(&self) -> Node<'_> {
        Node { value: &self.document, at: Pointer::root(), name: None, nullable: false, spec: self }
    }

    /// The operations, ordered by location.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut found = Vec::new();
        let paths = self.root().fields("paths").into_iter();
        for (path, item) in paths.filter(|(path, _)| !path.starts_with("x-")) {
            let nodes = METHODS.iter().filter_map(|method| Some((*method, item.get(method)?)));
            found.extend(nodes.map(|(method, node)| Operation { path, item: item.clone(), method, node }));
        }
        found.sort_by(|a, b| a.node.at.cmp(&b.node.at));
        found
    }

    /// The components of a section, by name.
    pub fn components(&self, section: &str) -> Vec<(&str, Node<'_>)> {
        self.root().get("components").map(|components| components.fields(section)).unwrap_or_default()
    }
}

/// The supported HTTP methods.
const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

/// An operation and its context.
#[derive(Debug)]
pub struct Operation<'a> {
    /// The path template.
    pub path: &'a str,
    /// The path item.
    pub item: Node<'a>,
    /// The HTTP method in lower case.
    pub method: &'a str,
    /// The operation.
    pub node: Node<'a>,
}

/// Formats a document with sorted keys, except those of `properties`.
pub fn to_json(document: &Value) -> String {
    let mut sorted = document.clone();
    sort(&mut sorted, false);
    format!("{sorted:#}\n")
}

/// All references in a document.
pub(crate) fn references(document: &Value) -> BTreeSet<&str> {
    let mut open = vec![document];
    let mut found = BTreeSet::new();
    while let Some(value) = open.pop() {
        found.extend(value["$ref"].as_str());
        open.extend(value.as_object().into_iter().flat_map(Map::values));
        open.extend(value.as_array().into_iter().flatten());
    }
    found
}

fn sort(value: &mut Value, is_ordered: bool) {
    match value {
        Value::Object(fields) => {
            if !is_ordered {
                fields.sort_keys();
            }
            fields.iter_mut().for_each(|(key, value)| sort(value, key == "properties" && !is_ordered));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| sort(item, false)),
        _ => {}
    }
}

/// Guesses why a text is not valid JSON.
fn guess_format(text: &str) -> &'static str {
    let text = text.trim_start();
    let first = text.lines().next().unwrap_or_default();
    if text.is_empty() {
        "the text is empty"
    } else if text.starts_with('<') {
        "this is HTML or XML, perhaps a page about the document"
    } else if first.starts_with("---")
        || first.starts_with(['%', '#'])
        || first.split_once(':').is_some_and(|(key, _)| !key.contains(['{', '"', '[']))
    {
        "this is YAML; convert it with `yq --output-format=json`"
    } else {
        "syntax error"
    }
}

/// A value in a document, and its location.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// The value.
    pub value: &'a Value,
    /// The location.
    pub at: Pointer,
    /// The name of the component, if reached by a reference.
    pub name: Option<&'a str>,
    /// Whether `null` is allowed.
    pub nullable: bool,
    spec: &'a Spec,
}

/// The maximum number of references in a row, beyond which they are considered circular.
const MAX_REFERENCES: usize = 32;

impl<'a> Node<'a> {
    fn child(&self, value: &'a Value, at: Pointer) -> Self {
        self.spec.steps.set(self.spec.steps.get() + 1);
        Self { value, at, name: None, nullable: false, spec: self.spec }
    }

    /// Returns the converted value, and records an error if it has the wrong type.
    fn expect_type<T>(&self, value: Option<T>, expected: &str) -> Option<T> {
        if value.is_none() {
            let found = match self.value {
                Value::Null => "null",
                Value::Bool(_) => "a boolean",
                Value::Number(_) => "a number",
                Value::String(_) => "a string",
                Value::Array(_) => "an array",
                Value::Object(_) => "an object",
            };
            let problem = format!("expected {expected}, found {found}");
            self.spec.malformed.borrow_mut().insert(SpecError::new(&self.at, problem));
        }
        value
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Self> {
        let object = self.expect_type(self.value.as_object(), "an object")?;
        Some(self.child(object.get(key)?, self.at.key(key)))
    }

    /// The value of a required key.
    ///
    /// # Errors
    /// If it is missing, with the reason why it is required.
    pub fn require(&self, key: &str, why: &str) -> Result<Self, SpecError> {
        self.get(key).ok_or_else(|| SpecError::missing(&self.at, key, why))
    }

    /// Whether the object has a key.
    pub fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    /// The string under a key.
    pub fn str(&self, key: &str) -> Option<&'a str> {
        let node = self.get(key)?;
        node.expect_type(node.value.as_str(), "a string")
    }

    /// The boolean under a key; defaults to `false`.
    pub fn bool(&self, key: &str) -> bool {
        self.get(key).and_then(|node| node.expect_type(node.value.as_bool(), "a boolean")).unwrap_or_default()
    }

    /// The fields of the object under a key.
    pub fn fields(&self, key: &str) -> Vec<(&'a str, Self)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let fields = node.expect_type(node.value.as_object(), "an object").into_iter().flatten();
        fields.map(|(key, value)| (key.as_str(), node.child(value, node.at.key(key)))).collect()
    }

    /// The items of the array under a key.
    pub fn items(&self, key: &str) -> Vec<Self> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let items = node.expect_type(node.value.as_array(), "an array").into_iter().flatten().enumerate();
        items.map(|(i, item)| node.child(item, node.at.index(i))).collect()
    }

    /// The strings of the array under a key.
    pub fn strings(&self, key: &str) -> Vec<&'a str> {
        self.items(key).iter().filter_map(|item| item.expect_type(item.value.as_str(), "a string")).collect()
    }

    /// Deserializes the value.
    ///
    /// # Errors
    /// If the value does not match the type.
    pub fn read<T: Deserialize<'a>>(&self) -> Result<T, SpecError> {
        let key = self.at.split().map(|(_, key)| key).unwrap_or_default();
        T::deserialize(self.value)
            .map_err(|error| SpecError::new(&self.at, format!("invalid `{key}`: {error}")))
    }

    /// Deserializes an extension, if present.
    ///
    /// # Errors
    /// If the value does not match the type.
    pub fn extension<T: Deserialize<'a>>(&self, name: &str) -> Result<Option<T>, SpecError> {
        self.get(name).map(|node| node.read()).transpose()
    }

    /// Follows references to components of a section.
    ///
    /// # Errors
    /// If a reference is unresolved or circular.
    pub fn resolve(mut self, section: &str) -> Result<Self, SpecError> {
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = self.str("$ref") else { return Ok(self) };
            let name = reference
                .strip_prefix("#/components/")
                .and_then(|rest| rest.strip_prefix(section)?.strip_prefix('/'))
                .map(|name| name.replace("~1", "/").replace("~0", "~"));
            let components = self.spec.document["components"][section].as_object();
            let found = name.and_then(|name| components?.get_key_value(&name));
            let Some((name, value)) = found else {
                let problem = format!("`{reference}` is not an item of `#/components/{section}/`");
                return Err(SpecError::new(&self.at, problem));
            };
            let at = Pointer::root().keys(&["components", section, name]);
            let nullable = self.nullable;
            self = Self { name: Some(name), nullable, ..self.child(value, at) };
        }
        Err(SpecError::new(&self.at, format!("`{}` is circular", self.at)))
    }

    /// Follows references to a schema, and an `allOf` that only adds a description to a reference.
    ///
    /// # Errors
    /// If a reference is unresolved or circular.
    pub fn schema(self) -> Result<Self, SpecError> {
        let mut found = self.resolve("schemas")?;
        for _ in 0..MAX_REFERENCES {
            found.nullable |= found.bool("nullable");
            let mut members = found.items("allOf");
            members.retain(|member| TYPE_KEYS.iter().any(|key| member.has(key)));
            let Ok([member]) = <[Self; 1]>::try_from(members) else { return Ok(found) };
            let nullable = found.nullable;
            let inner = member.resolve("schemas")?;
            found = Self { name: inner.name.or(found.name), nullable: nullable | inner.nullable, ..inner };
        }
        Err(SpecError::new(&found.at, format!("`{}` is circular", found.at)))
    }
}

/// The keys that determine the type of a schema.
const TYPE_KEYS: [&str; 9] =
    ["$ref", "allOf", "anyOf", "enum", "items", "not", "oneOf", "properties", "type"];
