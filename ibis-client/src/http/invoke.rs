//! A call from its plan to its result: attempts and retries within the call's time limit.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::{Instrument as _, Span};

use super::attempt::{Attempt, AttemptError};
use super::authorization::Identity;
use super::base_url::Address;
use super::clock::{Clock, random};
use super::credentials::Credentials;
use super::limit::Limiter;
use super::retry::{Budget, Decision, RetryState};
use super::settings::Settings;
use super::token::TokenEndpoint;
use super::trace;
use super::transport::Transport;
use super::trust::Trust;
use crate::call::{Base, Call, Header, Plan};
use crate::{BoxFuture, Connection, Error, IbisResult};

/// The longest time limit: a century, which every clock can represent.
pub(super) const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Makes calls over a transport.
pub(super) struct Caller<T> {
    pub(super) transport: T,
    pub(super) base: Base,
    pub(super) server: Address,
    pub(super) settings: Settings,
    /// The headers for every request to the service, but not to the token endpoint.
    pub(super) headers: Vec<Header>,
    pub(super) limiter: Limiter,
    pub(super) budget: Budget,
    /// The id of the process that made the first call, or 0 before that.
    pub(super) process: AtomicU32,
    pub(super) clock: Clock,
    pub(super) trust: Trust,
    pub(super) token_endpoint: TokenEndpoint,
    /// Replaced as a whole, so that no call pairs one group's name with another's password.
    pub(super) identity: RwLock<Arc<Identity>>,
}

impl<T: Transport> Connection for Caller<T> {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(self.invoke(call))
    }

    fn server(&self) -> Option<&str> {
        Some(&self.base.url)
    }

    fn identity(&self) -> u64 {
        self.identity().id
    }
}

impl<T: Transport> Caller<T> {
    /// Makes a call.
    ///
    /// The future stays below a kilobyte, a size that allocators serve from a thread-local cache. The plan and an early
    /// error are boxed to keep it small.
    pub(super) fn invoke(&self, call: Call) -> impl Future<Output = Result<IbisResult, Error>> + Send {
        let planned = match Plan::new(&call, &self.base) {
            Ok(plan) => Ok(Box::new((call, plan))),
            Err(source) => Err(Box::new(Error::Parameter { call: call.label(), source })),
        };
        async move {
            self.check_process()?;
            let (call, plan) = &*planned.map_err(|error| *error)?;
            let span = trace::call(call, &self.server, self.settings.trace_urls.then_some(&plan.url));
            async {
                let result = self.make(call, plan, &span).await;
                if let Err(error) = &result {
                    trace::failed(&span, error);
                }
                result
            }
            .instrument(span.clone())
            .await
        }
    }

    pub(super) fn identity(&self) -> Arc<Identity> {
        Arc::clone(&self.identity.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the credentials of later calls. Calls in flight keep theirs.
    pub(super) fn change(
        &self,
        change: impl FnOnce(&Credentials) -> Result<Credentials, Error>,
    ) -> Result<(), Error> {
        let current = self.identity();
        let credentials = change(&current.credentials)?;
        credentials.check()?;
        self.trust.check(&credentials)?;
        if credentials.is_gateway() != current.credentials.is_gateway() {
            let problem = "the API Gateway is a different server: build a new connection";
            return Err(Error::configuration("credentials", problem));
        }
        let identity = Arc::new(Identity::new(credentials, &self.token_endpoint));
        // Nothing else happens under the lock: a tracing subscriber may ask for the connection's `Debug`. The value is
        // replaced as a whole, so a poisoned lock holds a valid one.
        *self.identity.write().unwrap_or_else(PoisonError::into_inner) = identity;
        Ok(())
    }

    /// Fails in a fork of the process that made the first call.
    ///
    /// The sockets of the connection would never become ready there.
    fn check_process(&self) -> Result<(), Error> {
        let process = process::id();
        match self.process.load(Ordering::Relaxed) {
            // Concurrent calls share the cache line, because only the first one writes to it.
            0 => self.process.store(process, Ordering::Relaxed),
            first if first != process => {
                let problem = "it was used before this process was forked: build a new one";
                return Err(Error::configuration("connection", problem));
            }
            _ => {}
        }
        Ok(())
    }

    /// Attempts a call until it succeeds or must not be retried.
    async fn make(&self, call: &Call, plan: &Plan, span: &Span) -> Result<IbisResult, Error> {
        let limit = call.time_limit().unwrap_or(self.settings.timeout);
        let max_retries = call.retry_limit().unwrap_or(self.settings.retries);
        let identity = self.identity();
        let mut attempt = Attempt {
            caller: self,
            call,
            plan,
            span,
            identity: &identity,
            deadline: after(limit),
            limit: self.settings.attempt_limit(call.method(), limit, max_retries),
            sends: 0,
            is_token_replaced: false,
        };
        let mut last_error: Option<Box<Error>> = None;
        let mut retries = 0;
        loop {
            let error = match attempt.make().await {
                Ok(result) => {
                    self.budget.earn(retries > 0);
                    return Ok(result);
                }
                Err(AttemptError::Failed(error)) => error.with_credentials(&identity.credentials),
                Err(AttemptError::DeadlineExceeded(phase)) => {
                    return Err(Error::Timeout { call: call.label(), after: limit, phase, last_error });
                }
            };
            let left = attempt.deadline.saturating_duration_since(Instant::now());
            let is_token_replaced = attempt.is_token_replaced;
            let state = RetryState { retries, limit: max_retries, left, is_token_replaced, random: random() };
            match self.settings.retry.decide(&error, call.method(), state, &self.budget) {
                Decision::GiveUp => return Err(error),
                Decision::Retry(wait) => {
                    retries += 1;
                    trace::retry(&error, retries, wait);
                    last_error = Some(Box::new(error));
                    sleep(wait).await;
                }
            }
        }
    }
}

/// The end of a time limit that starts now.
pub(crate) fn after(limit: Duration) -> Instant {
    Instant::now() + limit.min(FOREVER)
}
