//! What the service says went wrong.

use std::fmt;
use std::time::Duration;

use super::one_line::OneLine;

/// An error document of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceError {
    /// The HTTP status.
    pub status: u16,
    /// A short code, or `None` if the service gives none.
    pub code: Option<String>,
    /// A message for people.
    pub message: Option<String>,
    /// Details, such as a stack trace of the server.
    pub details: Option<String>,
    /// How long the server asks to wait before the next attempt.
    pub retry_after: Option<Duration>,
    /// Whether the call was made anonymously, which the service may refuse from outside the University's network.
    pub anonymous: bool,
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
        Self { status, code: None, message: None, details: None, retry_after: None, anonymous: false }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service answered with status {}", self.status)?;
        match self.message.as_ref().or(self.code.as_ref()) {
            Some(words) => write!(f, ": {}", OneLine(words)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ServiceError {}
