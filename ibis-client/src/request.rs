//! Requests, which typed methods return, to be awaited or sent.

mod batched;
pub(crate) mod list;
mod listing;
mod pages;
mod shared;

use std::fmt;
use std::time::Duration;

pub use self::batched::{Batch, Batched};
pub use self::listing::Listing;
pub use self::pages::Pages;
#[cfg(feature = "blocking")]
pub use self::pages::PagesIter;
use crate::call::{IntoParam, IntoParamList, ParamType, ParamValue, convert, convert_list};
use crate::connection::{BoxFuture, HasConnection, SharedConnection};
use crate::{Call, CallLabel, DecodeError, Endpoint, Error, FromResult, IbisResult, Role, Warning};

/// The inner value of every request type: a connection, an endpoint and the values of its parameters.
pub struct Request {
    connection: SharedConnection,
    endpoint: &'static Endpoint,
    call: Call,
}

impl Request {
    /// Creates a request without values.
    pub fn new(methods: &impl HasConnection, endpoint: &'static Endpoint) -> Self {
        Self { connection: methods.connection(), endpoint, call: Call::to(endpoint) }
    }

    /// Sets the parameter at this position to a value, unchecked.
    #[must_use]
    pub fn plain(mut self, index: usize, value: impl Into<ParamValue>) -> Self {
        self.call = self.call.with_param(index, value.into());
        self
    }

    /// Sets the parameter at this position to a value that converts to the declared type.
    #[must_use]
    pub fn param<T: ParamType>(self, index: usize, value: impl IntoParam<T>) -> Self {
        self.plain(index, convert(value))
    }

    /// Sets the parameter at this position to a list of values that convert to the declared type.
    #[must_use]
    pub fn list<T: ParamType>(self, index: usize, values: impl IntoParamList<T>) -> Self {
        self.plain(index, convert_list(values))
    }

    /// Sets the time limit of the call.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call = self.call.timeout(limit);
        self
    }

    /// Sets the maximum number of retries.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.call = self.call.retries(retries);
        self
    }

    /// Adds a header whose value is not a secret.
    #[must_use]
    pub fn trace_header(mut self, name: &str, value: &str) -> Self {
        self.call = self.call.trace_header(name.to_owned(), value.to_owned());
        self
    }

    /// Returns a future that sends the request when it is first polled.
    pub fn future<T: FromResult>(self) -> BoxFuture<'static, Result<T, Error>> {
        let Self { connection, call, .. } = self;
        let call = call.secret_result(T::is_secret());
        let label = call.label();
        Box::pin(async move {
            let result = connection.invoke_method(call).await?;
            check_entities(&label, &result)?;
            let value = extract(label, &result)?;
            if let Some(warning) = result.lacks(T::list_field()) {
                list::trace_missing_list(&warning);
            }
            Ok(value)
        })
    }

    /// Returns the position of the parameter with one of these roles, and its role.
    fn role(&self, roles: &[Role]) -> Option<(usize, Role)> {
        let mut params = self.endpoint.params.iter().enumerate();
        params.find_map(|(index, param)| Some((index, param.role.filter(|role| roles.contains(role))?)))
    }
}

/// Returns an error if something stands where a person, institution or group belongs, but cannot be read: a list without it
/// would say of somebody that they are not in it.
fn check_entities(label: &CallLabel, result: &IbisResult) -> Result<(), Error> {
    result.lost_entity().map_or(Ok(()), |warning| Err(refused(label, result, warning)))
}

/// The error for a warning that must not be passed over.
fn refused(label: &CallLabel, result: &IbisResult, warning: &Warning) -> Error {
    let (call, status) = (label.clone(), result.response().status().unwrap_or(200));
    Error::Decode { call, status, source: DecodeError::Warning(warning.clone()) }
}

/// Takes the value from a result. If it is missing, the error names the endpoint.
fn extract<T: FromResult>(label: CallLabel, result: &IbisResult) -> Result<T, Error> {
    check_list(&label, result, T::list_field())?;
    T::from_result(result).map_err(|error| with_call(error, label, result))
}

/// Returns an error if the response to an edit lacks its list. It must not count as an empty one: nobody knows what the edit
/// left.
fn check_list(label: &CallLabel, result: &IbisResult, field: Option<&'static str>) -> Result<(), Error> {
    match field {
        Some(expected) if !label.method().is_safe() && result.lacks(field).is_some() => {
            Err(unexpected(label.clone(), result, expected))
        }
        _ => Ok(()),
    }
}

fn with_call(error: Error, label: CallLabel, result: &IbisResult) -> Error {
    let is_edit = !label.method().is_safe();
    match &error {
        Error::UnexpectedResult { call: None, expected, .. } => unexpected(label, result, expected),
        // The edit was made, which an error without a call would not say.
        Error::NotFetched(error) if is_edit => unexpected(label, result, error.field()),
        error if is_edit && error.call().is_none() => {
            unexpected(label, result, "value that the method returns")
        }
        _ => error,
    }
}

fn unexpected(label: CallLabel, result: &IbisResult, expected: &'static str) -> Error {
    Error::UnexpectedResult { call: Some(label), status: result.response().status(), expected }
}

/// Shows only the endpoint: the values may be personal data.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.endpoint.method, self.endpoint.path)
    }
}
