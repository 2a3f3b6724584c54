//! Schemas -> the types of values, as the wire has them and as Rust does.

use super::names;
use crate::error::SpecError;
use crate::model::{TypeSrc, WireType};
use crate::spec::Node;

/// What a schema says that is a single value, a list of these, or a reference to a record.
pub(super) fn wire_type(schema: &Node<'_>) -> Result<WireType, SpecError> {
    let format = schema.text("format").map(str::to_owned);
    for key in ["allOf", "anyOf", "oneOf", "not", "additionalProperties"] {
        if schema.has(key) {
            let problem =
                format!("no Rust type for `{key}`: expected a `type`, or a reference to one schema");
            return Err(SpecError::new(&schema.at, problem));
        }
    }
    match schema.text("type") {
        Some("string") => {
            // A `null` among the values says that there may be none.
            let values = schema.items("enum").into_iter().filter_map(|value| value.value.as_str());
            Ok(WireType::Text { format, values: values.map(str::to_owned).collect() })
        }
        Some("integer") => Ok(WireType::Integer(format)),
        Some("boolean") => Ok(WireType::Flag),
        Some("array") => {
            let items = schema.need("items", "it says what the list is of")?.schema()?;
            match wire_type(&items)? {
                WireType::List(_) => Err(unknown(&items, "a single value or a reference to a record")),
                item => Ok(WireType::List(Box::new(item))),
            }
        }
        _ if is_object(schema) => match schema.name {
            Some(name) => Ok(WireType::Record(name.to_owned())),
            None => Err(unknown(schema, "a reference to a schema in `#/components/schemas/`")),
        },
        _ => Err(unknown(schema, "text, an integer, true or false, a reference to a schema, or a list")),
    }
}

/// Whether it is an object, which need not be said of one that has fields.
pub(super) fn is_object(schema: &Node<'_>) -> bool {
    schema.text("type").map_or(schema.has("properties"), |ty| ty == "object")
}

/// The type of a parameter's values.
pub(super) fn param(schema: &Node<'_>) -> Result<(WireType, TypeSrc), SpecError> {
    let wire = wire_type(schema)?;
    let ty = match &wire {
        WireType::List(item) => {
            let items = schema.get("items").map(Node::schema).transpose()?;
            TypeSrc::List(Box::new(scalar(items.as_ref().unwrap_or(schema), item)?))
        }
        scalar_type => scalar(schema, scalar_type)?,
    };
    Ok((wire, ty))
}

fn scalar(schema: &Node<'_>, wire: &WireType) -> Result<TypeSrc, SpecError> {
    match wire {
        WireType::Text { values, .. } if !values.is_empty() => enum_name(schema).map(TypeSrc::Public),
        WireType::Text { format, .. } => Ok(text_type(format.as_deref())),
        WireType::Integer(format) if format.as_deref() == Some("int32") => Ok(TypeSrc::Int32),
        WireType::Integer(format) => {
            Ok(integer_name(format.as_deref())
                .map_or(TypeSrc::Int64, |name| TypeSrc::Public(name.to_owned())))
        }
        WireType::Flag => Ok(TypeSrc::Flag),
        WireType::List(_) | WireType::Record(_) => {
            Err(unknown(schema, "text, an integer, true or false, or a list of these"))
        }
    }
}

/// The enum of a schema.
pub(super) fn enum_name(schema: &Node<'_>) -> Result<String, SpecError> {
    let why = "an enum has a name: move it to `#/components/schemas/` and refer to it";
    schema.name.map(names::enum_name).ok_or_else(|| SpecError::new(&schema.at, why))
}

/// A format that is not known is no error: it says more about the text, which is sent as it is.
fn text_type(format: Option<&str>) -> TypeSrc {
    let name = match format {
        Some("date") => "Date",
        Some("attribute") => "AttributeRecord",
        Some("crsid") => "Crsid",
        Some("groupid") => "GroupId",
        Some("identifier") => "Identifier",
        Some("instid") => "InstId",
        Some("member-selector") => "MemberSelector",
        _ => return TypeSrc::Text,
    };
    TypeSrc::Public(name.to_owned())
}

/// The type that an integer's format chooses.
pub(super) fn integer_name(format: Option<&str>) -> Option<&'static str> {
    match format {
        Some("attribute-id") => Some("AttributeId"),
        Some("transaction-id") => Some("TransactionId"),
        _ => None,
    }
}

/// An error about a schema of a type that does not belong there.
pub(super) fn unknown(schema: &Node<'_>, expected: &str) -> SpecError {
    let found = match schema.text("type") {
        Some(ty) => format!("the type `{}`", ty.escape_debug()),
        None => "a schema without `type`".to_owned(),
    };
    SpecError::new(&schema.at, format!("no Rust type for {found}: expected {expected}"))
}
