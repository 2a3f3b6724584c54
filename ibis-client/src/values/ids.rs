//! Identifiers of institutions, groups, attributes and transactions.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{checked_text, is_plain_id};

checked_text! {
    /// The identifier of an institution: its instid, such as `UIS`.
    ///
    /// It is not empty and contains neither commas nor control characters.
    InstId, is_plain_id, "an instid: it must not be empty or contain a comma or a control character"
}

checked_text! {
    /// The identifier of a group: its groupid, such as `100656`, or its name, such as `uis-members`.
    ///
    /// A groupid is text, since it may start with zeros. It is not empty and contains neither commas nor control characters.
    GroupId, is_plain_id,
    "a groupid or a group's name: it must not be empty or contain a comma or a control character"
}

impl InstId {
    /// Wraps a text from the service, unchecked.
    pub(crate) fn from_service(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl GroupId {
    /// Wraps a text from the service, unchecked.
    pub(crate) fn from_service(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Defines a numeric identifier.
macro_rules! numeric_id {
    ($(#[$meta:meta])* $name:ident from $($number:ident),*) => {
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

        $(impl From<$number> for $name {
            fn from(number: $number) -> Self {
                Self(number.into())
            }
        })*

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
    AttributeId from i64, i32, u32
}

numeric_id! {
    /// The identifier of a transaction, a number.
    ///
    /// Each edit of the directory is a transaction, with a higher number than the previous one.
    TransactionId from i64, i32, u32
}
