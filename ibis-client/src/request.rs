//! Requests: what a typed method returns, to be awaited or sent.

mod batched;
pub(crate) mod list;
mod listing;
mod pages;
mod shared;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

pub use self::batched::{Batch, Batched};
pub use self::listing::Listing;
pub use self::pages::Pages;
#[cfg(feature = "blocking")]
pub use self::pages::PagesIter;
use crate::call::{IntoParam, IntoParamList, ParamType, ParamValue, convert, convert_list};
use crate::connection::{BoxFuture, HasConnection, SharedConnection};
use crate::{Call, CallLabel, Endpoint, Error, FromResult, IbisResult, ParamIn, Params, Role};

/// What each request type wraps: a connection, an endpoint and the values of its parameters.
pub struct Request {
    connection: SharedConnection,
    endpoint: &'static Endpoint,
    /// One for each of the endpoint's parameters.
    values: Vec<ParamValue>,
    /// The call without its parameters: it has the options that were set for this request.
    call: Call,
}

impl Request {
    /// A request without values for its parameters.
    pub fn new(methods: &impl HasConnection, endpoint: &'static Endpoint) -> Self {
        Self {
            connection: methods.connection(),
            endpoint,
            values: vec![ParamValue::ABSENT; endpoint.params.len()],
            call: Call::new(endpoint.method, endpoint.path).secret_result(endpoint.result.contains("Secret")),
        }
    }

    /// Sets the parameter at this position of the endpoint to a value that is sent as it is.
    #[must_use]
    pub fn plain(self, index: usize, value: impl Into<ParamValue>) -> Self {
        self.set(index, value.into())
    }

    /// Sets the parameter at this position to what converts to its declared type.
    #[must_use]
    pub fn param<T: ParamType>(self, index: usize, value: impl IntoParam<T>) -> Self {
        self.set(index, convert(value))
    }

    /// Sets the parameter at this position to a list of what converts to its declared type.
    #[must_use]
    pub fn list<T: ParamType>(self, index: usize, values: impl IntoParamList<T>) -> Self {
        self.set(index, convert_list(values))
    }

    fn set(mut self, index: usize, value: ParamValue) -> Self {
        if let Some(slot) = self.values.get_mut(index) {
            *slot = value;
        }
        self
    }

    /// Sets the time limit of the call.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call = self.call.timeout(limit);
        self
    }

    /// Sets how often the call is retried.
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

    /// Sends the request when it is first polled.
    pub fn future<T: FromResult>(self) -> BoxFuture<'static, Result<T, Error>> {
        let (connection, call) = self.into_call();
        let label = call.label();
        Box::pin(async move {
            let result = connection.invoke_method(call).await?;
            let value = extract(label, &result)?;
            if let Some(warning) = result.lacks::<T>() {
                list::trace_lack(&warning);
            }
            Ok(value)
        })
    }

    fn into_call(self) -> (SharedConnection, Call) {
        (self.connection, with_params(self.call, self.endpoint, self.values))
    }

    /// The call with another value for the parameter at this position.
    fn call_with(&self, index: usize, value: ParamValue) -> Call {
        let mut values = self.values.clone();
        if let Some(slot) = values.get_mut(index) {
            *slot = value;
        }
        with_params(self.call.clone(), self.endpoint, values)
    }

    /// The position of the parameter that has one of these roles.
    fn role(&self, roles: &[Role]) -> Option<(usize, Role)> {
        let roles_of_params = self.endpoint.params.iter().map(|param| param.role);
        roles_of_params.enumerate().find_map(|(index, role)| {
            let role = role.filter(|role| roles.contains(role))?;
            Some((index, role))
        })
    }
}

fn with_params(call: Call, endpoint: &Endpoint, values: Vec<ParamValue>) -> Call {
    let (mut path_params, mut query_params, mut form_params) = (Params::new(), Params::new(), Params::new());
    for (param, value) in endpoint.params.iter().zip(values) {
        let target = match param.location {
            ParamIn::Path => &mut path_params,
            ParamIn::Query => &mut query_params,
            ParamIn::Form => &mut form_params,
        };
        target.push(Cow::Borrowed(param.name), value);
    }
    call.path_params(path_params).query_params(query_params).form_params(form_params)
}

/// Takes the value from a result; an error that it is not there says which endpoint was called.
fn extract<T: FromResult>(label: CallLabel, result: &IbisResult) -> Result<T, Error> {
    // Of an edit an empty list would say that it left nothing, which nobody knows.
    if !label.method().is_safe()
        && result.lacks::<T>().is_some()
        && let Some(expected) = T::list_field()
    {
        return Err(Error::UnexpectedResult {
            call: Some(label),
            status: result.response().status(),
            expected,
        });
    }
    T::from_result(result).map_err(|error| match error {
        Error::UnexpectedResult { call: None, expected, .. } => {
            Error::UnexpectedResult { call: Some(label), status: result.response().status(), expected }
        }
        other => other,
    })
}

/// The endpoint; the values may be about a person.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.endpoint.method, self.endpoint.path)
    }
}
