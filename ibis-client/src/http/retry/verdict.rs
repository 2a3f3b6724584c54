//! What a failure says of its call.

use crate::error::{Stage, TokenProblem};
use crate::{DecodeError, Error};

/// What a failure says of its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) effect: Effect,
    /// Whether the same call may well succeed soon.
    pub(crate) is_transient: bool,
}

/// What became of the call at the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing of the request reached the server.
    NotSent,
    /// The server says that it did nothing.
    Refused,
    /// The server may or may not have done what it was asked to.
    Unknown,
}

/// Classifies a failure.
pub(crate) fn classify(error: &Error) -> Verdict {
    let verdict = |effect, is_transient| Verdict { effect, is_transient };
    match error {
        Error::Service { error, .. } => {
            // Whatever gave up waiting for the request may have passed it on.
            let is_refused = (400..500).contains(&error.status) && error.status != 408;
            let effect = if is_refused { Effect::Refused } else { Effect::Unknown };
            verdict(effect, is_transient_status(error.status))
        }
        // As where the connection breaks off.
        Error::Decode { source: DecodeError::Json { is_truncated: true, .. }, .. } => {
            verdict(Effect::Unknown, true)
        }
        Error::UnexpectedContentType { status, .. } | Error::Decode { status, .. } => {
            verdict(Effect::Unknown, is_transient_status(*status))
        }
        Error::Redirect { .. } | Error::TooLarge { .. } | Error::UnexpectedResult { call: Some(_), .. } => {
            verdict(Effect::Unknown, false)
        }
        Error::Timeout { phase, .. } if phase.is_before_sending() => verdict(Effect::NotSent, true),
        Error::Timeout { .. } => verdict(Effect::Unknown, true),
        Error::Transport { source, .. } => match source.stage() {
            Stage::Untrusted => verdict(Effect::NotSent, false),
            Stage::Connecting => verdict(Effect::NotSent, true),
            Stage::Sent => verdict(Effect::Unknown, true),
        },
        Error::Token { source, .. } => {
            let is_transient = match &source.problem {
                TokenProblem::Refused { .. } | TokenProblem::NoToken(_) => {
                    source.status.is_some_and(is_transient_status)
                }
                TokenProblem::Transport(error) => error.stage() != Stage::Untrusted,
                TokenProblem::Timeout(_) => true,
                TokenProblem::Provider(_) => false,
            };
            verdict(Effect::NotSent, is_transient)
        }
        Error::Batch { source, .. } => classify(source),
        Error::UnexpectedResult { call: None, .. }
        | Error::Parameter { .. }
        | Error::NotFetched(_)
        | Error::Configuration { .. }
        | Error::WithinRuntime => verdict(Effect::NotSent, false),
    }
}

/// Statuses of a server, or of what stands before it, that is busy or does not reach what it needs.
fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 502 | 503 | 504)
}
