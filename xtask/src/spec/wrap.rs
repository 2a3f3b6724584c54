//! Schemas that only wrap another: to give a reference a description, or to say that there may be nothing.

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

/// The schema inside of another, and where it is there.
#[derive(Debug)]
pub(super) struct Wrapped<'a> {
    pub(super) member: &'a ReferenceOr<Schema>,
    pub(super) key: &'static str,
    pub(super) index: usize,
    /// Whether the other choice is nothing.
    pub(super) nullable: bool,
}

/// What a schema wraps; none where it is more than a wrapper.
pub(super) fn wrapped(schema: &Schema) -> Option<Wrapped<'_>> {
    let (key, members): (_, &[_]) = match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => ("allOf", all_of),
        SchemaKind::OneOf { one_of } => ("oneOf", one_of),
        SchemaKind::AnyOf { any_of } => ("anyOf", any_of),
        // A `type` beside the members repeats what they say.
        SchemaKind::Any(any) => match (&*any.all_of, &*any.one_of, &*any.any_of) {
            (all_of, [], []) if is_typed_wrapper(any) => ("allOf", all_of),
            ([], one_of, []) if is_typed_wrapper(any) => ("oneOf", one_of),
            ([], [], any_of) if is_typed_wrapper(any) => ("anyOf", any_of),
            _ => return None,
        },
        SchemaKind::Type(_) | SchemaKind::Not { .. } => return None,
    };
    let is_left_out = if key == "allOf" { is_remark } else { is_nothing };
    let mut kept = members.iter().enumerate().filter(|(_, member)| !is_left_out(member));
    let (Some((index, member)), None) = (kept.next(), kept.next()) else { return None };
    Some(Wrapped { member, key, index, nullable: key != "allOf" && members.len() > 1 })
}

fn is_typed_wrapper(any: &AnySchema) -> bool {
    let rest =
        AnySchema { typ: None, all_of: Vec::new(), one_of: Vec::new(), any_of: Vec::new(), ..any.clone() };
    rest == AnySchema::default()
}

/// A member that describes and does not say what a value is.
fn is_remark(member: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = member else { return false };
    matches!(&schema.schema_kind, SchemaKind::Any(any) if *any == AnySchema::default())
}

/// A member that stands for nothing: `null` by its type, by its only value, or by being nothing else.
fn is_nothing(member: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = member else { return false };
    match &schema.schema_kind {
        SchemaKind::Any(any) => {
            let only_null = !any.enumeration.is_empty() && any.enumeration.iter().all(Value::is_null);
            let bare = *any == AnySchema::default() && schema.schema_data.nullable;
            any.typ.as_deref() == Some("null") || only_null || bare
        }
        SchemaKind::Type(Type::String(text)) => {
            !text.enumeration.is_empty() && text.enumeration.iter().all(Option::is_none)
        }
        SchemaKind::Type(Type::Object(object)) => {
            schema.schema_data.nullable && object.max_properties == Some(0)
        }
        _ => false,
    }
}
