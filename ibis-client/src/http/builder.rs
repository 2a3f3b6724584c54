//! The settings of a connection.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::credentials::Credentials;
use super::{IbisClientConnection, Inner, PRODUCTION, tls};
use crate::Error;
use crate::call::Base;

const USER_AGENT: &str = concat!("ibis-client/", env!("CARGO_PKG_VERSION"));

/// Settings of a connection: see [`IbisClientConnection::builder`].
///
/// ```
/// use std::time::Duration;
///
/// use ibis_client::{Credentials, IbisClientConnection};
///
/// let conn = IbisClientConnection::builder()
///     .base_url("http://localhost:8080/")
///     .credentials(Credentials::group("uis-editors", "a password"))
///     .timeout(Duration::from_secs(20))
///     .build()?;
/// # Ok::<(), ibis_client::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a builder makes no connection until `build` is called"]
pub struct IbisClientConnectionBuilder {
    base: BaseUrl,
    credentials: Credentials,
    connect_timeout: Duration,
    timeout: Duration,
    max_response_bytes: usize,
    accept_invalid_certs: bool,
    root_certificates: Vec<Vec<u8>>,
    user_agent_prefix: Option<String>,
    strict: bool,
}

/// Where the service is, as it was given.
#[derive(Clone, Debug)]
pub(super) enum BaseUrl {
    Url(String),
    Host { host: String, port: u16, path: String },
}

impl Default for IbisClientConnectionBuilder {
    fn default() -> Self {
        let (host, port) = PRODUCTION;
        Self {
            base: BaseUrl::Host { host: host.to_owned(), port, path: String::new() },
            credentials: Credentials::anonymous(),
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            max_response_bytes: 256 << 20,
            accept_invalid_certs: false,
            root_certificates: Vec::new(),
            user_agent_prefix: None,
            strict: false,
        }
    }
}

impl IbisClientConnectionBuilder {
    /// The URL under which the service's `/api/v1` is: `https://www.lookup.cam.ac.uk/` by default.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = BaseUrl::Url(url.into());
        self
    }

    /// Likewise, in the parts that [`IbisClientConnection::new`] takes; over HTTPS.
    pub fn host(mut self, host: impl Into<String>, port: u16, url_base: impl Into<String>) -> Self {
        self.base = BaseUrl::Host { host: host.into(), port, path: url_base.into() };
        self
    }

    /// As whom the connection speaks: anonymously by default.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// How long a call may take, from the start to the end of its answer: 60 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long it may take to reach the server: 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long an answer may be, in bytes after decompression: 256 MiB by default.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Trusts these certificate authorities (one or more certificates in PEM) beside the platform's.
    pub fn add_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Puts the application's name before the client's in the `User-Agent` header: `my-app/1.0`.
    pub fn user_agent(mut self, application: impl Into<String>) -> Self {
        self.user_agent_prefix = Some(application.into());
        self
    }

    /// Whether an odd value in an answer is an error: see [`crate::IbisResult::oddities`].
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Takes any certificate for the server's. **Anybody can then pretend to be the server.**
    pub fn danger_accept_invalid_certs(mut self, accept: bool) -> Self {
        self.accept_invalid_certs = accept;
        self
    }

    /// Makes the connection. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], which names the setting that is wrong.
    pub fn build(self) -> Result<IbisClientConnection, Error> {
        self.credentials.check()?;
        let url = self.base.parse()?;
        let is_https = url.scheme() == "https";
        let user_agent = match &self.user_agent_prefix {
            Some(prefix) => format!("{prefix} {USER_AGENT}"),
            None => USER_AGENT.to_owned(),
        };
        let client = reqwest::Client::builder();
        // No proxy leads back to this machine.
        let client = if is_loopback(&url) { client.no_proxy() } else { client };
        let client = client
            .tls_backend_preconfigured(tls::config(
                is_https,
                self.accept_invalid_certs,
                &self.root_certificates,
            )?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .user_agent(user_agent)
            .build()
            .map_err(|error| Error::configuration("user_agent", error))?;
        Ok(IbisClientConnection {
            inner: Arc::new(Inner {
                client,
                base: Base { url: url.into(), keeps_prefix: true },
                credentials: RwLock::new(self.credentials),
                timeout: self.timeout,
                max_response_bytes: self.max_response_bytes,
                strict: self.strict,
            }),
        })
    }
}

/// Whether a URL leads to this machine.
fn is_loopback(url: &reqwest::Url) -> bool {
    url.host_str().is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost"
            || host.ends_with(".localhost")
            || address.is_ok_and(|address| address.is_loopback())
    })
}

impl BaseUrl {
    /// The URL, with a slash at the end.
    fn parse(&self) -> Result<reqwest::Url, Error> {
        let fail = |problem: &str| Error::configuration("base_url", problem);
        let mut url = match self {
            Self::Url(url) => reqwest::Url::parse(url).map_err(|error| {
                Error::configuration("base_url", format_args!("`{url}` is not a URL: {error}"))
            })?,
            Self::Host { host, port, path } => {
                let host = if host.parse::<Ipv6Addr>().is_ok() { &format!("[{host}]") } else { host };
                if host.contains(['/', '@', '?', '#', '\\']) {
                    return Err(Error::configuration("host", format_args!("`{host}` is not a host")));
                }
                let url = reqwest::Url::parse(&format!("https://{host}:{port}/"));
                let mut url = url.map_err(|error| {
                    Error::configuration("host", format_args!("`{host}` is not a host: {error}"))
                })?;
                url.set_path(path);
                url
            }
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(fail("it must start with `https://` or `http://`"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(fail("a name and a password do not belong into it: use `credentials`"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(fail("it must have neither a query nor a fragment"));
        }
        let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
        let path = if parts.is_empty() { "/".to_owned() } else { format!("/{}/", parts.join("/")) };
        url.set_path(&path);
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(base: &BaseUrl) -> Result<String, String> {
        base.parse().map(String::from).map_err(|error| error.to_string())
    }

    fn host(host: &str, port: u16, path: &str) -> BaseUrl {
        BaseUrl::Host { host: host.to_owned(), port, path: path.to_owned() }
    }

    #[test]
    fn slashes_around_and_in_the_base_are_normalised() {
        for path in ["ibis", "/ibis", "ibis/", "//ibis//"] {
            assert_eq!(parsed(&host("localhost", 8443, path)).as_deref(), Ok("https://localhost:8443/ibis/"));
        }
        for path in ["", "/", "//"] {
            assert_eq!(parsed(&host("localhost", 443, path)).as_deref(), Ok("https://localhost/"));
        }
        assert_eq!(
            parsed(&BaseUrl::Url("http://a.example:8080//b//c".to_owned())).as_deref(),
            Ok("http://a.example:8080/b/c/")
        );
    }

    #[test]
    fn ipv6_hosts_are_taken_with_and_without_brackets() {
        assert_eq!(parsed(&host("::1", 8443, "")).as_deref(), Ok("https://[::1]:8443/"));
        assert_eq!(parsed(&host("[::1]", 8443, "")).as_deref(), Ok("https://[::1]:8443/"));
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for (url, word) in [
            ("", "not a URL"),
            ("lookup", "not a URL"),
            ("ftp://a.example/", "https://"),
            ("https://me:secret@a.example/", "credentials"),
            ("https://a.example/?x=1", "neither a query"),
        ] {
            let problem = parsed(&BaseUrl::Url(url.to_owned())).unwrap_err();
            assert!(problem.contains(word), "{url}: {problem}");
        }
        for name in ["", "a b", "a/b", "a@b"] {
            assert!(parsed(&host(name, 443, "")).unwrap_err().contains("is not a host"), "{name}");
        }
    }
}
