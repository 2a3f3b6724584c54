//! Schemas of parameters -> their types.

use openapiv3::{
    IntegerFormat, IntegerType, Schema, SchemaKind, StringFormat, StringType, Type, VariantOrUnknownOrEmpty,
};

use super::names;
use crate::error::{Problem, SpecError};
use crate::model::TypeSrc;
use crate::spec::{Found, Spec};

/// The type of a parameter's values.
pub(super) fn param(spec: &Spec, schema: &Found<'_, Schema>) -> Result<TypeSrc, SpecError> {
    if let SchemaKind::Type(Type::Array(array)) = &schema.node.schema_kind {
        let Some(items) = &array.items else {
            let why = "it says what the list is of";
            return Err(SpecError::new(schema.at.clone(), Problem::Missing { key: "items", why }));
        };
        let items = spec.schema(items, schema.at.key("items"))?;
        return scalar(&items, "text, an integer, true or false").map(|item| TypeSrc::List(Box::new(item)));
    }
    scalar(schema, "text, an integer, true or false, or a list of these")
}

fn scalar(schema: &Found<'_, Schema>, expected: &'static str) -> Result<TypeSrc, SpecError> {
    match &schema.node.schema_kind {
        SchemaKind::Type(Type::String(text)) => Ok(match schema.name {
            Some(name) if !text.enumeration.is_empty() => {
                TypeSrc::Public(names::checked(names::enum_name(name), name, &schema.at)?)
            }
            _ => text_type(text),
        }),
        SchemaKind::Type(Type::Integer(integer)) => Ok(integer_type(integer)),
        SchemaKind::Type(Type::Boolean(_)) => Ok(TypeSrc::Flag),
        _ => {
            let problem = Problem::UnknownType { found: words(schema.node), expected };
            Err(SpecError::new(schema.at.clone(), problem))
        }
    }
}

/// A format that is not known is no error: it says more about the text, which is sent as it is.
fn text_type(text: &StringType) -> TypeSrc {
    let name = match &text.format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => "Date",
        VariantOrUnknownOrEmpty::Unknown(format) => match format.as_str() {
            "attribute" => "AttributeRecord",
            "crsid" => "Crsid",
            "groupid" => "GroupId",
            "identifier" => "Identifier",
            "instid" => "InstId",
            "member-selector" => "MemberSelector",
            _ => return TypeSrc::Text,
        },
        _ => return TypeSrc::Text,
    };
    TypeSrc::Public(name.to_owned())
}

fn integer_type(integer: &IntegerType) -> TypeSrc {
    match &integer.format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => TypeSrc::Int32,
        format => integer_name(format).map_or(TypeSrc::Int64, |name| TypeSrc::Public(name.to_owned())),
    }
}

/// The type that an integer's format chooses.
pub(super) fn integer_name(format: &VariantOrUnknownOrEmpty<IntegerFormat>) -> Option<&'static str> {
    match format {
        VariantOrUnknownOrEmpty::Unknown(format) if format == "attribute-id" => Some("AttributeId"),
        VariantOrUnknownOrEmpty::Unknown(format) if format == "transaction-id" => Some("TransactionId"),
        _ => None,
    }
}

/// A schema in words, for an error.
pub(super) fn words(schema: &Schema) -> String {
    let words = match &schema.schema_kind {
        SchemaKind::Type(Type::String(_)) => "a `string`",
        SchemaKind::Type(Type::Number(_)) => "a `number`",
        SchemaKind::Type(Type::Integer(_)) => "an `integer`",
        SchemaKind::Type(Type::Object(_)) => "an `object`",
        SchemaKind::Type(Type::Array(_)) => "an `array`",
        SchemaKind::Type(Type::Boolean(_)) => "a `boolean`",
        SchemaKind::OneOf { .. } => "`oneOf`",
        SchemaKind::AllOf { .. } => "`allOf` with several members",
        SchemaKind::AnyOf { .. } => "`anyOf`",
        SchemaKind::Not { .. } => "`not`",
        SchemaKind::Any(any) => {
            return any.typ.as_ref().map_or_else(
                || "a schema without `type`".to_owned(),
                |name| format!("the type `{name}` with what does not belong to it"),
            );
        }
    };
    words.to_owned()
}
