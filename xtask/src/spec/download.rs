//! Downloads a document, without following redirects to other hosts.

use std::fs;
use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use ureq::http::Uri;

use super::Spec;

/// The maximum size of a document in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;

/// The timeout of the whole download.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The maximum number of redirects.
const REDIRECTS: usize = 5;

/// Reads the document from a URL or file.
pub(super) fn read(source: &str) -> Result<Spec> {
    if source.contains("://") {
        let text = download(source).with_context(|| format!("cannot download `{source}`"))?;
        return Spec::parse(&text).with_context(|| format!("invalid document at `{source}`"));
    }
    let size = fs::metadata(source).with_context(|| format!("cannot read `{source}`"))?.len();
    ensure!(size <= LIMIT, "`{source}` is larger than {LIMIT} bytes");
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
    ensure!(is_safe, "insecure URL: use `https`, or `http` with a loopback address");
    let mut url = first.clone();
    for _ in 0..=REDIRECTS {
        let mut response = agent.get(&url).call()?;
        if !response.status().is_redirection() {
            let body = response.body_mut().with_config().limit(LIMIT).read_to_string();
            return body.with_context(|| format!("expected UTF-8 of at most {LIMIT} bytes"));
        }
        let location = response.headers().get("location").and_then(|value| value.to_str().ok());
        let location = location.context("redirect without a `Location`")?;
        let mut parts = location.parse::<Uri>()?.into_parts();
        if parts.authority.is_none() {
            (parts.scheme, parts.authority) = (first.scheme().cloned(), first.authority().cloned());
        }
        let next = Uri::from_parts(parts)?;
        if (next.scheme(), next.authority()) != (first.scheme(), first.authority()) {
            bail!("redirect to another host: pass `{next}` if you trust it");
        }
        url = next;
    }
    bail!("more than {REDIRECTS} redirects")
}
