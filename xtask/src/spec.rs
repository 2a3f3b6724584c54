//! An OpenAPI document: JSON whose parts that we read have the right form, and whose references are followed.

pub mod command;
pub mod compare;
pub mod diff;
mod download;
pub mod json;
pub mod lint;
mod shape;
pub mod sync;
mod write;

use std::cell::Cell;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;

use self::json::Json;
use crate::error::{Errors, SpecError};
use crate::pointer::Pointer;

/// An OpenAPI 3.0 document.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The text that it was read from.
    pub text: String,
    /// What the text says.
    pub document: Json,
    /// How many values were looked at.
    steps: Cell<usize>,
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
    /// If it is not an OpenAPI 3.0 document in JSON: everything that is wrong with its form.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let document: Json = match serde_json::from_str(text) {
            Ok(document) => document,
            Err(error) => return Err(error).context(format!("not a document in JSON: {}", guess(text))),
        };
        match ["openapi", "swagger"].map(|key| document.get(key).and_then(Json::text)) {
            [Some(version), _] if version == "3.0" || version.starts_with("3.0.") => {}
            [Some(version), _] | [None, Some(version)] => {
                bail!("OpenAPI `{version}` is not supported: expected 3.0, to which converters exist")
            }
            [None, None] => bail!("not an OpenAPI document: it has no `openapi` with the version"),
        }
        let mut errors = Errors::default();
        shape::check(&document, &mut errors);
        errors.finish(Self { text: text.to_owned(), document, steps: Cell::default() }).map_err(Into::into)
    }

    /// How many values have been looked at so far: whatever a document holds, that has a bound.
    pub fn steps(&self) -> usize {
        self.steps.get()
    }

    /// The whole document.
    pub fn root(&self) -> Node<'_> {
        Node { value: &self.document, at: Pointer::root(), name: None, nullable: false, spec: self }
    }

    /// The components of a section, by name.
    pub fn components(&self, section: &str) -> Vec<(&str, Node<'_>)> {
        self.root().get("components").map(|components| components.fields(section)).unwrap_or_default()
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
    pub value: &'a Json,
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
    fn inside(&self, value: &'a Json, at: Pointer) -> Self {
        self.spec.steps.set(self.spec.steps.get() + 1);
        Self { value, at, name: None, nullable: false, spec: self.spec }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Self> {
        Some(self.inside(self.value.get(key)?, self.at.key(key)))
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.text()
    }

    /// Whether a key is true.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Json::Bool(true))
    }

    /// The fields of the object that a key has.
    pub fn fields(&self, key: &str) -> Vec<(&'a str, Self)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        node.value.fields().map(|(key, value)| (key.as_str(), node.inside(value, node.at.key(key)))).collect()
    }

    /// The items of the list that a key has.
    pub fn items(&self, key: &str) -> Vec<Self> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let items = node.value.items().iter().enumerate();
        items.map(|(i, item)| node.inside(item, node.at.index(i))).collect()
    }

    /// The texts of the list that a key has.
    pub fn texts(&self, key: &str) -> Vec<&'a str> {
        self.value.get(key).map(Json::items).unwrap_or_default().iter().filter_map(Json::text).collect()
    }

    /// Reads one of our extensions, where it is present.
    ///
    /// # Errors
    /// If it is there and does not read.
    pub fn extension<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, SpecError> {
        let Some(value) = self.value.get(name) else { return Ok(None) };
        let value = serde_json::to_value(value).and_then(serde_json::from_value);
        value
            .map(Some)
            .map_err(|error| SpecError::new(&self.at.key(name), format!("`{name}` does not read: {error}")))
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
            let components = self.spec.document.at(&["components", section]).and_then(Json::object);
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
            members.retain(|member| SAYS_SOMETHING.iter().any(|key| member.value.get(key).is_some()));
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
