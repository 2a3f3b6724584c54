//! The classification of failures.

use crate::error::{Stage, TokenProblem};
use crate::{DecodeError, Error};

/// The effect of a failed call, and whether it is likely to succeed soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) effect: Effect,
    /// Whether the same call is likely to succeed soon.
    pub(crate) is_transient: bool,
}

/// Whether the call took effect at the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing of the request reached the server.
    NotSent,
    /// The server refused the call without doing anything.
    Refused,
    /// The call may or may not have taken effect.
    Unknown,
}

/// Classifies a failure.
pub(crate) fn classify(error: &Error) -> Verdict {
    let verdict = |effect, is_transient| Verdict { effect, is_transient };
    match error {
        Error::Service { error, .. } => {
            // A proxy that timed out (408, 499), or that reports an error of its own, may have forwarded the request.
            let is_refused =
                (400..500).contains(&error.status) && !matches!(error.status, 408 | 499) && !error.is_foreign;
            let effect = if is_refused { Effect::Refused } else { Effect::Unknown };
            verdict(effect, is_transient_status(error.status))
        }
        // A truncated document counts as a broken connection.
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

/// Whether a server or proxy with this status is busy or cannot reach its upstream.
fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 502 | 503 | 504)
}
