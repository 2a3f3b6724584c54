//! The answer of an operation: which field of the result holds it, and as what.

use openapiv3::{
    IntegerFormat, Operation, Schema, SchemaKind, StatusCode, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde::Deserialize;

use super::{models, types};
use crate::error::{Problem, SpecError};
use crate::model::{ResultSrc, TypeSrc};
use crate::pointer::Pointer;
use crate::spec::{Found, SchemaNode, Spec, extension};

const EXTENSION: &str = "x-ibis-result";

/// The field that holds text, a number, or true or false.
const VALUE: &str = "value";

/// The fields that every answer has, or none that succeeds.
const NO_ANSWER: &[&str] = &["entities", "error", "version"];

/// What a method returns, and the field of the result that holds it.
pub(super) struct Answer {
    pub(super) field: String,
    pub(super) result: ResultSrc,
}

/// What `x-ibis-result` says, or what follows from the schema of the response.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Declared {
    field: String,
    list: bool,
    #[serde(rename = "type")]
    ty: String,
    format: Option<String>,
    #[serde(rename = "order")]
    _order: Option<String>,
    #[serde(default)]
    none_if_not_found: bool,
    #[serde(default)]
    optional: bool,
}

pub(super) fn result(spec: &Spec, operation: &Operation, at: &Pointer) -> Result<Answer, SpecError> {
    let declared: Option<Declared> = extension(&operation.extensions, EXTENSION, at)?;
    let answer = answer(spec, operation, at)?;
    let (declared, field, at) = match declared {
        Some(declared) => {
            let at = at.key(EXTENSION);
            let field = field(spec, answer, &declared.field, &at.key("field"))?;
            (declared, field, at)
        }
        None => inferred(spec, answer, at)?,
    };
    let ty = if declared.field == VALUE {
        value_type(&declared, &at)?
    } else {
        record_type(spec, &field, &declared, &at)?
    };
    let result = match &declared {
        Declared { list: true, .. } => ResultSrc::List(ty),
        Declared { none_if_not_found: true, .. } | Declared { optional: true, .. } => ResultSrc::Option(ty),
        _ => ResultSrc::One(ty),
    };
    Ok(Answer { field: declared.field, result })
}

/// The schema of what is inside the envelope.
fn answer<'a>(
    spec: &'a Spec,
    operation: &'a Operation,
    at: &Pointer,
) -> Result<Found<'a, Schema>, SpecError> {
    const JSON: &str = "application/json";
    let missing = |at: &Pointer, key, why| SpecError::new(at.clone(), Problem::Missing { key, why });

    let at = at.key("responses");
    let response = operation.responses.responses.get(&StatusCode::Code(200));
    let response = response.ok_or_else(|| missing(&at, "200", "it describes the answer"))?;
    let response = spec.response(response, at.key("200"))?;
    let at = response.at.key("content");
    let media =
        response.node.content.get(JSON).ok_or_else(|| missing(&at, JSON, "the client reads no other"))?;
    let at = at.key(JSON);
    let schema = media.schema.as_ref().ok_or_else(|| missing(&at, "schema", "it describes the answer"))?;
    let envelope = spec.schema(schema, at.key("schema"))?;
    let at = envelope.at.key("properties");
    let SchemaKind::Type(Type::Object(object)) = &envelope.node.schema_kind else {
        let problem =
            Problem::UnknownType { found: types::words(envelope.node), expected: "an object with `result`" };
        return Err(SpecError::new(envelope.at, problem));
    };
    let result = object.properties.get("result").ok_or_else(|| missing(&at, "result", "it is the answer"))?;
    spec.schema(result, at.key("result"))
}

/// A field of an object: its name, whether it is always there, its schema, and the place of that.
type Property<'a> = (&'a str, bool, SchemaNode<'a>, Pointer);

/// The fields of an object, of all that an `allOf` adds up.
fn properties<'a>(spec: &'a Spec, found: &Found<'a, Schema>) -> Result<Vec<Property<'a>>, SpecError> {
    let mut required: Vec<&str> = Vec::new();
    let mut properties: Vec<Property<'a>> = Vec::new();
    let mut open = vec![found.clone()];
    while let Some(found) = open.pop() {
        let at = found.at.key("properties");
        let (fields, always) = match &found.node.schema_kind {
            SchemaKind::Type(Type::Object(object)) => (&object.properties, &object.required),
            SchemaKind::Any(any) => (&any.properties, &any.required),
            SchemaKind::AllOf { all_of } => {
                for (i, member) in all_of.iter().enumerate() {
                    open.push(spec.schema(member, found.at.key("allOf").index(i))?);
                }
                continue;
            }
            _ => continue,
        };
        required.extend(always.iter().map(String::as_str));
        properties
            .extend(fields.iter().map(|(name, node)| (name.as_str(), false, node.into(), at.key(name))));
    }
    for property in &mut properties {
        property.1 = required.contains(&property.0);
    }
    Ok(properties)
}

/// Follows `institution.contactRows` through the schemas, unless a field has this name with its dot.
fn field<'a>(
    spec: &'a Spec,
    answer: Found<'a, Schema>,
    path: &str,
    at: &Pointer,
) -> Result<Found<'a, Schema>, SpecError> {
    let find = |schema: &Found<'a, Schema>, name: &str| {
        let property = properties(spec, schema)?.into_iter().find(|(known, ..)| *known == name);
        property.map(|(_, _, node, at)| spec.schema(node, at)).transpose()
    };
    if let Some(whole) = find(&answer, path)? {
        return Ok(whole);
    }
    path.split('.').try_fold(answer, |schema, name| {
        find(&schema, name)?.ok_or_else(|| {
            let problem = Problem::NoResultField { field: name.to_owned(), schema: schema.at.to_string() };
            SpecError::new(at.clone(), problem)
        })
    })
}

/// What the response says by itself: the one field that a result has besides those of every result, or the one of
/// them that is always there.
fn inferred<'a>(
    spec: &'a Spec,
    answer: Found<'a, Schema>,
    at: &Pointer,
) -> Result<(Declared, Found<'a, Schema>, Pointer), SpecError> {
    let ambiguous = || {
        let why = "the response does not say which one field of the result holds the answer";
        SpecError::new(at.clone(), Problem::Missing { key: EXTENSION, why })
    };
    let mut path = String::new();
    let mut schema = answer;
    loop {
        let mut fields = properties(spec, &schema)?;
        fields.retain(|(name, ..)| !NO_ANSWER.contains(name));
        if fields.iter().filter(|(_, required, ..)| *required).count() == 1 {
            fields.retain(|(_, required, ..)| *required);
        }
        let Ok([(name, required, node, field_at)]) = <[Property<'_>; 1]>::try_from(fields) else {
            return Err(ambiguous());
        };
        path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        schema = spec.schema(node, field_at)?;
        if path == VALUE {
            return Ok((value(&schema, path)?, schema.clone(), schema.at));
        }
        let list = matches!(schema.node.schema_kind, SchemaKind::Type(Type::Array(_)));
        let item = item(spec, &schema)?.name;
        if let Some(item) = item.or(known_field(&path)) {
            let declared = Declared {
                field: path,
                list,
                ty: item.to_owned(),
                format: None,
                _order: None,
                none_if_not_found: !list && (!required || schema.nullable),
                optional: false,
            };
            return Ok((declared, schema.clone(), schema.at));
        }
        if list {
            return Err(ambiguous());
        }
    }
}

/// The schemas of fields that a document may write out where they are.
fn known_field(path: &str) -> Option<&'static str> {
    Some(match path {
        "attribute" | "attributes" => "IbisAttribute",
        "attributeSchemes" => "IbisAttributeScheme",
        "group" | "groups" => "IbisGroup",
        "institutions" => "IbisInstitution",
        "institution.contactRows" => "IbisContactRow",
        "people" | "person" => "IbisPerson",
        _ => return None,
    })
}

fn value(schema: &Found<'_, Schema>, field: String) -> Result<Declared, SpecError> {
    let known = |ty: &str, format: Option<&str>| (ty.to_owned(), format.map(str::to_owned));
    let (ty, format) = match &schema.node.schema_kind {
        SchemaKind::Type(Type::String(text)) => match &text.format {
            VariantOrUnknownOrEmpty::Item(StringFormat::Password) => known("string", Some("password")),
            _ => known("string", None),
        },
        SchemaKind::Type(Type::Boolean(_)) => known("boolean", None),
        SchemaKind::Type(Type::Integer(integer)) => match &integer.format {
            VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => known("integer", Some("int32")),
            VariantOrUnknownOrEmpty::Unknown(format) => known("integer", Some(format)),
            _ => known("integer", None),
        },
        _ => {
            let problem = Problem::UnknownType { found: types::words(schema.node), expected: VALUE_TYPES };
            return Err(SpecError::new(schema.at.clone(), problem));
        }
    };
    let none_if_not_found = schema.nullable;
    Ok(Declared { field, list: false, ty, format, _order: None, none_if_not_found, optional: false })
}

const VALUE_TYPES: &str = "a single `string`, `boolean` or `integer`";

fn value_type(declared: &Declared, at: &Pointer) -> Result<TypeSrc, SpecError> {
    if !declared.list {
        match (declared.ty.as_str(), declared.format.as_deref()) {
            ("string", None) => return Ok(TypeSrc::Text),
            ("string", Some("password")) => return Ok(TypeSrc::Public("Secret".to_owned())),
            ("boolean", None) => return Ok(TypeSrc::Flag),
            ("integer", Some("int32")) => return Ok(TypeSrc::Int32),
            ("integer", Some("int64") | None) => return Ok(TypeSrc::Int64),
            ("integer", Some("transaction-id")) => return Ok(TypeSrc::Public("TransactionId".to_owned())),
            _ => {}
        }
    }
    let format = declared.format.as_ref().map(|format| format!(" of format `{format}`")).unwrap_or_default();
    let problem = Problem::UnknownType { found: format!("`{}`{format}", declared.ty), expected: VALUE_TYPES };
    Err(SpecError::new(at.key("type"), problem))
}

/// What a list is of, or the thing itself.
fn item<'a>(spec: &'a Spec, field: &Found<'a, Schema>) -> Result<Found<'a, Schema>, SpecError> {
    match &field.node.schema_kind {
        SchemaKind::Type(Type::Array(array)) => match &array.items {
            Some(items) => spec.schema(items, field.at.key("items")),
            None => Ok(Found { name: None, ..field.clone() }),
        },
        _ => Ok(field.clone()),
    }
}

fn record_type(
    spec: &Spec,
    field: &Found<'_, Schema>,
    declared: &Declared,
    at: &Pointer,
) -> Result<TypeSrc, SpecError> {
    let list = matches!(field.node.schema_kind, SchemaKind::Type(Type::Array(_)));
    let item = item(spec, field)?.name.or(known_field(&declared.field));
    if (item, list) != (Some(&declared.ty), declared.list) {
        let words = |name: &str, list| format!("{} `{name}`", if list { "a list of" } else { "one" });
        let problem = Problem::OtherResult {
            field: declared.field.clone(),
            found: words(item.unwrap_or("object"), list),
            declared: words(&declared.ty, declared.list),
        };
        return Err(SpecError::new(at.clone(), problem));
    }
    Ok(TypeSrc::Public(models::returned(spec, &declared.ty)))
}
