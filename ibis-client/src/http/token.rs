//! Access tokens of the API Gateway: OAuth2's client credentials.

mod response;

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
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
use crate::error::{TokenError, TokenProblem};
use crate::{Method, Secret};

/// More than any answer with a token has.
const MAX_BYTES: usize = 1 << 16;
/// A token is renewed so long before its end, or a tenth of its lifetime.
const MARGIN: Duration = Duration::from_secs(60);

/// How often the task that fetches a token shows that it is still driven.
const BEAT: Duration = Duration::from_millis(200);
/// A task that did not show it for so long is given up: its runtime is not driven.
const GONE: Duration = Duration::from_secs(1);
/// How many tasks a call waits for whose runtime goes or is not driven.
const TASKS: usize = 3;
/// How long a token that replaced a rejected one is kept although it is rejected, too.
const REJECTED: Duration = Duration::from_secs(60);

/// Characters that a form encodes. The others look the same to a server that forgets to decode.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the tokens of one client come from. One is kept until shortly before its end.
///
/// A token is fetched by a task, which outlives the call that began it, so that no call depends on another one being
/// polled, and calls with short limits get a token, too.
pub(super) struct TokenSource {
    endpoint: TokenEndpoint,
    client: HeaderValue,
    state: Mutex<State>,
}

/// Where tokens are given, and for what.
#[derive(Clone)]
pub(super) struct TokenEndpoint {
    pub(super) url: String,
    pub(super) scope: Option<String>,
}

impl TokenEndpoint {
    /// What asks for a token in OAuth2's words; the client's id and secret are in a header.
    fn form(&self) -> String {
        let form = "grant_type=client_credentials".to_owned();
        match &self.scope {
            Some(scope) => form + "&scope=" + &utf8_percent_encode(scope, RESERVED).to_string(),
            None => form,
        }
    }
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// The fetch under way. Those who wait for it share what comes of it.
    fetch: Option<watch::Receiver<Option<Outcome>>>,
    /// The last failure, and until when the endpoint asks not to be asked again.
    failure: Option<(TokenError, Instant)>,
    /// When a rejected token was last discarded, while its successor was not accepted either.
    discarded_at: Option<Instant>,
}

type Outcome = Result<Arc<HeaderValue>, TokenError>;

struct Token {
    header: Arc<HeaderValue>,
    /// By a clock that does not jump, but may stand still while the machine sleeps.
    stale_at: Option<Instant>,
    /// By a clock that goes on, but may jump.
    stale_at_wall: Option<SystemTime>,
}

impl Token {
    fn is_fresh(&self, clock: &Clock) -> bool {
        self.stale_at.is_none_or(|stale_at| Instant::now() < stale_at)
            && self.stale_at_wall.is_none_or(|stale_at| clock.now() < stale_at)
    }
}

impl TokenSource {
    pub(super) fn new(endpoint: &TokenEndpoint, client_id: &str, client_secret: &Secret) -> Self {
        // OAuth2 has both encoded as in a form before HTTP's Basic scheme joins them.
        let encode = |text: &str| Zeroizing::new(utf8_percent_encode(text, RESERVED).to_string());
        let client = basic(&encode(client_id), &encode(client_secret.expose()));
        Self { endpoint: endpoint.clone(), client, state: Mutex::default() }
    }

    /// A header with a token that is good for a while, if there is one already.
    pub(super) fn header(&self, clock: &Clock) -> Option<Arc<HeaderValue>> {
        let state = self.state();
        let token = state.token.as_ref().filter(|token| token.is_fresh(clock))?;
        Some(Arc::clone(&token.header))
    }

    /// Waits for a token.
    pub(super) async fn fetched<T: Transport>(
        self: &Arc<Self>,
        transport: &T,
        clock: &Clock,
        settings: &Settings,
    ) -> Outcome {
        for _ in 0..TASKS {
            if let Some(header) = self.header(clock) {
                return Ok(header);
            }
            let (mut fetch, task) = self.join(transport, clock, settings)?;
            if let Some(task) = task {
                match Handle::try_current() {
                    Ok(runtime) => drop(runtime.spawn(task)),
                    Err(_) => task.await,
                }
            }
            while let Ok(Ok(())) = timeout(GONE, fetch.changed()).await {
                if let Some(outcome) = &*fetch.borrow_and_update() {
                    return outcome.clone();
                }
            }
            // Its runtime is gone, or nobody drives it: somebody else has to fetch one.
            let mut state = self.state();
            if state.fetch.as_ref().is_some_and(|current| current.same_channel(&fetch)) {
                state.fetch = None;
            }
        }
        Err(TokenError::new(None, TokenProblem::Timeout(settings.token_limit())))
    }

    /// The fetch under way, or a new one with the task that has to be driven for it.
    fn join<T: Transport>(
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
            && let Some(left) = until.checked_duration_since(Instant::now())
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
            let mut request = pin!(timeout(limit, source.fetch(&transport, &clock, limit)));
            let token = loop {
                match timeout(BEAT, request.as_mut()).await {
                    Ok(Ok(token)) => break token,
                    Ok(Err(_)) => break Err(TokenError::new(None, TokenProblem::Timeout(limit))),
                    Err(_) => outcome.send_modify(|_| {}),
                }
            };
            let token = source.finish(token, longest_wait);
            outcome.send_replace(Some(token));
        };
        Ok((fetch, Some(task)))
    }

    /// Keeps what came of a fetch.
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
                trace::token_refused(failure.status);
                let wait = failure.retry_after.map(|wait| wait.min(longest_wait));
                state.failure = wait.map(|wait| (failure.clone(), after(wait)));
                Err(failure)
            }
        }
    }

    /// Notes that the gateway accepted a token.
    pub(super) fn accepted(&self) {
        self.state().discarded_at = None;
    }

    /// Discards a token that the gateway rejected; whether it is worth trying another one.
    ///
    /// A token may have been revoked, or the clocks be wrong. Where the next one is rejected as well, the reason is
    /// another one, and it is kept for a while.
    pub(super) fn reject(&self, header: &HeaderValue) -> bool {
        let mut state = self.state();
        if state.token.as_ref().is_none_or(|token| *token.header != *header) {
            return true;
        }
        let now = Instant::now();
        if state.discarded_at.is_some_and(|at| now < at + REJECTED) {
            return false;
        }
        (state.token, state.discarded_at) = (None, Some(now));
        trace::token_rejected();
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under the lock leaves half a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(
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
            taken: None,
            max_bytes: MAX_BYTES,
        };
        // The lifetime is counted from before the request, since it may have begun at any time since.
        let (asked_at, asked_at_wall) = (Instant::now(), clock.now());
        let mut response = transport.exchange(request).await.map_err(|failure| {
            let problem = match failure {
                Failure::Transport(error) => TokenProblem::Transport(Arc::new(error)),
                Failure::TooLarge(_) => TokenProblem::NoToken("its response is too long"),
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
        let no_header = || fail(TokenProblem::NoToken("its token cannot be sent in a header"));
        let header = secret_header(format!("Bearer {}", granted.token.expose())).ok_or_else(no_header)?;
        trace::token_renewed(granted.lifetime);
        let useful = granted.lifetime.saturating_sub(MARGIN.min(granted.lifetime / 10));
        Ok(Token {
            header: Arc::new(header),
            stale_at: asked_at.checked_add(useful),
            stale_at_wall: asked_at_wall.checked_add(useful),
        })
    }
}
