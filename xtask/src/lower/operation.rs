//! Operations -> endpoints.

use super::{names, parameter, prose, result, roles};
use crate::error::{Errors, SpecError};
use crate::model::{EndpointSrc, ModelSrc, ParamSrc, Place, Segment};
use crate::pointer::Pointer;
use crate::spec::{Node, Spec};

/// An operation and what surrounds it.
pub(super) struct Operation<'a> {
    pub(super) path: &'a str,
    pub(super) item: Node<'a>,
    pub(super) http: &'a str,
    pub(super) node: Node<'a>,
}

/// The HTTP methods that a declaration may have.
const METHODS: [(&str, &str); 4] = [("get", "GET"), ("post", "POST"), ("put", "PUT"), ("delete", "DELETE")];

/// The operations, in the order of their places.
pub(super) fn operations<'a>(spec: &'a Spec, errors: &mut Errors) -> Vec<Operation<'a>> {
    let mut operations = Vec::new();
    for (path, item) in spec.root().fields("paths") {
        for (key, _) in item.value.fields() {
            if ["$ref", "patch", "head", "options", "trace"].contains(&key.as_str()) {
                let why = "no declaration has this: expected get, post, put or delete";
                errors.push(SpecError::new(&item.at.key(key), why));
            }
        }
        for (http, _) in METHODS {
            if let Some(node) = item.get(http) {
                operations.push(Operation { path, item: item.clone(), http, node });
            }
        }
    }
    operations.sort_by(|a, b| a.node.at.cmp(&b.node.at));
    operations
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
    let path = errors.take(segments(path, at));
    let before = errors.count();
    let mut params = parameter::params(operation, errors);
    let all_params = errors.count() == before;
    let result = errors.take(result::result(node, models));
    let gateway = errors.take(node.extension("x-ibis-gateway"));
    let (tag, id, path) = (tag?, id?, path?);
    let name = errors.take(names::method_name(id, tag, &at.key("operationId")));

    // A parameter that is wrong is not missing as well.
    if all_params {
        check_path(&path, &params, at, errors);
    }
    let result::Answer { field, result, wire_type } = result?;
    if all_params {
        errors.take(roles::assign(operation, &mut params, &result));
    }
    let summary = node.text("summary").map(prose::line).filter(|summary| !summary.is_empty());
    let endpoint = EndpointSrc {
        name: name?,
        http: METHODS.iter().find(|(key, _)| key == http)?.1,
        path,
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
fn check_path(path: &[Segment], params: &[ParamSrc], at: &Pointer, errors: &mut Errors) {
    let named: Vec<&str> = path.iter().filter_map(Segment::param).collect();
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

impl Segment {
    /// The parameter's name on the wire, if it is one.
    pub fn param(&self) -> Option<&str> {
        match self {
            Self::Param(wire) => Some(wire),
            Self::Text(_) => None,
        }
    }
}

fn segments(path: &str, at: &Pointer) -> Result<Vec<Segment>, SpecError> {
    let bad =
        |why: &str| SpecError::new(at, format!("`{}` is not a path template: {why}", path.escape_debug()));
    if !path.starts_with('/') {
        return Err(bad("it begins with `/`"));
    }
    let mut segments = Vec::new();
    let mut rest = path;
    while let Some(start) = rest.find('{') {
        let (text, tail) = rest.split_at(start);
        let (name, tail) = tail[1..].split_once('}').ok_or_else(|| bad("a `{` needs its `}`"))?;
        names::wire(name, at)?;
        segments.extend([Segment::Text(text.to_owned()), Segment::Param(name.to_owned())]);
        rest = tail;
    }
    segments.push(Segment::Text(rest.to_owned()));
    segments.retain(|segment| *segment != Segment::Text(String::new()));
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/-._~".contains(letter);
    if segments.iter().any(|segment| matches!(segment, Segment::Text(text) if !text.chars().all(is_plain))) {
        return Err(bad("beside `{name}` it has letters, digits, `-`, `.`, `_`, `~` and `/` only"));
    }
    Ok(segments)
}
