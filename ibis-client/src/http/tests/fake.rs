//! A fake transport with scripted replies.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};

use crate::call::Base;
use crate::error::{Stage, TransportError};
use crate::http::IbisClientConnectionBuilder;
use crate::http::authorization::Identity;
use crate::http::base_url::Address;
use crate::http::clock::Clock;
use crate::http::invoke::Caller;
use crate::http::limit::Limiter;
use crate::http::response::Response;
use crate::http::retry::Budget;
use crate::http::settings::Settings;
use crate::http::token::TokenEndpoint;
use crate::http::transport::{Failure, Request, Transport};
use crate::http::trust::Trust;
use crate::{Call, Credentials, Error, IbisResult, Method};

pub(super) const SECOND: Duration = Duration::from_secs(1);

/// The outcome of one request.
pub(super) enum Reply {
    /// Respond after this time.
    Respond(Duration, Response),
    /// Fail at this stage.
    Fail(Stage),
    Stall,
    TooLarge,
    /// Never respond.
    Never,
    /// Never connect, so that nothing is sent.
    NeverConnects,
}

/// A request that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SentRequest {
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) authorization: String,
    /// The names and values of the headers that the application added.
    pub(super) headers: Vec<(String, String)>,
    pub(super) at: tokio::time::Instant,
}

#[derive(Clone, Default)]
pub(super) struct Fake(Arc<Inner>);

#[derive(Default)]
struct Inner {
    replies: Mutex<VecDeque<Reply>>,
    token_replies: Mutex<VecDeque<Reply>>,
    sent: Mutex<Vec<SentRequest>>,
}

impl Transport for Fake {
    async fn exchange(&self, request: Request<'_>) -> Result<Response, Failure> {
        let is_token = request.url == TOKEN_URL;
        let headers = request.headers.into_iter().flatten();
        self.0.sent.lock().unwrap().push(SentRequest {
            method: request.method.as_str(),
            url: request.url.to_owned(),
            authorization: request.authorization.to_str().unwrap().to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            at: tokio::time::Instant::now(),
        });
        let replies = if is_token { &self.0.token_replies } else { &self.0.replies };
        let reply = replies.lock().unwrap().pop_front();
        let reply = reply.expect("the test has no reply for this request");
        let mut guard = request.send_guard;
        if let (Some(guard), false) = (&mut guard, matches!(reply, Reply::NeverConnects)) {
            guard.start();
        }
        match reply {
            Reply::Respond(after, response) => {
                tokio::time::sleep(after).await;
                Ok(response)
            }
            Reply::Fail(stage) => Err(Failure::Transport(TransportError::at(stage, "broken"))),
            Reply::Stall => Err(Failure::Stalled),
            Reply::TooLarge => Err(Failure::TooLarge(200)),
            Reply::Never | Reply::NeverConnects => std::future::pending().await,
        }
    }
}

pub(super) const TOKEN_URL: &str = "https://gateway.example/token";

/// A response with the value `1.2`.
pub(super) fn ok() -> Reply {
    json(200, r#"{"result": {"value": "1.2"}}"#)
}

/// A JSON response without delay.
pub(super) fn json(status: u16, body: &str) -> Reply {
    Reply::Respond(Duration::ZERO, response(status, body))
}

/// An error document with a `Retry-After` header.
pub(super) fn busy(status: u16, retry_after: Option<&str>) -> Reply {
    let mut response = response(status, r#"{"result": {"error": {"message": "busy"}}}"#);
    if let Some(value) = retry_after {
        response.headers.insert(RETRY_AFTER, HeaderValue::from_str(value).unwrap());
    }
    Reply::Respond(Duration::ZERO, response)
}

pub(super) fn response(status: u16, body: &str) -> Response {
    let json = HeaderValue::from_static("application/json");
    Response { status, headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]), body: body.as_bytes().to_vec() }
}

/// A token with this text and lifetime.
pub(super) fn token(name: &str, seconds: u32) -> Reply {
    json(200, &format!(r#"{{"access_token": "{name}", "token_type": "Bearer", "expires_in": {seconds}}}"#))
}

/// The default settings.
pub(super) fn settings() -> Settings {
    IbisClientConnectionBuilder::default().settings
}

impl Caller<Fake> {
    pub(super) fn anonymous(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::with(Credentials::anonymous(), replies, [])
    }

    pub(super) fn gateway(
        replies: impl IntoIterator<Item = Reply>,
        token_replies: impl IntoIterator<Item = Reply>,
    ) -> Self {
        Self::with(Credentials::api_gateway("id", "secret"), replies, token_replies)
    }

    fn with(
        credentials: Credentials,
        replies: impl IntoIterator<Item = Reply>,
        token_replies: impl IntoIterator<Item = Reply>,
    ) -> Self {
        let transport = Fake(Arc::new(Inner {
            replies: Mutex::new(replies.into_iter().collect()),
            token_replies: Mutex::new(token_replies.into_iter().collect()),
            sent: Mutex::default(),
        }));
        let url = "https://lookup.example/".to_owned();
        let token_endpoint = TokenEndpoint { url: TOKEN_URL.to_owned(), scope: None };
        Self {
            transport,
            base: Base { url, keeps_prefix: !credentials.is_gateway() },
            server: Address { host: "lookup.example".to_owned(), port: 443 },
            settings: settings(),
            headers: Vec::new(),
            limiter: Limiter::new(8, None),
            process: std::sync::atomic::AtomicU32::new(0),
            budget: Budget::new(50),
            clock: Clock::system(),
            trust: Trust::Secure,
            identity: RwLock::new(Arc::new(Identity::new(credentials, &token_endpoint))),
            token_endpoint,
        }
    }

    pub(super) async fn call(&self, method: Method) -> Result<IbisResult, Error> {
        self.invoke(Call::new(method, "/api/v1/version")).await
    }

    pub(super) async fn read(&self) -> Result<IbisResult, Error> {
        self.call(Method::Get).await
    }

    /// The requests to the service so far.
    pub(super) fn sent(&self) -> Vec<SentRequest> {
        self.requests(false)
    }

    /// The requests to the token endpoint so far.
    pub(super) fn token_requests(&self) -> Vec<SentRequest> {
        self.requests(true)
    }

    fn requests(&self, for_tokens: bool) -> Vec<SentRequest> {
        let sent = self.transport.0.sent.lock().unwrap();
        sent.iter().filter(|sent| (sent.url == TOKEN_URL) == for_tokens).cloned().collect()
    }
}

/// A wall clock that a test controls.
pub(super) fn wall_clock() -> (Clock, Arc<Mutex<SystemTime>>) {
    let time = Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)));
    let shared = Arc::clone(&time);
    (Clock::new(move || *shared.lock().unwrap()), time)
}
