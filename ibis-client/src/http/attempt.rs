//! One attempt at a call: its turn, its authorization, one exchange.

use std::time::Duration;

use reqwest::header::HeaderValue;
use tokio::time::{Instant, timeout_at};
use tracing::Span;

use super::authorization::{Authorization, Identity};
use super::invoke::{Caller, after};
use super::response::Response;
use super::token::TokenSource;
use super::trace;
use super::transport::{Failure, Request, Transport};
use crate::Error;
use crate::call::{Call, Plan};
use crate::error::Phase;

/// What one attempt after the other works with.
pub(super) struct Attempt<'a, T> {
    pub(super) caller: &'a Caller<T>,
    pub(super) call: &'a Call,
    pub(super) plan: &'a Plan,
    pub(super) span: &'a Span,
    pub(super) identity: &'a Identity,
    /// When the time of the whole call is over.
    pub(super) deadline: Instant,
    /// How long an exchange may take.
    pub(super) limit: Duration,
    /// Whether a rejected token may be replaced: once for each call.
    pub(super) may_renew_token: bool,
    /// How often the request was sent.
    pub(super) sends: u32,
    /// Whether any of the request of this attempt may be on its way.
    pub(super) is_sent: bool,
}

/// Why an attempt brought no answer.
pub(super) enum Stop {
    Failed(Error),
    /// The time of the whole call is over: what was waited for when it was.
    DeadlineExceeded(Phase),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl<T: Transport> Attempt<'_, T> {
    /// Makes it, before the time of the whole call is over. Dropping the future gives all back that it holds.
    ///
    /// What is not needed by a call that has its turn and its authorization at once is boxed: its future stays
    /// small, and has one timer.
    pub(super) async fn make(&mut self) -> Result<Response, Stop> {
        self.is_sent = false;
        let limiter = &self.caller.limiter;
        let _turn = match limiter.turn_at_once() {
            Some(turn) => turn,
            None => Box::pin(timeout_at(self.deadline, limiter.turn()))
                .await
                .map_err(|_| Stop::DeadlineExceeded(Phase::Queued))?,
        };
        let identity = self.identity;
        let response = match &identity.authorization {
            Authorization::Fixed(header) => self.send(header).await?,
            Authorization::Token(source) => {
                let deadline = self.deadline;
                match Box::pin(timeout_at(deadline, self.send_with_token(source))).await {
                    Ok(answer) => answer?,
                    Err(_) if self.is_sent => return Err(Stop::DeadlineExceeded(Phase::Response)),
                    Err(_) => return Err(Stop::DeadlineExceeded(Phase::Token)),
                }
            }
        };
        trace::answered(self.span, response.status);
        Ok(response)
    }

    /// A token may have been revoked, or the clocks be wrong: then there is one more exchange with a new one.
    async fn send_with_token(&mut self, source: &TokenSource) -> Result<Response, Stop> {
        let header = self.token(source, None).await?;
        let answer = self.send(&header).await?;
        if answer.status != 401 || !self.may_renew_token {
            return Ok(answer);
        }
        self.may_renew_token = false;
        // The answer says that nothing was done.
        self.is_sent = false;
        trace::token_rejected();
        let header = self.token(source, Some(&header)).await?;
        self.send(&header).await
    }

    async fn token(
        &self,
        source: &TokenSource,
        rejected: Option<&HeaderValue>,
    ) -> Result<HeaderValue, Error> {
        let Caller { transport, clock, .. } = self.caller;
        let header = source.header(transport, clock, self.limit, rejected).await;
        header.map_err(|error| Error::Token { call: self.call.label(), source: Box::new(error) })
    }

    async fn send(&mut self, authorization: &HeaderValue) -> Result<Response, Stop> {
        if self.sends > 0 {
            trace::resent(self.span, self.sends);
        }
        self.sends += 1;
        self.is_sent = true;
        let request = Request {
            method: self.plan.method,
            url: &self.plan.url,
            authorization,
            headers: [&self.caller.headers, &self.plan.headers],
            form: self.plan.form.clone(),
            max_bytes: self.caller.settings.max_response_bytes,
        };
        // The attempt's own limit, unless the call is over before.
        let end = after(self.limit);
        let exchange = self.caller.transport.exchange(request);
        match timeout_at(end.min(self.deadline), exchange).await {
            Ok(answer) => Ok(answer.map_err(|failure| self.failed(failure))?),
            Err(_) if end < self.deadline => Err(self.timeout(self.limit, Phase::Response).into()),
            Err(_) => Err(Stop::DeadlineExceeded(Phase::Response)),
        }
    }

    fn failed(&self, failure: Failure) -> Error {
        let settings = &self.caller.settings;
        match failure {
            Failure::Transport(source) => Error::Transport { call: self.call.label(), source },
            Failure::Stalled => self.timeout(settings.read_timeout, Phase::Body),
            Failure::TooLarge => {
                Error::TooLarge { call: self.call.label(), limit: settings.max_response_bytes }
            }
        }
    }

    fn timeout(&self, after: Duration, phase: Phase) -> Error {
        Error::Timeout { call: self.call.label(), after, phase, last_error: None }
    }
}
