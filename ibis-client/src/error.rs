//! Errors.

mod display;
mod location;
mod one_line;
mod phase;
mod service;
mod token;
mod transport;

use std::fmt;
use std::time::Duration;

pub use self::location::Location;
pub(crate) use self::one_line::{Excerpt, OneLine};
pub use self::phase::Phase;
pub use self::service::ServiceError;
pub use self::token::TokenError;
pub(crate) use self::token::TokenProblem;
pub(crate) use self::transport::Stage;
pub use self::transport::TransportError;
use crate::Credentials;
use crate::call::{CallLabel, ParamError};
use crate::http::{Effect, classify};
use crate::result::{DecodeError, NotFetched};

/// An error from a call, or from building a connection.
///
/// `Display` writes one line of at most 500 characters that says what was called, what came back and what to do. The
/// message never contains a password. Of the values of parameters it contains those that were rejected, and those that a
/// server repeats in its own message.
/// [`source`](std::error::Error::source) returns the underlying error.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service returned an error document.
    Service {
        /// The endpoint that was called.
        call: CallLabel,
        /// The error document.
        error: Box<ServiceError>,
    },
    /// The response did not come from the service: it is, for example, a proxy's error page.
    UnexpectedContentType {
        /// The endpoint that was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// The content type, or `None` if the response does not have one.
        content_type: Option<String>,
        /// The first 200 characters of the body.
        start: String,
        /// Whether the call was made anonymously.
        anonymous: bool,
        /// How long the server asks clients to wait before retrying, or `None` if it does not say.
        retry_after: Option<Duration>,
    },
    /// The response is JSON that cannot be decoded.
    Decode {
        /// The endpoint that was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// What is wrong with the document, and where.
        source: DecodeError,
    },
    /// The response is a redirect, which is not followed.
    ///
    /// Credentials are sent only to the configured server.
    Redirect {
        /// The endpoint that was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// The target of the redirect, or `None` if the response does not have a `Location` header.
        location: Option<Location>,
    },
    /// The response or its result is larger than the connection allows.
    TooLarge {
        /// The endpoint that was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// The limit in bytes: for the decompressed response, or for the memory of the result.
        limit: usize,
    },
    /// A time limit passed.
    Timeout {
        /// The endpoint that was called.
        call: CallLabel,
        /// The limit for the call, for one attempt, or for the next part of a body.
        after: Duration,
        /// What the call was waiting for.
        phase: Phase,
        /// The error of the previous attempt, or `None` if this was the first attempt.
        #[source]
        last_error: Option<Box<Error>>,
    },
    /// Sending the request or receiving the response failed.
    Transport {
        /// The endpoint that was called.
        call: CallLabel,
        /// The error from the HTTP library.
        source: TransportError,
    },
    /// No access token for the API Gateway could be obtained. The call was not sent.
    Token {
        /// The endpoint that was called.
        call: CallLabel,
        /// The error from obtaining the token.
        source: Box<TokenError>,
    },
    /// A parameter or a header cannot be sent. Nothing was sent.
    Parameter {
        /// The endpoint that was called.
        call: CallLabel,
        /// The parameter or header, and what is wrong with it.
        source: ParamError,
    },
    /// The result does not contain the value that the method returns.
    UnexpectedResult {
        /// The endpoint that was called, or `None` if it is not known.
        call: Option<CallLabel>,
        /// The HTTP status, or `None` if the result did not come from a server.
        status: Option<u16>,
        /// The name of the missing value.
        expected: &'static str,
    },
    /// One call of a [`Batched`](crate::Batched) request failed, and the others were cancelled.
    Batch {
        /// The identifiers in that call.
        ids: Vec<String>,
        /// The error of that call.
        source: Box<Error>,
    },
    /// The program read a field that the request did not fetch.
    NotFetched(NotFetched),
    /// A setting of the connection is invalid.
    Configuration {
        /// The name of the setting.
        setting: &'static str,
        /// What is wrong with the setting.
        problem: String,
    },
    /// A blocking call was made inside an async runtime.
    WithinRuntime,
}

impl Error {
    pub(crate) fn configuration(setting: &'static str, problem: impl fmt::Display) -> Self {
        Self::Configuration { setting, problem: problem.to_string() }
    }

    /// Records whether the call was anonymous.
    pub(crate) fn with_credentials(mut self, credentials: &Credentials) -> Self {
        if let Self::UnexpectedContentType { anonymous, .. } = &mut self {
            *anonymous = credentials.is_anonymous();
        } else if let Self::Service { error, .. } = &mut self {
            error.anonymous = credentials.is_anonymous();
        }
        self
    }

    /// Whether the service refused the call for lack of credentials.
    fn is_refused_anonymously(&self) -> bool {
        let anonymous = match self {
            Self::Service { error, .. } => error.anonymous,
            Self::UnexpectedContentType { anonymous, .. } => *anonymous,
            Self::Batch { source, .. } => return source.is_refused_anonymously(),
            _ => false,
        };
        anonymous && matches!(self.status(), Some(401 | 403))
    }

    /// Creates the error for a result without the expected value.
    ///
    /// It is meant for implementations of [`FromResult`](crate::FromResult). The request adds the endpoint that was
    /// called.
    ///
    /// ```
    /// let error = ibis_client::Error::unexpected_result("names");
    /// assert_eq!(error.to_string(), "the result has no names");
    /// ```
    pub const fn unexpected_result(expected: &'static str) -> Self {
        Self::UnexpectedResult { call: None, status: None, expected }
    }

    /// Returns the service's error document, or `None` if the error is of another kind.
    pub fn service_error(&self) -> Option<&ServiceError> {
        match self {
            Self::Service { error, .. } => Some(error),
            Self::Batch { source, .. } => source.service_error(),
            _ => None,
        }
    }

    /// Returns the HTTP status of the response, or `None` if the call did not get a response.
    #[doc(alias = "status_code")]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Service { error, .. } => Some(error.status),
            Self::UnexpectedContentType { status, .. }
            | Self::Decode { status, .. }
            | Self::Redirect { status, .. }
            | Self::TooLarge { status, .. } => Some(*status),
            Self::UnexpectedResult { status, .. } => *status,
            Self::Batch { source, .. } => source.status(),
            _ => None,
        }
    }

    /// Returns how long the server asks clients to wait before retrying, or `None` if it does not say.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Service { error, .. } => error.retry_after,
            Self::UnexpectedContentType { retry_after, .. } => *retry_after,
            Self::Token { source, .. } => source.retry_after,
            Self::Batch { source, .. } => source.retry_after(),
            _ => None,
        }
    }

    /// Whether the error is a timeout: in connecting, in waiting for the response, or in obtaining a token.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout { .. } => true,
            Self::Transport { source, .. } => source.is_timeout(),
            Self::Token { source, .. } => source.is_timeout(),
            Self::Batch { source, .. } => source.is_timeout(),
            _ => false,
        }
    }

    /// Whether retrying is safe and likely to help.
    ///
    /// The connection has already retried the call as configured: see
    /// [`retries`](crate::IbisClientConnectionBuilder::retries).
    pub fn is_retryable(&self) -> bool {
        classify(self).is_transient && !self.outcome_unknown()
    }

    /// Whether the call was an edit that may or may not have taken effect.
    ///
    /// The connection does not retry such a call. Check whether the edit was applied before repeating it.
    pub fn outcome_unknown(&self) -> bool {
        let is_edit = self.call().is_some_and(|call| !call.method().is_safe());
        is_edit && classify(self).effect == Effect::Unknown
    }

    /// Returns the endpoint that was called, or `None` if it is not known.
    pub fn call(&self) -> Option<&CallLabel> {
        match self {
            Self::Service { call, .. }
            | Self::UnexpectedContentType { call, .. }
            | Self::Decode { call, .. }
            | Self::Redirect { call, .. }
            | Self::TooLarge { call, .. }
            | Self::Timeout { call, .. }
            | Self::Transport { call, .. }
            | Self::Token { call, .. }
            | Self::Parameter { call, .. } => Some(call),
            Self::UnexpectedResult { call, .. } => call.as_ref(),
            Self::Batch { source, .. } => source.call(),
            Self::NotFetched(_) | Self::Configuration { .. } | Self::WithinRuntime => None,
        }
    }

    /// The value of `error.type` in spans and events.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Service { .. } => "service",
            Self::UnexpectedContentType { .. } => "unexpected_content_type",
            Self::Decode { .. } => "decode",
            Self::Redirect { .. } => "redirect",
            Self::TooLarge { .. } => "too_large",
            Self::Timeout { .. } => "timeout",
            Self::Transport { .. } => "transport",
            Self::Token { .. } => "token",
            Self::Parameter { .. } => "parameter",
            Self::UnexpectedResult { .. } => "unexpected_result",
            Self::Batch { source, .. } => source.kind(),
            Self::NotFetched(_) => "not_fetched",
            Self::Configuration { .. } => "configuration",
            Self::WithinRuntime => "within_runtime",
        }
    }
}

impl From<NotFetched> for Error {
    fn from(error: NotFetched) -> Self {
        Self::NotFetched(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Call, Method};

    fn service(method: Method, status: u16) -> Error {
        Error::Service {
            call: Call::new(method, "/api/v1/x").label(),
            error: ServiceError::new(status).into(),
        }
    }

    fn transport(method: Method, stage: Stage) -> Error {
        let source = TransportError::at(stage, "broken");
        Error::Transport { call: Call::new(method, "/api/v1/x").label(), source }
    }

    fn timeout(method: Method, phase: Phase) -> Error {
        let call = Call::new(method, "/api/v1/x").label();
        Error::Timeout { call, after: Duration::from_secs(1), phase, last_error: None }
    }

    #[test]
    fn error_is_small() {
        assert!(size_of::<Error>() <= 128, "{}", size_of::<Error>());
    }

    #[test]
    fn edit_outcome_is_unknown_unless_refused_or_not_sent() {
        for error in [
            service(Method::Post, 500),
            service(Method::Put, 503),
            transport(Method::Delete, Stage::Sent),
            timeout(Method::Post, Phase::Response),
            timeout(Method::Post, Phase::Body),
        ] {
            assert!(error.outcome_unknown() && !error.is_retryable(), "{error:?}");
            assert!(error.to_string().ends_with("check before repeating it"), "{error}");
        }
        for error in [
            service(Method::Post, 403),
            service(Method::Post, 429),
            transport(Method::Delete, Stage::Connecting),
            timeout(Method::Post, Phase::Queued),
            service(Method::Get, 500),
            transport(Method::Get, Stage::Sent),
            timeout(Method::Get, Phase::Response),
        ] {
            assert!(!error.outcome_unknown(), "{error:?}");
            assert!(!error.to_string().contains("edit"), "{error}");
        }
    }

    #[test]
    fn transient_failures_are_retryable() {
        for status in [429, 502, 503, 504] {
            assert!(service(Method::Get, status).is_retryable(), "{status}");
        }
        for status in [400, 401, 403, 404, 409, 500, 501] {
            assert!(!service(Method::Get, status).is_retryable(), "{status}");
        }
        assert!(transport(Method::Get, Stage::Sent).is_retryable());
        assert!(transport(Method::Post, Stage::Connecting).is_retryable());
        assert!(!transport(Method::Get, Stage::Untrusted).is_retryable());
        assert!(service(Method::Post, 429).is_retryable());
    }
}
