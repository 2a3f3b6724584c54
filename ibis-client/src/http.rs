//! The connection to a server: the only module that does I/O.

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
pub(crate) use self::invoke::after;
pub(crate) use self::retry::{Effect, classify};
use self::transport::Http;
use crate::call::Call;
use crate::connection::{BoxFuture, Connection, SharedConnection};
use crate::{Error, IbisResult, Secret};

/// The host and port of the production server.
const PRODUCTION: (&str, u16) = ("www.lookup.cam.ac.uk", 443);
/// The host and port of the test server.
const TEST: (&str, u16) = ("lookup-test.srv.uis.cam.ac.uk", 443);
/// The host and port of a server on the developer's machine.
const LOCAL: (&str, u16) = ("localhost", 8443);

/// The base URL of the API Gateway.
const GATEWAY: &str = "https://api.apps.cam.ac.uk/lookup/v1";
/// The gateway's token endpoint.
const TOKEN_URL: &str = "https://api.apps.cam.ac.uk/oauth2/v1/token";

/// A connection to Lookup, or to another server that provides its web service.
///
/// Cloning is cheap, and all clones share the connection pool, the credentials and the limits. Create one connection
/// for each server and set of credentials, and reuse it. A socket belongs to the runtime that opened it, so a program with
/// several runtimes needs a connection for each: a call that is given the socket of a runtime that nobody drives waits
/// until its attempt times out.
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
    /// Creates an HTTPS connection to the given server.
    ///
    /// `url_base` is the path of the service, such as `""` or `ibis`; leading and trailing slashes are ignored. If
    /// `check_certs` is `false`, any certificate is accepted, and **anybody can pretend to be the server**.
    ///
    /// # Errors
    ///
    /// Returns an error if the host is invalid or the platform's root certificates cannot be read.
    pub fn new(host: &str, port: u16, url_base: &str, check_certs: bool) -> Result<Self, Error> {
        let builder = Self::builder().host(host, port, url_base);
        if check_certs { builder.build() } else { builder.danger_accept_invalid_certs(true).build() }
    }

    /// Creates a connection to Lookup, at `www.lookup.cam.ac.uk`.
    ///
    /// # Errors
    ///
    /// Returns an error if the platform's root certificates cannot be read.
    #[doc(alias = "createConnection")]
    pub fn production() -> Result<Self, Error> {
        Self::new(PRODUCTION.0, PRODUCTION.1, "", true)
    }

    /// Creates a connection to Lookup's test server, at `lookup-test.srv.uis.cam.ac.uk`.
    ///
    /// # Errors
    ///
    /// Returns an error if the platform's root certificates cannot be read.
    #[doc(alias = "createTestConnection")]
    pub fn test_server() -> Result<Self, Error> {
        Self::new(TEST.0, TEST.1, "", true)
    }

    /// Creates a connection to a server on this machine, at `https://localhost:8443/ibis`.
    ///
    /// The server's certificate is not checked.
    ///
    /// # Errors
    ///
    /// Returns an error if the HTTP client cannot be built.
    #[doc(alias = "createLocalConnection")]
    pub fn local() -> Result<Self, Error> {
        Self::new(LOCAL.0, LOCAL.1, "ibis", false)
    }

    /// Creates a connection through the API Gateway, at `https://api.apps.cam.ac.uk/lookup/v1`.
    ///
    /// The University's API Gateway is read-only. A call to a path outside `/api/v1` fails before anything is sent.
    ///
    /// # Errors
    ///
    /// Returns an error if the platform's root certificates cannot be read, or if the client id or secret contains
    /// characters that cannot be sent.
    #[doc(alias = "OAuth2")]
    pub fn api_gateway(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Result<Self, Error> {
        Self::builder().credentials(Credentials::api_gateway(client_id, client_secret)).build()
    }

    /// Creates a connection from environment variables.
    ///
    /// | variable                               | meaning                                                          |
    /// |----------------------------------------|------------------------------------------------------------------|
    /// | `IBIS_URL`                             | the [base URL](IbisClientConnectionBuilder::base_url)            |
    /// | `IBIS_USERNAME`, `IBIS_PASSWORD`       | a group's name and password                                      |
    /// | `IBIS_CLIENT_ID`, `IBIS_CLIENT_SECRET` | the id and secret of a client of the API Gateway                 |
    /// | `IBIS_TOKEN_URL`                       | the [URL](IbisClientConnectionBuilder::token_url) of the client's tokens, if it is not the API Gateway's |
    /// | `IBIS_TOKEN_SCOPE`                     | the [scope](IbisClientConnectionBuilder::token_scope) of the client's tokens |
    ///
    /// Without credentials the connection is anonymous. An empty variable counts as unset.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Configuration`] if half of a pair is missing, if both pairs are set, if a variable is not valid
    /// Unicode, or if [`build`](IbisClientConnectionBuilder::build) fails.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ibis_client::{IbisClientConnection, PersonMethods};
    ///
    /// let conn = IbisClientConnection::from_env()?;
    /// let people = PersonMethods::new(&conn);
    /// # Ok::<(), ibis_client::Error>(())
    /// ```
    pub fn from_env() -> Result<Self, Error> {
        IbisClientConnectionBuilder::from_env()?.build()
    }

    /// Returns a builder, for a connection with other settings.
    pub fn builder() -> IbisClientConnectionBuilder {
        IbisClientConnectionBuilder::default()
    }

    /// Sets the username, the name of a group, for all later calls over this connection and its clones.
    ///
    /// Calls made between this and [`set_password`](Self::set_password) use the new name with the old password;
    /// [`set_credentials`](Self::set_credentials) changes both at once.
    ///
    /// # Errors
    ///
    /// Returns an error if the name contains a colon or a control character, if the connection has credentials for the
    /// API Gateway, or if the credentials would be sent insecurely.
    pub fn set_username(&self, username: &str) -> Result<(), Error> {
        self.caller.change(|credentials| credentials.with_username(username))
    }

    /// Sets the password for all later calls over this connection and its clones.
    ///
    /// # Errors
    ///
    /// Returns an error if the password contains a control character, if the connection has credentials for the API
    /// Gateway, or if the credentials would be sent insecurely.
    pub fn set_password(&self, password: &str) -> Result<(), Error> {
        self.caller.change(|credentials| credentials.with_password(password))
    }

    /// Sets the credentials for all later calls over this connection and its clones.
    ///
    /// Calls in flight keep the old credentials.
    ///
    /// # Errors
    ///
    /// Returns an error if the name contains a colon, if either part contains a control character, if the credentials
    /// would be sent insecurely, or if the change is to or from the API Gateway, which is a different server.
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
        Connection::identity(&*self.caller)
    }
}

/// Shares the connection's own `Arc`, so that a group of methods costs no allocation.
impl From<&IbisClientConnection> for SharedConnection {
    fn from(connection: &IbisClientConnection) -> Self {
        let shared: Arc<dyn Connection> = Arc::<Caller<Http>>::clone(&connection.caller);
        Self::from(shared)
    }
}

/// Shows the base URL and the credentials, without passwords and secrets.
impl fmt::Debug for IbisClientConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IbisClientConnection")
            .field("base_url", &self.caller.base.url)
            .field("credentials", &self.caller.identity().credentials)
            .finish_non_exhaustive()
    }
}
