//! Lowers parameters and form fields.

use super::{names, prose, types};
use crate::error::{Errors, SpecError};
use crate::model::{KindSrc, ParamIn, ParamSrc, TypeSrc};
use crate::spec::{Node, Operation};

const FORM: &str = "application/x-www-form-urlencoded";

/// The parameters of an operation: the required ones by location, then the others in the document's order.
pub(super) fn params(operation: &Operation<'_>, errors: &mut Errors) -> Vec<ParamSrc> {
    let mut params: Vec<ParamSrc> = Vec::new();
    for use_ in operation.item.items("parameters").into_iter().chain(operation.node.items("parameters")) {
        let Some(mut param) = errors.take(parameter(&use_)) else { continue };
        param.at = use_.at;
        // A parameter of the operation overrides that of the path item.
        let own = operation.node.at.key("parameters");
        params.retain(|other| {
            (&other.api_name, other.location) != (&param.api_name, param.location)
                || other.at.starts_with(&own)
        });
        params.push(param);
    }
    params.extend(form(operation, errors));
    for i in 0..params.len() {
        let (before, rest) = params.split_at(i);
        if let Some(other) = before.iter().find(|other| other.name == rest[0].name) {
            errors.push(SpecError::taken(&rest[0].at, &rest[0].name, &other.at));
        }
    }
    params.sort_by_key(|param| (!param.required, param.required.then_some(param.location)));
    params
}

fn parameter(node: &Node<'_>) -> Result<ParamSrc, SpecError> {
    let node = node.clone().resolve("parameters")?;
    let (name, location) = (node.str("name").unwrap_or_default(), node.str("in").unwrap_or_default());
    let location = match location {
        "path" => ParamIn::Path,
        "query" => ParamIn::Query,
        _ => {
            let problem = "unsupported location: expected `path` or `query`";
            return Err(SpecError::new(&node.at.key("in"), problem));
        }
    };
    let schema = node.require("schema", "`content` is not supported in its place")?;
    let param = param(name, &node, schema, location, node.bool("required"))?;
    let is_list = param.schema_type.is_list();
    let joined = node.has("explode") && !node.bool("explode");
    let style = node.str("style").unwrap_or("form");
    match location {
        ParamIn::Path if !param.required => {
            Err(SpecError::missing(&node.at, "required", "a path parameter is always required"))
        }
        ParamIn::Path if is_list => {
            Err(SpecError::new(&node.at.key("schema"), "a path parameter cannot be an array"))
        }
        ParamIn::Query if style != "form" || is_list && !joined => {
            let problem = "arrays are comma-separated: expected `style: form` and `explode: false`";
            Err(SpecError::new(&node.at, problem))
        }
        _ => Ok(param),
    }
}

/// Lowers a parameter or a form field.
fn param(
    name: &str,
    node: &Node<'_>,
    schema: Node<'_>,
    location: ParamIn,
    required: bool,
) -> Result<ParamSrc, SpecError> {
    names::check_api_name(name, &node.at)?;
    let schema = schema.schema()?;
    let root: Option<KindSrc> = node.extension("x-ibis-fetch-root")?;
    let (schema_type, ty) = types::param(&schema)?;
    Ok(ParamSrc {
        api_name: name.to_owned(),
        name: names::param_name(name, &node.at)?,
        location,
        required,
        ty: root.map_or(ty, TypeSrc::Fetch),
        schema_type,
        deprecated: node.bool("deprecated"),
        role: None,
        doc: prose::markdown(node.str("description").or(schema.str("description"))),
        at: node.at.clone(),
    })
}

fn form(operation: &Operation<'_>, errors: &mut Errors) -> Vec<ParamSrc> {
    let Some(body) = operation.node.get("requestBody") else { return Vec::new() };
    let Some(body) = errors.take(body.resolve("requestBodies")) else { return Vec::new() };
    if !matches!(operation.method, "post" | "put") {
        errors.push(SpecError::new(&body.at, "unexpected request body: only `post` and `put` have one"));
        return Vec::new();
    }
    let Some((media, schema)) = errors.take(form_schema(&body)) else { return Vec::new() };
    let required = schema.strings("required");
    let field = |(api_name, node): (&str, Node<'_>)| {
        let param = param(api_name, &node, node.clone(), ParamIn::Form, required.contains(&api_name))?;
        let encoding = media.get("encoding").and_then(|encoding| encoding.get(api_name));
        let joined = encoding.is_some_and(|encoding| encoding.has("explode") && !encoding.bool("explode"));
        if param.schema_type.is_list() && !joined {
            let problem = "arrays are comma-separated: expected `explode: false` in `encoding`";
            return Err(SpecError::new(&node.at, problem));
        }
        Ok(param)
    };
    schema.fields("properties").into_iter().filter_map(|property| errors.take(field(property))).collect()
}

fn form_schema<'a>(body: &Node<'a>) -> Result<(Node<'a>, Node<'a>), SpecError> {
    let why = "a request body is a form";
    let media = body.require("content", why)?.require(FORM, why)?;
    let schema = media.require("schema", "it lists the form fields")?.schema()?;
    if types::is_object(&schema) {
        Ok((media, schema))
    } else {
        Err(types::unknown(&schema, "an object of form fields"))
    }
}
