//! The API Gateway's front door: OAuth2 client credentials and tokens that expire.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::auth::Basic;
use crate::failure::Failure;
use crate::server::locked;
use crate::service::pairs;

/// The path of the service at the gateway.
pub(crate) const BASE_PATH: &str = "/lookup/v1";
/// The path of the token endpoint.
pub(crate) const TOKEN_PATH: &str = "/oauth2/v1/token";

/// The client credentials that are accepted, and the tokens that were issued.
#[derive(Debug)]
pub(crate) struct Gateway {
    client_id: String,
    client_secret: String,
    lifetime: Duration,
    /// The scope that a request for a token must include, if any.
    scope: Option<String>,
    /// When each token expires. `None` for never.
    tokens: Mutex<HashMap<String, Option<Instant>>>,
}

impl Gateway {
    pub(crate) fn new(
        client_id: String,
        client_secret: String,
        lifetime: Duration,
        scope: Option<String>,
    ) -> Self {
        Self { client_id, client_secret, lifetime, scope, tokens: Mutex::default() }
    }

    /// Responds to a request for a token, in OAuth2's terms.
    pub(crate) fn grant(&self, headers: &HeaderMap, form: &[u8]) -> (StatusCode, String) {
        match self.token(headers, form) {
            Ok(token) => {
                let lifetime = self.lifetime.as_secs();
                let response = json!({"access_token": token, "token_type": "Bearer", "expires_in": lifetime});
                (StatusCode::OK, response.to_string())
            }
            Err((status, error, description)) => {
                (status, json!({"error": error, "error_description": description}).to_string())
            }
        }
    }

    /// Checks the token of a request.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Failure> {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = match header.split_once(' ') {
            Some((kind, token)) if kind.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => return Err(Failure::unauthorized("the gateway requires a bearer token")),
        };
        match locked(&self.tokens).get(token) {
            Some(expiry) if expiry.is_none_or(|expiry| Instant::now() < expiry) => Ok(()),
            Some(_) => Err(Failure::unauthorized("the access token has expired")),
            None => Err(Failure::unauthorized("the access token is unknown")),
        }
    }

    /// Expires all tokens now.
    pub(crate) fn expire(&self) {
        let now = Instant::now();
        locked(&self.tokens).values_mut().for_each(|expiry| *expiry = Some(now));
    }

    fn token(
        &self,
        headers: &HeaderMap,
        form: &[u8],
    ) -> Result<String, (StatusCode, &'static str, &'static str)> {
        let malformed = (StatusCode::BAD_REQUEST, "invalid_request", "the form cannot be read");
        let form = std::str::from_utf8(form).map_err(|_| malformed)?;
        let form: HashMap<String, String> = pairs(form).map_err(|_| malformed)?.into_iter().collect();
        let field = |name: &str| form.get(name).map(String::as_str);
        let refused = (StatusCode::UNAUTHORIZED, "invalid_client", "wrong client id or secret");
        let basic = Basic::from_headers(headers).map_err(|_| refused)?;
        let (id, secret) = match &basic {
            Some(basic) => (basic.name.as_str(), basic.password.as_str()),
            None => (field("client_id").unwrap_or_default(), field("client_secret").unwrap_or_default()),
        };
        if (id, secret) != (self.client_id.as_str(), self.client_secret.as_str()) {
            return Err(refused);
        }
        match field("grant_type") {
            Some("client_credentials") => {}
            Some(_) => {
                let status = StatusCode::BAD_REQUEST;
                return Err((status, "unsupported_grant_type", "only client_credentials is supported"));
            }
            None => return Err((StatusCode::BAD_REQUEST, "invalid_request", "`grant_type` is missing")),
        }
        let scopes = field("scope").unwrap_or_default();
        if self.scope.as_ref().is_some_and(|wanted| !scopes.split(' ').any(|scope| scope == wanted)) {
            let description = "the required scope was not requested";
            return Err((StatusCode::BAD_REQUEST, "invalid_scope", description));
        }
        let token =
            random_text().ok_or((StatusCode::INTERNAL_SERVER_ERROR, "server_error", "no randomness"))?;
        locked(&self.tokens).insert(token.clone(), Instant::now().checked_add(self.lifetime));
        Ok(token)
    }
}

/// The scope in the form of a request for a token.
pub(crate) fn requested_scope(form: &[u8]) -> Option<String> {
    let form = pairs(std::str::from_utf8(form).ok()?).ok()?;
    form.into_iter().find(|(name, _)| name == "scope").map(|(_, scope)| scope)
}

/// 32 random hexadecimal digits.
pub(crate) fn random_text() -> Option<String> {
    let mut bytes = [0; 16];
    rustls::crypto::ring::default_provider().secure_random.fill(&mut bytes).ok()?;
    Some(u128::from_le_bytes(bytes)).map(|number| format!("{number:032x}"))
}
