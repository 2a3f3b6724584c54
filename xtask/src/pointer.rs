//! JSON pointers: the locations that errors name.

use std::fmt;

/// A location in a JSON document, displayed as `#/paths/~1version/get`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Parses a pointer with or without the leading `#`.
    pub fn parse(text: &str) -> Self {
        Self(text.strip_prefix('#').unwrap_or(text).to_owned())
    }

    /// The pointer without the leading `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parent, and the last key or index; `None` for the whole document.
    pub fn split(&self) -> Option<(Self, String)> {
        let (owner, key) = self.0.rsplit_once('/')?;
        Some((Self(owner.to_owned()), key.replace("~1", "/").replace("~0", "~")))
    }

    /// The location of a key of this object.
    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}/{}", self.0, key.replace('~', "~0").replace('/', "~1")))
    }

    /// The location below this one along a sequence of keys.
    pub fn keys(&self, keys: &[&str]) -> Self {
        keys.iter().fold(self.clone(), |at, key| at.key(key))
    }

    /// Whether this location is `other` or below it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The location of an item of this array.
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0.replace(char::is_control, "?"))
    }
}
