//! Errors of the HTTP library.

use std::error::Error as StdError;
use std::sync::Arc;
use std::{fmt, io};

use super::one_line::OneLine;

/// An error from the HTTP library: sending a request or receiving its response failed.
#[derive(Clone, Debug)]
pub struct TransportError {
    source: Arc<dyn StdError + Send + Sync>,
    stage: Stage,
    timed_out: bool,
}

/// How far an exchange had progressed when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The server's certificate is not trusted; nothing was sent.
    Untrusted,
    /// Connecting failed, including the TLS handshake; nothing was sent.
    Connecting,
    /// The request may have been sent.
    Sent,
}

impl TransportError {
    /// Drops the URL from the library's error: it contains the values of parameters.
    pub(crate) fn new(error: reqwest::Error) -> Self {
        let stage = match (error.is_builder(), error.is_connect()) {
            (false, false) => Stage::Sent,
            (false, true) if !is_certificate_error(&error) => Stage::Connecting,
            _ => Stage::Untrusted,
        };
        let timed_out = error.is_timeout();
        Self { timed_out, ..Self::at(stage, error.without_url()) }
    }

    pub(crate) fn at(stage: Stage, error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: error.into().into(), stage, timed_out: false }
    }

    /// Whether connecting failed, including the TLS handshake: nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.stage != Stage::Sent
    }

    /// Whether the error is a timeout.
    pub fn is_timeout(&self) -> bool {
        self.timed_out
    }

    pub(crate) fn stage(&self) -> Stage {
        self.stage
    }
}

/// The whole chain of sources on one line: the outermost error alone says little.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors: Vec<String> = chain(Some(&*self.source)).map(ToString::to_string).collect();
        write!(f, "{}", OneLine(errors.join(": ")))
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.source()
    }
}

fn chain<'e>(
    first: Option<&'e (dyn StdError + 'static)>,
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(first, |&error| error.source())
}

/// Whether the certificate is invalid. A retry would get the same one.
fn is_certificate_error(error: &reqwest::Error) -> bool {
    chain(error.source()).any(|error| is_certificate(innermost(error)))
}

/// The error inside an `io::Error`, which does not report it as its source.
fn innermost<'e>(error: &'e (dyn StdError + 'static)) -> &'e (dyn StdError + 'static) {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    inner.map_or(error, |inner| innermost(inner))
}

#[cfg(feature = "tls")]
fn is_certificate(error: &(dyn StdError + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
}

#[cfg(not(feature = "tls"))]
fn is_certificate(_: &(dyn StdError + 'static)) -> bool {
    false
}
