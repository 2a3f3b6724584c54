//! Why the API Gateway gave no token.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::TransportError;
use super::one_line::Excerpt;

/// The API Gateway gave no access token. The call itself was not sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TokenError {
    /// The HTTP status, or `None` if there was no response from the token endpoint.
    pub status: Option<u16>,
    /// How long the token endpoint asks to wait before the next attempt.
    pub retry_after: Option<Duration>,
    pub(crate) problem: TokenProblem,
}

#[derive(Debug, Clone)]
pub(crate) enum TokenProblem {
    /// What the endpoint says, in the words of OAuth2: a code and a description.
    Refused { code: Option<String>, description: Option<String> },
    /// Its response is something else. It is not shown: there may be a token in it.
    NoToken(&'static str),
    /// There is no response.
    Transport(Arc<TransportError>),
    /// There was no response in time.
    Timeout(Duration),
    /// The application's own provider of tokens has none.
    Provider(Arc<dyn std::error::Error + Send + Sync>),
}

impl TokenError {
    pub(crate) const fn new(status: Option<u16>, problem: TokenProblem) -> Self {
        Self { status, retry_after: None, problem }
    }

    /// The OAuth2 error code from the token endpoint, such as `invalid_client` for a wrong secret.
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
        if let TokenProblem::Provider(error) = &self.problem {
            return write!(f, "no access token: the provider of tokens failed: {}", Excerpt(error, 200));
        }
        f.write_str("no access token: the token endpoint ")?;
        match &self.problem {
            TokenProblem::Refused { code, description } => {
                write!(f, "answered with status {}", self.status.unwrap_or_default())?;
                if let Some(code) = code {
                    write!(f, ": `{}`", Excerpt(code, 100))?;
                }
                if let Some(description) = description {
                    write!(f, ": {}", Excerpt(description, 200))?;
                }
                if self.code() == Some("invalid_client") {
                    f.write_str("; check the client id and its secret")?;
                }
                Ok(())
            }
            TokenProblem::NoToken(problem) => {
                write!(f, "answered with status {}: {problem}", self.status.unwrap_or_default())
            }
            TokenProblem::Transport(error) => write!(f, "was not reached: {error}"),
            TokenProblem::Timeout(after) => write!(f, "did not answer within {after:?}"),
            TokenProblem::Provider(_) => Ok(()),
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
