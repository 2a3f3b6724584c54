//! The settings of a connection.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use reqwest::Url;

use super::authorization::Identity;
use super::base_url::{Address, BaseUrl};
use super::clock::Clock;
use super::credentials::Credentials;
use super::invoke::Caller;
use super::limit::{Limiter, RateLimit};
use super::retry::{Backoff, Budget, Policy};
use super::settings::Settings;
use super::token::TokenEndpoint;
use super::transport::{Http, MakeClient};
use super::trust::Trust;
use super::{GATEWAY, IbisClientConnection, PRODUCTION, TOKEN_URL, tls, trace};
use crate::Error;
use crate::call::{self, Base, Header};

/// This machine, on whatever port.
const LOOPBACK: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

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
///
/// The settings and their defaults:
///
/// | setting                                            | default                                    | meaning          |
/// |----------------------------------------------------|--------------------------------------------|------------------|
/// | [`base_url`](Self::base_url), [`host`](Self::host) | `https://www.lookup.cam.ac.uk/`            | the service; with credentials for the API Gateway, the gateway |
/// | [`token_url`](Self::token_url)                     | `https://api.apps.cam.ac.uk/oauth2/v1/token` | the gateway's token endpoint |
/// | [`token_scope`](Self::token_scope)                 | none                                       | the scope of the gateway's tokens |
/// | [`credentials`](Self::credentials)                 | anonymous                                  | the caller       |
/// | [`timeout`](Self::timeout)                         | 60 s                                       | time for a call, with all its waits and attempts |
/// | [`attempt_timeout`](Self::attempt_timeout)         | half the call's limit; for an edit all of it | time for one attempt |
/// | [`connect_timeout`](Self::connect_timeout)         | 10 s                                       | time to connect, TLS included |
/// | [`read_timeout`](Self::read_timeout)               | 20 s                                       | time for the next part of a body |
/// | [`retries`](Self::retries)                         | 3                                          | retries of a call |
/// | [`backoff`](Self::backoff)                         | 200 ms, doubling up to 10 s, full jitter   | wait before a retry |
/// | [`max_retry_after`](Self::max_retry_after)         | 30 s                                       | longest wait that a server may ask for |
/// | [`retry_budget`](Self::retry_budget)               | 50 retries, one more for ten successes     | retries during an outage |
/// | [`max_concurrent`](Self::max_concurrent)           | 64                                         | requests under way at once |
/// | [`rate_limit`](Self::rate_limit)                   | none                                       | requests per time |
/// | [`max_response_bytes`](Self::max_response_bytes)   | 256 MiB                                    | length of a response, after decompression |
/// | [`max_result_bytes`](Self::max_result_bytes)       | 512 MiB                                    | memory of a result |
/// | [`strict`](Self::strict)                           | no                                         | whether an unreadable value is an error |
/// | [`add_root_certificates`](Self::add_root_certificates) | the platform's only                    | trusted certificate authorities |
/// | [`user_agent`](Self::user_agent)                   | `ibis-client/` and its version             | the application's name before it |
/// | [`header`](Self::header)                           | none                                       | headers whose values are secrets |
/// | [`trace_header`](Self::trace_header)               | none                                       | headers for tracing |
/// | [`trace_urls`](Self::trace_urls)                   | no                                         | whether spans hold the values of parameters |
/// | [`danger_accept_invalid_certs`](Self::danger_accept_invalid_certs) | no                         | whether any certificate is accepted |
/// | [`danger_send_credentials_insecurely`](Self::danger_send_credentials_insecurely) | no           | whether secrets are sent where others could read them |
///
/// These cannot be changed:
///
/// - Redirects are not followed. An edit that may have been made is never sent again.
/// - The headers of a response are limited by the HTTP library: to 100 lines and about 400 KiB over HTTP/1.1, and to
///   16 KiB over HTTP/2.
/// - A proxy that the environment names is used (feature `system-proxy`), but never for a server on this machine.
/// - `localhost` and names that end in `.localhost` are this machine, whatever a resolver says.
/// - Responses are compressed if the server supports it (features `gzip`, `brotli`, `zstd`).
/// - An unused socket is closed after 90 seconds.
#[derive(Debug)]
#[must_use = "call `build` to make a connection"]
pub struct IbisClientConnectionBuilder {
    base: Option<BaseUrl>,
    token_url: Option<BaseUrl>,
    token_scope: Option<String>,
    credentials: Credentials,
    connect_timeout: Duration,
    pub(super) settings: Settings,
    retry_budget: u32,
    max_concurrent: usize,
    rate_limit: Option<(u32, Duration)>,
    accept_invalid_certs: bool,
    send_credentials_insecurely: bool,
    root_certificates: Vec<Vec<u8>>,
    user_agent_prefix: Option<String>,
    headers: Headers,
}

impl Default for IbisClientConnectionBuilder {
    fn default() -> Self {
        Self {
            base: None,
            token_url: None,
            token_scope: None,
            credentials: Credentials::Anonymous,
            connect_timeout: Duration::from_secs(10),
            settings: Settings {
                timeout: Duration::from_secs(60),
                attempt_timeout: None,
                read_timeout: Duration::from_secs(20),
                retries: 3,
                retry: Policy {
                    backoff: Backoff { base: Duration::from_millis(200), cap: Duration::from_secs(10) },
                    max_retry_after: Duration::from_secs(30),
                },
                max_response_bytes: 256 << 20,
                max_result_bytes: 512 << 20,
                strict: false,
                trace_urls: false,
            },
            retry_budget: 50,
            max_concurrent: 64,
            rate_limit: None,
            accept_invalid_certs: false,
            send_credentials_insecurely: false,
            root_certificates: Vec::new(),
            user_agent_prefix: None,
            headers: Headers::default(),
        }
    }
}

impl IbisClientConnectionBuilder {
    /// Sets the URL that precedes the service's `/api/v1`. Defaults to `https://www.lookup.cam.ac.uk/`.
    ///
    /// With credentials for the API Gateway, it is the URL that replaces `/api/v1`. It then defaults to
    /// `https://api.apps.cam.ac.uk/lookup/v1`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = Some(BaseUrl::Url(url.into()));
        self
    }

    /// Sets the base URL by the parts that [`IbisClientConnection::new`] takes, over HTTPS.
    pub fn host(mut self, host: impl Into<String>, port: u16, url_base: impl Into<String>) -> Self {
        self.base = Some(BaseUrl::Host { host: host.into(), port, path: url_base.into() });
        self
    }

    /// Sets the token endpoint of the API Gateway. Defaults to `https://api.apps.cam.ac.uk/oauth2/v1/token`.
    ///
    /// It is used only with credentials for the gateway.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(BaseUrl::Url(url.into()));
        self
    }

    /// Sets the scope that access tokens are requested for. Defaults to none.
    ///
    /// It is used with a client's id and secret for the API Gateway ([`Credentials::api_gateway`]) only. Some programs send
    /// `https://api.apps.cam.ac.uk/lookup`.
    pub fn token_scope(mut self, scope: impl Into<String>) -> Self {
        self.token_scope = Some(scope.into());
        self
    }

    /// Sets the credentials. Defaults to anonymous access.
    ///
    /// Passwords and secrets are sent only over HTTPS with a checked certificate, or to this machine;
    /// [`build`](Self::build) fails otherwise.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Limits the time of a whole call, with all its attempts and waits, until its response is decoded. Defaults to 60
    /// seconds. A call can have a limit of its own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Limits the time of one attempt at a call. Defaults to half of the call's limit, which leaves time for another
    /// attempt, and for an edit to all of it.
    ///
    /// It also limits the time to fetch an access token, which defaults to 30 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = Some(timeout);
        self
    }

    /// Limits the time to connect to the server, TLS included. Defaults to 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Limits the time to wait for the next part of a response's body. Defaults to 20 seconds.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.settings.read_timeout = timeout;
        self
    }

    /// Limits how often a call is retried. Defaults to 3. A call can have a limit of its own.
    ///
    /// A call is retried after the statuses 408, 429, 502, 503 and 504, after a failed connection, after a response
    /// that is cut short, and after an attempt that took too long; and only if that cannot repeat an edit: if it
    /// reads, or if nothing of it was sent. It is also retried, with a new token, if the API Gateway rejects its
    /// token. An untrusted certificate is not retried.
    pub fn retries(mut self, retries: u32) -> Self {
        self.settings.retries = retries;
        self
    }

    /// Sets the wait before a retry: a random time up to a ceiling that starts at `base` and doubles up to `cap`.
    /// Defaults to 200 milliseconds and 10 seconds.
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.settings.retry.backoff = Backoff { base, cap };
        self
    }

    /// Limits the wait that a server may ask for with `Retry-After`. Defaults to 30 seconds.
    ///
    /// A call that would have to wait longer, or beyond its own time limit, fails at once, and
    /// [`Error::retry_after`] has the wait.
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.settings.retry.max_retry_after = wait;
        self
    }

    /// Sets how many retries the connection can afford while nothing succeeds. Defaults to 50.
    ///
    /// Ten successful calls earn one more, and a successful retry earns itself back. While none is left, each call is
    /// attempted once, so that an outage is not made worse.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Limits how many requests may be under way at once. Defaults to 64. Further calls wait for a free slot.
    pub fn max_concurrent(mut self, requests: usize) -> Self {
        self.max_concurrent = requests;
        self
    }

    /// Allows at most `requests` per `per`, on average and as a burst. Defaults to no limit.
    pub fn rate_limit(mut self, requests: u32, per: Duration) -> Self {
        self.rate_limit = Some((requests, per));
        self
    }

    /// Limits the length of a response, in bytes after decompression. Defaults to 256 MiB.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_response_bytes = bytes;
        self
    }

    /// Limits the memory of a result, in bytes. Defaults to 512 MiB.
    pub fn max_result_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_result_bytes = bytes;
        self
    }

    /// Trusts these certificate authorities (one or more certificates in PEM) as well as the platform's.
    pub fn add_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Puts the application's name before the client's in the `User-Agent` header: `my-app/1.0`.
    pub fn user_agent(mut self, application: impl Into<String>) -> Self {
        self.user_agent_prefix = Some(application.into());
        self
    }

    /// Adds a header, such as an API key, to every request for the service.
    ///
    /// The value is treated as a secret, to which the rules of [`credentials`](Self::credentials) apply;
    /// [`trace_header`](Self::trace_header) is for values that are not. A header that the connection sets itself is
    /// refused. A header that is added twice is sent twice.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.secret.push((name.into(), value.into()));
        self
    }

    /// Adds a header, such as a run id, to every request for the service, for tracing.
    ///
    /// The value must not be a secret: it may appear in logs. Otherwise as [`header`](Self::header). A call can
    /// have trace headers of its own.
    pub fn trace_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.trace.push((name.into(), value.into()));
        self
    }

    /// Sets whether an unreadable value in a response is an error: see [`crate::IbisResult::warnings`].
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// Sets whether the span of each call has the whole URL, as `url.full`. It holds the values of parameters, which may
    /// be about people.
    pub fn trace_urls(mut self, trace: bool) -> Self {
        self.settings.trace_urls = trace;
        self
    }

    /// Accepts any certificate. **Anybody can then pretend to be the server.**
    pub fn danger_accept_invalid_certs(mut self, accept: bool) -> Self {
        self.accept_invalid_certs = accept;
        self
    }

    /// Sends passwords, secrets and tokens even without HTTPS or without a checked certificate.
    /// **Others can then read them.**
    pub fn danger_send_credentials_insecurely(mut self, send: bool) -> Self {
        self.send_credentials_insecurely = send;
        self
    }

    /// Builds the connection. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Configuration`], which names the invalid setting.
    pub fn build(self) -> Result<IbisClientConnection, Error> {
        self.credentials.check()?;
        let is_gateway = self.credentials.is_gateway();
        let url = match &self.base {
            Some(base) => base.parse()?,
            None if is_gateway => BaseUrl::Url(GATEWAY.to_owned()).parse()?,
            None => BaseUrl::Host { host: PRODUCTION.0.to_owned(), port: PRODUCTION.1, path: String::new() }
                .parse()?,
        };
        let token_url = match &self.token_url {
            Some(url) => url.parse_as("token_url")?,
            None => BaseUrl::Url(TOKEN_URL.to_owned()).parse_as("token_url")?,
        };
        let targets = if is_gateway { &[&url, &token_url][..] } else { &[&url] };
        let trust = Trust::new(targets, !self.accept_invalid_certs, self.send_credentials_insecurely);
        trust.check(&self.credentials)?;
        if !self.headers.secret.is_empty() {
            // They go to the service alone.
            Trust::new(&[&url], !self.accept_invalid_certs, self.send_credentials_insecurely)
                .allow("header")?;
        }
        let server = Address::of(&url);
        if self.accept_invalid_certs {
            trace::certificates_unchecked(&server);
        }
        let make_client = self.client(targets);
        let limiter = self.limiter()?;
        let token_endpoint = TokenEndpoint { url: token_url.clone().into(), scope: self.token_scope };
        Ok(IbisClientConnection {
            caller: Arc::new(Caller {
                transport: Http::new(make_client, &url, self.settings.read_timeout)?,
                base: Base { url: url.into(), keeps_prefix: !is_gateway },
                server,
                settings: self.settings,
                headers: self.headers.parse()?,
                limiter,
                budget: Budget::new(self.retry_budget),
                process: AtomicU32::new(0),
                clock: Clock::system(),
                trust,
                identity: RwLock::new(Arc::new(Identity::new(self.credentials, &token_endpoint))),
                token_endpoint,
            }),
        })
    }

    fn client(&self, targets: &[&Url]) -> MakeClient {
        let user_agent = match &self.user_agent_prefix {
            Some(prefix) => format!("{prefix} {USER_AGENT}"),
            None => USER_AGENT.to_owned(),
        };
        let is_https = targets.iter().any(|url| url.scheme() == "https");
        let loopback: Vec<String> = targets
            .iter()
            .map(|url| Address::of(url))
            .filter(Address::is_loopback)
            .map(|address| address.host)
            .collect();
        let (connect_timeout, accept_invalid_certs) = (self.connect_timeout, self.accept_invalid_certs);
        let root_certificates = self.root_certificates.clone();
        Box::new(move || {
            let client = reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .connect_timeout(connect_timeout)
                .user_agent(user_agent.as_str());
            let mut client = tls::apply(client, is_https, accept_invalid_certs, &root_certificates)?;
            for host in &loopback {
                // What is for this machine is not for a proxy to see, nor is it for a resolver to send elsewhere.
                client = client.no_proxy().resolve_to_addrs(host, &LOOPBACK);
            }
            client.build().map_err(|error| Error::configuration("user_agent", error))
        })
    }

    fn limiter(&self) -> Result<Limiter, Error> {
        if self.max_concurrent == 0 {
            return Err(Error::configuration("max_concurrent", "with 0 no request would ever be sent"));
        }
        let pace = match self.rate_limit {
            Some((requests, per)) => {
                let requests = NonZeroU32::new(requests).ok_or_else(|| {
                    Error::configuration("rate_limit", "with 0 no request would ever be sent")
                })?;
                Some(RateLimit::new(requests, per))
            }
            None => None,
        };
        Ok(Limiter::new(self.max_concurrent, pace))
    }
}

/// Headers as they were given.
#[derive(Default)]
struct Headers {
    secret: Vec<(String, String)>,
    trace: Vec<(String, String)>,
}

impl Headers {
    fn parse(&self) -> Result<Vec<Header>, Error> {
        let secret = self.secret.iter().map(|header| ("header", header));
        let trace = self.trace.iter().map(|header| ("trace_header", header));
        let headers = secret.chain(trace).map(|(setting, (name, value))| {
            let (name, mut value) = call::header(name, value)
                .map_err(|problem| Error::configuration(setting, format_args!("`{name}` {problem}")))?;
            value.set_sensitive(setting == "header");
            Ok((name, value))
        });
        headers.collect()
    }
}

/// Without the values of those that may be secrets.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = self.secret.iter().map(|(name, _)| (&**name, "***"));
        let trace = self.trace.iter().map(|(name, value)| (&**name, &**value));
        f.debug_map().entries(secret.chain(trace)).finish()
    }
}
