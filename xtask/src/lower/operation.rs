//! Operations -> endpoints.

use super::{names, parameter, prose, result, roles};
use crate::error::{Errors, SpecError};
use crate::model::{EndpointSrc, ModelSrc, ParamSrc, Place};
use crate::pointer::Pointer;
use crate::spec::{Operation, Spec};

/// Finds what paths have that no declaration has.
pub(super) fn check_paths(spec: &Spec, errors: &mut Errors) {
    errors.take(spec.root().need("paths", "it has the operations"));
    for (_, item) in spec.root().fields("paths") {
        for key in ["$ref", "patch", "head", "options", "trace"].into_iter().filter(|key| item.has(key)) {
            let why = "no declaration has this: expected get, post, put or delete";
            errors.push(SpecError::new(&item.at.key(key), why));
        }
    }
}

/// The endpoint and its tag, unless something is wrong with it.
pub(super) fn endpoint<'a>(
    operation: &Operation<'a>,
    models: &[ModelSrc],
    errors: &mut Errors,
) -> Option<(&'a str, EndpointSrc)> {
    let Operation { path, http, node, .. } = operation;
    let at = &node.at;
    let why = "the first one names the group that has the method";
    let tag = node.texts("tags").first().copied().ok_or_else(|| SpecError::missing(at, "tags", why));
    let tag = errors.take(tag);
    let id = node.text("operationId");
    let id = errors.take(id.ok_or_else(|| SpecError::missing(at, "operationId", "it names the method")));
    let named = errors.take(path_params(path, at));
    let before = errors.count();
    let mut params = parameter::params(operation, errors);
    let all_params = errors.count() == before;
    let result = errors.take(result::result(node, models));
    let gateway = errors.take(node.extension("x-ibis-gateway"));
    let (tag, id, named) = (tag?, id?, named?);
    let name = errors.take(names::method_name(id, tag, &at.key("operationId")));

    // A parameter that is wrong is not missing as well.
    if all_params {
        check_path(&named, &params, at, errors);
    }
    let result::Answer { field, result, wire_type } = result?;
    if all_params {
        errors.take(roles::assign(operation, &mut params, &result));
    }
    let summary = node.text("summary").map(prose::line).filter(|summary| !summary.is_empty());
    let endpoint = EndpointSrc {
        name: name?,
        http: http.to_uppercase(),
        path: (*path).to_owned(),
        summary: summary.unwrap_or_else(|| format!("Calls `{id}`.")),
        description: prose::markdown(node.text("description")),
        id: id.to_owned(),
        params,
        field,
        result,
        wire_type,
        gateway: gateway?,
        deprecated: node.flag("deprecated"),
        at: at.clone(),
    };
    Some((tag, endpoint))
}

/// Each parameter in the path is one of the operation's, and each of the operation's is in the path.
fn check_path(named: &[&str], params: &[ParamSrc], at: &Pointer, errors: &mut Errors) {
    let given = params.iter().filter(|param| param.place == Place::Path).map(|param| param.wire.as_str());
    let given: Vec<&str> = given.collect();
    let lonely = named.iter().filter(|wire| !given.contains(wire));
    for wire in lonely.chain(given.iter().filter(|wire| !named.contains(wire))) {
        let problem =
            format!("`{{{wire}}}` of the path and the path parameters do not match: each needs the other");
        errors.push(SpecError::new(at, problem));
    }
    for (i, wire) in named.iter().enumerate() {
        if named[..i].contains(wire) {
            errors.push(SpecError::new(at, format!("`{{{wire}}}` is twice in the path: name each once")));
        }
    }
}

/// The names of the parameters in a path.
fn path_params<'a>(path: &'a str, at: &Pointer) -> Result<Vec<&'a str>, SpecError> {
    let bad =
        |why: &str| SpecError::new(at, format!("`{}` is not a path template: {why}", path.escape_debug()));
    if !path.starts_with('/') {
        return Err(bad("it begins with `/`"));
    }
    let mut pieces = path.split('{');
    let mut texts = vec![pieces.next().unwrap_or_default()];
    let mut names = Vec::new();
    for piece in pieces {
        let (name, text) = piece.split_once('}').ok_or_else(|| bad("a `{` needs its `}`"))?;
        names::wire(name, at)?;
        names.push(name);
        texts.push(text);
    }
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/-._~".contains(letter);
    if !texts.concat().chars().all(is_plain) {
        return Err(bad("beside `{name}` it has letters, digits, `-`, `.`, `_`, `~` and `/` only"));
    }
    Ok(names)
}
