//! Faults on purpose, so that a program's handling of them can be tested.

use std::fmt::Display;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::StatusCode;

use crate::server::locked;

/// Something that goes wrong on purpose.
///
/// A fault concerns every request until it is limited: by [`times`](Self::times) to so many requests, by
/// [`at`](Self::at) to those below a path, by [`share`](Self::share) to some of them. Of the faults that concern a request, all delays add up, and the first
/// of the others happens.
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
    /// Of 100 requests so many are concerned.
    share: u32,
    /// What the requests so far have added up to; at 100 it is the next one's turn.
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
    /// Answers with an error document of this status; what is no status of HTTP counts as 500.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(Effect::Status { status, retry_after: None })
    }

    /// Answers late.
    pub fn delay(delay: Duration) -> Self {
        Self::new(Effect::Delay(delay))
    }

    /// Does what was asked, and resets the connection instead of answering.
    pub fn reset() -> Self {
        Self::new(Effect::Reset)
    }

    /// Answers with the first half of the body, and then closes the connection.
    pub fn truncate() -> Self {
        Self::new(Effect::Truncate)
    }

    /// Answers with a body of the right length that is no document.
    pub fn garble() -> Self {
        Self::new(Effect::Garble)
    }

    /// Sends the header `Retry-After` with a [status](Self::status): a number of seconds, or a date of HTTP.
    #[must_use]
    pub fn retry_after(mut self, when: impl Display) -> Self {
        if let Effect::Status { retry_after, .. } = &mut self.effect {
            *retry_after = Some(when.to_string());
        }
        self
    }

    /// Concerns the next `requests` requests only.
    #[must_use]
    pub fn times(mut self, requests: usize) -> Self {
        self.left = Some(requests);
        self
    }

    /// Concerns requests only whose path, as received, begins so: `/api/v1/person/`.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Concerns so many of 100 requests, evenly spread.
    #[must_use]
    pub fn share(mut self, percent: u32) -> Self {
        self.share = percent.min(100);
        self
    }

    fn new(effect: Effect) -> Self {
        Self { effect, left: None, path: String::new(), share: 100, due: 0 }
    }

    /// Whether it is this request's turn.
    fn is_due(&mut self) -> bool {
        self.due = (self.due + self.share).min(200);
        self.due >= 100
    }
}

/// The faults that are still to happen.
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

    /// What happens to a request for that path: delays, and at most one other thing.
    pub(crate) fn effects(&self, path: &str) -> Vec<Effect> {
        let mut faults = locked(&self.0);
        let mut effects: Vec<Effect> = Vec::new();
        for fault in faults.iter_mut().filter(|fault| path.starts_with(&fault.path) && fault.left != Some(0))
        {
            if !fault.is_due() {
                continue;
            }
            // It stays due, for the next request.
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

    fn happened(faults: &Faults, requests: usize) -> Vec<usize> {
        (0..requests).map(|_| faults.effects("/").len()).collect()
    }

    #[test]
    fn a_share_is_spread_evenly() {
        let faults = Faults::new(vec![Fault::reset().share(25)]);
        assert_eq!(happened(&faults, 8), [0, 0, 0, 1, 0, 0, 0, 1]);
    }

    #[test]
    fn faults_that_coincide_happen_one_after_the_other() {
        let faults = Faults::new(vec![Fault::reset().share(20), Fault::truncate().share(20)]);
        assert_eq!(happened(&faults, 100).iter().sum::<usize>(), 39);
        assert!(happened(&faults, 100).iter().all(|effects| *effects <= 1));
    }
}
