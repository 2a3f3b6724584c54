//! Lowers schemas to records and open enums.

use std::collections::{BTreeMap, BTreeSet};

use super::{names, prose, types};
use crate::error::{Errors, SpecError};
use crate::model::{EnumSrc, FieldSrc, KindSrc, ModelSrc, Role, SchemaType, ShapeSrc, VariantSrc};
use crate::spec::{Node, Spec};

/// The schema of the result, and its field with the entities of a flattened response.
const RESULT: &str = "IbisResult";
const POOL: &str = "entities";

/// The methods of every handle and view.
const RESERVED: &[&str] = &["key", "new", "node", "same_entity", "to_record"];

type Roles<'a> = BTreeMap<&'a str, Role>;

/// The records, by name.
pub(super) fn models(spec: &Spec, errors: &mut Errors) -> Vec<ModelSrc> {
    let objects = objects(spec);
    let roles = roles(&objects, errors);
    let mut models: Vec<ModelSrc> = Vec::new();
    for (schema, node) in &objects {
        let Some(role) = roles.get(schema).copied() else { continue };
        let mut fields: Vec<FieldSrc> = Vec::new();
        for (api_name, property) in node.fields("properties") {
            let required = node.strings("required").contains(&api_name);
            let Some(field) = errors.take(field(&roles, api_name, &property, required)) else { continue };
            if RESERVED.contains(&field.name.as_str()) {
                let problem = format!("`{}` clashes with a method of every record", field.name);
                errors.push(SpecError::new(&field.at, problem));
            }
            if let Some(other) = fields.iter().find(|other| other.name == field.name) {
                errors.push(SpecError::taken(&field.at, &field.name, &other.at));
            }
            fields.push(field);
        }
        let name = match role {
            Role::Result => Some((*schema).to_owned()),
            Role::Pool => Some("Entities".to_owned()),
            _ => errors.take(names::type_name(names::record_name(schema), &node.at)),
        };
        models.extend(name.map(|name| ModelSrc {
            schema: (*schema).to_owned(),
            name,
            doc: prose::markdown(node.str("description")),
            role,
            fields,
            at: node.at.clone(),
        }));
    }
    for model in &models {
        if contains_itself(model, &models) {
            let problem =
                format!("`{}` contains itself: only entities may refer to each other", model.schema);
            errors.push(SpecError::new(&model.at, problem));
        }
    }
    models.sort_by(|a, b| a.name.cmp(&b.name));
    models
}

/// Whether a record contains itself. Entities are referred to rather than contained.
fn contains_itself(model: &ModelSrc, models: &[ModelSrc]) -> bool {
    let parts = |model: &ModelSrc| {
        let parts = model.fields.iter().filter_map(|field| match &field.shape {
            ShapeSrc::Value(schema) | ShapeSrc::Values(schema) => ModelSrc::find(models, schema),
            _ => None,
        });
        parts.map(|part| part.schema.as_str()).collect::<Vec<_>>()
    };
    let (mut open, mut seen) = (parts(model), BTreeSet::new());
    while let Some(schema) = open.pop() {
        if seen.insert(schema) {
            open.extend(ModelSrc::find(models, schema).map(parts).unwrap_or_default());
        }
    }
    seen.contains(model.schema.as_str())
}

/// The open enums, by name.
pub(super) fn enums(spec: &Spec, errors: &mut Errors) -> Vec<EnumSrc> {
    let schemas = spec.components("schemas").into_iter();
    let enums = schemas.filter(|(_, node)| node.str("type") == Some("string") && node.has("enum"));
    let mut enums: Vec<_> = enums.filter_map(|(name, node)| errors.take(open_enum(name, &node))).collect();
    enums.sort_by(|a, b| a.name.cmp(&b.name));
    enums
}

/// The schemas of records, without mere references.
fn objects(spec: &Spec) -> Vec<(&str, Node<'_>)> {
    let schemas = spec.components("schemas").into_iter();
    schemas.filter(|(_, node)| !node.has("$ref") && types::is_object(node)).collect()
}

/// The role of each record. One that refers to entities, directly or indirectly, is a part; the rest are values.
fn roles<'a>(objects: &[(&'a str, Node<'a>)], errors: &mut Errors) -> Roles<'a> {
    let mut roles = BTreeMap::new();
    let mut targets = BTreeMap::new();
    let mut pool = None;
    for (schema, node) in objects {
        let kind = errors.take(node.extension("x-ibis-entity")).flatten().or_else(|| known_entity(schema));
        let role = if *schema == RESULT { Role::Result } else { kind.map_or(Role::Value, Role::Entity) };
        roles.insert(*schema, role);
        let fields = node.fields("properties").into_iter();
        let fields: Vec<_> = fields.filter_map(|(name, field)| Some((name, target(field)?))).collect();
        if *schema == RESULT {
            pool = fields.iter().find(|(name, _)| *name == POOL).map(|(_, target)| *target);
        }
        targets.insert(*schema, fields);
    }
    roles.extend(pool.filter(|pool| targets.contains_key(pool)).map(|pool| (pool, Role::Pool)));
    loop {
        let role = |schema: &str| roles.get(schema).copied();
        let part = targets.iter().find(|(schema, fields)| {
            role(schema) == Some(Role::Value)
                && fields.iter().any(|(_, target)| matches!(role(target), Some(Role::Entity(_) | Role::Part)))
        });
        let Some((part, _)) = part else { return roles };
        let part = *part;
        roles.insert(part, Role::Part);
    }
}

/// The kind of entity that a schema is by its name.
fn known_entity(schema: &str) -> Option<KindSrc> {
    KindSrc::ALL.into_iter().find(|kind| names::record_name(schema) == kind.type_name())
}

/// The schema that a field or its items refer to.
fn target(field: Node<'_>) -> Option<&str> {
    let found = field.schema().ok()?;
    match found.get("items") {
        Some(items) => items.schema().ok()?.name,
        None => found.name,
    }
}

fn field(roles: &Roles<'_>, name: &str, property: &Node<'_>, required: bool) -> Result<FieldSrc, SpecError> {
    names::check_api_name(name, &property.at)?;
    let found = property.clone().schema()?;
    let flattened_only = property.extension("x-ibis-flattened-only")?.unwrap_or(false);
    let schema_type = types::schema_type(&found)?;
    let shape = match shape(roles, &found, &schema_type)? {
        ShapeSrc::Str(_) if flattened_only && name == "id" => ShapeSrc::Id,
        ShapeSrc::Str(_) if flattened_only && name == "ref" => ShapeSrc::Reference,
        shape => shape,
    };
    let fetched_by: Vec<String> = property.extension("x-ibis-fetched-by")?.unwrap_or_default();
    if let Some(first) = fetched_by.first() {
        names::checked(first.clone(), first, &property.at.key("x-ibis-fetched-by").index(0))?;
    }
    Ok(FieldSrc {
        api_name: name.to_owned(),
        name: names::rust_name(name, &property.at)?,
        doc: prose::markdown(property.str("description").or(found.str("description"))),
        shape,
        schema_type,
        required: required && !found.nullable,
        deprecated: property.bool("deprecated"),
        fetched_by,
        example: property.extension("example")?,
        at: property.at.clone(),
    })
}

fn shape(roles: &Roles<'_>, found: &Node<'_>, schema_type: &SchemaType) -> Result<ShapeSrc, SpecError> {
    Ok(match schema_type {
        SchemaType::Str { values, .. } if !values.is_empty() => ShapeSrc::Enum(types::enum_name(found)?),
        SchemaType::Str { format, .. } => string_shape(format.as_deref()),
        SchemaType::Integer(format) => ShapeSrc::Integer(types::integer_name(format.as_deref())),
        SchemaType::Bool => ShapeSrc::Bool,
        SchemaType::Record(name) => match roles.get(name.as_str()) {
            Some(Role::Entity(_)) => ShapeSrc::Entity(name.clone()),
            Some(_) => ShapeSrc::Value(name.clone()),
            None => return Err(types::unknown(found, "a reference to a record")),
        },
        SchemaType::List(item) => match shape(roles, found, item)? {
            ShapeSrc::Str(_) => ShapeSrc::Strings,
            ShapeSrc::Value(name) => ShapeSrc::Values(name),
            ShapeSrc::Entity(name) => ShapeSrc::Entities(name),
            _ => return Err(types::unknown(found, "an array of strings or of references to a schema")),
        },
    })
}

fn string_shape(format: Option<&str>) -> ShapeSrc {
    match format {
        // The time of a `date-time` is ignored.
        Some("date" | "date-time") => ShapeSrc::Date,
        Some("byte") => ShapeSrc::Bytes,
        Some("instid") => ShapeSrc::Str(Some("InstId")),
        Some("groupid") => ShapeSrc::Str(Some("GroupId")),
        _ => ShapeSrc::Str(None),
    }
}

fn open_enum(name: &str, node: &Node<'_>) -> Result<EnumSrc, SpecError> {
    let names: Vec<String> = node.extension("x-enum-varnames")?.unwrap_or_default();
    let docs: Vec<String> = node.extension("x-enum-descriptions")?.unwrap_or_default();
    let mut variants: Vec<VariantSrc> = Vec::new();
    let location = |i| node.at.key("enum").index(i);
    for (i, value) in node.items("enum").iter().enumerate() {
        // `null` in an enum makes it nullable.
        let Some(value) = value.value.as_str() else { continue };
        if value.chars().any(|letter| letter == '`' || prose::is_control(letter) || letter == '\n') {
            let problem = format!("`{}` has characters that docs cannot show", value.escape_debug());
            return Err(SpecError::new(&location(i), problem));
        }
        let variant = names::variant_name(names.get(i).map_or(value, String::as_str), &location(i))?;
        let same = |other: &VariantSrc| other.value == value || other.name == variant;
        if let Some(other) = variants.iter().position(same) {
            return Err(SpecError::taken(&location(i), &variant, &location(other)));
        }
        let doc = prose::markdown(docs.get(i).map(String::as_str));
        variants.push(VariantSrc { name: variant, value: value.to_owned(), doc });
    }
    Ok(EnumSrc {
        name: names::checked(names::enum_name(name), name, &node.at)?,
        doc: prose::markdown(node.str("description")),
        variants,
        at: node.at.clone(),
    })
}
