//! One exchange of a request and an answer: the seam between what is decided and what does I/O.

mod http;

use reqwest::header::HeaderValue;

pub(super) use self::http::Http;
use crate::Method;
use crate::error::TransportError;

/// Sends requests. There is one for real, and one for tests.
pub(super) trait Transport: Send + Sync + 'static {
    /// Sends a request once, and reads the whole answer.
    fn exchange(&self, request: Outgoing<'_>) -> impl Future<Output = Result<Incoming, Failure>> + Send;
}

/// A request.
pub(super) struct Outgoing<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    pub(super) authorization: &'a HeaderValue,
    pub(super) form: Option<String>,
    /// How long the answer may be, after decompression.
    pub(super) max_bytes: usize,
}

/// An answer, with the headers that matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Incoming {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<String>,
    pub(super) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    Transport(TransportError),
    /// It is longer than it may be.
    TooLarge,
    /// Nothing more of it came for too long.
    Stalled,
}
