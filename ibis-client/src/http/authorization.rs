//! The `Authorization` header.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::credentials::{Credentials, TokenProvider};
use super::token::{TokenEndpoint, TokenSource};

/// The id of the next identity.
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// The credentials of a call, the same for all its attempts.
pub(super) struct Identity {
    /// Unique in the process.
    pub(super) id: u64,
    pub(super) credentials: Credentials,
    pub(super) authorization: Authorization,
}

pub(super) enum Authorization {
    /// HTTP's Basic scheme.
    Basic(HeaderValue),
    /// An access token, fetched with the client's id and secret.
    Token(Arc<TokenSource>),
    /// An access token from the application.
    Provider(Arc<dyn TokenProvider>),
}

impl Identity {
    pub(super) fn new(credentials: Credentials, endpoint: &TokenEndpoint) -> Self {
        let authorization = match &credentials {
            Credentials::ApiGateway { client_id, client_secret } => {
                Authorization::Token(Arc::new(TokenSource::new(endpoint, client_id, client_secret)))
            }
            Credentials::Bearer { provider } => Authorization::Provider(Arc::clone(provider)),
            others => {
                let (name, password) = others.basic();
                Authorization::Basic(basic(name, password))
            }
        };
        Self { id: NEXT_ID.fetch_add(1, Ordering::Relaxed), credentials, authorization }
    }
}

/// Returns the header for HTTP's Basic scheme.
pub(super) fn basic(name: &str, password: &str) -> HeaderValue {
    let pair = Zeroizing::new(format!("{name}:{password}"));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    // Base64 is always a valid header value.
    secret_header(format!("Basic {}", *encoded)).unwrap_or_else(|| HeaderValue::from_static(""))
}

/// Returns a header value that `Debug` does not show, and that is wiped when its last copy is dropped.
pub(super) fn secret_header(text: String) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(Zeroizing::new(text))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_is_encoded_and_hidden_from_debug() {
        let header = basic("editors", "sesame");
        assert_eq!(header.as_bytes(), b"Basic ZWRpdG9yczpzZXNhbWU=");
        assert!(!format!("{header:?}").contains("ZWRp"), "{header:?}");
    }

    #[test]
    fn invalid_header_text_returns_none() {
        assert!(secret_header("a\nb".to_owned()).is_none());
    }
}
