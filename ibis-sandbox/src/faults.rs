//! Faults on purpose, so that a program's handling of them can be tested.

use std::fmt::Display;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::StatusCode;

use crate::server::locked;

/// Something that goes wrong on purpose.
///
/// A fault concerns every request until it is limited: by [`times`](Self::times) to so many requests, by
/// [`at`](Self::at) to those below a path. Of the faults that concern a request, all delays add up, and the first
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

    fn new(effect: Effect) -> Self {
        Self { effect, left: None, path: String::new() }
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
            if fault.effect.delay().is_none() && effects.iter().any(|effect| effect.delay().is_none()) {
                continue;
            }
            fault.left = fault.left.map(|left| left - 1);
            effects.push(fault.effect.clone());
        }
        faults.retain(|fault| fault.left != Some(0));
        effects
    }
}
