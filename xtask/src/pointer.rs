//! JSON pointers: places in the document that an error can name.

use std::fmt;

/// A place in a JSON document, written as a reference within it: `#/paths/~1version/get`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// The place that is written so, with or without the `#`.
    pub fn parse(text: &str) -> Self {
        Self(text.strip_prefix('#').unwrap_or(text).to_owned())
    }

    /// The place as it is written, without the `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What has this, and the key or index of it there; `None` for the document itself.
    pub fn split(&self) -> Option<(Self, String)> {
        let (owner, key) = self.0.rsplit_once('/')?;
        Some((Self(owner.to_owned()), key.replace("~1", "/").replace("~0", "~")))
    }

    /// The value of a key here.
    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}/{}", self.0, key.replace('~', "~0").replace('/', "~1")))
    }

    /// The values of one key after the other.
    pub fn keys(&self, keys: &[&str]) -> Self {
        keys.iter().fold(self.clone(), |at, key| at.key(key))
    }

    /// Whether this is that place, or within it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// An item of the list that is here.
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0.replace(char::is_control, "?"))
    }
}
