//! The response that a result was decoded from.

use std::fmt;

use bytes::BytesMut;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, SET_COOKIE};

use super::graph::Graph;

/// Headers that carry credentials or session cookies.
const SECRET_HEADERS: [HeaderName; 4] = [
    SET_COOKIE,
    HeaderName::from_static("set-cookie2"),
    HeaderName::from_static("authentication-info"),
    HeaderName::from_static("proxy-authentication-info"),
];

/// The response that a result was decoded from: see [`IbisResult::response`](super::IbisResult::response).
///
/// ```
/// use ibis_client::{Call, Connection as _, IbisClientConnection, Method};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = ibis_sandbox::Sandbox::start().await?;
/// # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
/// let result = conn.invoke_method(Call::new(Method::Get, "/api/v1/version")).await?;
/// let response = result.response();
/// assert_eq!(response.status(), Some(200));
/// assert!(response.header("content-type").is_some_and(|value| value.starts_with("application/json")));
/// assert!(response.json().is_some_and(|json| json.contains("result")));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Response<'a> {
    pub(super) graph: &'a Graph,
}

impl<'a> Response<'a> {
    /// The HTTP status.
    ///
    /// `None` for a document that was obtained elsewhere, and for a result that was joined from several responses.
    pub fn status(self) -> Option<u16> {
        self.graph.head.as_ref().map(|(status, _)| *status)
    }

    /// The headers, with their names in lower case.
    ///
    /// Headers that carry credentials or cookies are left out, as are values that are not text.
    pub fn headers(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let headers = self.graph.head.iter().flat_map(|(_, headers)| headers);
        headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// The first value of a header. The name is case-insensitive.
    pub fn header(self, name: &str) -> Option<&'a str> {
        self.headers().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The JSON text, or `None` for a result that was joined from several responses.
    ///
    /// Lone surrogates, which UTF-8 cannot represent, are replaced.
    pub fn json(self) -> Option<&'a str> {
        (!self.graph.is_joined).then_some(&self.graph.text)
    }
}

/// Shows the status only: the rest may be personal data.
impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status()).finish_non_exhaustive()
    }
}

/// The headers to keep with a result: without credentials, and with values of their own, because those of the HTTP library
/// keep its whole read buffer in memory.
pub(super) fn kept(mut headers: HeaderMap) -> HeaderMap {
    for name in SECRET_HEADERS {
        headers.remove(name);
    }
    let mut values = BytesMut::with_capacity(headers.values().map(HeaderValue::len).sum());
    headers.values().for_each(|value| values.extend_from_slice(value.as_bytes()));
    let mut values = values.freeze();
    for value in headers.values_mut() {
        if let Ok(copy) = HeaderValue::from_maybe_shared(values.split_to(value.len())) {
            *value = copy;
        }
    }
    headers
}
