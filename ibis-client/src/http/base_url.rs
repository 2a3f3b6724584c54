//! The base URL of the service.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use reqwest::Url;

use crate::Error;

/// A base URL as the application gave it.
#[derive(Clone)]
pub(super) enum BaseUrl {
    Url(String),
    Host { host: String, port: u16, path: String },
}

/// The host and port of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
}

impl Address {
    pub(super) fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        Self { host, port: url.port_or_known_default().unwrap_or_default() }
    }

    /// Whether requests to this address stay on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        match self.host.parse::<IpAddr>() {
            Ok(ip) => ip.to_canonical().is_loopback(),
            Err(_) => self.host == "localhost" || self.host.ends_with(".localhost"),
        }
    }
}

impl BaseUrl {
    /// Parses the URL and normalises the slashes of its path, with one at the end.
    pub(super) fn parse(&self) -> Result<Url, Error> {
        let mut url = self.parse_as("base_url")?;
        let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
        let path = if parts.is_empty() { "/".to_owned() } else { format!("/{}/", parts.join("/")) };
        url.set_path(&path);
        Ok(url)
    }

    /// Parses the URL and keeps its path.
    pub(super) fn parse_as(&self, setting: &'static str) -> Result<Url, Error> {
        match self {
            Self::Url(url) => parse(setting, url),
            Self::Host { host, port, path } => {
                let host = if host.parse::<Ipv6Addr>().is_ok() { &format!("[{host}]") } else { host };
                // The text is not repeated: it may be a whole URL with a password.
                if host.contains(['/', '@', '?', '#', '\\']) {
                    return Err(Error::configuration(
                        "host",
                        "it must be a host name or an IP address without anything else",
                    ));
                }
                let url = Url::parse(&format!("https://{host}:{port}/"));
                let mut url =
                    url.map_err(|error| Error::configuration("host", format_args!("invalid host: {error}")))?;
                url.set_path(path);
                Ok(url)
            }
        }
    }
}

/// Shows an invalid URL only as its error: it may contain a password.
impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parse() {
            Ok(url) => f.write_str(url.as_str()),
            Err(error) => write!(f, "({error})"),
        }
    }
}

/// Parses a URL to which requests can be sent.
fn parse(setting: &'static str, text: &str) -> Result<Url, Error> {
    let fail = |problem: &str| Err(Error::configuration(setting, problem));
    // The text is not repeated: it may contain a password.
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return fail(&format!("invalid URL: {error}")),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return fail("it must start with `https://` or `http://`");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return fail("it must not contain a username or a password: use `credentials`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return fail("it must not have a query or a fragment");
    }
    Ok(url)
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
    fn slashes_in_the_base_url_are_normalised() {
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
    fn ipv6_hosts_are_accepted_with_and_without_brackets() {
        assert_eq!(parsed(&host("::1", 8443, "")).as_deref(), Ok("https://[::1]:8443/"));
        assert_eq!(parsed(&host("[::1]", 8443, "")).as_deref(), Ok("https://[::1]:8443/"));
    }

    #[test]
    fn invalid_base_urls_are_refused() {
        for (url, word) in [
            ("", "invalid URL"),
            ("lookup", "invalid URL"),
            ("ftp://a.example/", "https://"),
            ("https://me:secret@a.example/", "credentials"),
            ("https://a.example/?x=1", "a query or a fragment"),
        ] {
            let problem = parsed(&BaseUrl::Url(url.to_owned())).unwrap_err();
            assert!(problem.contains(word), "{url}: {problem}");
        }
        for name in ["", "a b", "a/b", "a@b"] {
            assert!(parsed(&host(name, 443, "")).unwrap_err().contains(" host"), "{name}");
        }
    }

    #[test]
    fn password_in_a_url_or_host_is_not_shown() {
        let url = |text: &str| BaseUrl::Url(text.to_owned());
        for base in [
            url("https://me:sesame@:0:0/"),
            url("https://me:sesame@a.example/"),
            url("https://me:sesame"),
            url("me:sesame@a.example"),
            host("me:sesame@a.example", 443, ""),
            host("https://me:sesame@a.example", 443, ""),
            host("me:sesame", 443, ""),
        ] {
            let problem = parsed(&base).unwrap_err();
            assert!(!problem.contains("sesame") && !format!("{base:?}").contains("sesame"), "{problem}");
        }
    }

    #[test]
    fn loopback_addresses_are_recognised() {
        let is_loopback = |url: &str| Address::of(&Url::parse(url).unwrap()).is_loopback();
        for url in [
            "http://localhost:1/",
            "https://127.0.0.1/",
            "http://127.9.9.9/",
            "http://[::1]:8080/",
            "http://a.localhost/",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in
            ["http://www.lookup.cam.ac.uk/", "http://10.0.0.1/", "http://localhost.example/", "http://[::2]/"]
        {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
