//! The service's error documents.

use std::fmt;
use std::time::Duration;

use super::one_line::OneLine;

/// An error document from the service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceError {
    /// The HTTP status.
    pub status: u16,
    /// A short code, or `None` if the service does not give one.
    pub code: Option<String>,
    /// A message for people, or `None` if the service does not give one.
    pub message: Option<String>,
    /// Details, such as a stack trace of the server, or `None` if the service does not give any.
    pub details: Option<String>,
    /// How long the server asks clients to wait before retrying, or `None` if it does not say.
    pub retry_after: Option<Duration>,
    /// Whether the call was made anonymously.
    ///
    /// The service may refuse anonymous calls from outside the University's network.
    pub anonymous: bool,
    /// Whether the document has the form of neither the service nor the gateway: it may be a proxy's.
    pub(crate) is_foreign: bool,
}

impl ServiceError {
    /// Creates an error document with only a status, for your own [`Connection`](crate::Connection).
    ///
    /// ```
    /// use ibis_client::{Call, Error, Method, ServiceError};
    ///
    /// let call = Call::new(Method::Get, "/api/v1/version");
    /// let mut error = ServiceError::new(503);
    /// error.message = Some("closed for the night".to_owned());
    /// let error = Error::Service { call: call.label(), error: error.into() };
    /// assert!(error.is_retryable());
    /// ```
    pub const fn new(status: u16) -> Self {
        Self {
            status,
            code: None,
            message: None,
            details: None,
            retry_after: None,
            anonymous: false,
            is_foreign: false,
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service returned status {}", self.status)?;
        match self.message.as_ref().or(self.code.as_ref()) {
            Some(message) => write!(f, ": {}", OneLine(message)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ServiceError {}
