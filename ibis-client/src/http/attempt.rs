//! One attempt at a call: authorization, permit, exchange, result.

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
use super::transport::{Failure, Request, SendGuard, SendState, Transport};
use crate::call::{Call, Plan};
use crate::error::{Phase, TokenError, TokenProblem};
use crate::{Error, IbisResult};

/// The state of a call across its attempts.
pub(super) struct Attempt<'a, T> {
    pub(super) caller: &'a Caller<T>,
    pub(super) call: &'a Call,
    pub(super) plan: &'a Plan,
    pub(super) span: &'a Span,
    pub(super) identity: &'a Identity,
    /// The end of the call's time limit.
    pub(super) deadline: Instant,
    /// The time limit of one exchange.
    pub(super) limit: Duration,
    /// How often the request was sent.
    pub(super) sends: u32,
    /// Whether the gateway rejected the last token and the next attempt will have a new one.
    pub(super) is_token_replaced: bool,
}

/// Why an attempt did not return a result.
pub(super) enum AttemptError {
    Failed(Error),
    /// The deadline of the call passed in this phase.
    DeadlineExceeded(Phase),
}

impl From<Error> for AttemptError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl<T: Transport> Attempt<'_, T> {
    /// Makes one attempt before the deadline. Dropping the future releases the permit.
    ///
    /// Most calls have their authorization and their permit at once. The futures that wait for either are boxed, so that
    /// the future of such a call stays small and has a single timer.
    pub(super) async fn make(&mut self) -> Result<IbisResult, AttemptError> {
        self.is_token_replaced = false;
        let token;
        let authorization = match &self.identity.authorization {
            Authorization::Basic(header) => header,
            Authorization::Token(source) => {
                token = match source.header(&self.caller.clock) {
                    Some(header) => header,
                    None => Box::pin(self.fetch_token(source)).await?,
                };
                &token
            }
            Authorization::Provider(provider) => {
                token = Box::pin(self.token_from_provider(&**provider)).await?;
                &token
            }
        };
        let limiter = &self.caller.limiter;
        // Held until a large result is decoded: that bounds the threads that decode, and their memory.
        let _permit = if let Some(permit) = limiter.try_acquire(self.deadline) {
            permit
        } else {
            let permit = Box::pin(limiter.acquire(self.deadline)).await;
            permit.ok_or(AttemptError::DeadlineExceeded(Phase::Queued))?
        };
        let response = self.send(authorization).await?;
        trace::response(self.span, response.status);
        if let Authorization::Token(source) = &self.identity.authorization {
            if response.status == 401 {
                self.is_token_replaced = source.reject(authorization, &self.call.label());
            } else {
                source.accepted();
            }
        }
        let Caller { settings, clock, .. } = self.caller;
        match response.decode(self.call, settings, clock, self.deadline) {
            Decoded::Done(result) => Ok(result?),
            Decoded::Pending(result) => result.await,
        }
    }

    /// Waits for a token, without holding a permit that another call could use.
    async fn fetch_token(&self, source: &Arc<TokenSource>) -> Result<Arc<HeaderValue>, AttemptError> {
        let Caller { transport, clock, settings, .. } = self.caller;
        let token = timeout_at(self.deadline, source.wait_for_header(transport, clock, settings)).await;
        let token = token.map_err(|_| AttemptError::DeadlineExceeded(Phase::Token))?;
        Ok(token.map_err(|error| Error::Token { call: self.call.label(), source: Box::new(error) })?)
    }

    async fn token_from_provider(
        &self,
        provider: &dyn TokenProvider,
    ) -> Result<Arc<HeaderValue>, AttemptError> {
        let token = timeout_at(self.deadline, provider.token()).await;
        let token = token.map_err(|_| AttemptError::DeadlineExceeded(Phase::Token))?;
        let header = token.and_then(|token| {
            let header = secret_header(format!("Bearer {}", token.expose()));
            header
                .map(Arc::new)
                .ok_or_else(|| "its token contains characters that a header cannot carry".into())
        });
        Ok(header.map_err(|error| {
            let source = TokenError::new(None, TokenProblem::Provider(error.into()));
            Error::Token { call: self.call.label(), source: Box::new(source) }
        })?)
    }

    async fn send(&mut self, authorization: &HeaderValue) -> Result<Response, AttemptError> {
        if self.sends > 0 {
            trace::resend(self.span, self.sends);
        }
        self.sends += 1;
        let method = self.plan.method;
        // Whether the request was sent matters only for edits.
        let sending = (!method.is_safe()).then(Arc::<SendState>::default);
        let has_response = AtomicBool::new(false);
        let request = Request {
            method,
            url: &self.plan.url,
            authorization,
            headers: [&self.caller.headers, &self.plan.headers],
            form: self.plan.form.clone(),
            send_guard: sending.as_ref().map(SendGuard::new),
            has_response: &has_response,
            max_bytes: self.caller.settings.max_response_bytes,
        };
        // The call's deadline applies if it is earlier.
        let end = after(self.limit);
        let exchange = self.caller.transport.exchange(request);
        let mut exchange = pin!(Some(timeout_at(end.min(self.deadline), exchange)));
        if let Some(exchange) = exchange.as_mut().as_pin_mut()
            && let Ok(response) = exchange.await
        {
            return Ok(response.map_err(|failure| self.error(failure))?);
        }
        let may_be_sent = sending.is_none_or(|sending| sending.discard(|| exchange.set(None)));
        let phase = match (may_be_sent, has_response.load(Ordering::Relaxed)) {
            (false, _) => Phase::Connecting,
            (true, false) => Phase::Response,
            (true, true) => Phase::Body,
        };
        if end < self.deadline {
            Err(self.timeout(self.limit, phase).into())
        } else {
            Err(AttemptError::DeadlineExceeded(phase))
        }
    }

    fn error(&self, failure: Failure) -> Error {
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
