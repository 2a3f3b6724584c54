//! The target of a redirect.

use std::fmt;

use reqwest::Url;

use super::one_line::OneLine;

/// The `Location` header of a redirect.
///
/// `Display` writes only the scheme and the host: the rest may contain values of the call's parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct Location(String);

impl Location {
    /// Creates a redirect target, for your own [`Connection`](crate::Connection).
    pub fn new(location: impl Into<String>) -> Self {
        Self(location.into())
    }

    /// Returns the whole header, which may contain values of the call's parameters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Url::parse(&self.0).ok().as_ref().and_then(|url| Some((url.scheme(), url.host_str()?))) {
            Some((scheme, host)) => write!(f, "`{scheme}://{}`", OneLine(host)),
            None => f.write_str("another path on the server"),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
