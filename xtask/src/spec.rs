//! An OpenAPI document: read, and its references followed.

pub mod command;
pub mod diff;
pub mod fetch;
mod inline;
pub mod json;
pub mod lint;
pub mod normalize;
mod wrap;

use std::path::{Path, PathBuf};
use std::{fs, io};

use openapiv3::{Components, OpenAPI, Parameter, ReferenceOr, RequestBody, Response, Schema};
use serde::de::DeserializeOwned;

use crate::error::{Problem, SpecError};
use crate::pointer::Pointer;

/// An OpenAPI 3.0 document.
#[derive(Debug)]
pub struct Spec {
    /// The document.
    pub document: OpenAPI,
    /// Its components; none where it has none.
    pub components: Components,
    /// The bytes that it was read from.
    pub text: String,
    /// The names of schemas that are within others.
    inline: inline::InlineSchemas,
}

/// Why a file is no document that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be read.
    #[error("cannot read `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The text is no JSON, or no OpenAPI document.
    #[error("not an OpenAPI document in JSON")]
    Json(#[from] serde_json::Error),
    /// The document is of another version.
    #[error("OpenAPI `{0}` is not supported: expected 3.0")]
    Version(String),
    /// The document is of the time before OpenAPI.
    #[error("Swagger `{0}` is not supported: expected OpenAPI 3.0")]
    Swagger(String),
}

/// An item, the place where it is, and its name if it is a component.
#[derive(Clone, Debug)]
pub struct Found<'a, T> {
    /// The item.
    pub node: &'a T,
    /// Where it is.
    pub at: Pointer,
    /// The component's name, where a reference led to it; or that which it was given.
    pub name: Option<&'a str>,
    /// Whether there may be nothing instead, though it is there.
    pub nullable: bool,
}

impl Spec {
    /// Reads a file.
    ///
    /// # Errors
    /// If there is no such file, or it is no OpenAPI 3.0 document in JSON.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let text =
            fs::read_to_string(path).map_err(|source| ReadError::File { path: path.to_owned(), source })?;
        Self::parse(text)
    }

    /// Reads text.
    ///
    /// # Errors
    /// If it is no OpenAPI 3.0 document in JSON.
    pub fn parse(text: String) -> Result<Self, ReadError> {
        #[derive(serde::Deserialize)]
        struct Version {
            openapi: Option<String>,
            swagger: Option<String>,
        }

        match serde_json::from_str(&text)? {
            Version { openapi: Some(version), .. } if version != "3.0" && !version.starts_with("3.0.") => {
                return Err(ReadError::Version(version));
            }
            Version { openapi: None, swagger: Some(version) } => return Err(ReadError::Swagger(version)),
            _ => {}
        }
        let document: OpenAPI = serde_json::from_str(&text)?;
        let components = document.components.clone().unwrap_or_default();
        let mut spec = Self { document, components, text, inline: inline::InlineSchemas::default() };
        spec.inline = inline::InlineSchemas::of(&spec);
        Ok(spec)
    }

    /// Follows a reference to a parameter.
    ///
    /// # Errors
    /// If it leads nowhere.
    pub fn parameter<'a>(
        &'a self,
        node: &'a ReferenceOr<Parameter>,
        at: Pointer,
    ) -> Result<Found<'a, Parameter>, SpecError> {
        follow(node, at, "parameters", |name| self.components.parameters.get_key_value(name))
    }

    /// Follows a reference to a request's body.
    ///
    /// # Errors
    /// If it leads nowhere.
    pub fn request_body<'a>(
        &'a self,
        node: &'a ReferenceOr<RequestBody>,
        at: Pointer,
    ) -> Result<Found<'a, RequestBody>, SpecError> {
        follow(node, at, "requestBodies", |name| self.components.request_bodies.get_key_value(name))
    }

    /// Follows a reference to a response.
    ///
    /// # Errors
    /// If it leads nowhere.
    pub fn response<'a>(
        &'a self,
        node: &'a ReferenceOr<Response>,
        at: Pointer,
    ) -> Result<Found<'a, Response>, SpecError> {
        follow(node, at, "responses", |name| self.components.responses.get_key_value(name))
    }

    /// Follows a reference to a schema, and what only wraps one: an `allOf` of a single member, which is how a
    /// reference gets a description of its own, and a choice between one and nothing.
    ///
    /// # Errors
    /// If it leads nowhere.
    pub fn schema<'a>(
        &'a self,
        node: impl Into<SchemaNode<'a>>,
        at: Pointer,
    ) -> Result<Found<'a, Schema>, SpecError> {
        let mut found = self.named_schema(node.into(), at)?;
        for _ in 0..LONGEST_CHAIN {
            let Some(wrapped) = wrap::wrapped(found.node) else {
                let name = self.inline.name(&found.at);
                return Ok(Found { name: name.or(found.name), ..found });
            };
            let inner =
                self.named_schema(wrapped.member.into(), found.at.key(wrapped.key).index(wrapped.index))?;
            let nullable = found.nullable || inner.nullable || wrapped.nullable;
            found = Found { name: inner.name.or(found.name), nullable, ..inner };
        }
        let schema = found.at.to_string();
        Err(SpecError::new(found.at, Problem::Circular(schema)))
    }

    /// The schemas that have a name: components, and those within others that have been given one.
    pub fn named_schemas(&self) -> impl Iterator<Item = (&str, &Schema, Pointer)> {
        let components = self.components.schemas.iter().filter_map(|(name, node)| {
            let at = Pointer::root().keys(&["components", "schemas", name]);
            let found = self.schema(node, at.clone()).ok()?;
            // A component that stands for another one is no schema of its own.
            let own = found.name.is_none_or(|found| found == name) && found.at.starts_with(&at);
            own.then_some((name.as_str(), found.node, found.at))
        });
        components.chain(self.inline.schemas())
    }

    fn named_schema<'a>(&'a self, node: SchemaNode<'a>, at: Pointer) -> Result<Found<'a, Schema>, SpecError> {
        let found = match node {
            SchemaNode::Item(node) => Found { node, at, name: None, nullable: false },
            SchemaNode::Reference(reference) => {
                let target = component(reference, "schemas")
                    .and_then(|name| self.components.schemas.get_key_value(name));
                let (name, target) = target.ok_or_else(|| dangling(at, reference, "schemas"))?;
                let target_at = Pointer::from_reference(reference);
                let found =
                    follow(target, target_at, "schemas", |name| self.components.schemas.get_key_value(name))?;
                Found { name: found.name.or(Some(name)), ..found }
            }
        };
        let nullable = found.node.schema_data.nullable;
        Ok(Found { nullable, ..found })
    }
}

/// A schema, or a reference to one.
#[derive(Clone, Copy, Debug)]
pub enum SchemaNode<'a> {
    /// The schema.
    Item(&'a Schema),
    /// The reference.
    Reference(&'a str),
}

impl<'a> From<&'a ReferenceOr<Schema>> for SchemaNode<'a> {
    fn from(node: &'a ReferenceOr<Schema>) -> Self {
        match node {
            ReferenceOr::Item(schema) => Self::Item(schema),
            ReferenceOr::Reference { reference } => Self::Reference(reference),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for SchemaNode<'a> {
    fn from(node: &'a ReferenceOr<Box<Schema>>) -> Self {
        match node {
            ReferenceOr::Item(schema) => Self::Item(schema),
            ReferenceOr::Reference { reference } => Self::Reference(reference),
        }
    }
}

/// Reads one of our extensions, where it is present.
///
/// # Errors
/// If it is there and does not read.
pub fn extension<'a, T: DeserializeOwned>(
    extensions: impl IntoIterator<Item = (&'a String, &'a serde_json::Value)>,
    name: &'static str,
    at: &Pointer,
) -> Result<Option<T>, SpecError> {
    let Some((_, value)) = extensions.into_iter().find(|(key, _)| *key == name) else {
        return Ok(None);
    };
    T::deserialize(value)
        .map(Some)
        .map_err(|error| SpecError::new(at.key(name), Problem::Extension { name, reason: error.to_string() }))
}

/// More references than this in a row are taken for a circle.
const LONGEST_CHAIN: usize = 32;

fn follow<'a, T>(
    node: &'a ReferenceOr<T>,
    at: Pointer,
    section: &'static str,
    get: impl Fn(&str) -> Option<(&'a String, &'a ReferenceOr<T>)>,
) -> Result<Found<'a, T>, SpecError> {
    let mut found = (node, at, None);
    for _ in 0..LONGEST_CHAIN {
        let (node, at, name) = found;
        let reference = match node {
            ReferenceOr::Item(node) => return Ok(Found { node, at, name, nullable: false }),
            ReferenceOr::Reference { reference } => reference,
        };
        let (name, target) =
            component(reference, section).and_then(&get).ok_or_else(|| dangling(at, reference, section))?;
        found = (target, Pointer::from_reference(reference), Some(name.as_str()));
    }
    let reference = found.1.to_string();
    Err(SpecError::new(found.1, Problem::Circular(reference)))
}

/// The name of the component that a reference names.
fn component<'a>(reference: &'a str, section: &str) -> Option<&'a str> {
    reference.strip_prefix("#/components/")?.strip_prefix(section)?.strip_prefix('/')
}

fn dangling(at: Pointer, reference: &str, section: &'static str) -> SpecError {
    SpecError::new(at, Problem::Dangling(reference.to_owned(), section))
}
