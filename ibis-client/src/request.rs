//! Requests: what a typed method returns, to be awaited or sent.

mod batched;
mod listing;
mod pages;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

pub use self::batched::{Batch, Batched};
pub use self::listing::Listing;
pub use self::pages::{Pages, PagesIter};
use crate::call::ParamValue;
use crate::connection::{BlockingConnection, BoxFuture, Connection, HasConnection};
use crate::{Call, CallLabel, Endpoint, Error, FromResult, IbisResult, ParamIn, Params, Role};

/// What each request type wraps: a connection, an endpoint and the values of its parameters.
///
/// `'c` is how long the connection lives; it is what lets a request over a borrowed connection be awaited.
pub struct Request<'c, C, T> {
    connection: C,
    endpoint: &'static Endpoint,
    /// One for each of the endpoint's parameters.
    values: Vec<ParamValue>,
    timeout: Option<Duration>,
    result: PhantomData<fn() -> T>,
    lifetime: PhantomData<&'c ()>,
}

impl<'c, C: Connection + 'c, T: FromResult> Request<'c, C, T> {
    /// A request with its required parameters, in the order of their declaration.
    pub fn new<M, const N: usize>(methods: &M, endpoint: &'static Endpoint, required: [ParamValue; N]) -> Self
    where
        M: HasConnection<Connection = C>,
    {
        let mut required = required.into_iter();
        let values = endpoint.params.iter().map(|param| {
            let value = if param.required { required.next() } else { None };
            value.unwrap_or(ParamValue::ABSENT)
        });
        let values = values.collect();
        Self {
            connection: methods.connection(),
            endpoint,
            values,
            timeout: None,
            result: PhantomData,
            lifetime: PhantomData,
        }
    }

    /// The same with a value for the parameter at this position of the endpoint.
    #[must_use]
    pub fn set(mut self, index: usize, value: ParamValue) -> Self {
        if let Some(slot) = self.values.get_mut(index) {
            *slot = value;
        }
        self
    }

    /// The same with a time limit of its own.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends it and waits.
    ///
    /// # Errors
    ///
    /// Where there is no result: see [`Error`].
    pub fn send(self) -> Result<T, Error>
    where
        C: BlockingConnection,
    {
        let (connection, call) = self.into_call();
        let label = call.label();
        extract(label, &connection.invoke_method_blocking(call)?)
    }

    /// Sends it when it is first polled.
    pub fn into_future(self) -> BoxFuture<'c, Result<T, Error>>
    where
        T: 'c,
    {
        let (connection, call) = self.into_call();
        let label = call.label();
        Box::pin(async move { extract(label, &connection.invoke_method(call).await?) })
    }

    fn into_call(self) -> (C, Call) {
        let call = call(self.endpoint, self.values, self.timeout);
        (self.connection, call)
    }

    /// The call with another value for the parameter at this position.
    fn call_with(&self, index: usize, value: ParamValue) -> Call {
        let mut values = self.values.clone();
        if let Some(slot) = values.get_mut(index) {
            *slot = value;
        }
        self.call_of(values)
    }

    fn call_of(&self, values: Vec<ParamValue>) -> Call {
        call(self.endpoint, values, self.timeout)
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

fn call(endpoint: &'static Endpoint, values: Vec<ParamValue>, timeout: Option<Duration>) -> Call {
    let (mut path_params, mut query_params, mut form_params) = (Params::new(), Params::new(), Params::new());
    for (param, value) in endpoint.params.iter().zip(values) {
        let target = match param.location {
            ParamIn::Path => &mut path_params,
            ParamIn::Query => &mut query_params,
            ParamIn::Form => &mut form_params,
        };
        target.push(Cow::Borrowed(param.name), value);
    }
    let mut call = Call::new(endpoint.method, endpoint.path)
        .path_params(path_params)
        .query_params(query_params)
        .form_params(form_params);
    if let Some(timeout) = timeout {
        call = call.timeout(timeout);
    }
    call
}

/// Takes the value from a result; an error that it is not there says which endpoint was called.
fn extract<T: FromResult>(label: CallLabel, result: &IbisResult) -> Result<T, Error> {
    T::from_result(result).map_err(|error| match error {
        Error::UnexpectedResult { call: None, expected, .. } => {
            Error::UnexpectedResult { call: Some(label), status: result.status(), expected }
        }
        other => other,
    })
}

/// The endpoint; the values may be about a person.
impl<C, T> fmt::Debug for Request<'_, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.endpoint.method, self.endpoint.path)
    }
}
