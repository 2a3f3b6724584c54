//! Identifiers of people: a scheme and a value.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Crsid, InvalidValue, is_plain_id, text_conversions};
use crate::api::IdentifierRef;

/// The scheme of the identifiers that are CRSids.
const CRSID: &str = "crsid";

/// What identifies a person: a scheme, such as `crsid` or `usn`, and a value.
///
/// As text it is `scheme/value`; a CRSid may stand alone. The service knows which schemes there are, so any
/// scheme is taken.
///
/// ```
/// use ibis_client::Identifier;
///
/// let identifier: Identifier = "spqr1".parse()?;
/// assert_eq!((identifier.scheme(), identifier.value()), ("crsid", "spqr1"));
///
/// let identifier: Identifier = "usn/123456789".parse()?;
/// assert_eq!((identifier.scheme(), identifier.value()), ("usn", "123456789"));
/// assert_eq!(identifier.to_string(), "usn/123456789");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identifier {
    scheme: String,
    value: String,
}

impl Identifier {
    /// An identifier of any scheme.
    ///
    /// # Errors
    ///
    /// Where the scheme or the value is empty or has a comma or a control character in it, or the scheme
    /// has a slash.
    pub fn new(scheme: &str, value: &str) -> Result<Self, InvalidValue> {
        if is_plain_id(scheme) && !scheme.contains('/') && is_plain_id(value) {
            Ok(Self { scheme: scheme.to_owned(), value: value.to_owned() })
        } else {
            Err(InvalidValue::new(&format!("{scheme}/{value}"), EXPECTED))
        }
    }

    /// The scheme, such as `crsid`.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The value, such as `spqr1`.
    pub fn value(&self) -> &str {
        &self.value
    }

    fn parse(text: &str) -> Result<Self, InvalidValue> {
        match text.split_once('/') {
            Some((scheme, value)) => Self::new(scheme, value).map_err(|_| InvalidValue::new(text, EXPECTED)),
            None if is_plain_id(text) => Ok(Self { scheme: CRSID.to_owned(), value: text.to_owned() }),
            None => Err(InvalidValue::new(text, EXPECTED)),
        }
    }
}

const EXPECTED: &str = "an identifier: a CRSid, or `scheme/value`, without commas";

text_conversions!(Identifier);

/// A CRSid stands alone, any other identifier as `scheme/value`.
impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(&self.scheme, &self.value, f)
    }
}

fn display(scheme: &str, value: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if scheme == CRSID { f.write_str(value) } else { write!(f, "{scheme}/{value}") }
}

impl From<Crsid> for Identifier {
    fn from(crsid: Crsid) -> Self {
        Self { scheme: CRSID.to_owned(), value: crsid.into() }
    }
}

impl From<&Crsid> for Identifier {
    fn from(crsid: &Crsid) -> Self {
        Self { scheme: CRSID.to_owned(), value: crsid.to_string() }
    }
}

impl From<IdentifierRef<'_>> for Identifier {
    fn from(identifier: IdentifierRef<'_>) -> Self {
        identifier.to_record()
    }
}

/// `IdentifierRef` is to [`Identifier`] what `&str` is to `String`; two are equal if their schemes and values are.
impl IdentifierRef<'_> {
    /// An owned copy.
    ///
    /// ```
    /// # let response = r#"{"result": {"identifier": {"scheme": "usn", "value": "123456789"}}}"#;
    /// # let result = ibis_client::IbisResult::from_json(response)?;
    /// let identifier = result.identifier().ok_or("no identifier")?;
    /// assert_eq!(identifier.to_record().to_string(), "usn/123456789");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_record(self) -> Identifier {
        Identifier { scheme: self.scheme().to_owned(), value: self.value().to_owned() }
    }
}

impl PartialEq for IdentifierRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.scheme(), self.value()) == (other.scheme(), other.value())
    }
}

impl Eq for IdentifierRef<'_> {}

/// As [`Identifier`] is displayed.
impl fmt::Display for IdentifierRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self.scheme(), self.value(), f)
    }
}

/// What `removeIds` takes: one person, or all of them.
///
/// ```
/// use ibis_client::MemberSelector;
///
/// assert_eq!("all-members".parse(), Ok(MemberSelector::AllMembers));
/// assert_eq!(MemberSelector::try_from("spqr1")?.to_string(), "spqr1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MemberSelector {
    /// Everybody: as text `all-members`.
    AllMembers,
    /// One person.
    One(Identifier),
}

const ALL_MEMBERS: &str = "all-members";

impl MemberSelector {
    fn parse(text: &str) -> Result<Self, InvalidValue> {
        if text == ALL_MEMBERS { Ok(Self::AllMembers) } else { Identifier::parse(text).map(Self::One) }
    }
}

text_conversions!(MemberSelector);

impl fmt::Display for MemberSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllMembers => f.write_str(ALL_MEMBERS),
            Self::One(identifier) => identifier.fmt(f),
        }
    }
}

impl From<Identifier> for MemberSelector {
    fn from(identifier: Identifier) -> Self {
        Self::One(identifier)
    }
}

impl From<&Identifier> for MemberSelector {
    fn from(identifier: &Identifier) -> Self {
        Self::One(identifier.clone())
    }
}

impl From<Crsid> for MemberSelector {
    fn from(crsid: Crsid) -> Self {
        Self::One(crsid.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_contain_slashes_but_no_commas() {
        let identifier = Identifier::parse("usn/12/34").unwrap();
        assert_eq!((identifier.scheme(), identifier.value()), ("usn", "12/34"));
        for bad in ["", "/", "usn/", "/1", "a,b", "usn/1,2", "usn/1\n"] {
            assert!(Identifier::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn display_and_parse_agree() {
        for text in ["spqr1", "usn/123456789", "staffNumber/00 7"] {
            assert_eq!(Identifier::parse(text).unwrap().to_string(), text);
        }
    }
}
