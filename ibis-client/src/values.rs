//! Typed values: strings and numbers with a checked form.

mod attribute;
pub(crate) mod base64_text;
mod crsid;
mod identifier;
mod ids;
mod open_enum;
mod secret;

pub use self::attribute::ParseAttributeError;
pub use self::crsid::Crsid;
pub use self::identifier::{Identifier, MemberSelector};
pub use self::ids::{AttributeId, GroupId, InstId, TransactionId};
pub use self::open_enum::OtherValue;
pub(crate) use self::open_enum::open_enum;
pub use self::secret::Secret;
use crate::error::OneLine;

/// The error when a text is not a valid value of a type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not {expected}", OneLine(text))]
#[non_exhaustive]
pub struct InvalidValue {
    text: String,
    expected: &'static str,
}

impl InvalidValue {
    fn new(text: &str, expected: &'static str) -> Self {
        Self { text: text.to_owned(), expected }
    }
}

/// Whether a text is safe in a comma-joined list, a header and a log line.
fn is_plain_id(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c == ',' || c.is_control())
}

/// Implements the conversions of a checked text type, using its `parse` function.
macro_rules! checked_text {
    ($name:ident) => {
        impl $name {
            /// Returns the value as a string slice.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl ::std::convert::From<$name> for $crate::ParamValue {
            fn from(value: $name) -> Self {
                Self::new(value.0)
            }
        }

        $crate::values::text_conversions!($name);
    };
}

/// Implements `FromStr`, and `TryFrom` for each string type.
macro_rules! text_conversions {
    ($name:ident) => {
        impl ::std::str::FromStr for $name {
            type Err = $crate::values::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl ::std::convert::TryFrom<&str> for $name {
            type Error = $crate::values::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        // The items of `&["spqr1", "abc12"]`.
        impl ::std::convert::TryFrom<&&str> for $name {
            type Error = $crate::values::InvalidValue;

            fn try_from(text: &&str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl ::std::convert::TryFrom<&String> for $name {
            type Error = $crate::values::InvalidValue;

            fn try_from(text: &String) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl ::std::convert::TryFrom<String> for $name {
            type Error = $crate::values::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }
    };
}

/// Implements `Serialize` and `Deserialize` as text, which is checked when it is read.
macro_rules! serde_as_text {
    ($name:ident) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(::serde::de::Error::custom)
            }
        }
    };
}

use {checked_text, serde_as_text, text_conversions};
