//! The error of a sandbox that did not start.

use std::fmt::Display;
use std::io;
use std::net::IpAddr;
use std::path::PathBuf;

use crate::EDITOR_GROUP;
use crate::directory::FixtureError;

/// The error of a sandbox that did not start: what it attempted, and what prevented it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(pub(crate) Cause);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    #[error("cannot listen on port {port}: {cause}")]
    Port { port: u16, cause: io::Error },
    #[error("cannot read the fixtures `{}`: {cause}", .file.display())]
    UnreadableFixtures { file: PathBuf, cause: io::Error },
    #[error("the fixtures `{}` are neither `.json` nor `.toml`", .0.display())]
    UnknownFixtures(PathBuf),
    #[error("{name}: {error}")]
    Fixtures { name: String, error: FixtureError },
    #[error("there is no group `{0}` to give a password")]
    NoGroup(String),
    #[error("on {0} anybody could edit: give `{EDITOR_GROUP}` a password of your own")]
    WellKnownPassword(IpAddr),
    #[error("cannot register the LQL query `{query}`: {problem}")]
    Lql { query: String, problem: String },
    #[error("cannot set up TLS: {0}")]
    Tls(String),
    #[error("cannot write the certificate `{}`: {cause}", .file.display())]
    AuthorityFile { file: PathBuf, cause: io::Error },
    #[error("cannot start the server's thread: {0}")]
    Thread(String),
}

impl StartError {
    pub(crate) fn thread(error: impl Display) -> Self {
        Self(Cause::Thread(error.to_string()))
    }
}
