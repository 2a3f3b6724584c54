//! The stand-in for TLS in a build without it.

use crate::Error;

/// Leaves the client unchanged, for plain HTTP.
pub(super) fn apply(
    client: reqwest::ClientBuilder,
    is_https: bool,
    _accept_invalid_certs: bool,
    _root_certificates: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Error> {
    if is_https {
        let problem = "this build does not support HTTPS: enable the feature `ring`, `aws-lc-rs` or `tls`";
        return Err(Error::configuration("base_url", problem));
    }
    Ok(client)
}
