//! Downloads a document, from the host that was named and no other.

use std::fs;
use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use ureq::http::Uri;

use super::Spec;

/// The largest document that is taken, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;

/// How long the whole download may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// Reads the document at an address, or in a file.
pub(super) fn read(source: &str) -> Result<Spec> {
    if source.contains("://") {
        let text = download(source).with_context(|| format!("cannot fetch `{source}`"))?;
        return Spec::parse(&text).with_context(|| format!("cannot use what `{source}` sends"));
    }
    let size = fs::metadata(source).with_context(|| format!("cannot read `{source}`"))?.len();
    ensure!(size <= LIMIT, "`{source}` has more than {LIMIT} bytes, which no document of this API has");
    Spec::read(source.as_ref())
}

fn download(url: &str) -> Result<String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .user_agent(concat!("ibis-xtask/", env!("CARGO_PKG_VERSION")))
        .accept("application/json")
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .into();
    let first: Uri = url.parse()?;
    let is_loopback = first.host().is_some_and(|host| {
        let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    });
    let is_safe = first.scheme_str() == Some("https") || is_loopback && first.scheme_str() == Some("http");
    ensure!(is_safe, "only `https` is safe: `http` is for an address of this machine");
    let mut url = first.clone();
    for _ in 0..=REDIRECTS {
        let mut response = agent.get(&url).call()?;
        if !response.status().is_redirection() {
            let body = response.body_mut().with_config().limit(LIMIT).read_to_string();
            return body.with_context(|| format!("no text of at most {LIMIT} bytes"));
        }
        let location = response.headers().get("location").and_then(|value| value.to_str().ok());
        let location = location.context("a redirect to nowhere")?;
        let mut parts = location.parse::<Uri>()?.into_parts();
        if parts.authority.is_none() {
            (parts.scheme, parts.authority) = (first.scheme().cloned(), first.authority().cloned());
        }
        let next = Uri::from_parts(parts)?;
        if (next.scheme(), next.authority()) != (first.scheme(), first.authority()) {
            bail!("it redirects to another host: `{next}`; if that is right, name it yourself");
        }
        url = next;
    }
    bail!("more than {REDIRECTS} redirects")
}
