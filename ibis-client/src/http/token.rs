//! Access tokens of the API Gateway: OAuth2's client credentials.

mod answer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::HeaderValue;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use super::authorization::{basic, secret_header};
use super::clock::Clock;
use super::invoke::after;
use super::response::Response;
use super::trace;
use super::transport::{Failure, Request, Transport};
use crate::error::{TokenError, TokenProblem};
use crate::{Method, Secret};

/// What asks for a token in OAuth2's words; the client's id and secret are in a header.
const FORM: &str = "grant_type=client_credentials";
/// More than any answer with a token has.
const MAX_BYTES: usize = 1 << 16;
/// A token is renewed so long before its end, or a tenth of its lifetime.
const MARGIN: Duration = Duration::from_secs(60);

/// Characters that a form encodes. The others look the same to a server that forgets to decode.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the tokens of one client come from. One is kept until shortly before its end.
pub(super) struct TokenSource {
    url: String,
    client: HeaderValue,
    /// Locked while a token is fetched, so that there is one request however many calls wait for it.
    kept: Mutex<Kept>,
    /// How many fetches have ended. Those who waited for one of them share what came of it.
    fetched: AtomicU64,
}

#[derive(Default)]
struct Kept {
    token: Option<Token>,
    /// What came of the last fetch, if it failed.
    failure: Option<TokenError>,
}

struct Token {
    header: HeaderValue,
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
    pub(super) fn new(url: &str, client_id: &str, client_secret: &Secret) -> Self {
        // OAuth2 has both encoded as in a form before HTTP's Basic scheme joins them.
        let encode = |text: &str| Zeroizing::new(utf8_percent_encode(text, RESERVED).to_string());
        let client = basic(&encode(client_id), &encode(client_secret.expose()));
        Self { url: url.to_owned(), client, kept: Mutex::default(), fetched: AtomicU64::new(0) }
    }

    /// A header with a token that is good for a while; another one than that which was rejected, if one was.
    pub(super) async fn header(
        &self,
        transport: &impl Transport,
        clock: &Clock,
        limit: Duration,
        rejected: Option<&HeaderValue>,
    ) -> Result<HeaderValue, TokenError> {
        let fetched_before = self.fetched.load(Ordering::Acquire);
        let mut kept = self.kept.lock().await;
        if let Some(token) = &kept.token
            && token.is_fresh(clock)
            && rejected != Some(&token.header)
        {
            return Ok(token.header.clone());
        }
        if self.fetched.load(Ordering::Acquire) != fetched_before
            && let Some(failure) = &kept.failure
        {
            return Err(failure.clone());
        }
        // Whoever is dropped while it waits here leaves all as it was, and the next in line fetches.
        let token = self.fetch(transport, clock, limit).await;
        self.fetched.fetch_add(1, Ordering::Release);
        match token {
            Ok(token) => {
                let header = token.header.clone();
                *kept = Kept { token: Some(token), failure: None };
                Ok(header)
            }
            Err(failure) => {
                trace::token_refused(failure.status);
                *kept = Kept { token: None, failure: Some(failure.clone()) };
                Err(failure)
            }
        }
    }

    async fn fetch(
        &self,
        transport: &impl Transport,
        clock: &Clock,
        limit: Duration,
    ) -> Result<Token, TokenError> {
        let request = Request {
            method: Method::Post,
            url: &self.url,
            authorization: &self.client,
            headers: [&[], &[]],
            form: Some(FORM.to_owned()),
            max_bytes: MAX_BYTES,
        };
        // The lifetime is counted from before the request, since it may have begun at any time since.
        let (asked_at, asked_at_wall) = (Instant::now(), clock.now());
        let fail = |problem| TokenError { status: None, problem };
        let Response { status, body, .. } = match timeout_at(after(limit), transport.exchange(request)).await
        {
            Ok(Ok(answer)) => answer,
            Ok(Err(Failure::Transport(error))) => {
                return Err(fail(TokenProblem::Transport(Arc::new(error))));
            }
            Ok(Err(Failure::TooLarge)) => {
                return Err(fail(TokenProblem::NoToken("its answer is too long")));
            }
            Ok(Err(Failure::Stalled)) | Err(_) => return Err(fail(TokenProblem::Timeout(limit))),
        };
        let body = Zeroizing::new(body);
        let fail = |problem| TokenError { status: Some(status), problem };
        let granted = answer::read(status, &body).map_err(fail)?;
        let no_header = || fail(TokenProblem::NoToken("its token cannot be sent in a header"));
        let header = secret_header(format!("Bearer {}", granted.token.expose())).ok_or_else(no_header)?;
        trace::token_renewed(granted.lifetime);
        let useful = granted.lifetime.saturating_sub(MARGIN.min(granted.lifetime / 10));
        Ok(Token {
            header,
            stale_at: asked_at.checked_add(useful),
            stale_at_wall: asked_at_wall.checked_add(useful),
        })
    }
}
