//! From a response to a result: pure, without a network.

mod error_document;

use std::borrow::Cow;
use std::time::Duration;
use std::{io, thread};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use self::error_document::ErrorDocument;
use super::attempt::AttemptError;
use super::clock::Clock;
use super::retry::parse_retry_after;
use super::settings::Settings;
use super::trace;
use crate::call::Call;
use crate::error::{Phase, Stage};
use crate::{BoxFuture, DecodeError, Error, IbisResult, Location, TransportError};

/// A body of this length takes about a millisecond to decode, and is decoded on another thread.
const LARGE: usize = 1 << 18;

/// Strips a byte order mark and white space from the start of a JSON text.
pub(super) fn json(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start()
}

/// A response with its whole body.
#[derive(Clone, Debug, Default)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Response {
    fn header(&self, name: HeaderName) -> Option<Cow<'_, str>> {
        header(&self.headers, name)
    }

    /// The delay that the server asks for with `Retry-After`.
    pub(super) fn retry_after(&self, clock: &Clock) -> Option<Duration> {
        retry_after(&self.headers, clock)
    }

    /// Decodes the response to a call.
    ///
    /// A large one is decoded in a boxed future, so that other calls need no room for it.
    pub(super) fn decode<'c>(
        self,
        call: &'c Call,
        settings: &Settings,
        clock: &'c Clock,
        deadline: Instant,
    ) -> Decoded<'c> {
        let status = self.status;
        let (body, headers) = match self.into_body(call, clock) {
            Ok(parts) => parts,
            Err(error) => return Decoded::Done(Err(error)),
        };
        let fetch = call.fetch().map(Box::from);
        let decoder = IbisResult::decoder().fetch_names(fetch).strict(settings.strict);
        let (decoder, length) = (decoder.max_bytes(settings.max_result_bytes), body.len());
        let decode = move || {
            // Warnings are collected on first use, which takes as long as decoding.
            decoder.decode(body).inspect(|result| _ = (result.warning_count() > 0).then(|| result.warnings()))
        };
        if length < LARGE {
            return Decoded::Done(finish(decode(), call, status, headers, clock));
        }
        Decoded::Pending(Box::pin(async move {
            Ok(finish(decode_on_thread(decode, call, deadline).await?, call, status, headers, clock)?)
        }))
    }

    /// Returns the body and the headers, or an error if the response does not contain a result.
    fn into_body(mut self, call: &Call, clock: &Clock) -> Result<(Vec<u8>, HeaderMap), Error> {
        let status = self.status;
        if (300..400).contains(&status) {
            let location = self.header(LOCATION).map(Location::new);
            return Err(Error::Redirect { call: call.label(), status, location });
        }
        let body = std::mem::take(&mut self.body);
        let succeeded = (200..300).contains(&status);
        let format = Format::of(self.header(CONTENT_TYPE).as_deref());
        let is_result = succeeded && starts_with_result(&body);
        if format != Format::Other
            && !is_result
            && let Some(document) = ErrorDocument::read(&body, !succeeded)
        {
            let error = document.into_error(status, self.retry_after(clock));
            return Err(Error::Service { call: call.label(), error: error.into() });
        }
        if succeeded && (format == Format::Json || (format == Format::Unknown && is_result)) {
            return Ok((body, self.headers));
        }
        Err(Error::UnexpectedContentType {
            call: call.label(),
            status,
            content_type: self.header(CONTENT_TYPE).map(Cow::into_owned),
            start: if call.has_secret_result() { String::new() } else { excerpt(&body) },
            anonymous: false,
            retry_after: self.retry_after(clock),
        })
    }
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<Cow<'_, str>> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()))
}

fn retry_after(headers: &HeaderMap, clock: &Clock) -> Option<Duration> {
    parse_retry_after(&header(headers, RETRY_AFTER)?, clock.now())
}

/// The result of decoding a response, or the future that decodes it.
pub(super) enum Decoded<'c> {
    Done(Result<IbisResult, Error>),
    Pending(BoxFuture<'c, Result<IbisResult, AttemptError>>),
}

/// Adds the status and headers to a result, unless decoding failed or the result has an error.
fn finish(
    result: Result<IbisResult, DecodeError>,
    call: &Call,
    status: u16,
    headers: HeaderMap,
    clock: &Clock,
) -> Result<IbisResult, Error> {
    let result = result.map_err(|source| match source {
        DecodeError::TooLarge { limit } => Error::TooLarge { call: call.label(), status, limit },
        source => Error::Decode { call: call.label(), status, source },
    })?;
    if let Some(document) = ErrorDocument::of(&result) {
        let error = document.into_error(status, retry_after(&headers, clock));
        return Err(Error::Service { call: call.label(), error: error.into() });
    }
    trace::warnings(&result);
    Ok(result.with_head(status, headers))
}

/// Decodes on a separate thread, so that the runtime is not blocked.
///
/// After the deadline the thread finishes, and its result is dropped.
async fn decode_on_thread<T: Send + 'static>(
    decode: impl FnOnce() -> T + Send + 'static,
    call: &Call,
    deadline: Instant,
) -> Result<T, AttemptError> {
    let (sender, decoded) = oneshot::channel();
    let decode = move || drop(sender.send(decode()));
    let failed = |problem: io::Error| {
        let source = TransportError::at(Stage::Sent, problem);
        Error::Transport { call: call.label(), source }
    };
    thread::Builder::new().name("ibis-decode".to_owned()).spawn(decode).map_err(failed)?;
    let decoded =
        timeout_at(deadline, decoded).await.map_err(|_| AttemptError::DeadlineExceeded(Phase::Decoding))?;
    Ok(decoded.map_err(|error| failed(io::Error::other(error)))?)
}

/// The format of a body according to its content type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    /// Perhaps JSON: the body decides.
    Unknown,
    Other,
}

impl Format {
    fn of(content_type: Option<&str>) -> Self {
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
        let mut parts = essence.trim().split(['/', '+', '-']);
        let is = |part: &str, name: &str| part.eq_ignore_ascii_case(name);
        if parts.clone().next_back().is_some_and(|part| is(part, "json")) {
            Self::Json
        } else if parts.any(|part| is(part, "html") || is(part, "xml") || is(part, "xhtml")) {
            Self::Other
        } else {
            Self::Unknown
        }
    }
}

/// Whether a body has the form of a result. The decoder then finds any error in it.
fn starts_with_result(body: &[u8]) -> bool {
    json(body).strip_prefix(b"{").is_some_and(|inner| inner.trim_ascii_start().starts_with(b"\"result\""))
}

/// The first characters of a body, on one line.
fn excerpt(body: &[u8]) -> String {
    const LENGTH: usize = 200;
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * LENGTH)]);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;
    use crate::Method;

    fn decoded(status: u16, content_type: Option<&str>, body: &str) -> Result<IbisResult, Error> {
        let headers = content_type.map(|value| (CONTENT_TYPE, HeaderValue::from_str(value).unwrap()));
        let headers = headers.into_iter().collect();
        let response = Response { status, headers, body: body.as_bytes().to_vec() };
        let call = Call::new(Method::Get, "/api/v1/version");
        let settings = crate::IbisClientConnectionBuilder::default().settings;
        let clock = Clock::system();
        match response.decode(&call, &settings, &clock, Instant::now()) {
            Decoded::Done(result) => result,
            Decoded::Pending(_) => panic!("too large for this test"),
        }
    }

    const JSON: Option<&str> = Some("application/json");

    #[test]
    fn content_type_may_have_a_charset() {
        let body = r#"{"result": {"value": "x"}}"#;
        for content_type in ["application/json", "application/json;charset=UTF-8", "Application/JSON ; x=y"] {
            assert_eq!(decoded(200, Some(content_type), body).unwrap().value(), Some("x"), "{content_type}");
        }
    }

    #[test]
    fn proxy_error_page_is_quoted() {
        let error = decoded(502, Some("text/html"), "<html>\n  <h1>Bad   Gateway</h1>").unwrap_err();
        assert_eq!(error.status(), Some(502));
        assert_eq!(
            error.to_string(),
            "GET /api/v1/version: unexpected response with status 502 and content type `text/html`: \
             `<html> <h1>Bad Gateway</h1>`"
        );
        assert!(decoded(200, None, "{}").unwrap_err().to_string().contains("no content type"));
    }

    #[test]
    fn error_document_is_decoded() {
        let body = r#"{"result": {"version": "1.2", "error": {"status": 403, "code": "C", "message": "Not yours", "details": "d"}}}"#;
        let error = decoded(403, JSON, body).unwrap_err();
        assert_eq!(error.to_string(), "GET /api/v1/version: the service returned status 403: Not yours");
        let service_error = error.service_error().unwrap();
        assert_eq!((service_error.code.as_deref(), service_error.details.as_deref()), (Some("C"), Some("d")));
    }

    #[test]
    fn error_status_without_an_error_document_is_an_error() {
        let error = decoded(403, JSON, r#"{"result": {}}"#).unwrap_err();
        assert!(matches!(error, Error::Service { .. }), "{error:?}");
        for body in [r#"{"message": "Blocked"}"#, "{}", "[]", r#"{"result": 7}"#, "{"] {
            let error = decoded(403, JSON, body).unwrap_err();
            assert!(matches!(error, Error::UnexpectedContentType { status: 403, .. }), "{body}: {error:?}");
        }
    }

    #[test]
    fn gateway_fault_is_decoded() {
        let body = r#"{"fault": {"faultstring": "Rate limit\nexceeded", "detail": {"errorcode": "policies.ratelimit"}}}"#;
        let error = decoded(429, JSON, body).unwrap_err();
        assert!(error.to_string().ends_with("returned status 429: Rate limit exceeded"), "{error}");
        assert_eq!(error.service_error().unwrap().code.as_deref(), Some("policies.ratelimit"));
        assert_eq!(decoded(200, JSON, body).unwrap_err().status(), Some(200));
    }

    #[test]
    fn error_in_any_format_is_an_error() {
        for (shape, message) in [
            (r#""Not yours""#, Some("Not yours")),
            (r#"{"message": "Not yours", "status": "403", "more": {}}"#, Some("Not yours")),
            (r#"["Not yours"]"#, None),
            (r#"{"message": ["Not yours"]}"#, None),
            ("403", Some("403")),
            ("true", None),
        ] {
            for body in [format!(r#"{{"error": {shape}}}"#), format!(r#"{{"result": {{"error": {shape}}}}}"#)]
            {
                for status in [200, 403] {
                    let error = decoded(status, JSON, &body).unwrap_err();
                    let Error::Service { error, .. } = error else { panic!("{status} {body}: {error:?}") };
                    assert!(error.status == status || error.status == 403, "{body}: {error:?}");
                    if status == 403 {
                        assert_eq!(error.message.as_deref(), message, "{body}");
                    }
                }
            }
        }
        assert!(decoded(200, JSON, r#"{"result": {"error": null}}"#).is_ok());
    }

    #[test]
    fn body_decides_if_the_content_type_is_ambiguous() {
        let body = " \u{feff} {\"result\": {\"value\": \"x\"}}".trim_start();
        for content_type in [None, Some("text/plain"), Some("text/json"), Some("application/octet-stream")] {
            assert_eq!(decoded(200, content_type, body).unwrap().value(), Some("x"), "{content_type:?}");
        }
        for content_type in ["text/html", "application/xml", "text/xml; charset=utf-8"] {
            let error = decoded(200, Some(content_type), body).unwrap_err();
            assert!(matches!(error, Error::UnexpectedContentType { .. }), "{error:?}");
        }
        for body in ["", "x", "[]", "{}", "{oops"] {
            let error = decoded(200, Some("text/plain"), body).unwrap_err();
            assert!(matches!(error, Error::UnexpectedContentType { .. }), "{error:?}");
        }
    }

    #[test]
    fn redirect_displays_only_status_scheme_and_host() {
        for (location, shown) in [
            ("https://me:sesame@sso.example:8443/spqr1?back=spqr1#spqr1", "`https://sso.example`"),
            ("/login/spqr1", "another path on the server"),
            ("https://", "another path on the server"),
        ] {
            let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(location))]);
            let response = Response { status: 302, headers, body: Vec::new() };
            let call = Call::new(Method::Get, "/api/v1/version");
            let error = response.into_body(&call, &Clock::system()).unwrap_err();
            let text = error.to_string();
            assert!(text.contains("status 302") && text.contains(shown), "{text}");
            for secret in ["spqr1", "sesame"] {
                assert!(!text.contains(secret) && !format!("{error:?}").contains(secret), "{error:?}");
            }
            let Error::Redirect { location: Some(target), .. } = error else { panic!() };
            assert_eq!(target.as_str(), location);
        }
    }

    #[test]
    fn decode_error_names_the_path() {
        let error = decoded(200, JSON, r#"{"result": {"people": [{"cancelled": tru"#).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("$.result.people[0].cancelled"), "{text}");
        assert!(decoded(200, JSON, "").unwrap_err().to_string().contains("EOF"));
        assert!(matches!(
            decoded(200, JSON, "{}").unwrap_err(),
            Error::Decode { source: DecodeError::NoResult, .. }
        ));
    }
}
