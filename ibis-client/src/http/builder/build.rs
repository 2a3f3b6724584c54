//! From the settings to the connection.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, RwLock};

use reqwest::Url;

use super::IbisClientConnectionBuilder;
use crate::call::Base;
use crate::http::authorization::Identity;
use crate::http::base_url::{Address, BaseUrl};
use crate::http::clock::Clock;
use crate::http::invoke::Caller;
use crate::http::limit::{Limiter, RateLimit};
use crate::http::retry::Budget;
use crate::http::token::TokenEndpoint;
use crate::http::transport::{Http, MakeClient};
use crate::http::trust::Trust;
use crate::http::{GATEWAY, IbisClientConnection, PRODUCTION, TOKEN_URL, tls, trace};
use crate::{Error, TransportError};

/// The addresses of this machine; 0 stands for the port of the URL.
const LOOPBACK: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

const USER_AGENT: &str = concat!("ibis-client/", env!("CARGO_PKG_VERSION"));

impl IbisClientConnectionBuilder {
    /// Builds the connection, which connects to the server on the first call.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Configuration`], which names the setting, if a setting is invalid.
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
            // They are sent to the service only, not to the token endpoint.
            Trust::new(&[&url], !self.accept_invalid_certs, self.send_credentials_insecurely)
                .check_setting("header")?;
        }
        let server = Address::of(&url);
        if self.accept_invalid_certs {
            trace::certificates_unchecked(&server);
        }
        let make_client = self.make_client(targets);
        let limiter = self.limiter()?;
        let token_endpoint = TokenEndpoint { url: token_url.clone().into(), scope: self.token_scope };
        Ok(IbisClientConnection {
            caller: Arc::new(Caller {
                transport: Http::new(make_client, self.settings.read_timeout)?,
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

    fn make_client(&self, targets: &[&Url]) -> MakeClient {
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
                // Neither a proxy nor a resolver may take requests for this machine elsewhere.
                client = client.no_proxy().resolve_to_addrs(host, &LOOPBACK);
            }
            client.build().map_err(|error| Error::configuration("user_agent", TransportError::new(error)))
        })
    }

    fn limiter(&self) -> Result<Limiter, Error> {
        if self.max_concurrent == 0 {
            return Err(Error::configuration("max_concurrent", "it must be greater than 0"));
        }
        let rate = match self.rate_limit {
            Some((requests, per)) => {
                let requests = NonZeroU32::new(requests).ok_or_else(|| {
                    Error::configuration("rate_limit", "the number of requests must be greater than 0")
                })?;
                Some(RateLimit::new(requests, per))
            }
            None => None,
        };
        Ok(Limiter::new(self.max_concurrent, rate))
    }
}
