//! The builder of a connection.

mod build;
mod headers;

use std::time::Duration;

use self::headers::Headers;
use super::base_url::BaseUrl;
use super::credentials::Credentials;
use super::retry::{Backoff, Policy};
use super::settings::Settings;

/// A builder for an [`IbisClientConnection`](crate::IbisClientConnection), with all its settings.
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
/// | [`base_url`](Self::base_url), [`host`](Self::host) | `https://www.lookup.cam.ac.uk/`            | the URL of the service; with credentials for the API Gateway, `https://api.apps.cam.ac.uk/lookup/v1/` |
/// | [`token_url`](Self::token_url)                     | `https://api.apps.cam.ac.uk/oauth2/v1/token` | the gateway's token endpoint |
/// | [`token_scope`](Self::token_scope)                 | none                                       | the scope of the gateway's access tokens |
/// | [`credentials`](Self::credentials)                 | anonymous                                  | the API Gateway client, token or group that calls authenticate with |
/// | [`timeout`](Self::timeout)                         | 60 s                                       | the time limit of a call, with all its attempts and waits |
/// | [`attempt_timeout`](Self::attempt_timeout)         | half the call's limit; for an edit all of it | the time limit of one attempt |
/// | [`connect_timeout`](Self::connect_timeout)         | 10 s                                       | the time limit for connecting, TLS included |
/// | [`read_timeout`](Self::read_timeout)               | 20 s                                       | the time limit for the next part of a response body |
/// | [`retries`](Self::retries)                         | 3                                          | the maximum number of retries of a call |
/// | [`backoff`](Self::backoff)                         | 200 ms, doubling up to 10 s, full jitter   | the delay before a retry |
/// | [`max_retry_after`](Self::max_retry_after)         | 30 s                                       | the longest delay that a server may ask for |
/// | [`retry_budget`](Self::retry_budget)               | 50                                         | the maximum number of retries while no call succeeds |
/// | [`max_concurrent`](Self::max_concurrent)           | 64                                         | the maximum number of requests in flight |
/// | [`rate_limit`](Self::rate_limit)                   | none                                       | the maximum number of requests per period |
/// | [`max_response_bytes`](Self::max_response_bytes)   | 256 MiB                                    | the maximum size of a response, after decompression |
/// | [`max_result_bytes`](Self::max_result_bytes)       | 512 MiB                                    | the maximum memory of a result |
/// | [`strict`](Self::strict)                           | `false`                                    | whether an unreadable value is an error |
/// | [`add_root_certificates`](Self::add_root_certificates) | the platform's                         | the trusted certificate authorities |
/// | [`user_agent`](Self::user_agent)                   | `ibis-client/` and its version             | the application's name in `User-Agent` |
/// | [`header`](Self::header)                           | none                                       | further headers, whose values are secrets |
/// | [`trace_header`](Self::trace_header)               | none                                       | further headers, for tracing |
/// | [`trace_urls`](Self::trace_urls)                   | `false`                                    | whether spans contain the values of parameters |
/// | [`danger_accept_invalid_certs`](Self::danger_accept_invalid_certs) | `false`                    | whether any certificate is accepted |
/// | [`danger_send_credentials_insecurely`](Self::danger_send_credentials_insecurely) | `false`      | whether secrets may be sent insecurely |
///
/// The following is fixed:
///
/// - Redirects are not followed. An edit that may have been applied is never retried.
/// - The protocol is HTTP/1.1. The HTTP library limits the headers of a response to 100 lines and about 400 KiB.
/// - The proxy settings of the environment apply (feature `system-proxy`), unless the server or the token endpoint is on
///   this machine: then neither is reached through a proxy.
/// - `localhost` and names that end in `.localhost` always resolve to this machine.
/// - Responses are compressed if the server supports it (features `gzip`, `brotli`, `zstd`).
/// - Idle sockets are closed after 90 seconds.
#[derive(Debug)]
#[must_use = "a builder does nothing until `build` is called"]
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
    /// Sets the URL of the service, without `/api/v1`. Defaults to `https://www.lookup.cam.ac.uk/`.
    ///
    /// With credentials for the API Gateway, this is the URL that replaces `/api/v1`, and the default is
    /// `https://api.apps.cam.ac.uk/lookup/v1/`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = Some(BaseUrl::Url(url.into()));
        self
    }

    /// Sets the base URL to `https://{host}:{port}/{url_base}`.
    pub fn host(mut self, host: impl Into<String>, port: u16, url_base: impl Into<String>) -> Self {
        self.base = Some(BaseUrl::Host { host: host.into(), port, path: url_base.into() });
        self
    }

    /// Sets the URL of the API Gateway's token endpoint.
    ///
    /// Defaults to `https://api.apps.cam.ac.uk/oauth2/v1/token`. Only credentials for the API Gateway use it.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(BaseUrl::Url(url.into()));
        self
    }

    /// Sets the OAuth2 scope of access tokens. Defaults to none.
    ///
    /// Only [`Credentials::api_gateway`] uses it. Some programs send `https://api.apps.cam.ac.uk/lookup`.
    pub fn token_scope(mut self, scope: impl Into<String>) -> Self {
        self.token_scope = Some(scope.into());
        self
    }

    /// Sets the credentials. Defaults to anonymous access.
    ///
    /// Passwords and secrets are sent only over HTTPS with a checked certificate, or to this machine. In any other case
    /// [`build`](Self::build) returns an error.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Sets the time limit of a call. Defaults to 60 seconds.
    ///
    /// The limit covers all attempts, the waits between them and the decoding of the response. A request's own
    /// `timeout` takes precedence.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets the time limit of one attempt at a call.
    ///
    /// Defaults to half the call's limit, so that a read that gets no response can be retried. An edit, and a call that
    /// cannot be retried in time or at all, may use the whole limit.
    ///
    /// It is also the time limit for fetching an access token, which defaults to 30 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the time limit for connecting to the server, TLS included. Defaults to 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long to wait for the next part of a response body. Defaults to 20 seconds.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.settings.read_timeout = timeout;
        self
    }

    /// Sets the maximum number of retries of a call. Defaults to 3.
    ///
    /// A call is retried after the statuses 408, 429, 502, 503 and 504, a failed connection, a truncated response, and
    /// an attempt that exceeded its time limit. An edit is retried only if no part of it was sent, so that no edit
    /// is made twice. If the API Gateway rejects a token that the connection requested, the call is retried with a new one;
    /// a rejected token of a [`TokenProvider`](crate::TokenProvider) is final. An untrusted certificate is not retried.
    ///
    /// A request's own `retries` takes precedence.
    #[doc(alias = "retry")]
    pub fn retries(mut self, retries: u32) -> Self {
        self.settings.retries = retries;
        self
    }

    /// Sets the delay before retries. `base` defaults to 200 milliseconds, `cap` to 10 seconds.
    ///
    /// Each delay is a random time between zero and a ceiling, which starts at `base` and doubles with each retry up to
    /// `cap`.
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.settings.retry.backoff = Backoff { base, cap };
        self
    }

    /// Sets the longest `Retry-After` delay that a call waits for. Defaults to 30 seconds.
    ///
    /// A call that would have to wait longer, or beyond its own time limit, fails at once;
    /// [`Error::retry_after`](crate::Error::retry_after) returns the delay.
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.settings.retry.max_retry_after = wait;
        self
    }

    /// Sets the maximum number of retries while no call succeeds. Defaults to 50.
    ///
    /// Each retry takes one from the budget. A retry that succeeds returns it, and ten successful calls add one, up to
    /// the original number. While the budget is empty, calls are not retried, so that an outage is not made worse.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Sets the maximum number of requests in flight. Defaults to 64.
    ///
    /// Further calls wait for a free slot.
    pub fn max_concurrent(mut self, requests: usize) -> Self {
        self.max_concurrent = requests;
        self
    }

    /// Allows at most `requests` per `per`, on average and as a burst. Defaults to no limit. Token requests do not count.
    pub fn rate_limit(mut self, requests: u32, per: Duration) -> Self {
        self.rate_limit = Some((requests, per));
        self
    }

    /// Sets the maximum size of a successful response, in bytes after decompression. Defaults to 256 MiB.
    ///
    /// Of an error response, at most the first mebibyte is read.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_response_bytes = bytes;
        self
    }

    /// Sets the maximum memory of a result, in bytes. Defaults to 512 MiB.
    ///
    /// Decoding may briefly take up to three times as much.
    pub fn max_result_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_result_bytes = bytes;
        self
    }

    /// Adds trusted certificate authorities, one or more certificates in PEM, to those of the platform.
    #[doc(alias = "CA")]
    pub fn add_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Adds the application, such as `my-app/1.0`, to the `User-Agent` header. Defaults to none.
    pub fn user_agent(mut self, application: impl Into<String>) -> Self {
        self.user_agent_prefix = Some(application.into());
        self
    }

    /// Adds a header with a secret value, such as an API key, to every request to the service.
    ///
    /// The value is protected as [`credentials`](Self::credentials) are; use [`trace_header`](Self::trace_header) for
    /// values that are not secret. Headers that the connection sets itself, such as `Authorization`, are rejected. A
    /// header that is added twice is sent twice.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.secret.push((name.into(), value.into()));
        self
    }

    /// Adds a header for tracing, such as a run id, to every request to the service.
    ///
    /// The value may appear in logs, so it must not be a secret. Headers that the connection sets itself, such as
    /// `Authorization`, are rejected. A header that is added twice is sent twice. A request can add its own trace
    /// headers.
    pub fn trace_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.trace.push((name.into(), value.into()));
        self
    }

    /// Sets whether an unreadable value in a response is an error. Defaults to `false`.
    ///
    /// By default it is a warning: see [`IbisResult::warnings`](crate::IbisResult::warnings).
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// Sets whether the span of each call contains the whole URL, as `url.full`. Defaults to `false`.
    ///
    /// The URL contains the values of parameters, which may be personal data.
    pub fn trace_urls(mut self, trace: bool) -> Self {
        self.settings.trace_urls = trace;
        self
    }

    /// Sets whether to accept any certificate. Defaults to `false`.
    ///
    /// With `true`, **anybody can pretend to be the server**.
    pub fn danger_accept_invalid_certs(mut self, accept: bool) -> Self {
        self.accept_invalid_certs = accept;
        self
    }

    /// Sets whether to send secrets without HTTPS and a checked certificate. Defaults to `false`.
    ///
    /// With `true`, **others may read** passwords, client secrets, tokens and the values of [`header`](Self::header).
    pub fn danger_send_credentials_insecurely(mut self, send: bool) -> Self {
        self.send_credentials_insecurely = send;
        self
    }
}
