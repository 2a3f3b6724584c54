//! The response of the token endpoint: pure, without a network.

use std::time::Duration;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use crate::Secret;
use crate::error::TokenProblem;
use crate::http::response::json;

/// The lifetime of a token if the response does not give one.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(300);

/// An access token and its lifetime.
#[derive(Debug)]
pub(super) struct AccessToken {
    pub(super) token: Secret,
    pub(super) lifetime: Duration,
}

/// A value of an unexpected type counts as absent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Document {
    /// Read directly, since a lenient field is buffered.
    access_token: Option<SecretText>,
    #[serde(deserialize_with = "lenient")]
    token_type: Option<String>,
    #[serde(deserialize_with = "lenient")]
    expires_in: Option<Seconds>,
    #[serde(deserialize_with = "lenient")]
    error: Option<String>,
    #[serde(deserialize_with = "lenient")]
    error_description: Option<String>,
}

fn lenient<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Field<T> {
        Expected(T),
        Other(IgnoredAny),
    }

    Ok(match Field::deserialize(deserializer)? {
        Field::Expected(value) => Some(value),
        Field::Other(_) => None,
    })
}

struct SecretText(Secret);

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

/// A number, or the text of a number, which some gateways send.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(String),
}

impl Seconds {
    fn duration(&self) -> Option<Duration> {
        let seconds = match self {
            Self::Number(seconds) => *seconds,
            Self::Text(text) => text.trim().parse().ok()?,
        };
        Duration::try_from_secs_f64(seconds).ok()
    }
}

/// Reads a response. An error does not quote it, since it may contain a token.
pub(super) fn read(status: u16, body: &[u8]) -> Result<AccessToken, TokenProblem> {
    let document: Option<Document> = serde_json::from_slice(json(body)).ok();
    if !(200..300).contains(&status) {
        let (code, description) =
            document.map_or((None, None), |error| (error.error, error.error_description));
        return Err(TokenProblem::Refused { code, description });
    }
    let Some(Document { access_token: Some(SecretText(token)), token_type, expires_in, .. }) = document
    else {
        return Err(TokenProblem::NoToken("its response has no `access_token`"));
    };
    if token.expose().is_empty() {
        return Err(TokenProblem::NoToken("its `access_token` is empty"));
    }
    let is_bearer = |kind: &str| kind.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("bearer"));
    if !token_type.as_deref().is_none_or(is_bearer) {
        return Err(TokenProblem::NoToken("its token is not a bearer token"));
    }
    let lifetime = expires_in.and_then(|seconds| seconds.duration()).unwrap_or(DEFAULT_LIFETIME);
    Ok(AccessToken { token, lifetime })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetime(expires_in: &str) -> Duration {
        let body = format!(r#"{{"access_token": "t", "token_type": "Bearer"{expires_in}}}"#);
        read(200, body.as_bytes()).unwrap().lifetime
    }

    #[test]
    fn lifetime_is_a_number_or_a_numeric_string() {
        assert_eq!(lifetime(r#", "expires_in": 3599"#), Duration::from_secs(3599));
        assert_eq!(lifetime(r#", "expires_in": "3599""#), Duration::from_secs(3599));
        assert!(read(200, b"\xef\xbb\xbf{\"access_token\": \"t\"}").is_ok());
        for other in [
            "",
            r#", "expires_in": null"#,
            r#", "expires_in": -1"#,
            r#", "expires_in": "soon""#,
            r#", "expires_in": true, "scope": []"#,
        ] {
            assert_eq!(lifetime(other), DEFAULT_LIFETIME, "{other}");
        }
    }

    #[test]
    fn response_without_a_token_is_not_quoted() {
        for body in [
            "<html>sesame</html>",
            "",
            r#"{"token": "sesame"}"#,
            r#"{"access_token": ""}"#,
            r#"{"access_token": "sesame", "token_type": "mac"}"#,
        ] {
            let problem = format!("{:?}", read(200, body.as_bytes()).unwrap_err());
            assert!(problem.starts_with("NoToken") && !problem.contains("sesame"), "{problem}");
        }
    }

    #[test]
    fn error_has_the_oauth2_code_and_description() {
        let body = br#"{"error": "invalid_client", "error_description": "no such client"}"#;
        let TokenProblem::Refused { code, description } = read(401, body).unwrap_err() else { panic!() };
        assert_eq!(
            (code.as_deref(), description.as_deref()),
            (Some("invalid_client"), Some("no such client"))
        );
        let body = br#"{"error": "invalid_client", "error_description": ["no such client"]}"#;
        let refused = read(401, body).unwrap_err();
        assert!(
            matches!(&refused, TokenProblem::Refused { code: Some(code), .. } if code == "invalid_client")
        );
        assert!(matches!(read(503, b"<html>"), Err(TokenProblem::Refused { code: None, .. })));
    }
}
