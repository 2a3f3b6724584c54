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

/// Defines a text that is checked when it is parsed, also by serde.
macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident, $is_valid:ident, $expected:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            fn parse(text: &str) -> Result<Self, $crate::InvalidValue> {
                if $is_valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::InvalidValue::new(text, $expected))
                }
            }

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

/// Implements `FromStr`, and `TryFrom` for each string type, using the type's `parse` function.
macro_rules! text_conversions {
    ($name:ident) => {
        impl ::std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        // `&&str` is the type of the items of `&["spqr1", "abc12"]`.
        $crate::values::text_conversions!($name from &str, &&str, &String, String);

        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }
    };
    ($name:ident from $($text:ty),*) => {$(
        impl ::std::convert::TryFrom<$text> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: $text) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }
    )*};
}

use {checked_text, text_conversions};
