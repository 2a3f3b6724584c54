//! Access tokens for the API Gateway, by OAuth2's client credentials grant.

mod response;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use reqwest::header::HeaderValue;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use zeroize::Zeroizing;

use super::authorization::{basic, secret_header};
use super::clock::Clock;
use super::invoke::after;
use super::settings::Settings;
use super::trace;
use super::transport::{Failure, Request, Transport};
use crate::call::percent_encode;
use crate::error::{TokenError, TokenProblem};
use crate::heartbeat::{self, MAX_TASKS};
use crate::{CallLabel, Method, Secret};

/// The largest response of the token endpoint, in bytes.
const MAX_BYTES: usize = 1 << 16;
/// How long before its expiry a token is renewed, or a tenth of its lifetime if that is less.
const RENEWAL_MARGIN: Duration = Duration::from_secs(60);
/// How long a new token is kept if the gateway rejects it like the one before.
const REJECTION_COOLDOWN: Duration = Duration::from_secs(60);
/// How long after a failed renewal the next one waits, while the token is still valid.
const RENEWAL_COOLDOWN: Duration = Duration::from_secs(5);

/// Fetches the tokens of one client, and keeps each until shortly before it expires.
///
/// A task fetches the token and outlives the call that spawned it, so that no call depends on another one being polled,
/// and so that calls with short time limits get a token too.
pub(super) struct TokenSource {
    endpoint: TokenEndpoint,
    client: HeaderValue,
    state: Mutex<State>,
}

/// The token endpoint, and the scope to ask it for.
#[derive(Clone)]
pub(super) struct TokenEndpoint {
    pub(super) url: String,
    pub(super) scope: Option<String>,
}

impl TokenEndpoint {
    /// The body of a token request. The client's id and secret are sent in a header.
    fn form(&self) -> String {
        let form = "grant_type=client_credentials".to_owned();
        match &self.scope {
            Some(scope) => form + "&scope=" + &percent_encode(scope).to_string(),
            None => form,
        }
    }
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// The fetch in progress. All calls that wait for it share its outcome.
    fetch: Option<watch::Receiver<Option<Outcome>>>,
    /// The last failure, and the end of the delay, if any, that the token endpoint asked for.
    failure: Option<(TokenError, Instant)>,
    /// When a rejected token was last discarded, or `None` once the next one was accepted.
    discarded_at: Option<Instant>,
    /// The calls for which the next one was rejected too, and until when: it is not the token that the gateway objects to.
    refused: Vec<(String, Instant)>,
}

type Outcome = Result<Arc<HeaderValue>, TokenError>;

struct Token {
    header: Arc<HeaderValue>,
    /// How long before its expiry it is renewed.
    margin: Duration,
    /// By the monotonic clock, which may stop while the machine sleeps.
    expires_at: Option<Instant>,
    /// By the wall clock, which goes on but may jump.
    expires_at_wall: Option<SystemTime>,
}

impl Token {
    /// Whether the token is valid for longer than this.
    fn outlasts(&self, time: Duration, clock: &Clock) -> bool {
        self.expires_at.is_none_or(|expiry| Instant::now() + time < expiry)
            && self.expires_at_wall.is_none_or(|expiry| clock.now() + time < expiry)
    }
}

impl TokenSource {
    pub(super) fn new(endpoint: &TokenEndpoint, client_id: &str, client_secret: &Secret) -> Self {
        // OAuth2 form-encodes both before they are joined for HTTP's Basic scheme.
        let encode = |text: &str| Zeroizing::new(percent_encode(text).to_string());
        let client = basic(&encode(client_id), &encode(client_secret.expose()));
        Self { endpoint: endpoint.clone(), client, state: Mutex::default() }
    }

    /// Returns the header with the current token, or `None` if a token has to be fetched.
    pub(super) fn header(&self, clock: &Clock) -> Option<Arc<HeaderValue>> {
        let state = self.state();
        let token = state.token.as_ref().filter(|token| token.outlasts(token.margin, clock))?;
        Some(Arc::clone(&token.header))
    }

    /// Returns the header with a token that is to be renewed but still valid, and whether to start renewing it now.
    fn expiring_header(&self, clock: &Clock) -> Option<(Arc<HeaderValue>, bool)> {
        let state = self.state();
        // The gateway's clock may be ahead, and the request takes its time.
        let token = state.token.as_ref().filter(|token| token.outlasts(token.margin / 2, clock))?;
        let is_due =
            state.failure.as_ref().is_none_or(|(_, until)| Instant::now() >= *until + RENEWAL_COOLDOWN);
        Some((Arc::clone(&token.header), is_due))
    }

    /// Returns the header with the current token, or waits for a new one. A token that is still valid is used while the
    /// next one is fetched.
    pub(super) async fn wait_for_header<T: Transport>(
        self: &Arc<Self>,
        transport: &T,
        clock: &Clock,
        settings: &Settings,
    ) -> Outcome {
        let expiring = match self.expiring_header(clock) {
            Some((header, false)) => return Ok(header),
            expiring => expiring.map(|(header, _)| header),
        };
        let start = Instant::now();
        for _ in 0..MAX_TASKS {
            if let Some(header) = self.header(clock) {
                return Ok(header);
            }
            let (mut fetch, task) = match self.join_fetch(transport, clock, settings) {
                Ok(fetch) => fetch,
                Err(failure) => return expiring.ok_or(failure),
            };
            if let Some(task) = task {
                match Handle::try_current() {
                    Ok(runtime) => drop(runtime.spawn(task)),
                    Err(_) => task.await,
                }
            }
            if let (Some(header), Ok(_)) = (&expiring, fetch.has_changed()) {
                return Ok(Arc::clone(header));
            }
            if let Some(outcome) = heartbeat::outcome(&mut fetch).await {
                return outcome;
            }
            // The task's runtime was dropped or is not being driven: start another task.
            let mut state = self.state();
            if state.fetch.as_ref().is_some_and(|current| current.same_channel(&fetch)) {
                state.fetch = None;
            }
        }
        Err(TokenError::new(None, TokenProblem::Timeout(start.elapsed())))
    }

    /// Returns the fetch in progress, or a new one with the task to spawn for it.
    fn join_fetch<T: Transport>(
        self: &Arc<Self>,
        transport: &T,
        clock: &Clock,
        settings: &Settings,
    ) -> Result<
        (watch::Receiver<Option<Outcome>>, Option<impl Future<Output = ()> + Send + 'static>),
        TokenError,
    > {
        let mut state = self.state();
        if let Some((failure, until)) = &state.failure
            && let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
        {
            return Err(TokenError { retry_after: Some(left), ..failure.clone() });
        }
        if let Some(fetch) = &state.fetch {
            return Ok((fetch.clone(), None));
        }
        let (outcome, fetch) = watch::channel(None);
        state.fetch = Some(fetch.clone());
        let (source, transport, clock) = (Arc::clone(self), transport.clone(), clock.clone());
        let (limit, longest_wait) = (settings.token_limit(), settings.retry.max_retry_after);
        let task = async move {
            let request = timeout(limit, source.request_token(&transport, &clock, limit));
            let token = heartbeat::beating(request, &outcome).await;
            let token = token.unwrap_or_else(|_| Err(TokenError::new(None, TokenProblem::Timeout(limit))));
            let token = source.finish(token, longest_wait);
            outcome.send_replace(Some(token));
        };
        Ok((fetch, Some(task)))
    }

    /// Stores the outcome of a fetch.
    fn finish(&self, token: Result<Token, TokenError>, longest_wait: Duration) -> Outcome {
        let mut state = self.state();
        state.fetch = None;
        match token {
            Ok(token) => {
                let header = Arc::clone(&token.header);
                (state.token, state.failure) = (Some(token), None);
                Ok(header)
            }
            Err(failure) => {
                trace::token_failed(failure.status);
                let wait = failure.retry_after.unwrap_or_default().min(longest_wait);
                state.failure = Some((failure.clone(), after(wait)));
                Err(failure)
            }
        }
    }

    /// Records that the gateway accepted the token.
    pub(super) fn accepted(&self) {
        self.state().discarded_at = None;
    }

    /// Discards a token that the gateway rejected for a call. Returns whether to retry with another token.
    ///
    /// The token may have been revoked, or a clock may be wrong. If the next token is rejected too, a new one would not
    /// help: it is kept for a while, and for this call even if others are accepted with it.
    pub(super) fn reject(&self, header: &HeaderValue, call: &CallLabel) -> bool {
        let mut state = self.state();
        if state.token.as_ref().is_none_or(|token| *token.header != *header) {
            return true;
        }
        let now = Instant::now();
        state.refused.retain(|(_, until)| now < *until);
        let call = call.to_string();
        if state.refused.iter().any(|(refused, _)| *refused == call) {
            return false;
        }
        if let Some(at) = state.discarded_at.filter(|at| now < *at + REJECTION_COOLDOWN) {
            state.refused.push((call, at + REJECTION_COOLDOWN));
            return false;
        }
        (state.token, state.discarded_at) = (None, Some(now));
        trace::token_rejected();
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No panic under the lock leaves the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn request_token(
        &self,
        transport: &impl Transport,
        clock: &Clock,
        limit: Duration,
    ) -> Result<Token, TokenError> {
        let request = Request {
            method: Method::Post,
            url: &self.endpoint.url,
            authorization: &self.client,
            headers: [&[], &[]],
            form: Some(self.endpoint.form()),
            send_guard: None,
            has_response: &AtomicBool::new(false),
            max_bytes: MAX_BYTES,
        };
        // The lifetime is counted from before the request: when the endpoint starts counting is unknown.
        let (sent_at, sent_at_wall) = (Instant::now(), clock.now());
        let mut response = transport.exchange(request).await.map_err(|failure| {
            let problem = match failure {
                Failure::Transport(error) => TokenProblem::Transport(Arc::new(error)),
                Failure::TooLarge(_) => TokenProblem::NoToken("its response is too large"),
                Failure::Stalled => TokenProblem::Timeout(limit),
            };
            TokenError::new(None, problem)
        })?;
        let body = Zeroizing::new(std::mem::take(&mut response.body));
        let fail = |problem| {
            let retry_after = response.retry_after(clock);
            TokenError { retry_after, ..TokenError::new(Some(response.status), problem) }
        };
        let granted = response::read(response.status, &body).map_err(fail)?;
        let unusable =
            || fail(TokenProblem::NoToken("its token contains characters that a header cannot carry"));
        let header = secret_header(format!("Bearer {}", granted.token.expose())).ok_or_else(unusable)?;
        trace::token_renewed(granted.lifetime);
        Ok(Token {
            header: Arc::new(header),
            margin: RENEWAL_MARGIN.min(granted.lifetime / 10),
            expires_at: sent_at.checked_add(granted.lifetime),
            expires_at_wall: sent_at_wall.checked_add(granted.lifetime),
        })
    }
}
