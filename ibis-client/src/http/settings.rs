//! The settings that apply to each call.

use std::time::Duration;

use super::retry::Policy;
use crate::Method;

/// The default time limit for fetching a token.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) timeout: Duration,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) read_timeout: Duration,
    pub(super) retries: u32,
    pub(super) retry: Policy,
    pub(super) max_response_bytes: usize,
    pub(super) max_result_bytes: usize,
    pub(super) strict: bool,
    pub(super) trace_urls: bool,
}

impl Settings {
    /// The time limit of one attempt at a call that may take so long and be retried so often.
    pub(super) fn attempt_limit(&self, method: Method, call_limit: Duration, retries: u32) -> Duration {
        // An edit that was sent is not retried, and a short call leaves no time for a retry.
        let may_be_retried = method.is_safe() && retries > 0 && call_limit / 2 > self.retry.backoff.base;
        match self.attempt_timeout {
            Some(limit) => limit,
            // Leaves time for a second attempt, after the backoff.
            None if may_be_retried => call_limit / 2,
            None => call_limit,
        }
    }

    /// The time limit for fetching a token, which may be longer than that of the calls that wait for it.
    pub(super) fn token_limit(&self) -> Duration {
        self.attempt_timeout.unwrap_or(TOKEN_TIMEOUT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IbisClientConnectionBuilder;

    #[test]
    fn attempt_limit_leaves_time_for_a_retry() {
        let mut settings = IbisClientConnectionBuilder::default().settings;
        let seconds = Duration::from_secs;
        assert_eq!(settings.attempt_limit(Method::Get, seconds(60), 3), seconds(30));
        assert_eq!(settings.attempt_limit(Method::Get, seconds(600), 3), seconds(300));
        assert_eq!(settings.attempt_limit(Method::Get, seconds(8), 3), seconds(4));
        assert_eq!(settings.attempt_limit(Method::Get, seconds(1) / 10, 3), seconds(1) / 10);
        assert_eq!(settings.attempt_limit(Method::Post, seconds(60), 3), seconds(60));
        assert_eq!(settings.attempt_limit(Method::Get, seconds(60), 0), seconds(60));
        settings.attempt_timeout = Some(seconds(5));
        assert_eq!(settings.attempt_limit(Method::Get, seconds(60), 3), seconds(5));
        assert_eq!(settings.attempt_limit(Method::Post, seconds(60), 3), seconds(5));
    }
}
