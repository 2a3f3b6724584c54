//! Calls to the service, as plain values.

mod encode;
mod headers;
mod params;
mod plan;
mod template;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

pub(crate) use self::encode::{encoded_length, percent_encode};
pub(crate) use self::headers::{Header, MAX_HEADERS, header};
use self::params::NamedValue;
pub use self::params::{IntoParam, IntoParamList, ParamError, ParamValue, Params};
pub(crate) use self::params::{ParamType, convert, convert_list};
pub(crate) use self::plan::{Base, Plan};
pub(crate) use self::template::OpenApiPath;
use crate::{Endpoint, Method, ParamIn};

/// A call to an endpoint, for [`Connection::invoke_method`](crate::Connection::invoke_method).
///
/// The typed methods create calls themselves. Create one by hand for an endpoint that is known only at run time:
///
/// ```
/// use ibis_client::{Call, Method, Params};
///
/// let call = Call::new(Method::Get, "/api/v1/person/%(scheme)s/%(identifier)s")
///     .path_params(Params::new().with("scheme", "crsid").with("identifier", "spqr1"))
///     .query_params(Params::new().with("fetch", "email"));
/// ```
#[derive(Clone)]
pub struct Call {
    method: Method,
    path: Cow<'static, str>,
    /// The location, name and value of each parameter.
    params: Vec<(ParamIn, NamedValue)>,
    timeout: Option<Duration>,
    retries: Option<u32>,
    trace_headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    has_secret_result: bool,
    is_uncached: bool,
}

impl Call {
    /// Creates a call without parameters.
    ///
    /// In the path, `%(name)s` stands for the path parameter with that name, and `%%` for a percent sign. The path starts
    /// with `/api/v1/`; the leading slash is optional.
    pub fn new(method: Method, path: impl Into<Cow<'static, str>>) -> Self {
        Self {
            method,
            path: path.into(),
            params: Vec::new(),
            timeout: None,
            retries: None,
            trace_headers: Vec::new(),
            has_secret_result: false,
            is_uncached: false,
        }
    }

    /// Sets whether the result is a secret. Defaults to `false`.
    ///
    /// [`Cached`](crate::Cached) and [`Recording`](crate::Recording) do not keep a secret result. Methods that return a
    /// [`Secret`](crate::Secret) set this themselves.
    #[must_use]
    pub fn secret_result(mut self, is_secret: bool) -> Self {
        self.has_secret_result = is_secret;
        self
    }

    /// Sets the path parameters, replacing any previous ones.
    #[must_use]
    pub fn path_params(self, params: Params) -> Self {
        self.replace(ParamIn::Path, params)
    }

    /// Sets the query parameters, replacing any previous ones.
    #[must_use]
    pub fn query_params(self, params: Params) -> Self {
        self.replace(ParamIn::Query, params)
    }

    /// Sets the form parameters, replacing any previous ones.
    #[must_use]
    pub fn form_params(self, params: Params) -> Self {
        self.replace(ParamIn::Form, params)
    }

    fn replace(mut self, location: ParamIn, params: Params) -> Self {
        self.params.retain(|(known, _)| *known != location);
        self.params.extend(params.values.into_iter().map(|param| (location, param)));
        self
    }

    /// Sets the time limit of the call, retries included. Defaults to the connection's limit.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the maximum number of retries. Defaults to the connection's limit.
    ///
    /// An edit that may have been applied is never retried.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Adds a header for tracing, such as a request id.
    ///
    /// The value may appear in logs, so it must not be a secret. With a header that the connection sets itself, such as
    /// `Authorization`, the call fails before anything is sent. A header that is added twice is sent twice.
    #[must_use]
    pub fn trace_header(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.trace_headers.push((name.into(), value.into()));
        self
    }

    /// Requires a result that is newer than the call: none from a cache.
    pub(crate) fn uncached(mut self) -> Self {
        self.is_uncached = true;
        self
    }

    pub(crate) fn is_uncached(&self) -> bool {
        self.is_uncached
    }

    /// Whether the result is a secret.
    pub(crate) fn has_secret_result(&self) -> bool {
        self.public_text().is_none()
    }

    /// Returns the [`text`](Self::text) of a call that can be sent and whose result is not a secret.
    pub(crate) fn public_text(&self) -> Option<(String, Option<String>)> {
        let (text, form) = self.text().ok().filter(|_| !self.has_secret_result)?;
        let path = text.split('?').next().unwrap_or_default();
        let mut segments = path.split('/').skip(1).filter(|segment| !segment.is_empty());
        let is_token =
            segments.by_ref().take(3).eq(["api", "v1", "group"]) && segments.last() == Some("token");
        (!is_token).then_some((text, form))
    }

    /// Drops the call's own limits, for a result that other callers wait for too.
    pub(crate) fn without_limits(self) -> Self {
        Self { timeout: None, retries: None, ..self }
    }

    /// Returns the request line and the form, which identify the call: equal requests have equal texts.
    pub(crate) fn text(&self) -> Result<(String, Option<String>), ParamError> {
        let plan = Plan::new(self, &Base { url: "/".to_owned(), keeps_prefix: true })?;
        let target = plan.url.strip_suffix("flatten=true").unwrap_or(&plan.url).trim_end_matches(['?', '&']);
        Ok((format!("{} {target}", self.method), plan.form))
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the path, with its specifiers.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the value of a path parameter without percent-encoding, or `None` if it is absent.
    pub fn path_param(&self, name: &str) -> Option<&str> {
        self.value(ParamIn::Path, name)
    }

    /// Returns the value of a query parameter without percent-encoding, or `None` if it is absent.
    pub fn query_param(&self, name: &str) -> Option<&str> {
        self.value(ParamIn::Query, name)
    }

    /// Returns the value of a form parameter without percent-encoding, or `None` if it is absent.
    pub fn form_param(&self, name: &str) -> Option<&str> {
        self.value(ParamIn::Form, name)
    }

    /// Returns the names to fetch, or `None` if the call does not say.
    pub(crate) fn fetch(&self) -> Option<&str> {
        self.query_param("fetch").or_else(|| self.form_param("fetch"))
    }

    fn value(&self, location: ParamIn, name: &str) -> Option<&str> {
        self.params(location).find(|param| param.name == name)?.value.text()
    }

    fn params(&self, location: ParamIn) -> impl Iterator<Item = &NamedValue> {
        self.params.iter().filter(move |(known, _)| *known == location).map(|(_, param)| param)
    }

    /// Returns the names and values at a location that are not absent.
    fn pairs(&self, location: ParamIn) -> impl Iterator<Item = Result<(&str, &str), ParamError>> {
        self.params(location).filter_map(NamedValue::pair)
    }

    /// Creates a call to an endpoint whose parameters are all absent.
    pub(crate) fn to(endpoint: &Endpoint) -> Self {
        let absent = |name| NamedValue { name: Cow::Borrowed(name), value: ParamValue::ABSENT };
        let params = endpoint.params.iter().map(|param| (param.location, absent(param.name))).collect();
        Self { params, ..Self::new(endpoint.method, endpoint.path) }
    }

    /// Returns the value of the endpoint's parameter at a position.
    pub(crate) fn param(&self, index: usize) -> &ParamValue {
        self.params.get(index).map_or(&ParamValue::ABSENT, |(_, param)| &param.value)
    }

    /// Sets the endpoint's parameter at a position.
    pub(crate) fn with_param(mut self, index: usize, value: ParamValue) -> Self {
        if let Some((_, param)) = self.params.get_mut(index) {
            param.value = value;
        }
        self
    }

    /// Returns the time limit of this call, or `None` if the connection's limit applies.
    pub fn time_limit(&self) -> Option<Duration> {
        self.timeout
    }

    /// Returns the maximum number of retries, or `None` if the connection's limit applies.
    pub fn retry_limit(&self) -> Option<u32> {
        self.retries
    }

    /// Returns the names and values of the headers added by [`trace_header`](Self::trace_header).
    pub fn trace_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.trace_headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Returns the method and the path template, without the values of parameters.
    pub fn label(&self) -> CallLabel {
        CallLabel { method: self.method, path: self.path.clone() }
    }
}

/// Shows the names of parameters, but not their values, which may be personal data.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |location| self.params(location).filter_map(NamedValue::present).collect::<Vec<_>>();
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query_params", &names(ParamIn::Query))
            .field("form_params", &names(ParamIn::Form))
            .field("trace_headers", &self.trace_headers)
            .finish_non_exhaustive()
    }
}

/// The endpoint of a call, such as `GET /api/v1/person/%(scheme)s/%(identifier)s`.
///
/// It does not contain the values of parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallLabel {
    method: Method,
    path: Cow<'static, str>,
}

impl CallLabel {
    /// Returns the HTTP method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the path, with its specifiers.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for CallLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
