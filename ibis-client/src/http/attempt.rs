//! One attempt at a call: its authorization, its permit, one exchange, and the result.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::header::HeaderValue;
use tokio::time::{Instant, timeout_at};
use tracing::Span;

use super::authorization::{Authorization, Identity, secret_header};
use super::credentials::TokenProvider;
use super::invoke::{Caller, after};
use super::response::{Decoded, Response};
use super::token::TokenSource;
use super::trace;
use super::transport::{Failure, Request, Transport};
use crate::call::{Call, Plan};
use crate::error::{Phase, TokenError, TokenProblem};
use crate::{Error, IbisResult};

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
    /// How often the request was sent.
    pub(super) sends: u32,
    /// Whether the gateway rejected the last token, so that the next attempt has another one.
    pub(super) is_token_replaced: bool,
}

/// Why an attempt brought no result.
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
    /// Makes it, before the time of the whole call is over. Dropping the future gives back all that it holds.
    ///
    /// What a call does not need that gets its authorization and its permit at once is boxed: its future stays small,
    /// and has one timer.
    pub(super) async fn make(&mut self) -> Result<IbisResult, Stop> {
        let token;
        let authorization = match &self.identity.authorization {
            Authorization::Fixed(header) => header,
            Authorization::Token(source) => {
                token = match source.header(&self.caller.clock) {
                    Some(header) => header,
                    None => Box::pin(self.fetched_token(source)).await?,
                };
                &token
            }
            Authorization::Provided(provider) => {
                token = Box::pin(self.provided_token(&**provider)).await?;
                &token
            }
        };
        let limiter = &self.caller.limiter;
        let permit = if let Some(permit) = limiter.try_acquire(self.deadline) {
            permit
        } else {
            let permit = Box::pin(limiter.acquire(self.deadline)).await;
            permit.ok_or(Stop::DeadlineExceeded(Phase::Queued))?
        };
        let response = self.send(authorization).await?;
        trace::answered(self.span, response.status);
        if let Authorization::Token(source) = &self.identity.authorization {
            if response.status == 401 {
                self.is_token_replaced = source.reject(authorization);
            } else {
                source.accepted();
            }
        }
        drop(permit);
        let Caller { settings, clock, .. } = self.caller;
        match response.decode(self.call, settings, clock, self.deadline) {
            Decoded::Now(result) => Ok(result?),
            Decoded::Later(result) => result.await,
        }
    }

    /// Waits for a token, without a permit: one that waits for the endpoint keeps nobody from sending.
    async fn fetched_token(&self, source: &Arc<TokenSource>) -> Result<Arc<HeaderValue>, Stop> {
        let Caller { transport, clock, settings, .. } = self.caller;
        let token = timeout_at(self.deadline, source.fetched(transport, clock, settings)).await;
        let token = token.map_err(|_| Stop::DeadlineExceeded(Phase::Token))?;
        Ok(token.map_err(|error| Error::Token { call: self.call.label(), source: Box::new(error) })?)
    }

    async fn provided_token(&self, provider: &dyn TokenProvider) -> Result<Arc<HeaderValue>, Stop> {
        let token = timeout_at(self.deadline, provider.token()).await;
        let token = token.map_err(|_| Stop::DeadlineExceeded(Phase::Token))?;
        let header = token.and_then(|token| {
            let header = secret_header(format!("Bearer {}", token.expose()));
            header.map(Arc::new).ok_or_else(|| "its token cannot be sent in a header".into())
        });
        Ok(header.map_err(|error| {
            let source = TokenError::new(None, TokenProblem::Provider(error.into()));
            Error::Token { call: self.call.label(), source: Box::new(source) }
        })?)
    }

    async fn send(&mut self, authorization: &HeaderValue) -> Result<Response, Stop> {
        if self.sends > 0 {
            trace::resent(self.span, self.sends);
        }
        self.sends += 1;
        self.is_token_replaced = false;
        let method = self.plan.method;
        // It matters for edits alone.
        let taken = (!method.is_safe()).then(Arc::<AtomicBool>::default);
        let request = Request {
            method,
            url: &self.plan.url,
            authorization,
            headers: [&self.caller.headers, &self.plan.headers],
            form: self.plan.form.clone(),
            taken: taken.clone(),
            max_bytes: self.caller.settings.max_response_bytes,
        };
        // The attempt's own limit, unless the call is over before.
        let end = after(self.limit);
        let exchange = self.caller.transport.exchange(request);
        // Pinned here, so that the request is still there when it is asked whether it was taken.
        let mut exchange = pin!(timeout_at(end.min(self.deadline), exchange));
        if let Ok(response) = exchange.as_mut().await {
            return Ok(response.map_err(|failure| self.failed(failure))?);
        }
        let is_taken = taken.is_none_or(|taken| taken.load(Ordering::Acquire));
        let phase = if is_taken { Phase::Response } else { Phase::Connecting };
        if end < self.deadline {
            Err(self.timeout(self.limit, phase).into())
        } else {
            Err(Stop::DeadlineExceeded(phase))
        }
    }

    fn failed(&self, failure: Failure) -> Error {
        let settings = &self.caller.settings;
        match failure {
            Failure::Transport(source) => Error::Transport { call: self.call.label(), source },
            Failure::Stalled => self.timeout(settings.read_timeout, Phase::Body),
            Failure::TooLarge(status) => {
                Error::TooLarge { call: self.call.label(), status, limit: settings.max_response_bytes }
            }
        }
    }

    fn timeout(&self, after: Duration, phase: Phase) -> Error {
        Error::Timeout { call: self.call.label(), after, phase, last_error: None }
    }
}
