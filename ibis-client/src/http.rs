//! The connection that talks to a server: the only part that does I/O.

mod attempt;
mod authorization;
mod base_url;
mod builder;
mod clock;
mod credentials;
mod env;
mod invoke;
mod limit;
mod response;
mod retry;
mod settings;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "http/tls/absent.rs"]
mod tls;
mod token;
mod trace;
mod transport;
mod trust;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

pub use self::builder::IbisClientConnectionBuilder;
pub use self::credentials::{Credentials, TokenProvider};
use self::invoke::Caller;
pub(crate) use self::retry::{Effect, classify};
use self::transport::Http;
use crate::call::Call;
use crate::connection::{BoxFuture, Connection, SharedConnection};
use crate::{Error, IbisResult, Secret};

/// The host and port of Lookup itself.
const PRODUCTION: (&str, u16) = ("www.lookup.cam.ac.uk", 443);
/// Those of the instance for tests.
const TEST: (&str, u16) = ("lookup-test.srv.uis.cam.ac.uk", 443);
/// Those of an instance on the developer's own machine.
const LOCAL: (&str, u16) = ("localhost", 8443);

/// The service at the API Gateway.
const GATEWAY: &str = "https://api.apps.cam.ac.uk/lookup/v1";
/// The gateway's token endpoint.
const TOKEN_URL: &str = "https://api.apps.cam.ac.uk/oauth2/v1/token";

/// A connection to Lookup, or to another server of its web service.
///
/// It is cheap to clone, and a clone is the same connection: it shares the pool of sockets, the credentials and the
/// limits. Make one for each server and set of credentials, and keep it.
///
/// ```no_run
/// use ibis_client::{IbisClientConnection, PersonMethods};
///
/// # async fn example() -> Result<(), ibis_client::Error> {
/// let conn = IbisClientConnection::production()?;
/// let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct IbisClientConnection {
    caller: Arc<Caller<Http>>,
}

impl IbisClientConnection {
    /// Creates a connection to a server of the web service.
    ///
    /// `url_base` is the path of the service, such as `""` or `ibis`; slashes around it are ignored. If `check_certs` is
    /// false, anybody can pretend to be the server.
    ///
    /// # Errors
    ///
    /// Returns an error if the host is invalid or the platform's root certificates cannot be read.
    pub fn new(host: &str, port: u16, url_base: &str, check_certs: bool) -> Result<Self, Error> {
        let builder = Self::builder().host(host, port, url_base);
        if check_certs { builder.build() } else { builder.danger_accept_invalid_certs(true).build() }
    }

    /// Creates a connection to Lookup: `www.lookup.cam.ac.uk`.
    ///
    /// # Errors
    ///
    /// Returns an error if the platform's root certificates cannot be read.
    pub fn production() -> Result<Self, Error> {
        Self::new(PRODUCTION.0, PRODUCTION.1, "", true)
    }

    /// Creates a connection to Lookup's test server: `lookup-test.srv.uis.cam.ac.uk`.
    ///
    /// # Errors
    ///
    /// Returns an error if the platform's root certificates cannot be read.
    pub fn test_server() -> Result<Self, Error> {
        Self::new(TEST.0, TEST.1, "", true)
    }

    /// Creates a connection to a server on this machine, `https://localhost:8443/ibis`, with any certificate.
    ///
    /// # Errors
    ///
    /// Returns an error if the HTTP client cannot be made.
    pub fn local() -> Result<Self, Error> {
        Self::new(LOCAL.0, LOCAL.1, "ibis", false)
    }

    /// Creates a connection to Lookup through the University's API Gateway: `https://api.apps.cam.ac.uk/lookup/v1`.
    ///
    /// The gateway is read-only. Paths outside `/api/v1` are refused before anything is sent.
    ///
    /// # Errors
    ///
    /// Returns an error if the platform's root certificates cannot be read, or the id or the secret cannot be sent.
    pub fn api_gateway(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Result<Self, Error> {
        Self::builder().credentials(Credentials::api_gateway(client_id, client_secret)).build()
    }

    /// A connection to the server, and with the credentials, that environment variables name.
    ///
    /// | variable                               | what it is                                                       |
    /// |----------------------------------------|------------------------------------------------------------------|
    /// | `IBIS_URL`                             | the [base URL](IbisClientConnectionBuilder::base_url)            |
    /// | `IBIS_USERNAME`, `IBIS_PASSWORD`       | a group's name and password                                      |
    /// | `IBIS_CLIENT_ID`, `IBIS_CLIENT_SECRET` | a client of the API Gateway                                      |
    /// | `IBIS_TOKEN_SCOPE`                     | the [scope](IbisClientConnectionBuilder::token_scope) of its tokens |
    ///
    /// Without credentials the connection is anonymous. A variable that is empty counts as unset.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if half of a pair is missing, if both pairs are set, if a variable is not Unicode, and
    /// as [`build`](IbisClientConnectionBuilder::build).
    ///
    /// ```no_run
    /// use ibis_client::{IbisClientConnection, PersonMethods};
    ///
    /// let conn = IbisClientConnection::from_env()?;
    /// let people = PersonMethods::new(&conn);
    /// # Ok::<(), ibis_client::Error>(())
    /// ```
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().variables(|name| std::env::var(name))?.build()
    }

    /// Returns a builder for a connection with other settings.
    pub fn builder() -> IbisClientConnectionBuilder {
        IbisClientConnectionBuilder::default()
    }

    /// Sets the username for all later calls over this connection, and over no other.
    ///
    /// The username is a group's name. Between this and [`set_password`](Self::set_password), calls are sent with the
    /// new name and the old password; [`set_credentials`](Self::set_credentials) changes both at once.
    ///
    /// # Errors
    ///
    /// Returns an error if the name contains a colon or a control character, if the connection has credentials for the
    /// API Gateway, or if others could read the credentials on their way.
    pub fn set_username(&self, username: &str) -> Result<(), Error> {
        self.caller.change(|credentials| credentials.with_username(username))
    }

    /// Sets the password for all later calls over this connection, and over no other.
    ///
    /// # Errors
    ///
    /// Returns an error if the password contains a control character, if the connection has credentials for the API
    /// Gateway, or if others could read the credentials on their way.
    pub fn set_password(&self, password: &str) -> Result<(), Error> {
        self.caller.change(|credentials| credentials.with_password(password))
    }

    /// Sets the credentials for all later calls over this connection, and over no other. Calls under way keep the old
    /// ones.
    ///
    /// # Errors
    ///
    /// Returns an error if the name contains a colon, if either part contains a control character, if others could read
    /// them on their way, or if only the old or the new credentials are for the API Gateway, which is another server.
    pub fn set_credentials(&self, credentials: Credentials) -> Result<(), Error> {
        self.caller.change(|_| Ok(credentials))
    }
}

impl Connection for IbisClientConnection {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        self.caller.invoke_method(call)
    }

    fn server(&self) -> Option<&str> {
        self.caller.server()
    }

    fn identity(&self) -> u64 {
        self.caller.identity().number
    }

    fn into_shared(self) -> SharedConnection {
        SharedConnection::from(self.caller)
    }
}

impl Connection for Caller<Http> {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(self.invoke(call))
    }

    fn server(&self) -> Option<&str> {
        Some(&self.base.url)
    }

    fn identity(&self) -> u64 {
        self.identity().number
    }
}

/// Where it leads, and as whom; never the password.
impl fmt::Debug for IbisClientConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IbisClientConnection")
            .field("base_url", &self.caller.base.url)
            .field("credentials", &self.caller.identity().credentials)
            .finish_non_exhaustive()
    }
}
