//! Schemas that are written where they are used: a record or an enum needs a name, so they are given one.
//!
//! An enum of a parameter is named after its group and itself, as `PersonOrderBy` is; what is within a record is
//! named after the record and the field.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use openapiv3::{Parameter, ParameterSchemaOrContent, ReferenceOr, Schema, SchemaKind, Type};

use super::{SchemaNode, Spec};
use crate::lower::record_name;
use crate::pointer::Pointer;

/// The schemas within others that have been given a name, by place.
#[derive(Debug, Default)]
pub(super) struct InlineSchemas(BTreeMap<Pointer, Inline>);

#[derive(Debug)]
struct Inline {
    name: String,
    schema: Schema,
    /// Whether another place has the same enum already.
    repeated: bool,
}

impl InlineSchemas {
    /// Names them all.
    pub(super) fn of(spec: &Spec) -> Self {
        let mut names = Names { spec, found: Self::default() };
        for (name, node) in &spec.components.schemas {
            if let ReferenceOr::Item(schema) = node {
                let at = Pointer::root().keys(&["components", "schemas", name]);
                names.within(schema, &at, record_name(name));
            }
        }
        for (name, node) in &spec.components.parameters {
            let at = Pointer::root().keys(&["components", "parameters", name]);
            names.parameter(node, &at, &[name.to_upper_camel_case()]);
        }
        names.operations();
        names.found
    }

    /// The name of the schema at a place.
    pub(super) fn name(&self, at: &Pointer) -> Option<&str> {
        self.0.get(at).map(|inline| inline.name.as_str())
    }

    /// Each schema, once.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (&str, &Schema, Pointer)> {
        let first = self.0.iter().filter(|(_, inline)| !inline.repeated);
        first.map(|(at, inline)| (inline.name.as_str(), &inline.schema, at.clone()))
    }
}

struct Names<'a> {
    spec: &'a Spec,
    found: InlineSchemas,
}

impl Names<'_> {
    fn operations(&mut self) {
        for (path, item) in self.spec.document.paths.iter() {
            let ReferenceOr::Item(item) = item else { continue };
            let at = Pointer::root().key("paths").key(path);
            let tag = item.iter().find_map(|(_, operation)| operation.tags.first());
            for (i, node) in item.parameters.iter().enumerate() {
                self.parameter(node, &at.key("parameters").index(i), &[prefix(tag)]);
            }
            for (http, operation) in item.iter() {
                let at = at.key(http);
                let tag = prefix(operation.tags.first());
                let method = operation.operation_id.as_deref().unwrap_or(http).to_upper_camel_case();
                let owners = [tag.clone(), if method.starts_with(&tag) { method } else { tag + &method }];
                for (i, node) in operation.parameters.iter().enumerate() {
                    self.parameter(node, &at.key("parameters").index(i), &owners);
                }
                if let Some(ReferenceOr::Item(body)) = &operation.request_body {
                    for (media, content) in &body.content {
                        let at = at.keys(&["requestBody", "content", media, "schema"]);
                        let Some(ReferenceOr::Item(schema)) = &content.schema else { continue };
                        for (name, property, at) in properties(schema, &at) {
                            self.schema(property, &at, &named(&owners, name));
                        }
                    }
                }
            }
        }
    }

    fn parameter(&mut self, node: &ReferenceOr<Parameter>, at: &Pointer, owners: &[String]) {
        let ReferenceOr::Item(parameter) = node else { return };
        let data = parameter.parameter_data_ref();
        if let ParameterSchemaOrContent::Schema(schema) = &data.format {
            // A component is named for what it is already.
            let component = at.starts_with(&Pointer::root().key("components"));
            let names = if component { owners.to_vec() } else { named(owners, &data.name) };
            self.schema(schema.into(), &at.key("schema"), &names);
        }
    }

    /// Gives a schema a name, where it needs one, and those that are within it.
    fn schema(&mut self, node: SchemaNode<'_>, at: &Pointer, names: &[String]) {
        let SchemaNode::Item(schema) = node else { return };
        match &schema.schema_kind {
            SchemaKind::Type(Type::String(text)) if text.enumeration.iter().any(Option::is_some) => {
                self.give(schema, at, names);
            }
            SchemaKind::Type(Type::Object(object)) if !object.properties.is_empty() => {
                let name = self.give(schema, at, names);
                self.within(schema, at, &name);
            }
            SchemaKind::Type(Type::Array(array)) => {
                if let Some(items) = &array.items {
                    self.schema(items.into(), &at.key("items"), names);
                }
            }
            _ => self.members(schema, at, |names_of, member, at| names_of.schema(member.into(), at, names)),
        }
    }

    /// Names what is within a schema that has a name.
    fn within(&mut self, schema: &Schema, at: &Pointer, name: &str) {
        for (field, property, at) in properties(schema, at) {
            self.schema(property, &at, &[format!("{name}{}", field.to_upper_camel_case())]);
        }
        if let SchemaKind::Type(Type::Array(array)) = &schema.schema_kind
            && let Some(items) = &array.items
        {
            self.schema(items.into(), &at.key("items"), &[format!("{name}Item")]);
        }
        self.members(schema, at, |names_of, member, at| {
            if let ReferenceOr::Item(member) = member {
                names_of.within(member, at, name);
            }
        });
    }

    fn members(
        &mut self,
        schema: &Schema,
        at: &Pointer,
        mut each: impl FnMut(&mut Self, &ReferenceOr<Schema>, &Pointer),
    ) {
        if let Some(wrapped) = super::wrap::wrapped(schema) {
            each(self, wrapped.member, &at.key(wrapped.key).index(wrapped.index));
        }
    }

    /// Takes the first name that nothing else has; the same enum may have it.
    fn give(&mut self, schema: &Schema, at: &Pointer, names: &[String]) -> String {
        let last = names.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}{number}"));
        for name in names.iter().cloned().chain(numbered) {
            let component = self.spec.components.schemas.iter().find(|(taken, _)| type_name(taken) == name);
            let component = component.map(|(_, node)| node.as_item());
            let inline = self.found.0.values().find(|inline| inline.name == name);
            let taken = component.or(inline.map(|inline| Some(&inline.schema)));
            if taken.is_none_or(|taken| taken.is_some_and(|taken| is_same_enum(taken, schema))) {
                let inline = Inline { name: name.clone(), schema: schema.clone(), repeated: taken.is_some() };
                self.found.0.insert(at.clone(), inline);
                return name;
            }
        }
        last
    }
}

fn prefix(tag: Option<&String>) -> String {
    tag.map(|tag| tag.to_upper_camel_case()).unwrap_or_default()
}

fn named(owners: &[String], name: &str) -> Vec<String> {
    let name = name.to_upper_camel_case();
    owners.iter().map(|owner| format!("{owner}{name}")).collect()
}

fn type_name(schema: &str) -> String {
    record_name(schema).to_upper_camel_case()
}

fn properties<'a>(
    schema: &'a Schema,
    at: &Pointer,
) -> impl Iterator<Item = (&'a String, SchemaNode<'a>, Pointer)> {
    let properties = match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => Some(&object.properties),
        _ => None,
    };
    let at = at.key("properties");
    properties.into_iter().flatten().map(move |(name, node)| (name, node.into(), at.key(name)))
}

fn is_same_enum(a: &Schema, b: &Schema) -> bool {
    let values = |schema: &Schema| match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => Some(text.enumeration.iter().flatten().cloned().collect()),
        _ => None,
    };
    let (a, b): (Option<Vec<String>>, Option<Vec<String>>) = (values(a), values(b));
    a.is_some() && a == b
}
