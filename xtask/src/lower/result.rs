//! Lowers the response of an operation to the field of the result that it returns, and its type.

use serde::Deserialize;

use super::{names, types};
use crate::error::SpecError;
use crate::model::{EndpointSrc, ModelSrc, ResultSrc, SchemaType, TypeSrc};
use crate::pointer::Pointer;
use crate::spec::Node;

const EXTENSION: &str = "x-ibis-result";
const JSON: &str = "application/json";

/// The field that holds a scalar.
const VALUE: &str = "value";

/// The fields of the result that are never returned by a method.
const COMMON_FIELDS: [&str; 3] = ["entities", "error", "version"];

/// The fields for which the client has a `FromResult`, and their types.
const READABLE: [(&str, &str); 10] = [
    ("attribute", "IbisAttribute"),
    ("attributes", "array of IbisAttribute"),
    ("attributeSchemes", "array of IbisAttributeScheme"),
    ("group", "IbisGroup"),
    ("groups", "array of IbisGroup"),
    ("institution", "IbisInstitution"),
    ("institutions", "array of IbisInstitution"),
    ("institution.contactRows", "array of IbisContactRow"),
    ("person", "IbisPerson"),
    ("people", "array of IbisPerson"),
];

/// Checks that the client can read the result of an endpoint.
pub(super) fn check_read(EndpointSrc { field, schema_type, at, .. }: &EndpointSrc) -> Result<(), SpecError> {
    let ty = schema_type.words();
    if field == VALUE || READABLE.contains(&(field, &ty)) {
        return Ok(());
    }
    let problem =
        format!("the client has no `FromResult` for `{field}` of type `{ty}`: add one, and the field here");
    Err(SpecError::new(at, problem))
}

/// The return type of a method, and the field of the result that holds the value.
pub(super) struct ReturnValue {
    pub(super) field: String,
    pub(super) result: ResultSrc,
    pub(super) schema_type: SchemaType,
}

/// `x-ibis-result`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ResultExtension {
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

pub(super) fn result(operation: &Node<'_>, models: &[ModelSrc]) -> Result<ReturnValue, SpecError> {
    let result = result_schema(operation)?;
    let Some(declared) = operation.extension::<ResultExtension>(EXTENSION)? else {
        return inferred(&result, &operation.at, models);
    };
    let at = operation.at.key(EXTENSION);
    let field = field(&result, &declared.field, &at.key("field"))?;
    let schema_type = if declared.field == VALUE {
        value_type(&declared, &at)?
    } else {
        let found = types::schema_type(&field)?;
        let record = SchemaType::Record(declared.ty.clone());
        let wanted = if declared.list { SchemaType::List(Box::new(record)) } else { record };
        if found != wanted {
            let (name, found, wanted) = (&declared.field, found.words(), wanted.words());
            let problem = format!("mismatched types: `{name}` is `{found}`, declared as `{wanted}`");
            return Err(SpecError::new(&at, problem));
        }
        found
    };
    let optional = declared.none_if_not_found || declared.optional;
    Ok(ReturnValue { result: rust_type(&schema_type, optional, models), field: declared.field, schema_type })
}

/// The schema of the result inside the envelope.
fn result_schema<'a>(operation: &Node<'a>) -> Result<Node<'a>, SpecError> {
    let why = "it describes the response";
    let response = operation.require("responses", why)?.require("200", why)?.resolve("responses")?;
    response.require("description", why)?;
    let envelope = response.require("content", why)?.require(JSON, why)?.require("schema", why)?.schema()?;
    let result = envelope.get("properties").and_then(|fields| fields.get("result"));
    let result = result.ok_or_else(|| {
        let problem = format!("expected an object with the field `result` at {}", envelope.at);
        SpecError::new(&operation.at.keys(&["responses", "200"]), problem)
    })?;
    result.schema()
}

/// Resolves `institution.contactRows` through the schemas, unless a field has this name including the dot.
fn field<'a>(result: &Node<'a>, path: &str, at: &Pointer) -> Result<Node<'a>, SpecError> {
    let find = |schema: &Node<'a>, name: &str| {
        let field = schema.get("properties").and_then(|fields| fields.get(name));
        field.map(Node::schema).transpose()
    };
    if let Some(whole) = find(result, path)? {
        return Ok(whole);
    }
    path.split('.').try_fold(result.clone(), |schema, name| {
        let problem = format!("no field `{name}` in `{}`", schema.at);
        find(&schema, name)?.ok_or_else(|| SpecError::new(at, problem))
    })
}

/// Infers the return value of an operation without `x-ibis-result`: the only field besides the common ones.
fn inferred(result: &Node<'_>, at: &Pointer, models: &[ModelSrc]) -> Result<ReturnValue, SpecError> {
    let mut path = String::new();
    let mut schema = result.clone();
    // Either the field itself or a nested one, such as `institution.contactRows`.
    for _ in 0..2 {
        let mut fields = schema.fields("properties");
        fields.retain(|(name, _)| !COMMON_FIELDS.contains(name));
        let Ok([(name, node)]) = <[(&str, Node<'_>); 1]>::try_from(fields) else { break };
        path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        schema = node.schema()?;
        if !types::is_object(&schema) || schema.name.is_some() {
            let schema_type = types::schema_type(&schema)?;
            let item = if let SchemaType::List(item) = &schema_type { item } else { &schema_type };
            if matches!(item, SchemaType::Record(_)) == (path == VALUE) {
                let problem = format!("unsupported type `{}` of `{path}`", schema_type.words());
                return Err(SpecError::new(&schema.at, problem));
            }
            let optional = matches!(schema_type, SchemaType::Record(_)) || schema.nullable;
            let result = rust_type(&schema_type, optional, models);
            return Ok(ReturnValue { field: path, result, schema_type });
        }
    }
    let why = "the response does not determine the field of the result";
    Err(SpecError::missing(at, EXTENSION, why))
}

fn rust_type(schema_type: &SchemaType, optional: bool, models: &[ModelSrc]) -> ResultSrc {
    let single = match schema_type {
        SchemaType::List(item) => return ResultSrc::List(type_of(item, models)),
        single => type_of(single, models),
    };
    if optional { ResultSrc::Option(single) } else { ResultSrc::One(single) }
}

fn type_of(schema_type: &SchemaType, models: &[ModelSrc]) -> TypeSrc {
    match schema_type {
        SchemaType::Str { format, .. } if format.as_deref() == Some("password") => {
            TypeSrc::Public("Secret".to_owned())
        }
        SchemaType::Integer(format) if format.as_deref() == Some("int32") => TypeSrc::Int32,
        SchemaType::Integer(format) if format.as_deref() == Some("transaction-id") => {
            TypeSrc::Public("TransactionId".to_owned())
        }
        SchemaType::Integer(_) => TypeSrc::Int64,
        SchemaType::Bool => TypeSrc::Bool,
        SchemaType::Record(schema) => {
            let name = ModelSrc::find(models, schema).map(ModelSrc::return_type);
            TypeSrc::Public(name.unwrap_or_else(|| names::record_name(schema).to_owned()))
        }
        SchemaType::Str { .. } | SchemaType::List(_) => TypeSrc::Str,
    }
}

fn value_type(declared: &ResultExtension, at: &Pointer) -> Result<SchemaType, SpecError> {
    let format = declared.format.clone();
    match (declared.ty.as_str(), format.as_deref(), declared.list) {
        ("string", None | Some("password"), false) => Ok(SchemaType::Str { format, values: Vec::new() }),
        ("boolean", None, false) => Ok(SchemaType::Bool),
        ("integer", None | Some("int32" | "int64" | "transaction-id"), false) => {
            Ok(SchemaType::Integer(format))
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
