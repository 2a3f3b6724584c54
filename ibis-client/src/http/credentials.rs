//! As whom a connection speaks.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::Error;

/// The name under which the service is read without a password.
const ANONYMOUS: &str = "anonymous";

/// As whom a connection speaks.
///
/// Passwords are wiped from memory when the value is dropped, and are not shown by `Debug`.
#[derive(Clone, Default)]
pub struct Credentials(Kind);

#[derive(Clone, Default)]
enum Kind {
    #[default]
    Anonymous,
    Group {
        name: String,
        password: Zeroizing<String>,
    },
}

impl Credentials {
    /// Anybody: reads what the world or the network that one is in may read.
    pub fn anonymous() -> Self {
        Self(Kind::Anonymous)
    }

    /// A group, with its password: reads and edits what the group may.
    ///
    /// The name is that of the group, not its groupid.
    pub fn group(name: impl Into<String>, password: impl Into<String>) -> Self {
        Self(Kind::Group { name: name.into(), password: Zeroizing::new(password.into()) })
    }

    fn basic(&self) -> (&str, &str) {
        match &self.0 {
            Kind::Anonymous => (ANONYMOUS, ""),
            Kind::Group { name, password } => (name, password),
        }
    }

    pub(super) fn with_username(&self, username: &str) -> Result<Self, Error> {
        let credentials = Self::group(username, self.basic().1);
        credentials.check().map(|()| credentials)
    }

    pub(super) fn with_password(&self, password: &str) -> Result<Self, Error> {
        let credentials = Self::group(self.basic().0, password);
        credentials.check().map(|()| credentials)
    }

    /// HTTP's Basic scheme cannot carry a colon in the name, nor control characters.
    pub(super) fn check(&self) -> Result<(), Error> {
        let (name, password) = self.basic();
        if name.contains(':') || name.contains(char::is_control) {
            let problem = "HTTP cannot carry a name with a colon or a control character in it";
            return Err(Error::configuration("username", problem));
        }
        if password.contains(char::is_control) {
            let problem = "HTTP cannot carry a password with a control character in it";
            return Err(Error::configuration("password", problem));
        }
        Ok(())
    }

    /// The value of the `Authorization` header, marked as one that must not be logged.
    pub(super) fn authorization(&self) -> HeaderValue {
        let (name, password) = self.basic();
        let pair = Zeroizing::new(format!("{name}:{password}"));
        let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
        // Base64 is ASCII without control characters, which is all that a header asks for.
        let mut value = HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""));
        value.set_sensitive(true);
        value
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Anonymous => f.write_str("Anonymous"),
            Kind::Group { name, .. } => f.debug_struct("Group").field("name", name).finish_non_exhaustive(),
        }
    }
}
