//! Why the API Gateway gave no token.

use std::fmt;
use std::time::Duration;

use super::TransportError;
use super::one_line::OneLine;

/// Why there is no access token for the API Gateway. The call itself was not sent.
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
    /// It answered with something else. What it was may hold a token.
    NoToken(&'static str),
    /// It did not answer.
    Transport(std::sync::Arc<TransportError>),
    /// It did not answer in time.
    Timeout(Duration),
}

impl TokenError {
    pub(crate) const fn new(status: Option<u16>, problem: TokenProblem) -> Self {
        Self { status, retry_after: None, problem }
    }

    /// The code of OAuth2 that the token endpoint gave: `invalid_client` for a wrong secret.
    pub fn code(&self) -> Option<&str> {
        match &self.problem {
            TokenProblem::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// Whether the token endpoint did not answer in time.
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
        f.write_str("no access token: the token endpoint ")?;
        match &self.problem {
            TokenProblem::Refused { code, description } => {
                write!(f, "answered with status {}", self.status.unwrap_or_default())?;
                if let Some(code) = code {
                    write!(f, ": `{}`", OneLine(code))?;
                }
                if let Some(description) = description {
                    write!(f, ": {}", OneLine(description))?;
                }
                if code.as_deref() == Some("invalid_client") {
                    f.write_str("; check the client id and its secret")?;
                }
                Ok(())
            }
            TokenProblem::NoToken(problem) => {
                write!(f, "answered with status {}: {problem}", self.status.unwrap_or_default())
            }
            TokenProblem::Transport(error) => write!(f, "was not reached: {error}"),
            TokenProblem::Timeout(after) => write!(f, "did not answer within {after:?}"),
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            TokenProblem::Transport(error) => Some(&**error),
            _ => None,
        }
    }
}
