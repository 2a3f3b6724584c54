//! Schemas -> records and open enums.

use std::collections::BTreeMap;

use openapiv3::{
    ObjectType, ReferenceOr, Schema, SchemaKind, StringFormat, StringType, Type, VariantOrUnknownOrEmpty,
};

use super::{names, prose, types};
use crate::error::{Errors, Problem, SpecError};
use crate::model::{EnumSrc, FieldSrc, KindSrc, ModelSrc, Role, ShapeSrc, VariantSrc};
use crate::pointer::Pointer;
use crate::spec::{Found, Spec, extension};

/// The schema of an answer, and its field that holds the entities of a flattened one.
const ANSWER: &str = "IbisResult";
const POOL: &str = "entities";

/// Methods that every handle and view has.
const RESERVED: &[&str] = &["key", "node", "to_record"];

/// The records, by name.
pub(super) fn models(spec: &Spec, errors: &mut Errors) -> Vec<ModelSrc> {
    let roles = roles(spec, errors);
    let mut models: Vec<_> = objects(spec)
        .filter_map(|(schema, node, object, at)| {
            let role = *roles.get(schema)?;
            let mut fields: Vec<FieldSrc> = Vec::new();
            for (wire, property) in &object.properties {
                let at = at.key("properties").key(wire);
                let Some(mut made) = errors.take(field(spec, &roles, object, wire, property, &at)) else {
                    continue;
                };
                made.name = names::distinct(&made.name, "_", |name| {
                    RESERVED.contains(&name) || fields.iter().any(|other| other.name == name)
                });
                fields.push(made);
            }
            Some(ModelSrc {
                schema: schema.to_owned(),
                fields,
                role,
                name: match role {
                    Role::Answer => schema.to_owned(),
                    Role::Pool => "Entities".to_owned(),
                    _ => errors.take(names::type_name(names::record_name(schema), &at))?,
                },
                doc: prose::markdown(node.schema_data.description.as_deref()),
            })
        })
        .collect();
    models.sort_by(|a, b| a.name.cmp(&b.name));
    models
}

/// The open enums, by name.
pub(super) fn enums(spec: &Spec, errors: &mut Errors) -> Vec<EnumSrc> {
    let mut enums: Vec<_> = spec
        .named_schemas()
        .filter_map(|(name, node, at)| match &node.schema_kind {
            SchemaKind::Type(Type::String(text)) if !text.enumeration.is_empty() => {
                errors.take(open_enum(name, node, text, &at))
            }
            _ => None,
        })
        .collect();
    enums.sort_by(|a, b| a.name.cmp(&b.name));
    enums
}

/// The name of the type by which a method returns the record of a schema.
pub(super) fn returned(spec: &Spec, schema: &str) -> String {
    let role = roles(spec, &mut Errors::default()).get(schema).copied().unwrap_or_else(|| known_role(schema));
    let name = names::record_name(schema).to_owned();
    ModelSrc { schema: schema.to_owned(), name, role, doc: String::new(), fields: Vec::new() }.returned()
}

fn place(schema: &str) -> Pointer {
    Pointer::root().keys(&["components", "schemas", schema])
}

fn objects(spec: &Spec) -> impl Iterator<Item = (&str, &Schema, &ObjectType, Pointer)> {
    spec.named_schemas().filter_map(|(name, node, at)| match &node.schema_kind {
        SchemaKind::Type(Type::Object(object)) => Some((name, node, object, at)),
        _ => None,
    })
}

/// What part each record plays. One that refers to entities, itself or through another, is a part; the rest are values.
fn roles<'a>(spec: &'a Spec, errors: &mut Errors) -> BTreeMap<&'a str, Role> {
    let mut roles = BTreeMap::new();
    for (name, node, _, at) in objects(spec) {
        let declared = errors.take(extension(&node.schema_data.extensions, "x-ibis-entity", &at)).flatten();
        let role = declared.map_or_else(|| known_role(name), Role::Entity);
        roles.insert(name, if name == ANSWER { Role::Answer } else { role });
    }
    let answer = objects(spec).find(|(name, ..)| *name == ANSWER);
    let pool = answer.and_then(|(_, _, object, _)| object.properties.get(POOL));
    if let Some(pool) = pool.and_then(|pool| spec.schema(pool, place(ANSWER)).ok()?.name) {
        roles.insert(pool, Role::Pool);
    }
    loop {
        let part = objects(spec).find(|(name, _, object, _)| {
            roles.get(name) == Some(&Role::Value)
                && object.properties.values().any(|property| {
                    let target = target(spec, property).and_then(|target| roles.get(target));
                    matches!(target, Some(Role::Entity(_) | Role::Part))
                })
        });
        let Some((part, ..)) = part else { return roles };
        roles.insert(part, Role::Part);
    }
}

/// The role of a record by the name of its schema: that of the service's own records, also where the document does not
/// tell.
fn known_role(schema: &str) -> Role {
    let entity = KindSrc::ALL.into_iter().find(|kind| schema.strip_prefix("Ibis") == Some(kind.type_name()));
    match entity {
        Some(kind) => Role::Entity(kind),
        None if schema == "IbisContactRow" => Role::Part,
        None => Role::Value,
    }
}

/// The schema that a field refers to, itself or in its items.
fn target<'a>(spec: &'a Spec, property: &'a ReferenceOr<Box<Schema>>) -> Option<&'a str> {
    let found = spec.schema(property, Pointer::root()).ok()?;
    match &found.node.schema_kind {
        SchemaKind::Type(Type::Array(array)) => {
            spec.schema(array.items.as_ref()?, Pointer::root()).ok()?.name
        }
        _ => found.name,
    }
}

fn field(
    spec: &Spec,
    roles: &BTreeMap<&str, Role>,
    object: &ObjectType,
    wire: &str,
    property: &ReferenceOr<Box<Schema>>,
    at: &Pointer,
) -> Result<FieldSrc, SpecError> {
    let found = spec.schema(property, at.clone())?;
    let nullable = found.nullable;
    let own = property.as_item().map_or(&found.node.schema_data, |schema| &schema.schema_data);
    let flattened_only = extension(&own.extensions, "x-ibis-flattened-only", at)?.unwrap_or(false);
    let fetched_by: Vec<String> = extension(&own.extensions, "x-ibis-fetched-by", at)?.unwrap_or_default();
    let shape = match shape(spec, roles, &found)? {
        ShapeSrc::Str(_) if flattened_only && wire == "id" => ShapeSrc::Id,
        ShapeSrc::Str(_) if flattened_only && wire == "ref" => ShapeSrc::Reference,
        shape => shape,
    };
    if let Some(name) = fetched_by.first() {
        names::checked(name.clone(), name, &at.key("x-ibis-fetched-by").index(0))?;
    }
    Ok(FieldSrc {
        wire: wire.to_owned(),
        name: names::rust_name(wire, at)?,
        doc: prose::markdown(own.description.as_deref().or(found.node.schema_data.description.as_deref())),
        shape,
        required: object.required.iter().any(|name| name == wire) && !nullable,
        fetched_by,
        example: own.example.clone(),
    })
}

fn shape(
    spec: &Spec,
    roles: &BTreeMap<&str, Role>,
    found: &Found<'_, Schema>,
) -> Result<ShapeSrc, SpecError> {
    let unknown = |found: &Found<'_, Schema>, expected| {
        let problem = Problem::UnknownType { found: types::words(found.node), expected };
        SpecError::new(found.at.clone(), problem)
    };
    match &found.node.schema_kind {
        SchemaKind::Type(Type::String(text)) => Ok(text_shape(text, found.name)),
        SchemaKind::Type(Type::Integer(integer)) => {
            Ok(ShapeSrc::Integer(types::integer_name(&integer.format)))
        }
        SchemaKind::Type(Type::Boolean(_)) => Ok(ShapeSrc::Bool),
        SchemaKind::Type(Type::Object(_)) => match found.name.and_then(|name| Some((name, roles.get(name)?)))
        {
            Some((name, Role::Entity(_))) => Ok(ShapeSrc::Entity(name.to_owned())),
            Some((name, _)) => Ok(ShapeSrc::Value(name.to_owned())),
            None => Err(unknown(found, "a reference to a schema")),
        },
        SchemaKind::Type(Type::Array(array)) => {
            let Some(items) = &array.items else {
                let why = "it says what the list is of";
                return Err(SpecError::new(found.at.clone(), Problem::Missing { key: "items", why }));
            };
            let items = spec.schema(items, found.at.key("items"))?;
            match shape(spec, roles, &items)? {
                ShapeSrc::Str(_) => Ok(ShapeSrc::Strings),
                ShapeSrc::Value(name) => Ok(ShapeSrc::Values(name)),
                ShapeSrc::Entity(name) => Ok(ShapeSrc::Entities(name)),
                _ => Err(unknown(&items, "text or a reference to a schema")),
            }
        }
        _ => Err(unknown(found, "text, an integer, true or false, a reference to a schema, or a list")),
    }
}

fn text_shape(text: &StringType, name: Option<&str>) -> ShapeSrc {
    match (&text.format, name) {
        (_, Some(name)) if !text.enumeration.is_empty() => ShapeSrc::Enum(names::enum_name(name)),
        // Of a date with a time, the day is read.
        (VariantOrUnknownOrEmpty::Item(StringFormat::Date | StringFormat::DateTime), _) => ShapeSrc::Date,
        (VariantOrUnknownOrEmpty::Item(StringFormat::Byte), _) => ShapeSrc::Bytes,
        (VariantOrUnknownOrEmpty::Unknown(format), _) if format == "instid" => ShapeSrc::Str(Some("InstId")),
        (VariantOrUnknownOrEmpty::Unknown(format), _) if format == "groupid" => {
            ShapeSrc::Str(Some("GroupId"))
        }
        _ => ShapeSrc::Str(None),
    }
}

fn open_enum(
    name: &str,
    schema: &Schema,
    text: &StringType,
    enum_at: &Pointer,
) -> Result<EnumSrc, SpecError> {
    let extensions = &schema.schema_data.extensions;
    let names: Vec<String> = extension(extensions, "x-enum-varnames", enum_at)?.unwrap_or_default();
    let docs: Vec<String> = extension(extensions, "x-enum-descriptions", enum_at)?.unwrap_or_default();
    let mut variants: Vec<VariantSrc> = Vec::new();
    for (i, value) in text.enumeration.iter().enumerate() {
        // A `null` among the values says that there may be none.
        let Some(value) = value else { continue };
        let at = enum_at.key("enum").index(i);
        let variant = names::variant_name(names.get(i).unwrap_or(value), &at)?;
        if let Some(other) = variants.iter().position(|other| other.text == *value) {
            let other = enum_at.key("enum").index(other);
            return Err(SpecError::new(at, Problem::Taken { name: variant, other }));
        }
        let is_taken = |name: &str| variants.iter().any(|other| other.name == name);
        let variant = names::distinct(&variant, "", is_taken);
        let doc = prose::markdown(docs.get(i).map(String::as_str));
        variants.push(VariantSrc { name: variant, text: value.clone(), doc });
    }
    Ok(EnumSrc {
        name: names::checked(names::enum_name(name), name, enum_at)?,
        doc: prose::markdown(schema.schema_data.description.as_deref()),
        variants,
    })
}
