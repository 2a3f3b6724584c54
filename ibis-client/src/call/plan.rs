//! From a call to the request line and the body: pure, without a network.

use super::Call;
use super::encode::{push_encoded, push_pairs, push_path_encoded};
use super::headers::{Header, header};
use super::params::{ParamError, Params};
use super::template::{Segment, segments};
use crate::Method;

/// The prefix that all paths have in the service's own documentation.
const SERVICE_PREFIX: &str = "/api/v1/";

/// Asks for entities once each, with references to them. A result needs it in that form.
const FLATTEN: (&str, &str) = ("flatten", "true");

/// No HTTP library sends a longer URL, and no server reads one.
const LONGEST_URL: usize = 65_534;

/// Room for what a URL has beside names and values, and for some characters that are encoded.
const ROOM: usize = 32;

/// Where the service is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    /// Scheme, host, port and leading path, with a slash at the end: `https://www.lookup.cam.ac.uk:443/`.
    pub(crate) url: String,
    /// Whether paths keep their `/api/v1`, as they do everywhere but at the gateway.
    pub(crate) keeps_prefix: bool,
}

/// A request that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) method: Method,
    pub(crate) url: String,
    /// The body: a form, for the methods that have one.
    pub(crate) form: Option<String>,
    /// The headers of this call alone.
    pub(crate) headers: Vec<Header>,
}

impl Plan {
    /// Plans a call. Nothing that cannot be sent as it was meant gets through.
    pub(crate) fn new(call: &Call, base: &Base) -> Result<Self, ParamError> {
        let length = call.path.len() + call.path_params.length() + call.query_params.length();
        let mut url = String::with_capacity(base.url.len() + length + ROOM);
        url.push_str(&base.url);
        push_path(&mut url, call, base)?;
        refuse_steps(&url[base.url.len()..])?;
        url.push('?');
        let flatten = call.query_params.get(FLATTEN.0).is_none().then_some(Ok(FLATTEN));
        push_pairs(&mut url, call.query_params.pairs().chain(flatten))?;
        if url.len() > LONGEST_URL {
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
                    "`{}` is not under `{SERVICE_PREFIX}`, where all that the gateway offers is",
                    call.path
                ),
            )
        })?
    };
    let params = call.path_params.pairs().map(|pair| pair.map(|(name, value)| (name, value, false)));
    let mut params = params.collect::<Result<Vec<_>, _>>()?;
    for segment in segments(path) {
        match segment.map_err(|error| ParamError::new("path", error.to_string()))? {
            Segment::Literal(text) => push_path_encoded(url, text),
            Segment::Param(name) => {
                let param = params.iter_mut().find(|(known, ..)| *known == name);
                let (_, value, is_used) = param.ok_or_else(|| {
                    ParamError::new(name, format!("`{}` needs it, and it has no value", call.path))
                })?;
                *is_used = true;
                push_path_param(url, name, value)?;
            }
        }
    }
    match params.iter().find(|(_, _, is_used)| !is_used) {
        Some((unused, ..)) => Err(ParamError::new(unused, format!("`{}` has no `%({unused})s`", call.path))),
        None => Ok(()),
    }
}

/// URL parsers take `.` and `..` for steps that lead elsewhere, whatever made a segment of them.
fn refuse_steps(path: &str) -> Result<(), ParamError> {
    // A step begins with a dot: most paths have none, and are not taken apart.
    if !path.contains('.') {
        return Ok(());
    }
    match path.split('/').find(|segment| matches!(*segment, "." | "..")) {
        Some(step) => {
            let problem = format!("`{step}` cannot stand in a path, which would then lead elsewhere");
            Err(ParamError::new("path", problem))
        }
        None => Ok(()),
    }
}

/// A value in the path.
fn push_path_param(url: &mut String, name: &str, value: &str) -> Result<(), ParamError> {
    if matches!(value, "" | "." | "..") {
        let problem = format!("`{value}` cannot stand in a path, which would then lead elsewhere");
        return Err(ParamError::new(name, problem));
    }
    push_encoded(url, value);
    Ok(())
}

fn form(call: &Call) -> Result<Option<String>, ParamError> {
    let params: &Params = &call.form_params;
    match call.method {
        Method::Post | Method::Put => {
            let mut form = String::with_capacity(params.length() + ROOM);
            push_pairs(&mut form, params.pairs())?;
            Ok(Some(form))
        }
        Method::Get | Method::Delete => match params.pairs().next().transpose()? {
            Some((name, _)) => {
                let problem = format!("a {} has no form; it belongs into the query", call.method);
                Err(ParamError::new(name, problem))
            }
            None => Ok(None),
        },
    }
}

/// A URL that is too long, because of its longest parameter.
fn too_long(call: &Call, length: usize) -> ParamError {
    let pairs = call.path_params.pairs().chain(call.query_params.pairs()).filter_map(Result::ok);
    let (name, _) = pairs.max_by_key(|(_, value)| value.len()).unwrap_or(("path", ""));
    ParamError::new(name, format!("the URL has {length} characters with it, and can have {LONGEST_URL}"))
}

fn headers(call: &Call) -> Result<Vec<Header>, ParamError> {
    let headers = call.trace_headers();
    headers
        .map(|(name, value)| header(name, value).map_err(|problem| ParamError::header(name, problem)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn path_and_query_are_encoded_and_flattened() {
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
    fn flatten_can_be_given() {
        let call = person("spqr1").query_params(Params::new().with("flatten", false));
        assert!(Plan::new(&call, &base()).unwrap().url.ends_with("/spqr1?flatten=false"));
    }

    #[test]
    fn the_leading_slash_is_optional() {
        let call = Call::new(Method::Get, "api/v1/version");
        assert_eq!(
            Plan::new(&call, &base()).unwrap().url,
            "https://lookup.example/base/api/v1/version?flatten=true"
        );
    }

    #[test]
    fn the_gateway_drops_the_prefix_and_refuses_other_paths() {
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
    fn path_parameters_that_lead_elsewhere_are_refused() {
        for value in ["", ".", ".."] {
            assert!(problem(&person(value), &base()).contains("`identifier` cannot be sent"), "{value}");
        }
        assert!(Plan::new(&person("..."), &base()).is_ok());
    }

    #[test]
    fn missing_and_superfluous_path_parameters_are_refused() {
        let call = Call::new(Method::Get, "/api/v1/inst/%(instid)s");
        assert!(
            problem(&call, &base()).contains("`instid` cannot be sent: `/api/v1/inst/%(instid)s` needs it")
        );
        let call = call.path_params(Params::new().with("instid", "UIS").with("extra", 1));
        assert!(problem(&call, &base()).contains("has no `%(extra)s`"));
    }

    #[test]
    fn url_that_no_library_sends_is_refused_because_of_its_longest_parameter() {
        let call = |length| person("spqr1").query_params(Params::new().with("fetch", "x".repeat(length)));
        let longest = LONGEST_URL - Plan::new(&call(0), &base()).unwrap().url.len();
        assert_eq!(Plan::new(&call(longest), &base()).unwrap().url.len(), LONGEST_URL);
        assert_eq!(
            problem(&call(longest + 1), &base()),
            "the parameter `fetch` cannot be sent: the URL has 65535 characters with it, and can have 65534"
        );
    }

    #[test]
    fn forms_belong_to_post_and_put() {
        let form = Params::new().with("title", "a b&c").with("position", 2);
        let post = Call::new(Method::Post, "/api/v1/x").form_params(form.clone());
        assert_eq!(Plan::new(&post, &base()).unwrap().form.as_deref(), Some("title=a%20b%26c&position=2"));
        assert!(
            problem(&Call::new(Method::Delete, "/api/v1/x").form_params(form), &base()).contains("no form")
        );
    }
}
