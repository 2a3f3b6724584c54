//! From a response to a result: without a network.

mod error_document;

use std::borrow::Cow;
use std::time::Duration;
use std::{io, thread};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use self::error_document::ErrorDocument;
use super::attempt::Stop;
use super::clock::Clock;
use super::retry::parse_retry_after;
use super::settings::Settings;
use super::trace;
use crate::call::Call;
use crate::error::{Phase, Stage};
use crate::{BoxFuture, DecodeError, Error, IbisResult, Location, TransportError};

/// From this length on a body is decoded aside: it takes about a millisecond.
const LARGE: usize = 1 << 18;

/// The text without the mark that some editors put before it, and without white space.
pub(super) fn json(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start()
}

/// A response, with the whole body.
#[derive(Clone, Debug, Default)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Response {
    fn header(&self, name: HeaderName) -> Option<Cow<'_, str>> {
        self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()))
    }

    /// How long the server asks to wait before the next attempt.
    pub(super) fn retry_after(&self, clock: &Clock) -> Option<Duration> {
        parse_retry_after(&self.header(RETRY_AFTER)?, clock.now())
    }

    /// Decodes the response to a call: a large one in a future, which is boxed so that few calls have room for it.
    pub(super) fn decode<'c>(
        self,
        call: &'c Call,
        settings: &Settings,
        clock: &Clock,
        deadline: Instant,
    ) -> Decoded<'c> {
        let status = self.status;
        let (body, headers) = match self.into_body(call, clock) {
            Ok(parts) => parts,
            Err(error) => return Decoded::Now(Err(error)),
        };
        let fetch = call.query_param("fetch").or_else(|| call.form_param("fetch")).map(Box::from);
        let decoder = IbisResult::decoder().fetch_names(fetch).strict(settings.strict);
        let (decoder, length) = (decoder.max_bytes(settings.max_result_bytes), body.len());
        let decode = move || {
            // Warnings are worked out when they are first asked for, which takes as long as decoding.
            decoder.decode(body).inspect(|result| _ = (result.warning_count() > 0).then(|| result.warnings()))
        };
        if length < LARGE {
            return Decoded::Now(checked(decode(), call, status, headers));
        }
        Decoded::Later(Box::pin(async move {
            Ok(checked(aside(decode, call, deadline).await?, call, status, headers)?)
        }))
    }

    /// The body and the headers, unless the response says that there is no result in it.
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
        if succeeded && (format == Format::Json || (format == Format::Unsaid && is_result)) {
            return Ok((body, self.headers));
        }
        Err(Error::UnexpectedContentType {
            call: call.label(),
            status,
            content_type: self.header(CONTENT_TYPE).map(Cow::into_owned),
            start: start(&body),
            anonymous: false,
            retry_after: self.retry_after(clock),
        })
    }
}

/// What comes of decoding a response.
pub(super) enum Decoded<'c> {
    Now(Result<IbisResult, Error>),
    Later(BoxFuture<'c, Result<IbisResult, Stop>>),
}

/// A result, unless there is an error in it.
fn checked(
    result: Result<IbisResult, DecodeError>,
    call: &Call,
    status: u16,
    headers: HeaderMap,
) -> Result<IbisResult, Error> {
    let result = result.map_err(|source| match source {
        DecodeError::TooLarge { limit } => Error::TooLarge { call: call.label(), status, limit },
        source => Error::Decode { call: call.label(), status, source },
    })?;
    if let Some(document) = ErrorDocument::of(&result) {
        let error = document.into_error(status, None);
        return Err(Error::Service { call: call.label(), error: error.into() });
    }
    trace::warnings(&result);
    Ok(result.with_head(status, headers))
}

/// Decodes on a thread of its own, so that no runtime is held up. What is not decoded at the deadline is given up; the
/// thread ends when it is done.
async fn aside<T: Send + 'static>(
    decode: impl FnOnce() -> T + Send + 'static,
    call: &Call,
    deadline: Instant,
) -> Result<T, Stop> {
    let (sender, decoded) = oneshot::channel();
    let decode = move || drop(sender.send(decode()));
    let failed = |problem: io::Error| {
        let source = TransportError::at(Stage::Sent, problem);
        Error::Transport { call: call.label(), source }
    };
    thread::Builder::new().name("ibis-decode".to_owned()).spawn(decode).map_err(failed)?;
    let decoded = timeout_at(deadline, decoded).await.map_err(|_| Stop::DeadlineExceeded(Phase::Decoding))?;
    Ok(decoded.map_err(|error| failed(io::Error::other(error)))?)
}

/// What a content type says of a body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    /// It may be the service's JSON: the body tells.
    Unsaid,
    Other,
}

impl Format {
    fn of(content_type: Option<&str>) -> Self {
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
        let mut words = essence.trim().split(['/', '+', '-']);
        let is = |word: &str, other: &str| word.eq_ignore_ascii_case(other);
        if words.clone().next_back().is_some_and(|word| is(word, "json")) {
            Self::Json
        } else if words.any(|word| is(word, "html") || is(word, "xml") || is(word, "xhtml")) {
            Self::Other
        } else {
            Self::Unsaid
        }
    }
}

/// Whether it is in the form of all results, so that an error in it shows when it is decoded.
fn starts_with_result(body: &[u8]) -> bool {
    json(body).strip_prefix(b"{").is_some_and(|inner| inner.trim_ascii_start().starts_with(b"\"result\""))
}

/// The first characters of a body, on one line.
fn start(body: &[u8]) -> String {
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
            Decoded::Now(result) => result,
            Decoded::Later(_) => panic!("it is too large for this test"),
        }
    }

    const JSON: Option<&str> = Some("application/json");

    #[test]
    fn a_content_type_may_have_a_charset() {
        let body = r#"{"result": {"value": "x"}}"#;
        for content_type in ["application/json", "application/json;charset=UTF-8", "Application/JSON ; x=y"] {
            assert_eq!(decoded(200, Some(content_type), body).unwrap().value(), Some("x"), "{content_type}");
        }
    }

    #[test]
    fn a_page_of_a_proxy_is_told_with_its_first_characters() {
        let error = decoded(502, Some("text/html"), "<html>\n  <h1>Bad   Gateway</h1>").unwrap_err();
        assert_eq!(error.status(), Some(502));
        assert_eq!(
            error.to_string(),
            "GET /api/v1/version: a response with status 502 and content type `text/html` was not expected: \
             `<html> <h1>Bad Gateway</h1>`"
        );
        assert!(decoded(200, None, "{}").unwrap_err().to_string().contains("no content type"));
    }

    #[test]
    fn an_error_document_is_the_service_s_word() {
        let body = r#"{"result": {"version": "1.2", "error": {"status": 403, "code": "C", "message": "Not yours", "details": "d"}}}"#;
        let error = decoded(403, JSON, body).unwrap_err();
        assert_eq!(error.to_string(), "GET /api/v1/version: the service answered with status 403: Not yours");
        let service_error = error.service_error().unwrap();
        assert_eq!((service_error.code.as_deref(), service_error.details.as_deref()), (Some("C"), Some("d")));
    }

    #[test]
    fn error_status_is_an_error_even_without_a_document_of_one() {
        let error = decoded(403, JSON, r#"{"result": {}}"#).unwrap_err();
        assert!(matches!(error, Error::Service { .. }), "{error:?}");
        for body in [r#"{"message": "Blocked"}"#, "{}", "[]", r#"{"result": 7}"#, "{"] {
            let error = decoded(403, JSON, body).unwrap_err();
            assert!(matches!(error, Error::UnexpectedContentType { status: 403, .. }), "{body}: {error:?}");
        }
    }

    #[test]
    fn gateway_s_fault_is_told_with_its_text() {
        let body = r#"{"fault": {"faultstring": "Rate limit\nexceeded", "detail": {"errorcode": "policies.ratelimit"}}}"#;
        let error = decoded(429, JSON, body).unwrap_err();
        assert!(error.to_string().ends_with("with status 429: Rate limit exceeded"), "{error}");
        assert_eq!(error.service_error().unwrap().code.as_deref(), Some("policies.ratelimit"));
        assert_eq!(decoded(200, JSON, body).unwrap_err().status(), Some(200));
    }

    #[test]
    fn error_of_any_shape_is_an_error() {
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
    fn body_counts_where_the_content_type_does_not_say_what_it_is() {
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
    fn redirect_is_told_by_status_scheme_and_host_alone() {
        for (location, told) in [
            ("https://me:sesame@sso.example:8443/spqr1?back=spqr1#spqr1", "`https://sso.example`"),
            ("/login/spqr1", "another path of the server"),
            ("https://", "another path of the server"),
        ] {
            let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(location))]);
            let response = Response { status: 302, headers, body: Vec::new() };
            let call = Call::new(Method::Get, "/api/v1/version");
            let error = response.into_body(&call, &Clock::system()).unwrap_err();
            let text = error.to_string();
            assert!(text.contains("status 302") && text.contains(told), "{text}");
            for secret in ["spqr1", "sesame"] {
                assert!(!text.contains(secret) && !format!("{error:?}").contains(secret), "{error:?}");
            }
            let Error::Redirect { location: Some(kept), .. } = error else { panic!() };
            assert_eq!(kept.as_str(), location);
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_told_with_its_place() {
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
