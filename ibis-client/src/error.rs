//! What can go wrong.

use std::fmt;
use std::time::Duration;

use crate::call::{CallLabel, ParamError};
use crate::result::{DecodeError, NotFetched};

/// Why a call has no result.
///
/// Displayed, it is one line with what was called, what came back and what to do. It never has a password in it, and
/// of the values of parameters only one that was refused. [`source`](std::error::Error::source) has what lies beneath.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service answered with an error document.
    #[error("{call}: {error}")]
    Service {
        /// Which endpoint was called.
        call: CallLabel,
        /// What the service says.
        error: Box<ServiceError>,
    },
    /// What answered does not speak the service's JSON: a proxy's error page, say.
    #[error(
        "{call}: an answer with status {status} and {} was not expected: `{start}`",
        content_type_phrase(content_type.as_deref())
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
    },
    /// The answer is JSON, but its content cannot be decoded.
    #[error("{call}: the answer with status {status} cannot be decoded: {source}")]
    Decode {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// What is wrong, and where in the document.
        source: DecodeError,
    },
    /// The answer is a redirect, which is not followed: credentials go to the configured host alone.
    #[error("{call}: the answer with status {status} points to {}", location.as_deref().unwrap_or("nowhere"))]
    Redirect {
        /// Which endpoint was called.
        call: CallLabel,
        /// The HTTP status.
        status: u16,
        /// Where it points.
        location: Option<String>,
    },
    /// The answer is longer than the connection allows.
    #[error("{call}: the answer is longer than the limit of {limit} bytes")]
    TooLarge {
        /// Which endpoint was called.
        call: CallLabel,
        /// The limit, in bytes after decompression.
        limit: usize,
    },
    /// The answer did not come in time.
    #[error("{call}: no answer within {after:?}")]
    Timeout {
        /// Which endpoint was called.
        call: CallLabel,
        /// The time limit.
        after: Duration,
    },
    /// The request could not be sent, or its answer not be received.
    #[error("{call}: {source}")]
    Transport {
        /// Which endpoint was called.
        call: CallLabel,
        /// What the HTTP library says.
        source: TransportError,
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
    #[error("{}the result has no {expected}", call.as_ref().map(|call| format!("{call}: ")).unwrap_or_default())]
    UnexpectedResult {
        /// Which endpoint was called, where that is known.
        call: Option<CallLabel>,
        /// What should have been there.
        expected: &'static str,
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

fn content_type_phrase(content_type: Option<&str>) -> String {
    match content_type {
        Some(content_type) => format!("content type `{content_type}`"),
        None => "no content type".to_owned(),
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
            _ => None,
        }
    }

    /// The HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Service { error, .. } => Some(error.status),
            Self::UnexpectedContentType { status, .. }
            | Self::Decode { status, .. }
            | Self::Redirect { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether the answer did not come in time.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout { .. })
    }
}

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
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service answered with status {}", self.status)?;
        match (&self.message, &self.code) {
            (Some(message), _) => write!(f, ": {}", message.trim()),
            (None, Some(code)) => write!(f, ": {code}"),
            (None, None) => Ok(()),
        }
    }
}

impl std::error::Error for ServiceError {}

/// What the HTTP library says of a request that failed.
#[derive(Debug)]
pub struct TransportError {
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportError {
    /// The URL, which the library's errors may have with them, holds the values of parameters.
    pub(crate) fn new(error: reqwest::Error) -> Self {
        Self { source: error.without_url().into() }
    }
}

/// The whole chain in one line: the outermost of the library's errors alone says little.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        let mut source = self.source.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.source()
    }
}
