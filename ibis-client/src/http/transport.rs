//! One exchange of a request and a response: the seam between what is decided and what does I/O.

mod http;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use reqwest::header::HeaderValue;

pub(super) use self::http::{Http, MakeClient};
use super::response::Response;
use crate::Method;
use crate::call::Header;
use crate::error::TransportError;

/// Sends requests. There is one for real, and one for tests.
pub(super) trait Transport: Clone + Send + Sync + 'static {
    /// Sends a request once, and reads the whole response.
    fn exchange(&self, request: Request<'_>) -> impl Future<Output = Result<Response, Failure>> + Send;
}

/// A request.
pub(super) struct Request<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    pub(super) authorization: &'a HeaderValue,
    /// The headers that the user added: those of the connection and those of the call.
    pub(super) headers: [&'a [Header]; 2],
    pub(super) form: Option<String>,
    /// Becomes true before anything of the request is sent over a connection.
    pub(super) taken: Option<Arc<AtomicBool>>,
    /// The largest body to accept, in bytes after decompression.
    pub(super) max_bytes: usize,
}

/// Why there is no response.
#[derive(Debug)]
pub(super) enum Failure {
    Transport(TransportError),
    /// The body of the response with this status is longer than `max_bytes`.
    TooLarge(u16),
    /// The next part of the body did not come in time.
    Stalled,
}
