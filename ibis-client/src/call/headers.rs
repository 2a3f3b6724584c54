//! Headers that the application adds to requests.

use reqwest::header::{HeaderName, HeaderValue};

/// A checked header.
pub(crate) type Header = (HeaderName, HeaderValue);

/// Headers that the connection sets itself, or that change how a message is parsed.
const RESERVED: [&str; 14] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "proxy-authorization",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// The most headers that are accepted. The HTTP library panics above some 30,000.
pub(crate) const MAX_HEADERS: usize = 1_000;

/// Checks a header that the application adds.
pub(crate) fn header(name: &str, value: &str) -> Result<Header, &'static str> {
    let name = HeaderName::try_from(name).map_err(|_| "is not a valid header name")?;
    if RESERVED.contains(&name.as_str()) {
        return Err("is set by the connection itself");
    }
    let problem = "has an invalid value: use ASCII without control characters";
    let value = HeaderValue::from_str(value).map_err(|_| problem)?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_header_is_refused_in_any_case() {
        for name in RESERVED.iter().map(|name| name.to_uppercase()) {
            assert_eq!(header(&name, "x"), Err("is set by the connection itself"), "{name}");
        }
    }

    #[test]
    fn invalid_header_is_refused() {
        assert!(header("X Y", "1").unwrap_err().contains("name"));
        assert!(header("X-Y", "1\r\nHost: other").unwrap_err().contains("value"));
        assert!(header("x-request-id", "0af7651916cd43dd").is_ok());
    }
}
