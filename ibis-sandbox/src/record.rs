//! The requests received, for tests to inspect.

use std::collections::VecDeque;
use std::sync::Mutex;

use axum::http::request::Parts;

use crate::server::locked;

/// The number of requests that are kept. Then the oldest are dropped.
const MAX_REQUESTS: usize = 20_000;

/// A request as the sandbox received it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The method, in upper case.
    pub method: String,
    /// The path, still encoded.
    pub path: String,
    /// The query without its question mark, still encoded; `None` if there is no question mark.
    pub query: Option<String>,
    /// The headers, with names in lower case. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The body. Empty if it was refused as too long or too slow.
    pub body: Vec<u8>,
}

impl ReceivedRequest {
    pub(crate) fn new(parts: &Parts, body: &[u8]) -> Self {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: parts
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
                .collect(),
            body: body.to_vec(),
        }
    }

    /// Returns the value of the first header with this name, ignoring case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The requests received so far, unless recording is off.
#[derive(Debug)]
pub(crate) struct Record(Option<Mutex<VecDeque<ReceivedRequest>>>);

impl Record {
    pub(crate) fn new(kept: bool) -> Self {
        Self(kept.then(Mutex::default))
    }

    pub(crate) fn push(&self, request: impl FnOnce() -> ReceivedRequest) {
        let Some(requests) = &self.0 else { return };
        let request = request();
        let mut requests = locked(requests);
        if requests.len() == MAX_REQUESTS {
            requests.pop_front();
        }
        requests.push_back(request);
    }

    pub(crate) fn all(&self) -> Vec<ReceivedRequest> {
        self.0.as_ref().map(|requests| locked(requests).iter().cloned().collect()).unwrap_or_default()
    }

    pub(crate) fn clear(&self) {
        if let Some(requests) = &self.0 {
            locked(requests).clear();
        }
    }
}
