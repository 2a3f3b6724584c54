//! The header that says who is calling.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::credentials::Credentials;
use super::token::TokenSource;

/// As whom a call is made: it stays the same for all its attempts.
pub(super) struct Identity {
    pub(super) credentials: Credentials,
    pub(super) authorization: Authorization,
}

pub(super) enum Authorization {
    /// HTTP's Basic scheme.
    Fixed(HeaderValue),
    /// A token that the API Gateway asks for.
    Token(Arc<TokenSource>),
}

impl Identity {
    pub(super) fn new(credentials: Credentials, token_url: &str) -> Self {
        let authorization = match &credentials {
            Credentials::ApiGateway { client_id, client_secret } => {
                Authorization::Token(Arc::new(TokenSource::new(token_url, client_id, client_secret)))
            }
            others => {
                let (name, password) = others.basic();
                Authorization::Fixed(basic(name, password))
            }
        };
        Self { credentials, authorization }
    }
}

/// A header of HTTP's Basic scheme.
pub(super) fn basic(name: &str, password: &str) -> HeaderValue {
    let pair = Zeroizing::new(format!("{name}:{password}"));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    // Base64 is ASCII without control characters, which is all that a header asks for.
    secret_header(format!("Basic {}", *encoded)).unwrap_or_else(|| HeaderValue::from_static(""))
}

/// A header that is not shown, and whose memory is wiped when the last copy of it is dropped.
pub(super) fn secret_header(text: String) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(Zeroizing::new(text))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_is_encoded_and_not_shown() {
        let header = basic("editors", "sesame");
        assert_eq!(header.as_bytes(), b"Basic ZWRpdG9yczpzZXNhbWU=");
        assert!(!format!("{header:?}").contains("ZWRp"), "{header:?}");
    }

    #[test]
    fn text_that_no_header_can_have_makes_none() {
        assert!(secret_header("a\nb".to_owned()).is_none());
    }
}
