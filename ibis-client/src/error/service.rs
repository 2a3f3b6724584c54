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
    /// A short code, if the service gives one.
    pub code: Option<String>,
    /// What went wrong, for people to read.
    pub message: Option<String>,
    /// More about it, such as a stack trace of the server.
    pub details: Option<String>,
    /// How long to wait before the next attempt, if the service says.
    pub retry_after: Option<Duration>,
}

impl ServiceError {
    /// An error document with nothing but a status: for a [`Connection`](crate::Connection) of one's own.
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
        Self { status, code: None, message: None, details: None, retry_after: None }
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
