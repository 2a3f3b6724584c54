//! One attempt at a call: its turn, its authorization, one exchange.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use tracing::Span;

use super::authorization::{Authorization, Identity};
use super::invoke::{Caller, within};
use super::retry::parse_retry_after;
use super::token::TokenSource;
use super::trace;
use super::transport::{Failure, Incoming, Outgoing, Transport};
use crate::Error;
use crate::call::{Call, Plan};
use crate::error::Phase;
use crate::response::Response;

/// What one attempt after the other works with.
pub(super) struct Attempt<'a, T> {
    pub(super) caller: &'a Caller<T>,
    pub(super) call: &'a Call,
    pub(super) plan: &'a Plan,
    pub(super) span: &'a Span,
    pub(super) identity: Arc<Identity>,
    /// How long an exchange may take.
    pub(super) limit: Duration,
    /// Whether a rejected token may be replaced: once for each call.
    pub(super) may_renew_token: bool,
    /// How often the request was sent.
    pub(super) sends: u32,
    /// Whether any of the request of this attempt may be on its way.
    pub(super) is_sent: bool,
}

impl<T: Transport> Attempt<'_, T> {
    /// Makes it. Dropping the future gives all back that it holds.
    pub(super) async fn make(&mut self) -> Result<Response, Error> {
        self.is_sent = false;
        let _turn = self.caller.limiter.turn().await;
        let identity = Arc::clone(&self.identity);
        let incoming = match &identity.authorization {
            Authorization::Fixed(header) => self.send(header.clone()).await?,
            Authorization::Token(source) => self.send_with_token(source).await?,
        };
        self.response(incoming)
    }

    /// A token may have been revoked, or the clocks be wrong: then there is one more exchange with a new one.
    async fn send_with_token(&mut self, source: &TokenSource) -> Result<Incoming, Error> {
        let header = self.token(source, None).await?;
        let answer = self.send(header.clone()).await?;
        if answer.status != 401 || !self.may_renew_token {
            return Ok(answer);
        }
        self.may_renew_token = false;
        // The answer says that nothing was done.
        self.is_sent = false;
        trace::token_rejected();
        let header = self.token(source, Some(&header)).await?;
        self.send(header).await
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

    async fn send(&mut self, authorization: HeaderValue) -> Result<Incoming, Error> {
        if self.sends > 0 {
            trace::resent(self.span, self.sends);
        }
        self.sends += 1;
        self.is_sent = true;
        let request = Outgoing {
            method: self.plan.method,
            url: &self.plan.url,
            authorization,
            form: self.plan.form.clone(),
            max_bytes: self.caller.settings.max_response_bytes,
        };
        let call = || self.call.label();
        let timeout = |after, phase| Error::Timeout { call: call(), after, phase, before: None };
        let exchange = self.caller.transport.exchange(request);
        let Some(answer) = within(self.limit, exchange).await else {
            return Err(timeout(self.limit, Phase::Answer));
        };
        answer.map_err(|failure| match failure {
            Failure::Transport(source) => Error::Transport { call: call(), source },
            Failure::Stalled => timeout(self.caller.settings.read_timeout, Phase::Body),
            Failure::TooLarge => {
                Error::TooLarge { call: call(), limit: self.caller.settings.max_response_bytes }
            }
        })
    }

    fn response(&self, incoming: Incoming) -> Result<Response, Error> {
        let Incoming { status, content_type, location, retry_after, body } = incoming;
        trace::answered(self.span, status);
        if (300..400).contains(&status) {
            return Err(Error::Redirect { call: self.call.label(), status, location });
        }
        let now = self.caller.clock.now();
        let retry_after = retry_after.and_then(|header| parse_retry_after(&header, now));
        Ok(Response { status, content_type, retry_after, body })
    }
}
