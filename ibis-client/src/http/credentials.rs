//! Credentials.

use std::fmt;
use std::sync::Arc;

use crate::{BoxFuture, Error, Secret};

/// The username for anonymous access.
const ANONYMOUS: &str = "anonymous";

/// The credentials of a connection.
///
/// Passwords and secrets are wiped from memory when the value is dropped, and `Debug` does not show them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Credentials {
    /// Anonymous access, which can only read.
    ///
    /// What it can read depends on the network that the call comes from.
    #[default]
    Anonymous,
    /// The name and password of a group: the calls may read and edit what the group may.
    Group {
        /// The group's name, not its groupid.
        name: String,
        /// The group's password.
        password: Secret,
    },
    /// The id and secret of a client of the University's API Gateway.
    ApiGateway {
        /// The client id.
        client_id: String,
        /// The client secret.
        client_secret: Secret,
    },
    /// Access tokens for the API Gateway that the application obtains itself.
    Bearer {
        /// The source of the tokens.
        provider: Arc<dyn TokenProvider>,
    },
}

/// A source of access tokens for the API Gateway: see [`Credentials::tokens`].
///
/// It is asked for a token before each attempt. If the gateway rejects the token, the call fails with status 401.
///
/// ```
/// use ibis_client::{BoxFuture, Credentials, IbisClientConnection, Secret, TokenProvider};
///
/// /// Reads the token that another process keeps in a file.
/// struct TokenFile(std::path::PathBuf);
///
/// impl TokenProvider for TokenFile {
///     fn token(&self) -> BoxFuture<'_, Result<Secret, Box<dyn std::error::Error + Send + Sync>>> {
///         Box::pin(async { Ok(Secret::new(std::fs::read_to_string(&self.0)?.trim_end())) })
///     }
/// }
///
/// let credentials = Credentials::tokens(TokenFile("/run/secrets/token".into()));
/// let conn = IbisClientConnection::builder().credentials(credentials).build()?;
/// # Ok::<(), ibis_client::Error>(())
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Returns a token that is still valid.
    ///
    /// The connection calls this for each attempt at a call, within the call's time limit. Cache the token until it
    /// expires.
    ///
    /// # Errors
    ///
    /// Returns an error if no token can be obtained. The call then fails with [`Error::Token`], and nothing is sent.
    fn token(&self) -> BoxFuture<'_, Result<Secret, Box<dyn std::error::Error + Send + Sync>>>;
}

/// A token that never changes.
impl TokenProvider for Secret {
    fn token(&self) -> BoxFuture<'_, Result<Secret, Box<dyn std::error::Error + Send + Sync>>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl fmt::Debug for dyn TokenProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenProvider(…)")
    }
}

impl Credentials {
    /// Creates credentials for anonymous access.
    pub fn anonymous() -> Self {
        Self::Anonymous
    }

    /// Creates credentials from the name and password of a group.
    #[doc(alias = "password")]
    #[doc(alias = "username")]
    pub fn group(name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Group { name: name.into(), password: password.into() }
    }

    /// Creates credentials from the id and secret of a client of the API Gateway.
    #[doc(alias = "OAuth2")]
    pub fn api_gateway(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self::ApiGateway { client_id: client_id.into(), client_secret: client_secret.into() }
    }

    /// Creates credentials from one access token for the API Gateway.
    ///
    /// The token is sent until it is replaced with
    /// [`set_credentials`](crate::IbisClientConnection::set_credentials).
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self::tokens(token.into())
    }

    /// Creates credentials from a source of access tokens for the API Gateway.
    pub fn tokens(provider: impl TokenProvider) -> Self {
        Self::Bearer { provider: Arc::new(provider) }
    }

    pub(super) fn is_gateway(&self) -> bool {
        matches!(self, Self::ApiGateway { .. } | Self::Bearer { .. })
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        matches!(self, Self::Anonymous)
    }

    /// The name and password for HTTP's Basic scheme, or the client's id and secret.
    pub(super) fn basic(&self) -> (&str, &str) {
        match self {
            Self::Anonymous => (ANONYMOUS, ""),
            Self::Group { name, password } => (name, password.expose()),
            Self::ApiGateway { client_id, client_secret } => (client_id, client_secret.expose()),
            Self::Bearer { .. } => ("", ""),
        }
    }

    pub(super) fn with_username(&self, username: &str) -> Result<Self, Error> {
        self.refuse_gateway("username")?;
        Ok(Self::group(username, self.basic().1))
    }

    pub(super) fn with_password(&self, password: &str) -> Result<Self, Error> {
        self.refuse_gateway("password")?;
        Ok(Self::group(self.basic().0, password))
    }

    fn refuse_gateway(&self, setting: &'static str) -> Result<(), Error> {
        if self.is_gateway() {
            let problem = "the API Gateway does not use names and passwords: use `set_credentials`";
            return Err(Error::configuration(setting, problem));
        }
        Ok(())
    }

    /// Checks that HTTP's Basic scheme can carry the name and password.
    pub(super) fn check(&self) -> Result<(), Error> {
        let (name_setting, password_setting) = match self {
            Self::ApiGateway { .. } => ("client id", "client secret"),
            _ => ("username", "password"),
        };
        let (name, password) = self.basic();
        if name.contains(':') || name.contains(char::is_control) {
            let problem = "it must not contain a colon or a control character";
            return Err(Error::configuration(name_setting, problem));
        }
        if password.contains(char::is_control) {
            return Err(Error::configuration(password_setting, "it must not contain a control character"));
        }
        if matches!(self, Self::ApiGateway { .. }) && name.is_empty() {
            return Err(Error::configuration(name_setting, "it is empty"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_names_and_passwords_are_refused() {
        for credentials in [
            Credentials::group("a:b", ""),
            Credentials::group("a\n", ""),
            Credentials::group("a", "b\r"),
            Credentials::api_gateway("a:b", ""),
            Credentials::api_gateway("", "b"),
        ] {
            assert!(credentials.check().is_err(), "{credentials:?}");
        }
        assert!(Credentials::group("a b", "c:d é").check().is_ok());
    }

    #[test]
    fn gateway_credentials_have_no_name_or_password() {
        let gateway = Credentials::api_gateway("id", "secret");
        assert!(gateway.with_username("a").is_err());
        assert!(gateway.with_password("a").is_err());
    }

    #[test]
    fn debug_hides_secrets() {
        let shown =
            format!("{:?}", [Credentials::group("me", "sesame"), Credentials::api_gateway("id", "sesame")]);
        assert!(shown.contains("me") && shown.contains("id") && !shown.contains("sesame"), "{shown}");
    }
}
