//! The interface to the HTTP library: one exchange of a request and its response.

mod http;
mod sending;

use std::sync::atomic::AtomicBool;

use reqwest::header::HeaderValue;

pub(super) use self::http::{Http, MakeClient};
pub(super) use self::sending::{SendGuard, SendState};
use super::response::Response;
use crate::Method;
use crate::call::Header;
use crate::error::TransportError;

/// Sends requests: over HTTP, or to a fake in tests.
pub(super) trait Transport: Clone + Send + Sync + 'static {
    /// Sends a request once and reads the whole response.
    fn exchange(&self, request: Request<'_>) -> impl Future<Output = Result<Response, Failure>> + Send;
}

/// A request to the service or to the token endpoint.
pub(super) struct Request<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    pub(super) authorization: &'a HeaderValue,
    /// The added headers of the connection and of the call.
    pub(super) headers: [&'a [Header]; 2],
    pub(super) form: Option<String>,
    /// Notes when the request is sent. Only edits need it.
    pub(super) send_guard: Option<SendGuard>,
    /// Set when the headers of the response have arrived.
    pub(super) has_response: &'a AtomicBool,
    /// The largest response body to accept, in bytes after decompression.
    pub(super) max_bytes: usize,
}

/// Why an exchange failed.
#[derive(Debug)]
pub(super) enum Failure {
    Transport(TransportError),
    /// The response, with this status, has a body larger than `max_bytes`.
    TooLarge(u16),
    /// The next part of the body did not arrive in time.
    Stalled,
}
