//! Lowers schemas to types of the document and of Rust.

use super::names;
use crate::error::SpecError;
use crate::model::{SchemaType, TypeSrc};
use crate::spec::Node;

/// The type of a scalar, an array, or a reference to a record.
pub(super) fn schema_type(schema: &Node<'_>) -> Result<SchemaType, SpecError> {
    let format = schema.str("format").map(str::to_owned);
    for key in ["allOf", "anyOf", "oneOf", "not", "additionalProperties"] {
        if schema.has(key) {
            let problem =
                format!("no Rust type for `{key}`: expected a `type`, or a reference to one schema");
            return Err(SpecError::new(&schema.at, problem));
        }
    }
    match schema.str("type") {
        Some("string") => {
            // `null` in an enum makes it nullable.
            let values = schema.items("enum").into_iter().filter_map(|value| value.value.as_str());
            Ok(SchemaType::Str { format, values: values.map(str::to_owned).collect() })
        }
        Some("integer") => Ok(SchemaType::Integer(format)),
        Some("boolean") => Ok(SchemaType::Bool),
        Some("array") => {
            let items = schema.require("items", "it is the type of the items")?.schema()?;
            match schema_type(&items)? {
                SchemaType::List(_) => Err(unknown(&items, "a scalar or a reference to a record")),
                item => Ok(SchemaType::List(Box::new(item))),
            }
        }
        _ if is_object(schema) => match schema.name {
            Some(name) => Ok(SchemaType::Record(name.to_owned())),
            None => Err(unknown(schema, "a reference to a schema in `#/components/schemas/`")),
        },
        _ => Err(unknown(schema, "`string`, `integer`, `boolean`, `array` or a reference to a schema")),
    }
}

/// Whether it is an object. `type` is optional if there are `properties`.
pub(super) fn is_object(schema: &Node<'_>) -> bool {
    schema.str("type").map_or(schema.has("properties"), |ty| ty == "object")
}

/// The type of a parameter's values.
pub(super) fn param(schema: &Node<'_>) -> Result<(SchemaType, TypeSrc), SpecError> {
    let schema_type = schema_type(schema)?;
    let ty = match &schema_type {
        SchemaType::List(item) => {
            let items = schema.get("items").map(Node::schema).transpose()?;
            TypeSrc::List(Box::new(scalar(items.as_ref().unwrap_or(schema), item)?))
        }
        scalar_type => scalar(schema, scalar_type)?,
    };
    Ok((schema_type, ty))
}

fn scalar(schema: &Node<'_>, schema_type: &SchemaType) -> Result<TypeSrc, SpecError> {
    match schema_type {
        SchemaType::Str { values, .. } if !values.is_empty() => enum_name(schema).map(TypeSrc::Public),
        SchemaType::Str { format, .. } => Ok(string_type(format.as_deref())),
        SchemaType::Integer(format) if format.as_deref() == Some("int32") => Ok(TypeSrc::Int32),
        SchemaType::Integer(format) => {
            Ok(integer_name(format.as_deref())
                .map_or(TypeSrc::Int64, |name| TypeSrc::Public(name.to_owned())))
        }
        SchemaType::Bool => Ok(TypeSrc::Bool),
        SchemaType::List(_) | SchemaType::Record(_) => {
            Err(unknown(schema, "`string`, `integer`, `boolean`, or an array of these"))
        }
    }
}

/// The name of an enum.
pub(super) fn enum_name(schema: &Node<'_>) -> Result<String, SpecError> {
    let why = "inline enum: move it to `#/components/schemas/` and refer to it";
    schema.name.map(names::enum_name).ok_or_else(|| SpecError::new(&schema.at, why))
}

/// The Rust type of a string. An unknown format is ignored.
fn string_type(format: Option<&str>) -> TypeSrc {
    let name = match format {
        Some("date") => "Date",
        Some("attribute") => "AttributeRecord",
        Some("crsid") => "Crsid",
        Some("groupid") => "GroupId",
        Some("identifier") => "Identifier",
        Some("instid") => "InstId",
        Some("member-selector") => "MemberSelector",
        _ => return TypeSrc::Str,
    };
    TypeSrc::Public(name.to_owned())
}

/// The newtype of an integer with this format.
pub(super) fn integer_name(format: Option<&str>) -> Option<&'static str> {
    match format {
        Some("attribute-id") => Some("AttributeId"),
        Some("transaction-id") => Some("TransactionId"),
        _ => None,
    }
}

/// The error for a schema of an unsupported type.
pub(super) fn unknown(schema: &Node<'_>, expected: &str) -> SpecError {
    let found = match schema.str("type") {
        Some(ty) => format!("`{}`", ty.escape_debug()),
        None => "a schema without `type`".to_owned(),
    };
    SpecError::new(&schema.at, format!("no Rust type for {found}: expected {expected}"))
}
