//! What can go wrong.

mod one_line;
mod service;
mod token;
mod transport;

use std::fmt;
use std::time::Duration;

use self::one_line::OneLine;
pub use self::service::ServiceError;
pub use self::token::TokenError;
pub(crate) use self::token::TokenProblem;
pub(crate) use self::transport::Stage;
pub use self::transport::TransportError;
use crate::call::{CallLabel, ParamError};
use crate::http::{Effect, classify};
use crate::result::{DecodeError, NotFetched};

/// Why a call has no result.
///
/// Displayed, it is one line with what was called, what came back and what to do. It never has a password in it, and
/// of the values of parameters only one that was refused. [`source`](std::error::Error::source) has what lies beneath.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service answered with an error document.
    #[error("{call}: {error}{}", Caution(self))]
    Service {
        /// Which endpoint was called.
        call: CallLabel,
        /// What the service says.
        error: Box<ServiceError>,
    },
    /// What answered does not speak the service's JSON: a proxy's error page, say.
    #[error(
        "{call}: an answer with status {status} and {} was not expected: `{}`{}",
        content_type_phrase(content_type.as_deref()),
        OneLine(start),
        Caution(self)
    )]
    UnexpectedContentType {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// The content type, if there is one.
        content_type: Option<String>,
        /// The first characters of the body.
        start: String,
        /// How long to wait before the next attempt, if the answer says.
        retry_after: Option<Duration>,
    },
    /// The answer is JSON, but its content cannot be decoded.
    #[error("{call}: the answer with status {status} cannot be decoded: {source}{}", Caution(self))]
    Decode {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// What is wrong, and where in the document.
        source: DecodeError,
    },
    /// The answer is a redirect, which is not followed: credentials go to the configured host alone.
    #[error("{call}: the answer with status {status} points to {}", Target(location.as_deref()))]
    Redirect {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// Where it points.
        location: Option<String>,
    },
    /// The answer is longer than the connection allows.
    #[error("{call}: the answer is longer than the limit of {limit} bytes{}", Caution(self))]
    TooLarge {
        /// Which endpoint was called.
        call: CallLabel,
        /// The limit, in bytes after decompression.
        limit: usize,
    },
    /// The answer did not come in time.
    #[error("{call}: {phase} within {after:?}{}", Caution(self))]
    Timeout {
        /// Which endpoint was called.
        call: CallLabel,
        /// The time limit that passed: that of the call, of one attempt, or for the next part of an answer.
        after: Duration,
        /// What was waited for.
        phase: Phase,
        /// How the attempt before failed, if there was one.
        #[source]
        last_error: Option<Box<Error>>,
    },
    /// The request could not be sent, or its answer not be received.
    #[error("{call}: {source}{}", Caution(self))]
    Transport {
        /// Which endpoint was called.
        call: CallLabel,
        /// What the HTTP library says.
        source: TransportError,
    },
    /// The API Gateway gave no access token. The call was not sent.
    #[error("{call}: {source}")]
    Token {
        /// Which endpoint was called.
        call: CallLabel,
        /// What the token endpoint says.
        source: Box<TokenError>,
    },
    /// A parameter cannot be sent. Nothing was.
    #[error("{call}: {source}")]
    Parameter {
        /// Which endpoint was called.
        call: CallLabel,
        /// Which parameter, and why.
        source: ParamError,
    },
    /// The result does not have what the method returns.
    #[error(
        "{}the result has no {expected}{}",
        call.as_ref().map(|call| format!("{call}: ")).unwrap_or_default(),
        Caution(self)
    )]
    UnexpectedResult {
        /// Which endpoint was called, where that is known.
        call: Option<CallLabel>,
        /// What should have been there.
        expected: &'static str,
    },
    /// One of the calls of a request in batches failed. The others are given up.
    #[error("{source} (in a batch of {}, from `{}` to `{}`)", ids.len(), first(ids), last(ids))]
    Batch {
        /// The identifiers that were in the call.
        ids: Vec<String>,
        /// How the call failed.
        source: Box<Error>,
    },
    /// A field was read that the request did not fetch.
    #[error(transparent)]
    NotFetched(#[from] NotFetched),
    /// A connection cannot be made as configured.
    #[error("{setting}: {problem}")]
    Configuration {
        /// Which setting.
        setting: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A blocking call was made from within an async runtime.
    #[error("a blocking call within an async runtime would stall it: await the request instead")]
    WithinRuntime,
}

/// What a call was waiting for when its time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Waiting for a free slot under the connection's limits; nothing was sent yet.
    Queued,
    /// Waiting for an access token; nothing was sent yet.
    Token,
    /// Waiting for the response, from the first byte of the request on.
    Response,
    /// Waiting for the next part of the response's body.
    Body,
}

impl Phase {
    /// Whether nothing of the call was sent yet.
    pub(crate) fn is_before_sending(self) -> bool {
        matches!(self, Self::Queued | Self::Token)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queued => "no free slot",
            Self::Token => "no access token from the token endpoint",
            Self::Response => "no response",
            Self::Body => "no more of the response",
        })
    }
}

impl Error {
    pub(crate) fn configuration(setting: &'static str, problem: impl fmt::Display) -> Self {
        Self::Configuration { setting, problem: problem.to_string() }
    }

    /// The result does not have what was expected: for an implementation of [`FromResult`](crate::FromResult).
    ///
    /// The request that calls it adds which endpoint was called.
    ///
    /// ```
    /// let error = ibis_client::Error::unexpected_result("names");
    /// assert_eq!(error.to_string(), "the result has no names");
    /// ```
    pub const fn unexpected_result(expected: &'static str) -> Self {
        Self::UnexpectedResult { call: None, expected }
    }

    /// What the service says, where it answered with an error document.
    pub fn service_error(&self) -> Option<&ServiceError> {
        match self {
            Self::Service { error, .. } => Some(error),
            Self::Batch { source, .. } => source.service_error(),
            _ => None,
        }
    }

    /// The HTTP status, where there was an answer to the call.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Service { error, .. } => Some(error.status),
            Self::UnexpectedContentType { status, .. }
            | Self::Decode { status, .. }
            | Self::Redirect { status, .. } => Some(*status),
            Self::Batch { source, .. } => source.status(),
            _ => None,
        }
    }

    /// How long the server asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Service { error, .. } => error.retry_after,
            Self::UnexpectedContentType { retry_after, .. } => *retry_after,
            Self::Batch { source, .. } => source.retry_after(),
            _ => None,
        }
    }

    /// Whether something took too long: to connect, to answer, or to give a token.
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
    /// The connection has already retried the call where it could: see
    /// [`retries`](crate::IbisClientConnectionBuilder::retries).
    pub fn is_retryable(&self) -> bool {
        classify(self).is_transient && !self.outcome_unknown()
    }

    /// Whether the call was an edit that the service may or may not have made.
    ///
    /// Such a call is not retried. Check whether the edit was made before repeating it.
    pub fn outcome_unknown(&self) -> bool {
        let is_edit = self.call().is_some_and(|call| !call.method().is_safe());
        is_edit && classify(self).effect == Effect::Unknown
    }

    /// Which endpoint was called, as far as the error knows.
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

    /// What kind of error it is, in a word: for spans and metrics.
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

fn first(ids: &[String]) -> &str {
    ids.first().map_or("", String::as_str)
}

fn last(ids: &[String]) -> &str {
    ids.last().map_or("", String::as_str)
}

fn content_type_phrase(content_type: Option<&str>) -> String {
    match content_type {
        Some(content_type) => format!("content type `{}`", OneLine(content_type)),
        None => "no content type".to_owned(),
    }
}

/// Where a redirect points, without the query: it may repeat the values of the call.
struct Target<'a>(Option<&'a str>);

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(location) => {
                let end = location.find(['?', '#']).unwrap_or(location.len());
                write!(f, "`{}`, and redirects are not followed", OneLine(&location[..end]))
            }
            None => f.write_str("nowhere"),
        }
    }
}

/// What is to be said of an edit whose outcome is not known.
struct Caution<'a>(&'a Error);

impl fmt::Display for Caution<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.outcome_unknown() {
            f.write_str("; the edit may have been made: look before repeating it")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Call, Method};

    fn service(method: Method, status: u16) -> Error {
        let error = ServiceError { status, code: None, message: None, details: None, retry_after: None };
        Error::Service { call: Call::new(method, "/api/v1/x").label(), error: error.into() }
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
    fn outcome_of_an_edit_is_unknown_unless_it_was_refused_or_not_sent() {
        for error in [
            service(Method::Post, 500),
            service(Method::Put, 503),
            transport(Method::Delete, Stage::Sent),
            timeout(Method::Post, Phase::Response),
            timeout(Method::Post, Phase::Body),
        ] {
            assert!(error.outcome_unknown() && !error.is_retryable(), "{error:?}");
            assert!(error.to_string().ends_with("look before repeating it"), "{error}");
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
    fn what_may_be_otherwise_soon_can_be_retried() {
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

    #[test]
    fn redirect_is_told_without_its_query() {
        let call = Call::new(Method::Get, "/api/v1/x").label();
        let location = Some("https://sso.example/login?back=spqr1".to_owned());
        let text = Error::Redirect { call, status: 302, location }.to_string();
        assert!(text.contains("points to `https://sso.example/login`") && !text.contains("spqr1"), "{text}");
    }
}
