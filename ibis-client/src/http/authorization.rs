//! The header that says who is calling.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::credentials::{Credentials, TokenProvider};
use super::token::{TokenEndpoint, TokenSource};

/// The number of the next identity.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// As whom a call is made: it stays the same for all its attempts.
pub(super) struct Identity {
    /// No other identity of the process has it.
    pub(super) number: u64,
    pub(super) credentials: Credentials,
    pub(super) authorization: Authorization,
}

pub(super) enum Authorization {
    /// HTTP's Basic scheme.
    Fixed(HeaderValue),
    /// A token that the API Gateway asks for.
    Token(Arc<TokenSource>),
    /// Such a token, which the application gets elsewhere.
    Provided(Arc<dyn TokenProvider>),
}

impl Identity {
    pub(super) fn new(credentials: Credentials, endpoint: &TokenEndpoint) -> Self {
        let authorization = match &credentials {
            Credentials::ApiGateway { client_id, client_secret } => {
                Authorization::Token(Arc::new(TokenSource::new(endpoint, client_id, client_secret)))
            }
            Credentials::Bearer { provider } => Authorization::Provided(Arc::clone(provider)),
            others => {
                let (name, password) = others.basic();
                Authorization::Fixed(basic(name, password))
            }
        };
        Self { number: NEXT.fetch_add(1, Ordering::Relaxed), credentials, authorization }
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
