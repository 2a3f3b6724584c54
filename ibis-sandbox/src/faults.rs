//! Injected faults, to test how a program handles them.

use std::fmt::Display;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::StatusCode;

use crate::server::locked;

/// A fault to inject.
///
/// A fault applies to every request unless [`times`](Self::times), [`at`](Self::at) or [`share`](Self::share) limits it. If
/// several apply to a request, their delays add up, and the first fault that is not a delay takes effect.
///
/// ```
/// use ibis_sandbox::Fault;
///
/// let busy = Fault::status(503).retry_after(1).times(2);
/// let broken = Fault::truncate().at("/api/v1/person/").times(1);
/// ```
#[derive(Debug, Clone)]
pub struct Fault {
    effect: Effect,
    left: Option<usize>,
    path: String,
    /// The percentage of requests to which it applies.
    share: u32,
    /// Grows by `share` with each request. At 100 the fault is due.
    due: u32,
}

#[derive(Debug, Clone)]
pub(crate) enum Effect {
    Status { status: StatusCode, retry_after: Option<String> },
    Delay(Duration),
    Reset,
    Truncate,
    Garble,
}

impl Effect {
    pub(crate) fn delay(&self) -> Option<Duration> {
        match self {
            Self::Delay(delay) => Some(*delay),
            _ => None,
        }
    }
}

impl Fault {
    /// Responds with this status and an error document, without performing the request. A number that is not an HTTP
    /// status counts as 500.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(Effect::Status { status, retry_after: None })
    }

    /// Delays the response.
    pub fn delay(delay: Duration) -> Self {
        Self::new(Effect::Delay(delay))
    }

    /// Performs the request, then resets the connection instead of responding.
    pub fn reset() -> Self {
        Self::new(Effect::Reset)
    }

    /// Sends the first half of the body, then closes the connection.
    pub fn truncate() -> Self {
        Self::new(Effect::Truncate)
    }

    /// Sends a body of the right length that is not a valid document.
    pub fn garble() -> Self {
        Self::new(Effect::Garble)
    }

    /// Adds the header `Retry-After` to a [status](Self::status): a number of seconds or an HTTP date.
    #[must_use]
    pub fn retry_after(mut self, when: impl Display) -> Self {
        if let Effect::Status { retry_after, .. } = &mut self.effect {
            *retry_after = Some(when.to_string());
        }
        self
    }

    /// Limits the fault to the next `requests` requests.
    #[must_use]
    pub fn times(mut self, requests: usize) -> Self {
        self.left = Some(requests);
        self
    }

    /// Limits the fault to requests whose path begins with `path`, such as `/api/v1/person/`. The path is compared as it is
    /// sent, still encoded.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Limits the fault to `percent` percent of the requests, evenly spread.
    #[must_use]
    pub fn share(mut self, percent: u32) -> Self {
        self.share = percent.min(100);
        self
    }

    fn new(effect: Effect) -> Self {
        Self { effect, left: None, path: String::new(), share: 100, due: 0 }
    }

    /// Whether the fault applies to this request.
    fn is_due(&mut self) -> bool {
        self.due = (self.due + self.share).min(200);
        self.due >= 100
    }
}

/// The injected faults that are not yet used up.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self(Mutex::new(faults))
    }

    pub(crate) fn push(&self, fault: Fault) {
        locked(&self.0).push(fault);
    }

    pub(crate) fn clear(&self) {
        locked(&self.0).clear();
    }

    /// The faults that apply to a request for this path: delays, and at most one other.
    pub(crate) fn effects(&self, path: &str) -> Vec<Effect> {
        let mut faults = locked(&self.0);
        let mut effects: Vec<Effect> = Vec::new();
        for fault in faults.iter_mut().filter(|fault| path.starts_with(&fault.path) && fault.left != Some(0))
        {
            if !fault.is_due() {
                continue;
            }
            // This one remains due for the next request.
            if fault.effect.delay().is_none() && effects.iter().any(|effect| effect.delay().is_none()) {
                continue;
            }
            fault.due -= 100;
            fault.left = fault.left.map(|left| left - 1);
            effects.push(fault.effect.clone());
        }
        faults.retain(|fault| fault.left != Some(0));
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(faults: &Faults, requests: usize) -> Vec<usize> {
        (0..requests).map(|_| faults.effects("/").len()).collect()
    }

    #[test]
    fn share_is_spread_evenly() {
        let faults = Faults::new(vec![Fault::reset().share(25)]);
        assert_eq!(counts(&faults, 8), [0, 0, 0, 1, 0, 0, 0, 1]);
    }

    #[test]
    fn coinciding_faults_apply_to_successive_requests() {
        let faults = Faults::new(vec![Fault::reset().share(20), Fault::truncate().share(20)]);
        assert_eq!(counts(&faults, 100).iter().sum::<usize>(), 39);
        assert!(counts(&faults, 100).iter().all(|effects| *effects <= 1));
    }
}
