//! A call from its plan to its result: attempts, under the call's time limit.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::{Instrument as _, Span};

use super::attempt::{Attempt, Stop};
use super::authorization::Identity;
use super::base_url::Address;
use super::clock::{Clock, chance};
use super::credentials::Credentials;
use super::limit::Limiter;
use super::retry::{Budget, Decision, RetryState};
use super::settings::Settings;
use super::token::TokenEndpoint;
use super::trace;
use super::transport::Transport;
use super::trust::Trust;
use crate::call::{Base, Call, Header, Plan};
use crate::{Error, IbisResult};

/// No call takes longer, whatever its limit: far enough away for any clock.
pub(super) const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Makes calls over a transport.
pub(super) struct Caller<T> {
    pub(super) transport: T,
    pub(super) base: Base,
    pub(super) server: Address,
    pub(super) settings: Settings,
    /// The headers that every request for the service has; the token endpoint does not get them.
    pub(super) headers: Vec<Header>,
    pub(super) limiter: Limiter,
    pub(super) budget: Budget,
    /// The process that first used it; 0 before.
    pub(super) process: AtomicU32,
    pub(super) clock: Clock,
    pub(super) trust: Trust,
    pub(super) token_endpoint: TokenEndpoint,
    /// Replaced as a whole, so that a call sees one person's name and password.
    pub(super) identity: RwLock<Arc<Identity>>,
}

impl<T: Transport> Caller<T> {
    /// Makes a call. The future has less than a kilobyte, so that the box around it is among what an allocator has
    /// at hand for each thread; what is known before it is polled has a box of its own.
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

    /// Changes as whom later calls are made; those under way go on as they began.
    pub(super) fn change(
        &self,
        change: impl FnOnce(&Credentials) -> Result<Credentials, Error>,
    ) -> Result<(), Error> {
        // A panic while the lock is held cannot leave half a change: the value is replaced as a whole.
        let mut current = self.identity.write().unwrap_or_else(PoisonError::into_inner);
        let credentials = change(&current.credentials)?;
        credentials.check()?;
        self.trust.check(&credentials)?;
        if credentials.is_gateway() != current.credentials.is_gateway() {
            let problem = "the API Gateway is another server: make a connection for it by the builder";
            return Err(Error::configuration("credentials", problem));
        }
        *current = Arc::new(Identity::new(credentials, &self.token_endpoint));
        Ok(())
    }

    /// The sockets of a connection that has been used stay with the process that opened them: in a fork of it, they
    /// would never become ready.
    fn check_process(&self) -> Result<(), Error> {
        let process = process::id();
        match self.process.compare_exchange(0, process, Ordering::Relaxed, Ordering::Relaxed) {
            Err(other) if other != process => {
                let problem = "it was used before this process was forked: make a new one";
                Err(Error::configuration("connection", problem))
            }
            _ => Ok(()),
        }
    }

    /// Makes a call as often as it needs and may be.
    async fn make(&self, call: &Call, plan: &Plan, span: &Span) -> Result<IbisResult, Error> {
        let limit = call.time_limit().unwrap_or(self.settings.timeout);
        let identity = self.identity();
        let mut attempt = Attempt {
            caller: self,
            call,
            plan,
            span,
            identity: &identity,
            deadline: after(limit),
            limit: self.settings.attempt_limit(call.method(), limit),
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
                Err(Stop::Failed(error)) => error.by(&identity.credentials),
                Err(Stop::DeadlineExceeded(phase)) => {
                    return Err(Error::Timeout { call: call.label(), after: limit, phase, last_error });
                }
            };
            let left = attempt.deadline.saturating_duration_since(Instant::now());
            let limit = call.retry_limit().unwrap_or(self.settings.retries);
            let is_token_replaced = attempt.is_token_replaced;
            let state = RetryState { retries, limit, left, is_token_replaced, chance: chance() };
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

/// When a time that begins now is over.
pub(super) fn after(limit: Duration) -> Instant {
    Instant::now() + limit.min(FOREVER)
}
