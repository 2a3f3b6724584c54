//! What can go wrong.

mod location;
mod one_line;
mod service;
mod token;
mod transport;

use std::fmt;
use std::time::Duration;

pub use self::location::Location;
pub(crate) use self::one_line::{Excerpt, OneLine};
pub use self::service::ServiceError;
pub use self::token::TokenError;
pub(crate) use self::token::TokenProblem;
pub(crate) use self::transport::Stage;
pub use self::transport::TransportError;
use crate::Credentials;
use crate::call::{CallLabel, ParamError};
use crate::http::{Effect, classify};
use crate::result::{DecodeError, NotFetched};

/// An error of a call, or of making a connection.
///
/// Displayed, it is one line of at most 500 characters with what was called, what came back and what to do. It never has
/// a password in it, and of the values of parameters only one that was refused.
/// [`source`](std::error::Error::source) has what lies beneath.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service answered with an error document.
    Service {
        /// Which endpoint was called.
        call: CallLabel,
        /// What the service says.
        error: Box<ServiceError>,
    },
    /// The response is not in the service's form, such as a proxy's error page.
    UnexpectedContentType {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// The content type, or `None` if the response has none.
        content_type: Option<String>,
        /// The first characters of the body.
        start: String,
        /// Whether the call was made anonymously.
        anonymous: bool,
        /// How long the server asks to wait before the next attempt.
        retry_after: Option<Duration>,
    },
    /// The response is JSON that cannot be decoded.
    Decode {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// What is wrong, and where in the document.
        source: DecodeError,
    },
    /// The response is a redirect, which is not followed: credentials go to the configured host alone.
    Redirect {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// Where it points, or `None` if it does not say.
        location: Option<Location>,
    },
    /// The response is longer than the connection allows.
    TooLarge {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// The limit, in bytes after decompression.
        limit: usize,
    },
    /// A time limit passed.
    Timeout {
        /// Which endpoint was called.
        call: CallLabel,
        /// The limit: that of the call, of one attempt, or for the next part of a body.
        after: Duration,
        /// What was waited for.
        phase: Phase,
        /// How the attempt before failed, or `None` if there was none.
        #[source]
        last_error: Option<Box<Error>>,
    },
    /// The request could not be sent, or its response not be received.
    Transport {
        /// Which endpoint was called.
        call: CallLabel,
        /// What the HTTP library says.
        source: TransportError,
    },
    /// The API Gateway gave no access token. The call was not sent.
    Token {
        /// Which endpoint was called.
        call: CallLabel,
        /// What the token endpoint says.
        source: Box<TokenError>,
    },
    /// A parameter or a header cannot be sent. Nothing was sent.
    Parameter {
        /// Which endpoint was called.
        call: CallLabel,
        /// Which one, and why.
        source: ParamError,
    },
    /// The result does not have what the method returns.
    UnexpectedResult {
        /// Which endpoint was called, where that is known.
        call: Option<CallLabel>,
        /// The HTTP status, where the result came from a server.
        status: Option<u16>,
        /// What should have been there.
        expected: &'static str,
    },
    /// One call of a batched request failed. The others were given up.
    Batch {
        /// The identifiers that were in the call.
        ids: Vec<String>,
        /// How the call failed.
        source: Box<Error>,
    },
    /// A field was read that the request did not fetch.
    NotFetched(NotFetched),
    /// A connection cannot be made as configured.
    Configuration {
        /// Which setting.
        setting: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A blocking call was made from within an async runtime.
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
    /// Connecting to the server; nothing was sent yet. Only for edits: for a read this counts as `Response`.
    Connecting,
    /// Waiting for the response, from the first byte of the request on.
    Response,
    /// Waiting for the next part of the response's body.
    Body,
    /// Decoding the response.
    Decoding,
}

impl Phase {
    /// Whether nothing of the call was sent yet.
    pub(crate) fn is_before_sending(self) -> bool {
        matches!(self, Self::Queued | Self::Token | Self::Connecting)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queued => "no free slot",
            Self::Token => "no access token from the token endpoint",
            Self::Connecting => "no connection",
            Self::Response => "no response",
            Self::Body => "no more of the response",
            Self::Decoding => "the response was not decoded",
        })
    }
}

impl Error {
    pub(crate) fn configuration(setting: &'static str, problem: impl fmt::Display) -> Self {
        Self::Configuration { setting, problem: problem.to_string() }
    }

    /// The error, with a note of whether the call was anonymous.
    pub(crate) fn by(mut self, credentials: &Credentials) -> Self {
        if let Self::UnexpectedContentType { anonymous, .. } = &mut self {
            *anonymous = credentials.is_anonymous();
        } else if let Self::Service { error, .. } = &mut self {
            error.anonymous = credentials.is_anonymous();
        }
        self
    }

    /// Whether the service wants to know who is calling.
    fn is_refused_anonymously(&self) -> bool {
        let anonymous = match self {
            Self::Service { error, .. } => error.anonymous,
            Self::UnexpectedContentType { anonymous, .. } => *anonymous,
            Self::Batch { source, .. } => return source.is_refused_anonymously(),
            _ => false,
        };
        anonymous && matches!(self.status(), Some(401 | 403))
    }

    /// Says that the result lacks what was expected: for an implementation of [`FromResult`](crate::FromResult).
    ///
    /// The request that calls it adds which endpoint was called.
    ///
    /// ```
    /// let error = ibis_client::Error::unexpected_result("names");
    /// assert_eq!(error.to_string(), "the result has no names");
    /// ```
    pub const fn unexpected_result(expected: &'static str) -> Self {
        Self::UnexpectedResult { call: None, status: None, expected }
    }

    /// The error document of the service, or `None` if there was none.
    pub fn service_error(&self) -> Option<&ServiceError> {
        match self {
            Self::Service { error, .. } => Some(error),
            Self::Batch { source, .. } => source.service_error(),
            _ => None,
        }
    }

    /// The HTTP status, or `None` if there was no response to the call.
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

    /// How long the server asks to wait before the next attempt, or `None` if it does not.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Service { error, .. } => error.retry_after,
            Self::UnexpectedContentType { retry_after, .. } => *retry_after,
            Self::Token { source, .. } => source.retry_after,
            Self::Batch { source, .. } => source.retry_after(),
            _ => None,
        }
    }

    /// Whether something took too long: connecting, the response, or a token.
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

/// What is to be said of an edit whose outcome is not known. It is never cut off.
const CAUTION: &str = "; the edit may have been made: look before repeating it";

/// What is to be said of an anonymous call that was refused. It is not cut off either.
const ANONYMOUS: &str = "; anonymous access works from the University's network alone: use the API Gateway \
                         (`Credentials::api_gateway`) or a group's name and password (`Credentials::group`)";

/// No error is displayed with more characters.
const LENGTH: usize = 500;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let caution = if self.outcome_unknown() { CAUTION } else { "" };
        let anonymous = if self.is_refused_anonymously() { ANONYMOUS } else { "" };
        let left = LENGTH - caution.len() - anonymous.len();
        write!(f, "{}{anonymous}{caution}", Excerpt(Text(self), left))
    }
}

impl From<NotFetched> for Error {
    fn from(error: NotFetched) -> Self {
        Self::NotFetched(error)
    }
}

/// What an error says, but for the caution.
struct Text<'a>(&'a Error);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Error::Batch { ids, source } = self.0 {
            let (first, last) =
                (ids.first().map_or("", String::as_str), ids.last().map_or("", String::as_str));
            let source = OneLine(Text(source));
            let (count, first, last) = (ids.len(), OneLine(first), OneLine(last));
            return write!(f, "{source} (in a batch of {count}, from `{first}` to `{last}`)");
        }
        if let Some(call) = self.0.call() {
            write!(f, "{}: ", OneLine(call))?;
        }
        match self.0 {
            Error::Service { error, .. } => write!(f, "{error}"),
            Error::UnexpectedContentType { status, content_type, start, .. } => {
                write!(f, "a response with status {status} and ")?;
                match content_type {
                    Some(content_type) => write!(f, "content type `{}`", OneLine(content_type))?,
                    None => f.write_str("no content type")?,
                }
                write!(f, " was not expected: `{}`", OneLine(start))
            }
            Error::Decode { status, source, .. } => {
                write!(f, "the response with status {status} cannot be decoded: {}", OneLine(source))
            }
            Error::Redirect { status, location, .. } => {
                write!(f, "the response with status {status} points to ")?;
                match location {
                    Some(location) => write!(f, "{location}, and redirects are not followed"),
                    None => f.write_str("nowhere"),
                }
            }
            Error::TooLarge { status, limit, .. } => {
                write!(f, "the response with status {status} is longer than the limit of {limit} bytes")
            }
            Error::Timeout { phase, after, .. } => write!(f, "{phase} within {after:?}"),
            Error::Transport { source, .. } => write!(f, "{source}"),
            Error::Token { source, .. } => write!(f, "{source}"),
            Error::Parameter { source, .. } => write!(f, "{source}"),
            Error::UnexpectedResult { status: Some(status), expected, .. } => {
                write!(f, "the result of the response with status {status} has no {expected}")
            }
            Error::UnexpectedResult { status: None, expected, .. } => {
                write!(f, "the result has no {expected}")
            }
            Error::NotFetched(error) => write!(f, "{error}"),
            Error::Configuration { setting, problem } => write!(f, "{setting}: {problem}"),
            Error::WithinRuntime => f.write_str(
                "a blocking call within an async runtime would stall it: await the request instead",
            ),
            Error::Batch { .. } => Ok(()),
        }
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
    fn error_is_displayed_on_one_line_of_at_most_500_characters() {
        let hostile = "\u{1b}[2J\r\nspqr1 ".repeat(1000);
        let label = || Call::new(Method::Post, format!("/api/v1/{hostile}")).label();
        let service = ServiceError { message: Some(hostile.clone()), ..ServiceError::new(500) };
        let decode =
            DecodeError::Json { message: hostile.clone(), is_truncated: false, path: hostile.clone() };
        let transport = || TransportError::at(Stage::Sent, hostile.clone());
        let token = || {
            let (code, description) = (Some(hostile.clone()), Some(hostile.clone()));
            TokenError::new(Some(401), TokenProblem::Refused { code, description })
        };
        let errors = [
            Error::Service { call: label(), error: service.into() },
            Error::UnexpectedContentType {
                call: label(),
                status: 401,
                content_type: Some(hostile.clone()),
                start: hostile.clone(),
                anonymous: true,
                retry_after: None,
            },
            Error::Decode { call: label(), status: 200, source: decode },
            Error::Redirect { call: label(), status: 302, location: Some(Location::new(hostile.clone())) },
            Error::Transport { call: label(), source: transport() },
            Error::Token { call: label(), source: token().into() },
            Error::Configuration { setting: "host", problem: hostile.clone() },
            Error::Batch {
                ids: vec![hostile.clone(), hostile.clone()],
                source: Error::Transport { call: label(), source: transport() }.into(),
            },
        ];
        for error in errors {
            let text = error.to_string();
            assert!(text.chars().count() <= 500, "{}: {text}", text.chars().count());
            assert!(!text.contains(char::is_control), "{text:?}");
            assert_eq!(error.outcome_unknown(), text.ends_with(CAUTION), "{text}");
        }
        for text in [transport().to_string(), token().to_string()] {
            assert!(text.chars().count() <= 500 && !text.contains(char::is_control), "{text:?}");
        }
    }

    #[test]
    fn error_with_a_response_names_its_status() {
        let call = || Call::new(Method::Get, "/api/v1/x").label();
        for error in [
            Error::TooLarge { call: call(), status: 207, limit: 1 },
            Error::UnexpectedResult { call: Some(call()), status: Some(207), expected: "people" },
        ] {
            assert!(error.to_string().contains("status 207"), "{error}");
            assert_eq!(error.status(), Some(207));
        }
    }
}
