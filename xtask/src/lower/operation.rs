//! Operations -> endpoints.

use openapiv3::{Operation, PathItem};

use super::{names, parameter, prose, result, roles};
use crate::error::{Errors, Problem, SpecError};
use crate::model::{EndpointSrc, ParamSrc, Place as Where, Segment};
use crate::pointer::Pointer;
use crate::spec::{Spec, extension};

/// An operation and what surrounds it.
pub(super) struct Place<'a> {
    pub(super) spec: &'a Spec,
    pub(super) path: &'a str,
    pub(super) item: &'a PathItem,
    pub(super) http: &'a str,
    pub(super) operation: &'a Operation,
    pub(super) at: Pointer,
}

/// The endpoint and its tag, unless something is wrong with it.
pub(super) fn endpoint<'a>(place: &Place<'a>, errors: &mut Errors) -> Option<(&'a str, EndpointSrc)> {
    let Place { spec, operation, at, .. } = place;
    let tag = errors.take(tag(place));
    let http = errors.take(http_method(place.http, at));
    let path = errors.take(segments(place.path, at));
    let before = errors.count();
    let mut params = parameter::params(place, errors);
    let all_params = errors.count() == before;
    let result = errors.take(result::result(spec, operation, at));
    let gateway = errors.take(extension(&operation.extensions, "x-ibis-gateway", at));
    let (tag, path) = (tag?, path?);
    let id = operation.operation_id.clone().unwrap_or_else(|| id(place.http, &path));
    let name = errors.take(names::method_name(names::without_tag(&id, tag), &at.key("operationId")));

    // A parameter that is wrong is not missing as well.
    if all_params {
        check_path(&path, &params, at, errors);
    }
    let result::Answer { field, result } = result?;
    if all_params {
        errors.take(roles::assign(place, &mut params, &result));
    }
    let summary = operation.summary.as_deref().map(prose::line).filter(|summary| !summary.is_empty());
    let endpoint = EndpointSrc {
        name: name?,
        http: http?,
        path,
        summary: summary.unwrap_or_else(|| format!("Calls `{id}`.")),
        description: prose::markdown(operation.description.as_deref()),
        id,
        params,
        field,
        result,
        gateway: gateway?,
        deprecated: operation.deprecated,
    };
    Some((tag, endpoint))
}

/// Each parameter in the path is one of the operation's, and each of the operation's is in the path.
fn check_path(path: &[Segment], params: &[ParamSrc], at: &Pointer, errors: &mut Errors) {
    let named: Vec<&str> = path.iter().filter_map(Segment::param).collect();
    let given = params.iter().filter(|param| param.place == Where::Path).map(|param| param.wire.as_str());
    let given: Vec<&str> = given.collect();
    let lonely = named.iter().filter(|wire| !given.contains(wire));
    let lonely = lonely.chain(given.iter().filter(|wire| !named.contains(wire)));
    for wire in lonely {
        errors.push(SpecError::new(at.clone(), Problem::PathMismatch((*wire).to_owned())));
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

/// The id of an operation without one: the method and the words of the path, as in `get_person_insts`; and the
/// parameters that it ends with, as in `get_person_by_scheme_and_identifier`.
fn id(http: &str, path: &[Segment]) -> String {
    let words = path.iter().filter_map(|segment| match segment {
        Segment::Text(text) => Some(text.as_str()),
        Segment::Param(_) => None,
    });
    let words: Vec<_> = words.flat_map(|text| text.split('/')).filter(|word| !word.is_empty()).collect();
    let mut params: Vec<_> = path
        .iter()
        .rev()
        .filter(|segment| !matches!(segment, Segment::Text(text) if text == "/"))
        .map_while(Segment::param)
        .collect();
    params.reverse();
    let by = if params.is_empty() { String::new() } else { format!("_by_{}", params.join("_and_")) };
    format!("{http}_{}{by}", words.join("_"))
}

fn tag<'a>(place: &Place<'a>) -> Result<&'a str, SpecError> {
    place.operation.tags.first().map(String::as_str).ok_or_else(|| {
        let why = "the first one names the group that has the method";
        SpecError::new(place.at.clone(), Problem::Missing { key: "tags", why })
    })
}

fn http_method(http: &str, at: &Pointer) -> Result<&'static str, SpecError> {
    Ok(match http {
        "get" => "GET",
        "post" => "POST",
        "put" => "PUT",
        "delete" => "DELETE",
        _ => {
            let problem =
                Problem::Unsupported("no declaration has this method: expected get, post, put or delete");
            return Err(SpecError::new(at.clone(), problem));
        }
    })
}

fn segments(path: &str, at: &Pointer) -> Result<Vec<Segment>, SpecError> {
    let bad = || SpecError::new(at.clone(), Problem::BadTemplate(path.to_owned()));
    let mut segments = Vec::new();
    let mut rest = path;
    while let Some(start) = rest.find('{') {
        let (text, tail) = rest.split_at(start);
        let (name, tail) = tail[1..].split_once('}').ok_or_else(bad)?;
        if name.is_empty() || name.contains(['{', '/']) {
            return Err(bad());
        }
        segments.push(Segment::Text(text.to_owned()));
        segments.push(Segment::Param(name.to_owned()));
        rest = tail;
    }
    segments.push(Segment::Text(rest.to_owned()));
    segments.retain(|segment| *segment != Segment::Text(String::new()));
    if segments.iter().any(|segment| matches!(segment, Segment::Text(text) if text.contains('}'))) {
        return Err(bad());
    }
    Ok(segments)
}
