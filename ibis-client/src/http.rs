//! The connection that talks to a server: the only part that does I/O.

mod attempt;
mod authorization;
mod base_url;
mod builder;
mod clock;
mod credentials;
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
pub use self::credentials::Credentials;
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

/// The API Gateway's way to the service.
const GATEWAY: &str = "https://api.apps.cam.ac.uk/lookup/v1";
/// Where the gateway gives tokens.
const TOKEN_URL: &str = "https://api.apps.cam.ac.uk/oauth2/v1/token";

/// A connection to Lookup, or to another server of its web service.
///
/// It is cheap to clone, and a clone is the same connection: the pool of sockets, the credentials and the
/// limits are shared. Make one for each server and set of credentials, and keep it.
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
    /// A connection to a server of the web service.
    ///
    /// `url_base` is the path under which the service is, such as `""` or `ibis`; slashes around it do not
    /// matter. With `check_certs` false anybody may pretend to be the server.
    ///
    /// # Errors
    ///
    /// Where the host is none, or the platform's root certificates cannot be read.
    pub fn new(host: &str, port: u16, url_base: &str, check_certs: bool) -> Result<Self, Error> {
        let builder = Self::builder().host(host, port, url_base);
        if check_certs { builder.build() } else { builder.danger_accept_invalid_certs(true).build() }
    }

    /// A connection to Lookup: `www.lookup.cam.ac.uk`.
    ///
    /// # Errors
    ///
    /// Where the platform's root certificates cannot be read.
    pub fn production() -> Result<Self, Error> {
        Self::new(PRODUCTION.0, PRODUCTION.1, "", true)
    }

    /// A connection to Lookup's instance for tests: `lookup-test.srv.uis.cam.ac.uk`.
    ///
    /// # Errors
    ///
    /// Where the platform's root certificates cannot be read.
    pub fn test_server() -> Result<Self, Error> {
        Self::new(TEST.0, TEST.1, "", true)
    }

    /// A connection to an instance on this machine: `https://localhost:8443/ibis`, with any certificate.
    ///
    /// # Errors
    ///
    /// Where the HTTP client cannot be made.
    pub fn local() -> Result<Self, Error> {
        Self::new(LOCAL.0, LOCAL.1, "ibis", false)
    }

    /// A connection to Lookup through the University's API Gateway: `https://api.apps.cam.ac.uk/lookup/v1`.
    ///
    /// It reads what the client may; paths outside `/api/v1` are refused before they are sent.
    ///
    /// # Errors
    ///
    /// Where the platform's root certificates cannot be read, or the id or the secret cannot be sent.
    pub fn api_gateway(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Result<Self, Error> {
        Self::builder().credentials(Credentials::api_gateway(client_id, client_secret)).build()
    }

    /// A connection with settings of its own.
    pub fn builder() -> IbisClientConnectionBuilder {
        IbisClientConnectionBuilder::default()
    }

    /// Changes the name for all later calls over this connection, and over no other.
    ///
    /// The name is that of a group that may edit. Between this and [`set_password`](Self::set_password)
    /// calls go out with the new name and the old password; [`set_credentials`](Self::set_credentials)
    /// changes both at once.
    ///
    /// # Errors
    ///
    /// Where the name has a colon or a control character in it, where the connection has credentials for
    /// the API Gateway, or where they could be read by others on their way.
    pub fn set_username(&self, username: &str) -> Result<(), Error> {
        self.caller.change(|credentials| credentials.with_username(username))
    }

    /// Changes the password for all later calls over this connection, and over no other.
    ///
    /// # Errors
    ///
    /// Where the password has a control character in it, where the connection has credentials for the
    /// API Gateway, or where they could be read by others on their way.
    pub fn set_password(&self, password: &str) -> Result<(), Error> {
        self.caller.change(|credentials| credentials.with_password(password))
    }

    /// Changes the credentials for all later calls over this connection, and over no other. Calls that are
    /// under way go on as they began.
    ///
    /// # Errors
    ///
    /// Where the name has a colon, or either has a control character in it; where others could read them on
    /// their way; and where one is for the API Gateway, which is another server, and the other is not.
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
