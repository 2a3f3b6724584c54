//! From a call to a URL, headers and a body: pure, without a network.

use super::encode::{push_encoded, push_pairs, push_path_encoded};
use super::headers::{Header, MAX_HEADERS, header};
use super::params::{NamedValue, ParamError};
use super::template::{Segment, segments};
use super::{Call, ParamIn};
use crate::Method;

/// The prefix of all paths in the service's own documentation.
const SERVICE_PREFIX: &str = "/api/v1/";

/// Requests each entity once, with references to it: the form that the decoder expects.
const FLATTEN: (&str, &str) = ("flatten", "true");

/// The longest URL that the HTTP library sends.
const MAX_URL_LENGTH: usize = 65_534;

/// Spare capacity of a string for separators, `flatten=true` and some encoded characters.
const SPARE_CAPACITY: usize = 32;

/// The base URL of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    /// Ends with a slash: `https://www.lookup.cam.ac.uk/`.
    pub(crate) url: String,
    /// Whether paths keep their `/api/v1`. The gateway's paths do not have it.
    pub(crate) keeps_prefix: bool,
}

/// A request that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) method: Method,
    pub(crate) url: String,
    /// The body, or `None` if the method does not have one.
    pub(crate) form: Option<String>,
    /// The headers of the call, but not those of the connection.
    pub(crate) headers: Vec<Header>,
}

impl Plan {
    /// Plans a call. Returns an error if a value would be sent with another meaning.
    pub(crate) fn new(call: &Call, base: &Base) -> Result<Self, ParamError> {
        let params = length(call, ParamIn::Path) + length(call, ParamIn::Query);
        let mut url = String::with_capacity(base.url.len() + call.path.len() + params + SPARE_CAPACITY);
        url.push_str(&base.url);
        push_path(&mut url, call, base)?;
        refuse_dot_segments(&url[base.url.len()..])?;
        url.push('?');
        let flatten = call.query_param(FLATTEN.0).is_none().then_some(Ok(FLATTEN));
        push_pairs(&mut url, call.pairs(ParamIn::Query).chain(flatten))?;
        if url.len() > MAX_URL_LENGTH {
            return Err(too_long(call, url.len()));
        }
        Ok(Self { method: call.method, url, form: form(call)?, headers: headers(call)? })
    }
}

fn push_path(url: &mut String, call: &Call, base: &Base) -> Result<(), ParamError> {
    let template = call.path.strip_prefix('/').unwrap_or(&call.path);
    let path = if base.keeps_prefix {
        template
    } else {
        template.strip_prefix(&SERVICE_PREFIX[1..]).ok_or_else(|| {
            ParamError::new(
                "path",
                format!(
                    "`{}` is not under `{SERVICE_PREFIX}`, the only prefix that the gateway serves",
                    call.path
                ),
            )
        })?
    };
    let mut used_in_order = 0;
    for segment in segments(path) {
        match segment.map_err(|error| ParamError::new("path", error.to_string()))? {
            Segment::Literal(text) => push_path_encoded(url, text),
            Segment::Param(name) => {
                let mut pairs = call.pairs(ParamIn::Path).enumerate();
                let found = pairs.find(|(_, pair)| pair.as_ref().map_or(true, |(known, _)| *known == name));
                let (position, pair) = found.ok_or_else(|| {
                    ParamError::new(name, format!("`{}` requires it, but it has no value", call.path))
                })?;
                let (_, value) = pair?;
                used_in_order += usize::from(position == used_in_order);
                if matches!(value, "" | "." | "..") {
                    return Err(ParamError::new(name, not_a_segment(value)));
                }
                push_encoded(url, value);
            }
        }
    }
    // The first ones need no search: in most paths, that is all of them.
    for pair in call.pairs(ParamIn::Path).skip(used_in_order) {
        let (name, _) = pair?;
        if !segments(path).any(|segment| matches!(segment, Ok(Segment::Param(known)) if known == name)) {
            return Err(ParamError::new(name, format!("`{}` has no `%({name})s`", call.path)));
        }
    }
    Ok(())
}

/// URL parsers resolve the segments `.` and `..`, so that the URL would be that of another resource.
fn refuse_dot_segments(path: &str) -> Result<(), ParamError> {
    // Most paths have no dot and need not be split.
    if !path.contains('.') {
        return Ok(());
    }
    match path.split('/').find(|segment| matches!(*segment, "." | "..")) {
        Some(segment) => Err(ParamError::new("path", not_a_segment(segment))),
        None => Ok(()),
    }
}

fn not_a_segment(text: &str) -> String {
    format!("`{text}` is not allowed as a path segment: the URL would be that of another resource")
}

/// The length of the parameters at a location, in bytes before percent-encoding.
fn length(call: &Call, location: ParamIn) -> usize {
    call.params(location).map(NamedValue::length).sum()
}

fn form(call: &Call) -> Result<Option<String>, ParamError> {
    match call.method {
        Method::Post | Method::Put => {
            let mut form = String::with_capacity(length(call, ParamIn::Form) + SPARE_CAPACITY);
            push_pairs(&mut form, call.pairs(ParamIn::Form))?;
            Ok(Some(form))
        }
        Method::Get | Method::Delete => match call.pairs(ParamIn::Form).next().transpose()? {
            Some((name, _)) => {
                let problem = format!("a {} request has no form: make it a query parameter", call.method);
                Err(ParamError::new(name, problem))
            }
            None => Ok(None),
        },
    }
}

/// The error when the URL is too long. It names the longest parameter.
fn too_long(call: &Call, length: usize) -> ParamError {
    let pairs = call.pairs(ParamIn::Path).chain(call.pairs(ParamIn::Query)).filter_map(Result::ok);
    let (name, _) = pairs.max_by_key(|(_, value)| value.len()).unwrap_or(("path", ""));
    ParamError::new(name, format!("it makes the URL {length} characters long; the limit is {MAX_URL_LENGTH}"))
}

fn headers(call: &Call) -> Result<Vec<Header>, ParamError> {
    if let Some((name, _)) = call.trace_headers().nth(MAX_HEADERS) {
        return Err(ParamError::header(name, "is one too many"));
    }
    call.trace_headers()
        .map(|(name, value)| header(name, value).map_err(|problem| ParamError::header(name, problem)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Params;

    fn base() -> Base {
        Base { url: "https://lookup.example/base/".to_owned(), keeps_prefix: true }
    }

    fn gateway() -> Base {
        Base { url: "https://gateway.example/lookup/v1/".to_owned(), keeps_prefix: false }
    }

    fn person(identifier: &str) -> Call {
        Call::new(Method::Get, "/api/v1/person/%(scheme)s/%(identifier)s")
            .path_params(Params::new().with("scheme", "crsid").with("identifier", identifier))
    }

    fn problem(call: &Call, base: &Base) -> String {
        Plan::new(call, base).unwrap_err().to_string()
    }

    #[test]
    fn path_and_query_are_encoded_and_flatten_is_added() {
        let call = person("a b/;+%(scheme)s").query_params(Params::new().with("fetch", "email,all_insts.x"));
        let plan = Plan::new(&call, &base()).unwrap();
        assert_eq!(
            plan.url,
            "https://lookup.example/base/api/v1/person/crsid/a%20b%2F%3B%2B%25%28scheme%29s\
             ?fetch=email%2Call_insts.x&flatten=true"
        );
        assert_eq!(plan.form, None);
    }

    #[test]
    fn gateway_strips_the_prefix_and_refuses_other_paths() {
        let call = Call::new(Method::Get, "/api/v1/version");
        assert_eq!(
            Plan::new(&call, &gateway()).unwrap().url,
            "https://gateway.example/lookup/v1/version?flatten=true"
        );
        assert!(
            problem(&Call::new(Method::Get, "/api/v2/version"), &gateway()).contains("not under `/api/v1/`")
        );
    }

    #[test]
    fn too_long_url_is_refused_and_its_longest_parameter_named() {
        let call = |length| person("spqr1").query_params(Params::new().with("fetch", "x".repeat(length)));
        let longest = MAX_URL_LENGTH - Plan::new(&call(0), &base()).unwrap().url.len();
        assert_eq!(Plan::new(&call(longest), &base()).unwrap().url.len(), MAX_URL_LENGTH);
        assert_eq!(
            problem(&call(longest + 1), &base()),
            "the parameter `fetch` cannot be sent: it makes the URL 65535 characters long; the limit is 65534"
        );
    }
}
