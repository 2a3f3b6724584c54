//! Lowers operations to endpoints.

use super::{names, parameter, prose, result, roles};
use crate::error::{Errors, SpecError};
use crate::model::{EndpointSrc, ModelSrc, ParamIn, ParamSrc};
use crate::pointer::Pointer;
use crate::spec::{Operation, Spec};

/// Reports anything in path items that declarations do not support.
pub(super) fn check_paths(spec: &Spec, errors: &mut Errors) {
    errors.take(spec.root().require("paths", "it lists the operations"));
    for (_, item) in spec.root().fields("paths") {
        for key in ["$ref", "patch", "head", "options", "trace"].into_iter().filter(|key| item.has(key)) {
            let why = "unsupported: expected `get`, `post`, `put` or `delete`";
            errors.push(SpecError::new(&item.at.key(key), why));
        }
    }
}

/// Lowers an operation. Returns its tag and endpoint, or `None` after an error.
pub(super) fn endpoint<'a>(
    operation: &Operation<'a>,
    models: &[ModelSrc],
    errors: &mut Errors,
) -> Option<(&'a str, EndpointSrc)> {
    let Operation { path, method, node, .. } = operation;
    let at = &node.at;
    let why = "the first tag names the method group";
    let tag = node.strings("tags").first().copied().ok_or_else(|| SpecError::missing(at, "tags", why));
    let tag = errors.take(tag);
    let id = node.str("operationId");
    let id = errors.take(id.ok_or_else(|| SpecError::missing(at, "operationId", "it names the method")));
    let named = errors.take(path_params(path, at));
    let before = errors.count();
    let mut params = parameter::params(operation, errors);
    let all_params = errors.count() == before;
    let result = errors.take(result::result(node, models));
    let gateway = errors.take(node.extension("x-ibis-gateway"));
    let (tag, id, named) = (tag?, id?, named?);
    let name = errors.take(names::method_name(id, tag, &at.key("operationId")));

    // A faulty parameter is not also missing from the path.
    if all_params {
        check_path(&named, &params, at, errors);
    }
    let result::ReturnValue { field, result, schema_type } = result?;
    if all_params {
        errors.take(roles::assign(operation, &mut params, &result));
    }
    let summary = node.str("summary").map(prose::line).filter(|summary| !summary.is_empty());
    let endpoint = EndpointSrc {
        name: name?,
        method: method.to_uppercase(),
        path: (*path).to_owned(),
        summary: summary.unwrap_or_else(|| format!("Calls `{id}`.")),
        description: prose::markdown(node.str("description")),
        id: id.to_owned(),
        params,
        field,
        result,
        schema_type,
        gateway: gateway?,
        deprecated: node.bool("deprecated"),
        at: at.clone(),
    };
    Some((tag, endpoint))
}

/// Checks that the path names each path parameter exactly once, and no other.
fn check_path(named: &[&str], params: &[ParamSrc], at: &Pointer, errors: &mut Errors) {
    let declared = params.iter().filter(|param| param.location == ParamIn::Path);
    let declared: Vec<&str> = declared.map(|param| param.api_name.as_str()).collect();
    let undeclared = named.iter().filter(|name| !declared.contains(name));
    for name in undeclared.chain(declared.iter().filter(|name| !named.contains(name))) {
        let problem = format!("`{{{name}}}` must be both in the path and a path parameter");
        errors.push(SpecError::new(at, problem));
    }
    for (i, api_name) in named.iter().enumerate() {
        if named[..i].contains(api_name) {
            errors.push(SpecError::new(at, format!("duplicate `{{{api_name}}}` in the path")));
        }
    }
}

/// The names of the parameters in a path.
fn path_params<'a>(path: &'a str, at: &Pointer) -> Result<Vec<&'a str>, SpecError> {
    let bad = |why: &str| SpecError::new(at, format!("invalid path `{}`: {why}", path.escape_debug()));
    if !path.starts_with('/') {
        return Err(bad("expected a leading `/`"));
    }
    let mut pieces = path.split('{');
    let mut texts = vec![pieces.next().unwrap_or_default()];
    let mut names = Vec::new();
    for piece in pieces {
        let (name, text) = piece.split_once('}').ok_or_else(|| bad("unterminated `{`"))?;
        names::check_api_name(name, at)?;
        names.push(name);
        texts.push(text);
    }
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/-._~".contains(letter);
    if !texts.concat().chars().all(is_plain) {
        return Err(bad("outside of `{name}`, expected letters, digits, `-`, `.`, `_`, `~` and `/`"));
    }
    Ok(names)
}
