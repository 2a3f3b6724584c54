//! The response of an operation: which field of the result it is in, and as what.

use serde::Deserialize;

use super::{names, types};
use crate::error::SpecError;
use crate::model::{EndpointSrc, ModelSrc, ResultSrc, TypeSrc, WireType};
use crate::pointer::Pointer;
use crate::spec::Node;

const EXTENSION: &str = "x-ibis-result";
const JSON: &str = "application/json";

/// The field that holds text, a number, or true or false.
const VALUE: &str = "value";

/// The fields that are in every result, or in none that succeeds.
const NOT_THE_ANSWER: [&str; 3] = ["entities", "error", "version"];

/// The fields that the client reads, and what is in them; it has a `FromResult` for each.
const READ: [(&str, &str); 10] = [
    ("attribute", "one `IbisAttribute`"),
    ("attributes", "a list of `IbisAttribute`"),
    ("attributeSchemes", "a list of `IbisAttributeScheme`"),
    ("group", "one `IbisGroup`"),
    ("groups", "a list of `IbisGroup`"),
    ("institution", "one `IbisInstitution`"),
    ("institutions", "a list of `IbisInstitution`"),
    ("institution.contactRows", "a list of `IbisContactRow`"),
    ("person", "one `IbisPerson`"),
    ("people", "a list of `IbisPerson`"),
];

/// Whether the client reads the field that has the result of an endpoint.
pub(super) fn check_read(EndpointSrc { field, wire_type, at, .. }: &EndpointSrc) -> Result<(), SpecError> {
    let held = wire_type.words();
    if field == VALUE || READ.contains(&(field, &held)) {
        return Ok(());
    }
    let problem = format!(
        "the client reads no result of {held} in `{field}`: add a `FromResult` to it, and the field here"
    );
    Err(SpecError::new(at, problem))
}

/// What a method returns, and the field of the result that holds it.
pub(super) struct Answer {
    pub(super) field: String,
    pub(super) result: ResultSrc,
    pub(super) wire_type: WireType,
}

/// What `x-ibis-result` says.
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

pub(super) fn result(operation: &Node<'_>, models: &[ModelSrc]) -> Result<Answer, SpecError> {
    let result = result_schema(operation)?;
    let Some(declared) = operation.extension::<Declared>(EXTENSION)? else {
        return inferred(&result, &operation.at, models);
    };
    let at = operation.at.key(EXTENSION);
    let field = field(&result, &declared.field, &at.key("field"))?;
    let wire_type = if declared.field == VALUE {
        value_type(&declared, &at)?
    } else {
        let found = types::wire_type(&field)?;
        let record = WireType::Record(declared.ty.clone());
        let wanted = if declared.list { WireType::List(Box::new(record)) } else { record };
        if found != wanted {
            let (name, found, wanted) = (&declared.field, found.words(), wanted.words());
            let problem = format!("`{name}` holds {found}, but the result is declared as {wanted}");
            return Err(SpecError::new(&at, problem));
        }
        found
    };
    let optional = declared.none_if_not_found || declared.optional;
    Ok(Answer { result: rust_type(&wire_type, optional, models), field: declared.field, wire_type })
}

/// The schema of what is inside the envelope.
fn result_schema<'a>(operation: &Node<'a>) -> Result<Node<'a>, SpecError> {
    let why = "it describes the response";
    let response = operation.need("responses", why)?.need("200", why)?.resolved("responses")?;
    response.need("description", why)?;
    let envelope = response.need("content", why)?.need(JSON, why)?.need("schema", why)?.schema()?;
    let result = envelope.get("properties").and_then(|fields| fields.get("result"));
    let result = result.ok_or_else(|| {
        let problem = format!("the response is not an object with the field `result`, as at {}", envelope.at);
        SpecError::new(&operation.at.keys(&["responses", "200"]), problem)
    })?;
    result.schema()
}

/// Follows `institution.contactRows` through the schemas, unless a field has this name with its dot.
fn field<'a>(result: &Node<'a>, path: &str, at: &Pointer) -> Result<Node<'a>, SpecError> {
    let find = |schema: &Node<'a>, name: &str| {
        let field = schema.get("properties").and_then(|fields| fields.get(name));
        field.map(Node::schema).transpose()
    };
    if let Some(whole) = find(result, path)? {
        return Ok(whole);
    }
    path.split('.').try_fold(result.clone(), |schema, name| {
        find(&schema, name)?.ok_or_else(|| {
            SpecError::new(at, format!("no field `{name}` in `{}` that could hold the response", schema.at))
        })
    })
}

/// What the response says by itself: the one field that its result has besides those of every result.
fn inferred(result: &Node<'_>, at: &Pointer, models: &[ModelSrc]) -> Result<Answer, SpecError> {
    let mut path = String::new();
    let mut schema = result.clone();
    // The field, or a field of it: `institution` with `contactRows` in it.
    for _ in 0..2 {
        let mut fields = schema.fields("properties");
        fields.retain(|(name, _)| !NOT_THE_ANSWER.contains(name));
        let Ok([(name, node)]) = <[(&str, Node<'_>); 1]>::try_from(fields) else { break };
        path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        schema = node.schema()?;
        if !types::is_object(&schema) || schema.name.is_some() {
            let wire_type = types::wire_type(&schema)?;
            let is_record = matches!(&wire_type, WireType::Record(_))
                || matches!(&wire_type, WireType::List(item) if matches!(**item, WireType::Record(_)));
            if is_record == (path == VALUE) {
                let problem =
                    format!("`{path}` holds {}: a value is single, the rest records", wire_type.words());
                return Err(SpecError::new(&schema.at, problem));
            }
            let optional = matches!(wire_type, WireType::Record(_)) || schema.nullable;
            return Ok(Answer { result: rust_type(&wire_type, optional, models), field: path, wire_type });
        }
    }
    let why = "the response does not say which one field of the result holds it";
    Err(SpecError::missing(at, EXTENSION, why))
}

fn rust_type(wire_type: &WireType, optional: bool, models: &[ModelSrc]) -> ResultSrc {
    let single = match wire_type {
        WireType::List(item) => return ResultSrc::List(type_of(item, models)),
        single => type_of(single, models),
    };
    if optional { ResultSrc::Option(single) } else { ResultSrc::One(single) }
}

fn type_of(wire_type: &WireType, models: &[ModelSrc]) -> TypeSrc {
    match wire_type {
        WireType::Text { format, .. } if format.as_deref() == Some("password") => {
            TypeSrc::Public("Secret".to_owned())
        }
        WireType::Integer(format) if format.as_deref() == Some("int32") => TypeSrc::Int32,
        WireType::Integer(format) if format.as_deref() == Some("transaction-id") => {
            TypeSrc::Public("TransactionId".to_owned())
        }
        WireType::Integer(_) => TypeSrc::Int64,
        WireType::Flag => TypeSrc::Flag,
        WireType::Record(schema) => {
            let name = ModelSrc::find(models, schema).map(ModelSrc::returned);
            TypeSrc::Public(name.unwrap_or_else(|| names::record_name(schema).to_owned()))
        }
        WireType::Text { .. } | WireType::List(_) => TypeSrc::Text,
    }
}

fn value_type(declared: &Declared, at: &Pointer) -> Result<WireType, SpecError> {
    let format = declared.format.clone();
    match (declared.ty.as_str(), format.as_deref(), declared.list) {
        ("string", None | Some("password"), false) => Ok(WireType::Text { format, values: Vec::new() }),
        ("boolean", None, false) => Ok(WireType::Flag),
        ("integer", None | Some("int32" | "int64" | "transaction-id"), false) => {
            Ok(WireType::Integer(format))
        }
        _ => {
            let format = format.map(|format| format!(" of format `{format}`")).unwrap_or_default();
            let problem = format!(
                "no Rust type for `{}`{format}: expected a single `string`, `boolean` or `integer`",
                declared.ty
            );
            Err(SpecError::new(&at.key("type"), problem))
        }
    }
}
