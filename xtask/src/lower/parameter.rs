//! Parameters, and the fields of a form.

use super::{names, prose, types};
use crate::error::{Errors, SpecError};
use crate::model::{KindSrc, ParamSrc, Place, TypeSrc};
use crate::spec::{Node, Operation};

const FORM: &str = "application/x-www-form-urlencoded";

/// All parameters of an operation, the required ones first, by place; the others in the document's order.
pub(super) fn params(operation: &Operation<'_>, errors: &mut Errors) -> Vec<ParamSrc> {
    let mut params: Vec<ParamSrc> = Vec::new();
    for use_ in operation.item.items("parameters").into_iter().chain(operation.node.items("parameters")) {
        let Some(mut param) = errors.take(parameter(&use_)) else { continue };
        param.at = use_.at;
        // An operation's own parameter replaces that of its path.
        let own = operation.node.at.key("parameters");
        params.retain(|other| {
            (&other.wire, other.place) != (&param.wire, param.place) || other.at.starts_with(&own)
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
    params.sort_by_key(|param| (!param.required, param.required.then_some(param.place)));
    params
}

fn parameter(node: &Node<'_>) -> Result<ParamSrc, SpecError> {
    let node = node.clone().resolved("parameters")?;
    let (name, place) = (node.text("name").unwrap_or_default(), node.text("in").unwrap_or_default());
    let place = match place {
        "path" => Place::Path,
        "query" => Place::Query,
        _ => {
            let problem = "no declaration has this kind of parameter: expected path or query";
            return Err(SpecError::new(&node.at.key("in"), problem));
        }
    };
    let schema = node.need("schema", "a parameter is described by one, not by its content")?;
    let param = param(name, &node, schema, place, node.flag("required"))?;
    let is_list = param.wire_type.is_list();
    let joined = node.has("explode") && !node.flag("explode");
    let style = node.text("style").unwrap_or("form");
    match place {
        Place::Path if !param.required => {
            Err(SpecError::missing(&node.at, "required", "a path has all its parameters"))
        }
        Place::Path if is_list => {
            Err(SpecError::new(&node.at.key("schema"), "a path has no lists: expected one value"))
        }
        Place::Query if style != "form" || is_list && !joined => {
            let problem = "a list is joined by commas: expected `style: form`, `explode: false`";
            Err(SpecError::new(&node.at, problem))
        }
        _ => Ok(param),
    }
}

/// What a parameter and a field of a form have in common.
fn param(
    name: &str,
    node: &Node<'_>,
    schema: Node<'_>,
    place: Place,
    required: bool,
) -> Result<ParamSrc, SpecError> {
    names::wire(name, &node.at)?;
    let schema = schema.schema()?;
    let root: Option<KindSrc> = node.extension("x-ibis-fetch-root")?;
    let (wire_type, ty) = types::param(&schema)?;
    Ok(ParamSrc {
        wire: name.to_owned(),
        name: names::param_name(name, &node.at)?,
        place,
        required,
        ty: root.map_or(ty, TypeSrc::Fetch),
        wire_type,
        deprecated: node.flag("deprecated"),
        role: None,
        doc: prose::markdown(node.text("description").or(schema.text("description"))),
        at: node.at.clone(),
    })
}

fn form(operation: &Operation<'_>, errors: &mut Errors) -> Vec<ParamSrc> {
    let Some(body) = operation.node.get("requestBody") else { return Vec::new() };
    let Some(body) = errors.take(body.resolved("requestBodies")) else { return Vec::new() };
    if !matches!(operation.http, "post" | "put") {
        errors.push(SpecError::new(&body.at, "a body where none belongs: only post and put have one"));
        return Vec::new();
    }
    let Some((media, schema)) = errors.take(form_schema(&body)) else { return Vec::new() };
    let required = schema.texts("required");
    let field = |(wire, node): (&str, Node<'_>)| {
        let param = param(wire, &node, node.clone(), Place::Form, required.contains(&wire))?;
        let encoding = media.get("encoding").and_then(|encoding| encoding.get(wire));
        let joined = encoding.is_some_and(|encoding| encoding.has("explode") && !encoding.flag("explode"));
        if param.wire_type.is_list() && !joined {
            let problem = "a list is joined by commas: expected `explode: false` in `encoding`";
            return Err(SpecError::new(&node.at, problem));
        }
        Ok(param)
    };
    schema.fields("properties").into_iter().filter_map(|property| errors.take(field(property))).collect()
}

fn form_schema<'a>(body: &Node<'a>) -> Result<(Node<'a>, Node<'a>), SpecError> {
    let why = "a body is a form";
    let media = body.need("content", why)?.need(FORM, why)?;
    let schema = media.need("schema", "it lists the fields of the form")?.schema()?;
    if types::is_object(&schema) {
        Ok((media, schema))
    } else {
        Err(types::unknown(&schema, "an object of form fields"))
    }
}
