//! An OpenAPI document: JSON whose references are followed, and whose parts must have the right form where they are read.

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
    /// The text that it was read from.
    pub text: String,
    /// What the text says.
    pub document: Value,
    /// How many values were looked at.
    steps: Cell<usize>,
    /// Values that were looked at and have the wrong form.
    misformed: RefCell<BTreeSet<SpecError>>,
}

impl Spec {
    /// Reads a file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not an OpenAPI 3.0 document in JSON.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path);
        let text = text.with_context(|| format!("cannot read `{}`", path.display()))?;
        Self::parse(&text).with_context(|| format!("cannot use `{}`", path.display()))
    }

    /// Reads text.
    ///
    /// # Errors
    /// If it is not an OpenAPI 3.0 document in JSON.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let document: Value =
            serde_json::from_str(text).with_context(|| format!("not a document in JSON: {}", guess(text)))?;
        match ["openapi", "swagger"].map(|key| document[key].as_str()) {
            [Some(version), _] if version == "3.0" || version.starts_with("3.0.") => {}
            [Some(version), _] | [None, Some(version)] => {
                bail!("OpenAPI `{version}` is not supported: expected 3.0, to which converters exist")
            }
            [None, None] => bail!("not an OpenAPI document: it has no `openapi` with the version"),
        }
        let (steps, misformed) = (Cell::default(), RefCell::default());
        Ok(Self { text: text.to_owned(), document, steps, misformed })
    }

    /// The values of the wrong form among those that have been looked at so far.
    pub(crate) fn misformed(&self) -> BTreeSet<SpecError> {
        self.misformed.borrow().clone()
    }

    /// How many values have been looked at so far: whatever a document holds, that has a bound.
    pub fn steps(&self) -> usize {
        self.steps.get()
    }

    /// The whole document.
    pub fn root(&self) -> Node<'_> {
        Node { value: &self.document, at: Pointer::root(), name: None, nullable: false, spec: self }
    }

    /// The operations, in the order of their places.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations = Vec::new();
        let paths = self.root().fields("paths").into_iter();
        for (path, item) in paths.filter(|(path, _)| !path.starts_with("x-")) {
            let given = METHODS.iter().filter_map(|http| Some((*http, item.get(http)?)));
            operations.extend(given.map(|(http, node)| Operation { path, item: item.clone(), http, node }));
        }
        operations.sort_by(|a, b| a.node.at.cmp(&b.node.at));
        operations
    }

    /// The components of a section, by name.
    pub fn components(&self, section: &str) -> Vec<(&str, Node<'_>)> {
        self.root().get("components").map(|components| components.fields(section)).unwrap_or_default()
    }
}

/// The HTTP methods that a declaration may have.
const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

/// An operation and what surrounds it.
#[derive(Debug)]
pub struct Operation<'a> {
    /// The path.
    pub path: &'a str,
    /// All that the path has.
    pub item: Node<'a>,
    /// The HTTP method, in small letters.
    pub http: &'a str,
    /// The operation.
    pub node: Node<'a>,
}

/// The text of a file that has a document: the keys are sorted, but for those of `properties`.
pub fn text(document: &Value) -> String {
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

/// What a text is that is not JSON.
fn guess(text: &str) -> &'static str {
    let text = text.trim_start();
    let first = text.lines().next().unwrap_or_default();
    if text.is_empty() {
        "it is empty"
    } else if text.starts_with('<') {
        "it is HTML or XML, as a page about the document is; the document itself is needed"
    } else if first.starts_with("---")
        || first.starts_with(['%', '#'])
        || first.split_once(':').is_some_and(|(key, _)| !key.contains(['{', '"', '[']))
    {
        "it is YAML; convert it with `yq --output-format=json` first"
    } else {
        "its syntax is wrong"
    }
}

/// A value of a document, and its place.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// The value.
    pub value: &'a Value,
    /// Where it is.
    pub at: Pointer,
    /// The component's name, where a reference led to it.
    pub name: Option<&'a str>,
    /// Whether there may be nothing instead.
    pub nullable: bool,
    spec: &'a Spec,
}

/// More references than this in a row are taken for a circle.
const LONGEST_CHAIN: usize = 32;

impl<'a> Node<'a> {
    fn inside(&self, value: &'a Value, at: Pointer) -> Self {
        self.spec.steps.set(self.spec.steps.get() + 1);
        Self { value, at, name: None, nullable: false, spec: self.spec }
    }

    /// What the value is, if it has that form; that it has another is kept as an error.
    fn form<T>(&self, form: Option<T>, expected: &str) -> Option<T> {
        if form.is_none() {
            let found = match self.value {
                Value::Null => "null",
                Value::Bool(_) => "true or false",
                Value::Number(_) => "a number",
                Value::String(_) => "text",
                Value::Array(_) => "a list",
                Value::Object(_) => "an object",
            };
            let problem = format!("expected {expected}, found {found}");
            self.spec.misformed.borrow_mut().insert(SpecError::new(&self.at, problem));
        }
        form
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Self> {
        let object = self.form(self.value.as_object(), "an object")?;
        Some(self.inside(object.get(key)?, self.at.key(key)))
    }

    /// The value of a key that must be there.
    ///
    /// # Errors
    /// If it is not: this is why it must.
    pub fn need(&self, key: &str, why: &str) -> Result<Self, SpecError> {
        self.get(key).ok_or_else(|| SpecError::missing(&self.at, key, why))
    }

    /// Whether there is a value of a key.
    pub fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        let node = self.get(key)?;
        node.form(node.value.as_str(), "text")
    }

    /// Whether a key is true.
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(|node| node.form(node.value.as_bool(), "true or false")).unwrap_or_default()
    }

    /// The fields of the object that a key has.
    pub fn fields(&self, key: &str) -> Vec<(&'a str, Self)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let fields = node.form(node.value.as_object(), "an object").into_iter().flatten();
        fields.map(|(key, value)| (key.as_str(), node.inside(value, node.at.key(key)))).collect()
    }

    /// The items of the list that a key has.
    pub fn items(&self, key: &str) -> Vec<Self> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let items = node.form(node.value.as_array(), "a list").into_iter().flatten().enumerate();
        items.map(|(i, item)| node.inside(item, node.at.index(i))).collect()
    }

    /// The texts of the list that a key has.
    pub fn texts(&self, key: &str) -> Vec<&'a str> {
        self.items(key).iter().filter_map(|item| item.form(item.value.as_str(), "text")).collect()
    }

    /// Reads the value as one of our own types.
    ///
    /// # Errors
    /// If it is none.
    pub fn read<T: Deserialize<'a>>(&self) -> Result<T, SpecError> {
        let key = self.at.split().map(|(_, key)| key).unwrap_or_default();
        T::deserialize(self.value)
            .map_err(|error| SpecError::new(&self.at, format!("`{key}` does not read: {error}")))
    }

    /// Reads one of our extensions, where it is present.
    ///
    /// # Errors
    /// If it is there and does not read.
    pub fn extension<T: Deserialize<'a>>(&self, name: &str) -> Result<Option<T>, SpecError> {
        self.get(name).map(|node| node.read()).transpose()
    }

    /// Follows a reference to a component of this section.
    ///
    /// # Errors
    /// If it leads nowhere, or back to itself.
    pub fn resolved(mut self, section: &str) -> Result<Self, SpecError> {
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = self.text("$ref") else { return Ok(self) };
            let name = reference
                .strip_prefix("#/components/")
                .and_then(|rest| rest.strip_prefix(section)?.strip_prefix('/'))
                .map(|name| name.replace("~1", "/").replace("~0", "~"));
            let components = self.spec.document["components"][section].as_object();
            let found = name.and_then(|name| components?.get_key_value(&name));
            let Some((name, value)) = found else {
                let problem = format!(
                    "nothing at `{reference}`: a reference names an item of `#/components/{section}/`"
                );
                return Err(SpecError::new(&self.at, problem));
            };
            let at = Pointer::root().keys(&["components", section, name]);
            let nullable = self.nullable;
            self = Self { name: Some(name), nullable, ..self.inside(value, at) };
        }
        Err(SpecError::new(&self.at, format!("`{}` leads back to itself", self.at)))
    }

    /// Follows a reference to a schema, and an `allOf` that only gives a reference a description.
    ///
    /// # Errors
    /// If it leads nowhere, or back to itself.
    pub fn schema(self) -> Result<Self, SpecError> {
        let mut found = self.resolved("schemas")?;
        for _ in 0..LONGEST_CHAIN {
            found.nullable |= found.flag("nullable");
            let mut members = found.items("allOf");
            members.retain(|member| SAYS_SOMETHING.iter().any(|key| member.has(key)));
            let Ok([member]) = <[Self; 1]>::try_from(members) else { return Ok(found) };
            let nullable = found.nullable;
            let inner = member.resolved("schemas")?;
            found = Self { name: inner.name.or(found.name), nullable: nullable | inner.nullable, ..inner };
        }
        Err(SpecError::new(&found.at, format!("`{}` leads back to itself", found.at)))
    }
}

/// The keys by which a schema says of what type it is.
const SAYS_SOMETHING: [&str; 9] =
    ["$ref", "allOf", "anyOf", "enum", "items", "not", "oneOf", "properties", "type"];
