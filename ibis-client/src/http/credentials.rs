//! As whom a connection speaks.

use std::fmt;
use std::sync::Arc;

use crate::{BoxFuture, Error, Secret};

/// The name under which the service is read without a password.
const ANONYMOUS: &str = "anonymous";

/// The credentials of a connection.
///
/// Passwords and secrets are wiped from memory when the value is dropped, and are not shown by `Debug`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Credentials {
    /// Anonymous access: reads what anybody may read from the caller's network.
    #[default]
    Anonymous,
    /// A group, with its password: reads and edits what the group may.
    Group {
        /// The group's name, not its groupid.
        name: String,
        /// Its password.
        password: Secret,
    },
    /// A client of the University's API Gateway, the other front door of the service.
    ApiGateway {
        /// The client's id.
        client_id: String,
        /// Its secret.
        client_secret: Secret,
    },
    /// A client of the API Gateway that gets its access tokens elsewhere.
    Bearer {
        /// What returns the tokens.
        provider: Arc<dyn TokenProvider>,
    },
}

/// A source of access tokens for the API Gateway: see [`Credentials::tokens`].
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
    /// It is called for each attempt at a call and under the call's time limit, so keep a token until it expires.
    ///
    /// # Errors
    ///
    /// Why there is no token: the call is not sent, and fails with [`Error::Token`].
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
    /// [`Anonymous`](Self::Anonymous).
    pub fn anonymous() -> Self {
        Self::Anonymous
    }

    /// A [`Group`](Self::Group), by its name.
    pub fn group(name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Group { name: name.into(), password: password.into() }
    }

    /// A client of the [`ApiGateway`](Self::ApiGateway).
    pub fn api_gateway(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self::ApiGateway { client_id: client_id.into(), client_secret: client_secret.into() }
    }

    /// An access token for the API Gateway that was obtained elsewhere. It is sent until it is replaced with
    /// [`set_credentials`](crate::IbisClientConnection::set_credentials).
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self::tokens(token.into())
    }

    /// Access tokens for the API Gateway that the application gets elsewhere.
    pub fn tokens(provider: impl TokenProvider) -> Self {
        Self::Bearer { provider: Arc::new(provider) }
    }

    pub(super) fn is_gateway(&self) -> bool {
        matches!(self, Self::ApiGateway { .. } | Self::Bearer { .. })
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        matches!(self, Self::Anonymous)
    }

    /// The name and the password, or what stands for them.
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
            let problem = "the API Gateway has no names and passwords: use `set_credentials`";
            return Err(Error::configuration(setting, problem));
        }
        Ok(())
    }

    /// HTTP's Basic scheme cannot carry a colon in the name, nor control characters.
    pub(super) fn check(&self) -> Result<(), Error> {
        let (of_name, of_password) = match self {
            Self::ApiGateway { .. } => ("client id", "client secret"),
            _ => ("username", "password"),
        };
        let (name, password) = self.basic();
        if name.contains(':') || name.contains(char::is_control) {
            let problem = "HTTP cannot carry a name with a colon or a control character in it";
            return Err(Error::configuration(of_name, problem));
        }
        if password.contains(char::is_control) {
            let problem = "HTTP cannot carry a password with a control character in it";
            return Err(Error::configuration(of_password, problem));
        }
        if matches!(self, Self::ApiGateway { .. }) && name.is_empty() {
            return Err(Error::configuration(of_name, "it is empty"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_http_cannot_carry_is_refused() {
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
    fn gateway_has_neither_name_nor_password() {
        let gateway = Credentials::api_gateway("id", "secret");
        assert!(gateway.with_username("a").is_err());
        assert!(gateway.with_password("a").is_err());
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown =
            format!("{:?}", [Credentials::group("me", "sesame"), Credentials::api_gateway("id", "sesame")]);
        assert!(shown.contains("me") && shown.contains("id") && !shown.contains("sesame"), "{shown}");
    }
}
