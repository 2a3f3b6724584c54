//! The transport over HTTP, with reqwest.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use tokio::time::sleep;

use super::{Failure, Request, Response, SendGuard, Transport};
#[cfg(feature = "blocking")]
use crate::blocking::is_blocking;
use crate::error::{Stage, TransportError};
use crate::{Error, Method};

/// The most memory that is allocated for a body on the word of its `Content-Length`.
const MAX_PREALLOCATED: usize = 1 << 20;
/// The longest body of an error that is read to its end, in bytes.
const MAX_ERROR_BODY: usize = 1 << 20;

/// Without the feature `blocking`, every call is awaited.
#[cfg(not(feature = "blocking"))]
const fn is_blocking() -> bool {
    false
}

/// Builds a client with its own connection pool.
pub(in crate::http) type MakeClient = Box<dyn Fn() -> Result<reqwest::Client, Error> + Send + Sync>;

/// Sends requests over two connection pools.
///
/// A socket belongs to the runtime that opened it, so calls that are awaited have one pool, and blocking calls, which the
/// crate's own runtime drives, have another.
#[derive(Clone)]
pub(in crate::http) struct Http {
    client: reqwest::Client,
    blocking: Arc<BlockingClient>,
    /// The time limit for the next part of a response body.
    read_timeout: Duration,
}

/// The client for blocking calls, built by the first of them.
struct BlockingClient {
    client: std::sync::OnceLock<reqwest::Client>,
    make_client: MakeClient,
}

impl Transport for Http {
    /// Not an `async fn`, whose future would keep the parts of the request until the response arrives.
    fn exchange(&self, request: Request<'_>) -> impl Future<Output = Result<Response, Failure>> + Send {
        let (max_bytes, has_response) = (request.max_bytes, request.has_response);
        let response = self.client().map(|client| Self::request(client, request).send());
        async move {
            let mut response = response?.await.map_err(failure)?;
            has_response.store(true, Ordering::Relaxed);
            let body = self.body(&mut response, max_bytes).await?;
            let headers = std::mem::take(response.headers_mut());
            Ok(Response { status: response.status().as_u16(), headers, body })
        }
    }
}

impl Http {
    pub(in crate::http) fn new(make_client: MakeClient, read_timeout: Duration) -> Result<Self, Error> {
        Ok(Self {
            client: make_client()?,
            blocking: Arc::new(BlockingClient { client: std::sync::OnceLock::new(), make_client }),
            read_timeout,
        })
    }

    /// Returns the client whose sockets belong to the runtime of the call.
    fn client(&self) -> Result<&reqwest::Client, Failure> {
        if is_blocking() {
            if let Some(client) = self.blocking.client.get() {
                return Ok(client);
            }
            let client = (self.blocking.make_client)();
            let client =
                client.map_err(|error| Failure::Transport(TransportError::at(Stage::Connecting, error)))?;
            return Ok(self.blocking.client.get_or_init(|| client));
        }
        Ok(&self.client)
    }

    fn request(client: &reqwest::Client, request: Request<'_>) -> reqwest::RequestBuilder {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = client
            .request(method, request.url)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, request.authorization.clone());
        for (name, value) in request.headers.into_iter().flatten() {
            builder = builder.header(name, value.clone());
        }
        if request.form.is_some() {
            builder = builder.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        match (request.send_guard, request.form) {
            (Some(guard), form) => {
                let form = form.unwrap_or_default().into();
                builder.body(reqwest::Body::wrap(EditBody { form, guard }))
            }
            (None, Some(form)) => builder.body(form),
            (None, None) => builder,
        }
    }

    /// Reads a body up to the limit, which counts decompressed bytes.
    async fn body(&self, response: &mut reqwest::Response, max_bytes: usize) -> Result<Vec<u8>, Failure> {
        // A compressed body has no known length, and a `Content-Length` may be wrong.
        let (status, length) = (response.status().as_u16(), response.content_length().unwrap_or(0));
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let is_error = !(200..300).contains(&status);
        if length > max_bytes && !is_error {
            return Err(Failure::TooLarge(status));
        }
        let mut body = Vec::with_capacity(length.min(MAX_PREALLOCATED));
        loop {
            let mut chunk = pin!(response.chunk());
            let mut timer = None;
            let chunk = poll_fn(|context| match chunk.as_mut().poll(context) {
                Poll::Ready(chunk) => Poll::Ready(Some(chunk)),
                // Most bodies arrive with their headers and need no timer.
                Poll::Pending => {
                    let timer = timer.get_or_insert_with(|| Box::pin(sleep(self.read_timeout)));
                    timer.as_mut().poll(context).map(|()| None)
                }
            });
            let chunk = chunk.await.ok_or(Failure::Stalled)?.map_err(failure)?;
            let Some(chunk) = chunk else { return Ok(body) };
            // An error is reported from the start of its body.
            if is_error && body.len() > MAX_ERROR_BODY {
                return Ok(body);
            }
            if !is_error && chunk.len() > max_bytes - body.len() {
                return Err(Failure::TooLarge(status));
            }
            body.extend_from_slice(&chunk);
        }
    }
}

/// The body of an edit, which records when a connection starts to send the request.
///
/// Before a connection writes any byte of a request, it polls the body, or drops it if it is empty.
struct EditBody {
    form: Bytes,
    guard: SendGuard,
}

impl Body for EditBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.guard.start();
        let form = std::mem::take(&mut self.form);
        Poll::Ready((!form.is_empty()).then(|| Ok(Frame::data(form))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.form.len() as u64)
    }
}

fn failure(error: reqwest::Error) -> Failure {
    Failure::Transport(TransportError::new(error))
}
