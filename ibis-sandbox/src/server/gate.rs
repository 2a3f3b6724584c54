//! The middleware of every request: reads it within bounds, records it, and applies injected faults.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, Collected, LengthLimitError, Limited};
use hyper::body::Frame;

use super::Shared;
use super::connection::Link;
use super::negotiation::Manner;
use crate::failure::Failure;
use crate::faults::Effect;
use crate::formats;
use crate::record::ReceivedRequest;

/// Room for a photo that is encoded twice, in base64 and percent-encoding.
const MAX_BODY: usize = 8 << 20;
/// The limit of the web server in front of the service.
const MAX_TARGET: usize = 8190;

/// Passes a request to the router, and its response back.
pub(super) async fn pass(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let link = request.extensions().get::<Link>().cloned().unwrap_or_default();
    let (mut parts, body) = request.into_parts();
    let (body, unread) = match read(body, shared.settings.patience).await {
        Ok(bytes) => (bytes, None),
        Err(failure) => (Bytes::new(), Some(failure)),
    };
    shared.record.push(|| ReceivedRequest::new(&parts, &body));

    let query = parts.uri.query().unwrap_or_default();
    let (manner, unclear) = Manner::of(&parts.headers, query, shared.settings.pretty);
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str()).to_owned();
    let too_long = (target.len() > MAX_TARGET).then(|| {
        let message = format!("the request target has {} characters", target.len());
        Failure::new(StatusCode::URI_TOO_LONG, message)
            .with_details(format!("at most {MAX_TARGET} are allowed"))
    });

    let mut effects = shared.faults.effects(parts.uri.path());
    let delays = effects.iter().filter_map(Effect::delay);
    let delay = delays.fold(Duration::ZERO, Duration::saturating_add);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    effects.retain(|effect| effect.delay().is_none());
    let effect = effects.pop();
    let method = parts.method.clone();
    let response = if let Some(Effect::Status { status, retry_after }) = &effect {
        let mut response = refuse(&Failure::new(*status, "an injected fault"), manner);
        if let Some(value) = retry_after.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
            response.headers_mut().insert(RETRY_AFTER, value);
        }
        response
    } else if let Some(failure) = unread.or(too_long).or(unclear) {
        refuse(&failure, manner)
    } else {
        parts.extensions.insert(manner);
        next.run(Request::from_parts(parts, Body::from(body))).await
    };
    if shared.settings.log {
        eprintln!("{method} {target} {}", response.status().as_u16());
    }
    match effect {
        Some(Effect::Reset) => {
            link.reset();
            response
        }
        Some(Effect::Truncate) => spoil(response, Spoilt::truncated).await,
        Some(Effect::Garble) => spoil(response, Spoilt::garbled).await,
        Some(Effect::Status { .. } | Effect::Delay(_)) | None => response,
    }
}

/// An error document as a response.
pub(super) fn refuse(failure: &Failure, manner: Manner) -> Response {
    let mut response = document(formats::failure(failure, manner.format), manner);
    *response.status_mut() = failure.status;
    if failure.status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"Lookup\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// A document as a response.
pub(super) fn document(bytes: Vec<u8>, manner: Manner) -> Response {
    ([(CONTENT_TYPE, manner.format.content_type())], bytes).into_response()
}

async fn read(body: Body, patience: Duration) -> Result<Bytes, Failure> {
    let collected = tokio::time::timeout(patience, Limited::new(body, MAX_BODY).collect()).await;
    match collected {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = format!("the body is longer than {MAX_BODY} bytes");
            Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Ok(Err(_)) => Err(Failure::bad_request("the body cannot be read")),
        Err(_) => Err(Failure::new(StatusCode::REQUEST_TIMEOUT, "the body took too long to arrive")),
    }
}

async fn spoil(response: Response, how: fn(&Bytes) -> Spoilt) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Response::from_parts(parts, Body::new(how(&bytes)))
}

/// A damaged body.
struct Spoilt {
    bytes: Option<Bytes>,
    breaks_off: bool,
    sent: bool,
}

impl Spoilt {
    /// The first half of the bytes, then the end of the connection.
    fn truncated(bytes: &Bytes) -> Self {
        Self { bytes: Some(bytes.slice(..bytes.len() / 2)), breaks_off: true, sent: false }
    }

    /// The bytes in reverse order.
    fn garbled(bytes: &Bytes) -> Self {
        let backwards: Bytes = bytes.iter().rev().copied().collect();
        Self { bytes: Some(backwards), breaks_off: false, sent: false }
    }
}

impl HttpBody for Spoilt {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if !self.breaks_off {
            return Poll::Ready(None);
        }
        // The connection breaks only after the bytes so far have been sent.
        if !std::mem::replace(&mut self.sent, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into())))
    }
}
