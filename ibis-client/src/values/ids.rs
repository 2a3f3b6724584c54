//! Identifiers of institutions, groups, attributes and transactions.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{InvalidValue, checked_text, is_plain_id, serde_as_text};

/// The identifier of an institution: its instid, such as `UIS`.
///
/// It is not empty and contains neither commas nor control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstId(String);

/// The identifier of a group: its groupid, such as `100656`, or its name, such as `uis-members`.
///
/// A groupid is text, since it may start with zeros. It is not empty and contains neither commas nor control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(String);

impl InstId {
    fn parse(text: &str) -> Result<Self, InvalidValue> {
        const EXPECTED: &str = "an instid: it must not be empty or contain a comma or a control character";
        if is_plain_id(text) { Ok(Self(text.to_owned())) } else { Err(InvalidValue::new(text, EXPECTED)) }
    }

    /// Wraps a text from the service, unchecked.
    pub(crate) fn from_service(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl GroupId {
    fn parse(text: &str) -> Result<Self, InvalidValue> {
        const EXPECTED: &str =
            "a groupid or a group's name: it must not be empty or contain a comma or a control character";
        if is_plain_id(text) { Ok(Self(text.to_owned())) } else { Err(InvalidValue::new(text, EXPECTED)) }
    }

    /// Wraps a text from the service, unchecked.
    pub(crate) fn from_service(text: &str) -> Self {
        Self(text.to_owned())
    }
}

checked_text!(InstId);
checked_text!(GroupId);
serde_as_text!(InstId);
serde_as_text!(GroupId);

/// Defines a numeric identifier.
macro_rules! numeric_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Creates the identifier with the given number.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// Returns the number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl From<i32> for $name {
            fn from(number: i32) -> Self {
                Self(number.into())
            }
        }

        impl From<u32> for $name {
            fn from(number: u32) -> Self {
                Self(number.into())
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<$name> for $crate::ParamValue {
            fn from(id: $name) -> Self {
                Self::new(id.to_string())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

numeric_id! {
    /// The identifier of an attribute, a number that is unique in the directory.
    AttributeId
}

numeric_id! {
    /// The identifier of a transaction, a number.
    ///
    /// Each edit of the directory is a transaction, with a higher number than the previous one.
    TransactionId
}
