//! Errors from obtaining an access token.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::TransportError;
use super::one_line::Excerpt;

/// No access token for the API Gateway could be obtained. The call itself was not sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TokenError {
    /// The HTTP status, or `None` if the token endpoint did not respond.
    pub status: Option<u16>,
    /// How long the token endpoint asks clients to wait before retrying, or `None` if it does not say.
    pub retry_after: Option<Duration>,
    pub(crate) problem: TokenProblem,
}

#[derive(Debug, Clone)]
pub(crate) enum TokenProblem {
    /// The token endpoint returned an error: OAuth2's code and description.
    Refused { code: Option<String>, description: Option<String> },
    /// The response has no usable token. It is not quoted, in case it contains one.
    NoToken(&'static str),
    /// The token endpoint could not be reached.
    Transport(Arc<TransportError>),
    /// The token endpoint did not respond in time.
    Timeout(Duration),
    /// The application's [`TokenProvider`](crate::TokenProvider) failed.
    Provider(Arc<dyn std::error::Error + Send + Sync>),
}

impl TokenError {
    pub(crate) const fn new(status: Option<u16>, problem: TokenProblem) -> Self {
        Self { status, retry_after: None, problem }
    }

    /// Returns the token endpoint's OAuth2 error code, such as `invalid_client` for a wrong secret.
    pub fn code(&self) -> Option<&str> {
        match &self.problem {
            TokenProblem::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// Whether the token endpoint did not respond in time.
    pub fn is_timeout(&self) -> bool {
        match &self.problem {
            TokenProblem::Transport(error) => error.is_timeout(),
            TokenProblem::Timeout(_) => true,
            _ => false,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no access token: ")?;
        let status = self.status.unwrap_or_default();
        match &self.problem {
            TokenProblem::Refused { code, description } => {
                write!(f, "the token endpoint returned status {status}")?;
                if let Some(code) = code {
                    write!(f, ": `{}`", Excerpt(code, 100))?;
                }
                if let Some(description) = description {
                    write!(f, ": {}", Excerpt(description, 200))?;
                }
                if self.code() == Some("invalid_client") {
                    f.write_str("; check the client id and secret")?;
                }
                Ok(())
            }
            TokenProblem::NoToken(problem) => {
                write!(f, "the token endpoint returned status {status}: {problem}")
            }
            TokenProblem::Transport(error) => write!(f, "the token endpoint could not be reached: {error}"),
            TokenProblem::Timeout(after) => write!(f, "the token endpoint did not respond within {after:?}"),
            TokenProblem::Provider(error) => {
                write!(f, "the token provider failed: {}", Excerpt(error, 200))
            }
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            TokenProblem::Transport(error) => Some(&**error),
            TokenProblem::Provider(error) => Some(&**error),
            _ => None,
        }
    }
}
