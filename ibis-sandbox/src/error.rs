//! Why a sandbox did not start.

use std::fmt::Display;
use std::io;
use std::net::IpAddr;
use std::path::Path;

use crate::EDITOR_GROUP;

/// Why a sandbox did not start: what it attempted, and what prevented it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(Kind);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("cannot listen on port {port}: {cause}")]
    Port { port: u16, cause: io::Error },
    #[error("cannot read the fixtures `{file}`: {cause}")]
    UnreadableFixtures { file: String, cause: io::Error },
    #[error("the fixtures `{file}` are neither `.json` nor `.toml`")]
    UnknownFixtures { file: String },
    #[error("{source_name}: {problem}")]
    Fixtures { source_name: String, problem: String },
    #[error("there is no group `{0}` to give a password")]
    NoGroup(String),
    #[error("on {0} everybody could edit: give `{EDITOR_GROUP}` a password of your own")]
    WellKnownPassword(IpAddr),
    #[error("cannot register the LQL query `{query}`: {problem}")]
    Lql { query: String, problem: String },
    #[error("cannot set up TLS: {0}")]
    Tls(String),
    #[error("cannot write the certificate `{file}`: {cause}")]
    AuthorityFile { file: String, cause: String },
    #[error("cannot start the server's thread: {0}")]
    Thread(String),
}

impl StartError {
    pub(crate) fn port(port: u16, cause: io::Error) -> Self {
        Self(Kind::Port { port, cause })
    }

    pub(crate) fn unreadable_fixtures(file: &Path, cause: io::Error) -> Self {
        Self(Kind::UnreadableFixtures { file: file.display().to_string(), cause })
    }

    pub(crate) fn unknown_fixtures(file: &Path) -> Self {
        Self(Kind::UnknownFixtures { file: file.display().to_string() })
    }

    pub(crate) fn fixtures(source_name: impl Into<String>, problem: &impl Display) -> Self {
        Self(Kind::Fixtures { source_name: source_name.into(), problem: problem.to_string() })
    }

    pub(crate) fn no_group(name: &str) -> Self {
        Self(Kind::NoGroup(name.to_owned()))
    }

    pub(crate) fn well_known_password(address: IpAddr) -> Self {
        Self(Kind::WellKnownPassword(address))
    }

    pub(crate) fn lql(query: String, problem: String) -> Self {
        Self(Kind::Lql { query, problem })
    }

    pub(crate) fn tls(problem: impl Into<String>) -> Self {
        Self(Kind::Tls(problem.into()))
    }

    pub(crate) fn authority_file(file: &Path, cause: &io::Error) -> Self {
        Self(Kind::AuthorityFile { file: file.display().to_string(), cause: cause.to_string() })
    }

    pub(crate) fn thread(cause: impl Display) -> Self {
        Self(Kind::Thread(cause.to_string()))
    }
}
