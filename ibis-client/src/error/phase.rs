//! The phases of a call.

use std::fmt;

/// What a call was waiting for when a time limit passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Waiting for a free slot under the connection's limits; nothing was sent.
    Queued,
    /// Waiting for an access token; nothing was sent.
    Token,
    /// Connecting to the server; nothing was sent. Reported for edits only: a read reports `Response`.
    Connecting,
    /// Sending the request or waiting for the response.
    Response,
    /// Reading the response body.
    Body,
    /// Decoding the response.
    Decoding,
}

impl Phase {
    /// Whether the phase precedes the sending of the request.
    pub(crate) fn is_before_sending(self) -> bool {
        matches!(self, Self::Queued | Self::Token | Self::Connecting)
    }
}

/// The beginning of a sentence that ends with "within 30s".
impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queued => "no free slot",
            Self::Token => "no access token from the token endpoint",
            Self::Connecting => "no connection",
            Self::Response => "no response",
            Self::Body => "the rest of the response body did not arrive",
            Self::Decoding => "the response was not decoded",
        })
    }
}
