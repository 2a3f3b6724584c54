//! Whether and when a failed call is retried: pure, without a clock.

mod after;
mod backoff;
mod budget;
mod verdict;

use std::time::Duration;

pub(super) use self::after::parse as parse_retry_after;
pub(super) use self::backoff::Backoff;
pub(super) use self::budget::Budget;
pub(crate) use self::verdict::{Effect, Verdict, classify};
use crate::{Error, Method};

/// The retry settings of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Policy {
    pub(super) backoff: Backoff,
    /// The longest delay that a server may ask for.
    pub(super) max_retry_after: Duration,
}

/// Whether a failed call is retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Retry the call after this delay.
    Retry(Duration),
    /// Return the error.
    GiveUp,
}

/// The state of a call after a failed attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct RetryState {
    /// How often the call has been retried.
    pub(super) retries: u32,
    /// How often the call may be retried.
    pub(super) limit: u32,
    /// The time left before the deadline.
    pub(super) left: Duration,
    /// Whether the gateway rejected the token and the next attempt will have a new one.
    pub(super) is_token_replaced: bool,
    /// A random number, for the jitter.
    pub(super) random: u64,
}

impl Policy {
    /// Decides whether to retry. Takes from the budget only if it decides to.
    pub(super) fn decide(
        &self,
        error: &Error,
        method: Method,
        state: RetryState,
        budget: &Budget,
    ) -> Decision {
        let Verdict { effect, is_transient } = classify(error);
        let with_new_token = state.is_token_replaced && effect == Effect::Refused;
        let repeatable = method.is_safe() || effect == Effect::NotSent || with_new_token;
        if !repeatable || !(is_transient || state.is_token_replaced) || state.retries >= state.limit {
            return Decision::GiveUp;
        }
        let requested = error.retry_after().unwrap_or_default();
        let backoff = if state.is_token_replaced {
            Duration::ZERO
        } else {
            self.backoff.delay(state.retries, state.random)
        };
        // The jitter is added, so that clients with the same `Retry-After` do not return together.
        let wait = requested.saturating_add(backoff);
        if requested > self.max_retry_after || wait >= state.left || !budget.take() {
            return Decision::GiveUp;
        }
        Decision::Retry(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Phase, Stage};
    use crate::{Call, ServiceError, TransportError};

    const SECOND: Duration = Duration::from_secs(1);

    fn policy() -> Policy {
        let backoff = Backoff { base: SECOND, cap: 4 * SECOND };
        Policy { backoff, max_retry_after: 30 * SECOND }
    }

    fn first_failure() -> RetryState {
        RetryState { retries: 0, limit: 3, left: 60 * SECOND, is_token_replaced: false, random: u64::MAX }
    }

    fn status(status: u16, retry_after: Option<Duration>) -> Error {
        let error = ServiceError { retry_after, ..ServiceError::new(status) };
        Error::Service { call: Call::new(Method::Get, "/api/v1/x").label(), error: error.into() }
    }

    fn transport(stage: Stage) -> Error {
        let source = TransportError::at(stage, "broken");
        Error::Transport { call: Call::new(Method::Get, "/api/v1/x").label(), source }
    }

    fn timeout(phase: Phase) -> Error {
        let call = Call::new(Method::Get, "/api/v1/x").label();
        Error::Timeout { call, after: SECOND, phase, last_error: None }
    }

    fn decide(error: &Error, method: Method, state: RetryState) -> Decision {
        policy().decide(error, method, state, &Budget::new(1))
    }

    #[test]
    fn reads_are_retried_after_transient_failures() {
        for error in [
            status(429, None),
            status(502, None),
            status(503, None),
            status(504, None),
            transport(Stage::Connecting),
            transport(Stage::Sent),
            timeout(Phase::Response),
            timeout(Phase::Body),
        ] {
            assert_eq!(decide(&error, Method::Get, first_failure()), Decision::Retry(SECOND), "{error:?}");
        }
        for error in [status(400, None), status(404, None), status(500, None), transport(Stage::Untrusted)] {
            assert_eq!(decide(&error, Method::Get, first_failure()), Decision::GiveUp, "{error:?}");
        }
    }

    #[test]
    fn edits_are_retried_only_if_nothing_was_sent() {
        for method in [Method::Post, Method::Put, Method::Delete] {
            for error in
                [status(429, None), status(503, None), transport(Stage::Sent), timeout(Phase::Response)]
            {
                assert_eq!(decide(&error, method, first_failure()), Decision::GiveUp, "{error:?}");
            }
            let refused = transport(Stage::Connecting);
            assert_eq!(decide(&refused, method, first_failure()), Decision::Retry(SECOND));
        }
    }

    #[test]
    fn retries_are_counted() {
        let last = RetryState { retries: 2, ..first_failure() };
        assert_eq!(decide(&status(503, None), Method::Get, last), Decision::Retry(4 * SECOND));
        let over = RetryState { retries: 3, ..first_failure() };
        assert_eq!(decide(&status(503, None), Method::Get, over), Decision::GiveUp);
    }

    #[test]
    fn backoff_is_added_to_retry_after() {
        let error = status(503, Some(7 * SECOND));
        assert_eq!(decide(&error, Method::Get, first_failure()), Decision::Retry(8 * SECOND));
        let at_once = RetryState { random: 0, ..first_failure() };
        assert_eq!(decide(&error, Method::Get, at_once), Decision::Retry(7 * SECOND));
    }

    #[test]
    fn too_long_retry_after_is_not_waited_for() {
        let error = status(503, Some(31 * SECOND));
        assert_eq!(decide(&error, Method::Get, first_failure()), Decision::GiveUp);
        let longest = status(503, Some(30 * SECOND));
        assert_eq!(decide(&longest, Method::Get, first_failure()), Decision::Retry(31 * SECOND));
        let late = RetryState { left: SECOND, ..first_failure() };
        assert_eq!(decide(&status(503, None), Method::Get, late), Decision::GiveUp);
        let forever = status(503, Some(Duration::MAX));
        assert_eq!(decide(&forever, Method::Get, first_failure()), Decision::GiveUp);
    }

    #[test]
    fn budget_is_charged_only_for_retries() {
        let budget = Budget::new(1);
        assert_eq!(
            policy().decide(&status(404, None), Method::Get, first_failure(), &budget),
            Decision::GiveUp
        );
        let error = status(503, None);
        assert_eq!(policy().decide(&error, Method::Get, first_failure(), &budget), Decision::Retry(SECOND));
        assert_eq!(policy().decide(&error, Method::Get, first_failure(), &budget), Decision::GiveUp);
    }
}
