//! From a response to a result: pure, without a network.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};

use super::clock::Clock;
use super::retry::parse_retry_after;
use crate::call::Call;
use crate::result::IbisResult;
use crate::{Error, ServiceError};

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

    /// Decodes the response to a call.
    pub(super) fn decode(self, call: &Call, strict: bool, clock: &Clock) -> Result<IbisResult, Error> {
        let status = self.status;
        if (300..400).contains(&status) {
            let location = self.header(LOCATION).map(Cow::into_owned);
            return Err(Error::Redirect { call: call.label(), status, location });
        }
        let retry_after = self.retry_after(clock);
        let content_type = self.header(CONTENT_TYPE);
        if !content_type.as_deref().is_some_and(is_json) {
            let content_type = content_type.map(Cow::into_owned);
            let (call, start) = (call.label(), start(&self.body));
            return Err(Error::UnexpectedContentType { call, status, content_type, start, retry_after });
        }
        let body = self.body;
        let succeeded = (200..300).contains(&status);
        let fetch = call.query_param("fetch").map(Box::from);
        // Of a failure the status matters more than what is wrong with its document.
        let result = match IbisResult::decode(body, fetch, strict) {
            Ok(result) => Some(result),
            Err(source) if succeeded => return Err(Error::Decode { call: call.label(), status, source }),
            Err(_) => None,
        };
        let mut failure = ServiceError { status, code: None, message: None, details: None, retry_after };
        if let Some(result) = result {
            if let Some(error) = result.error() {
                let status_within = u16::try_from(error.status()).ok().filter(|status| *status >= 400);
                failure.status = status_within.filter(|_| succeeded).unwrap_or(status);
                failure.code = error.code().map(str::to_owned);
                failure.message = error.message().map(str::to_owned);
                failure.details = error.details().map(str::to_owned);
            } else if succeeded {
                return Ok(result);
            }
        }
        Err(Error::Service { call: call.label(), error: failure.into() })
    }
}

/// Whether a content type is JSON, with or without a charset.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
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
    use crate::result::DecodeError;

    fn decoded(status: u16, content_type: Option<&str>, body: &str) -> Result<IbisResult, Error> {
        let headers = content_type.map(|value| (CONTENT_TYPE, HeaderValue::from_str(value).unwrap()));
        let headers = headers.into_iter().collect();
        let response = Response { status, headers, body: body.as_bytes().to_vec() };
        response.decode(&Call::new(Method::Get, "/api/v1/version"), false, &Clock::system())
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
            "GET /api/v1/version: an answer with status 502 and content type `text/html` was not expected: \
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
    fn an_error_status_is_an_error_even_without_a_document_of_one() {
        assert_eq!(decoded(500, JSON, r#"{"result": {}}"#).unwrap_err().status(), Some(500));
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
