//! Parameters, and the fields of a form.

use openapiv3::{
    MediaType, Parameter, ParameterData, ParameterSchemaOrContent, QueryStyle, Schema, SchemaKind, Type,
};

use super::operation::Place as Operation;
use super::{names, prose, types};
use crate::error::{Errors, Problem, SpecError};
use crate::model::{KindSrc, ParamSrc, Place, TypeSrc};
use crate::pointer::Pointer;
use crate::spec::{Found, Spec, extension};

const FORM: &str = "application/x-www-form-urlencoded";

/// Methods that requests have.
const RESERVED: &[&str] = &["batched", "into_future", "pages", "send", "timeout"];

/// All parameters of an operation, the required ones first, by place; the others in the document's order.
pub(super) fn params(operation: &Operation<'_>, errors: &mut Errors) -> Vec<ParamSrc> {
    let mut found: Vec<(ParamSrc, Pointer)> = Vec::new();
    let above = operation
        .item
        .parameters
        .iter()
        .enumerate()
        .map(|(i, node)| (node, Pointer::root().keys(&["paths", operation.path, "parameters"]).index(i)));
    let own = operation.operation.parameters.iter().enumerate();
    let own = own.map(|(i, node)| (node, operation.at.key("parameters").index(i)));
    for (node, at) in above.chain(own) {
        let Some(parameter) = errors.take(operation.spec.parameter(node, at)) else { continue };
        let Some(param) = errors.take(parameter_src(operation.spec, &parameter)) else { continue };
        // An operation's own parameter replaces that of its path.
        found.retain(|(other, _)| (&other.wire, other.place) != (&param.wire, param.place));
        found.push((param, parameter.at));
    }
    found.extend(form(operation, errors));
    distinct(&mut found, errors);
    let mut params: Vec<_> = found.into_iter().map(|(param, _)| param).collect();
    params.sort_by_key(|param| (!param.required, param.required.then_some(param.place)));
    params
}

/// Gives each a name of its own. What is called the same on the wire cannot be told apart in a declaration.
fn distinct(found: &mut [(ParamSrc, Pointer)], errors: &mut Errors) {
    for i in 0..found.len() {
        let (before, rest) = found.split_at_mut(i);
        let Some((param, at)) = rest.first_mut() else { continue };
        if RESERVED.contains(&param.name.as_str()) {
            param.name.push('_');
        }
        if let Some((_, other)) = before.iter().find(|(other, _)| other.wire == param.wire) {
            let problem = Problem::Taken { name: param.wire.clone(), other: other.clone() };
            errors.push(SpecError::new(at.clone(), problem));
        }
        param.name =
            names::distinct(&param.name, "_", |name| before.iter().any(|(other, _)| other.name == name));
    }
}

fn parameter_src(spec: &Spec, found: &Found<'_, Parameter>) -> Result<ParamSrc, SpecError> {
    let at = &found.at;
    let (data, place) = match found.node {
        Parameter::Query { parameter_data, style, .. } => {
            let exploded = parameter_data.explode.unwrap_or(matches!(style, QueryStyle::Form));
            if *style != QueryStyle::Form || exploded && is_list(spec, parameter_data, at) {
                let problem = Problem::Unsupported(
                    "a list is joined by commas: expected `style: form`, `explode: false`",
                );
                return Err(SpecError::new(at.clone(), problem));
            }
            (parameter_data, Place::Query)
        }
        Parameter::Path { parameter_data, .. } => (parameter_data, Place::Path),
        Parameter::Header { .. } | Parameter::Cookie { .. } => {
            let problem =
                Problem::Unsupported("no declaration has this kind of parameter: expected path or query");
            return Err(SpecError::new(at.key("in"), problem));
        }
    };
    let ParameterSchemaOrContent::Schema(schema) = &data.format else {
        let why = "a parameter is described by one, not by its content";
        return Err(SpecError::new(at.clone(), Problem::Missing { key: "schema", why }));
    };
    let schema = spec.schema(schema, at.key("schema"))?;
    let root: Option<KindSrc> = extension(&data.extensions, "x-ibis-fetch-root", at)?;
    let ty = root.map_or_else(|| types::param(spec, &schema), |root| Ok(TypeSrc::Fetch(root)))?;
    if place == Place::Path && !data.required {
        let why = "a path has all its parameters";
        return Err(SpecError::new(at.clone(), Problem::Missing { key: "required", why }));
    }
    if place == Place::Path && matches!(ty, TypeSrc::List(_)) {
        let problem = Problem::Unsupported("a path has no lists: expected one value");
        return Err(SpecError::new(at.key("schema"), problem));
    }
    Ok(ParamSrc {
        wire: data.name.clone(),
        name: names::rust_name(&data.name, &at.key("name"))?,
        place,
        required: data.required,
        ty,
        role: None,
        doc: prose::markdown(data.description.as_deref().or(schema.node.schema_data.description.as_deref())),
    })
}

fn is_list(spec: &Spec, data: &ParameterData, at: &Pointer) -> bool {
    let ParameterSchemaOrContent::Schema(schema) = &data.format else { return false };
    let schema = spec.schema(schema, at.key("schema"));
    schema.is_ok_and(|schema| matches!(schema.node.schema_kind, SchemaKind::Type(Type::Array(_))))
}

fn form(operation: &Operation<'_>, errors: &mut Errors) -> Vec<(ParamSrc, Pointer)> {
    let Some(body) = &operation.operation.request_body else { return Vec::new() };
    let Some(body) = errors.take(operation.spec.request_body(body, operation.at.key("requestBody"))) else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    if !matches!(operation.http, "post" | "put") {
        let problem = Problem::Unsupported("a body where none belongs: only post and put have one");
        errors.push(SpecError::new(body.at, problem));
        return fields;
    }
    let Some((media, schema)) = errors.take(form_schema(operation.spec, &body)) else { return fields };
    let SchemaKind::Type(Type::Object(object)) = &schema.node.schema_kind else {
        let problem =
            Problem::UnknownType { found: types::words(schema.node), expected: "an object of form fields" };
        errors.push(SpecError::new(schema.at, problem));
        return fields;
    };
    for (wire, node) in &object.properties {
        let at = schema.at.key("properties").key(wire);
        let field = operation.spec.schema(node, at.clone()).and_then(|found| {
            let ty = types::param(operation.spec, &found)?;
            let joined = media.encoding.get(wire).is_some_and(|encoding| !encoding.explode);
            if matches!(ty, TypeSrc::List(_)) && !joined {
                let problem = Problem::Unsupported(
                    "a list is joined by commas: expected `explode: false` in `encoding`",
                );
                return Err(SpecError::new(at.clone(), problem));
            }
            let own = node.as_item().and_then(|schema| schema.schema_data.description.as_deref());
            Ok(ParamSrc {
                wire: wire.clone(),
                name: names::rust_name(wire, &at)?,
                place: Place::Form,
                required: object.required.contains(wire),
                ty,
                role: None,
                doc: prose::markdown(own.or(found.node.schema_data.description.as_deref())),
            })
        });
        fields.extend(errors.take(field).map(|field| (field, at)));
    }
    fields
}

fn form_schema<'a>(
    spec: &'a Spec,
    body: &Found<'a, openapiv3::RequestBody>,
) -> Result<(&'a MediaType, Found<'a, Schema>), SpecError> {
    let missing = |key, why| SpecError::new(body.at.key("content"), Problem::Missing { key, why });
    let media = body.node.content.get(FORM).ok_or_else(|| missing(FORM, "a body is a form"))?;
    let schema = media.schema.as_ref().ok_or_else(|| missing("schema", "it lists the fields of the form"))?;
    Ok((media, spec.schema(schema, body.at.keys(&["content", FORM, "schema"]))?))
}
