//! HTTP, by reqwest.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};

use super::{Failure, Incoming, Outgoing, Transport};
use crate::Method;
use crate::error::TransportError;

/// What is set aside for a body at once, on no more than the word of a header.
const MAX_TRUSTED: usize = 1 << 20;

/// Sends requests over a pool of sockets.
pub(in crate::http) struct Http {
    pub(in crate::http) client: reqwest::Client,
    /// How long the next part of an answer may take.
    pub(in crate::http) read_timeout: Duration,
}

impl Transport for Http {
    async fn exchange(&self, request: Outgoing<'_>) -> Result<Incoming, Failure> {
        let max_bytes = request.max_bytes;
        let response = self.request(request).send().await;
        let response = response.map_err(|error| Failure::Transport(TransportError::new(error)))?;
        let headers = response.headers();
        let mut incoming = Incoming {
            status: response.status().as_u16(),
            content_type: text(headers, CONTENT_TYPE),
            location: text(headers, LOCATION),
            retry_after: text(headers, RETRY_AFTER),
            body: Vec::new(),
        };
        incoming.body = self.body(response, max_bytes).await?;
        Ok(incoming)
    }
}

impl Http {
    fn request(&self, request: Outgoing<'_>) -> reqwest::RequestBuilder {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let builder = self
            .client
            .request(method, request.url)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, request.authorization);
        match request.form {
            Some(form) => builder.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form),
            None => builder,
        }
    }

    /// Reads a body, but no more than it may have, however small it was made for the way.
    async fn body(&self, mut response: reqwest::Response, max_bytes: usize) -> Result<Vec<u8>, Failure> {
        // There is no length of what is compressed, and a length may be a lie.
        let length = response.content_length().unwrap_or(0);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > max_bytes {
            return Err(Failure::TooLarge);
        }
        let mut body = Vec::with_capacity(length.min(MAX_TRUSTED));
        loop {
            let chunk = tokio::time::timeout(self.read_timeout, response.chunk());
            let chunk = chunk.await.map_err(|_| Failure::Stalled)?;
            let chunk = chunk.map_err(|error| Failure::Transport(TransportError::new(error)))?;
            let Some(chunk) = chunk else { return Ok(body) };
            if chunk.len() > max_bytes - body.len() {
                return Err(Failure::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
