//! Identifiers of people: a scheme and a value.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Crsid, InvalidValue, is_plain_id, text_conversions};
use crate::ParamValue;
use crate::api::IdentifierRef;

/// The scheme of CRSids.
const CRSID: &str = "crsid";

/// An identifier of a person: a scheme, such as `crsid` or `usn`, and a value.
///
/// It is written `scheme/value`, or `value` alone for a CRSid. Any scheme is accepted, since only the service knows all
/// of them. Parsing the displayed text returns the same identifier.
///
/// # Examples
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
/// assert!("all-members".parse::<Identifier>().is_err(), "a person cannot be called that");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Identifier {
    scheme: String,
    value: String,
}

/// A deserialized identifier before it is checked.
#[derive(Deserialize)]
struct Unchecked {
    scheme: String,
    value: String,
}

impl TryFrom<Unchecked> for Identifier {
    type Error = InvalidValue;

    fn try_from(Unchecked { scheme, value }: Unchecked) -> Result<Self, InvalidValue> {
        Self::new(&scheme, &value)
    }
}

impl Identifier {
    /// Creates an identifier of any scheme.
    ///
    /// # Errors
    ///
    /// Returns an error if the scheme or the value is empty or contains a comma or a control character, or if the scheme
    /// contains a slash. The value of a CRSid must not contain a slash or be `all-members` either: written without its
    /// scheme, it would have another meaning.
    pub fn new(scheme: &str, value: &str) -> Result<Self, InvalidValue> {
        let identifier = Self { scheme: scheme.to_owned(), value: value.to_owned() };
        if identifier.is_well_formed() {
            Ok(identifier)
        } else {
            Err(InvalidValue::new(&format!("{scheme}/{value}"), EXPECTED))
        }
    }

    /// Whether the displayed text denotes this identifier. An identifier from the service is not checked.
    fn is_well_formed(&self) -> bool {
        let Self { scheme, value } = self;
        is_plain_id(scheme)
            && !scheme.contains('/')
            && is_plain_id(value)
            && (scheme != CRSID || needs_no_scheme(value))
    }

    /// Returns the scheme, such as `crsid`.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Returns the value, such as `spqr1`.
    pub fn value(&self) -> &str {
        &self.value
    }

    fn parse(text: &str) -> Result<Self, InvalidValue> {
        let (scheme, value) = text.split_once('/').unwrap_or((CRSID, text));
        Self::new(scheme, value).map_err(|_| InvalidValue::new(text, EXPECTED))
    }
}

const EXPECTED: &str = "an identifier: it must be a CRSid or `scheme/value`, without commas";

/// Whether a CRSid has the same meaning without its scheme.
///
/// The service may ignore case and white space.
fn needs_no_scheme(crsid: &str) -> bool {
    !crsid.contains('/') && !crsid.trim().eq_ignore_ascii_case(ALL_MEMBERS)
}

text_conversions!(Identifier);

/// Displays a CRSid as its value, and any other identifier as `scheme/value`.
impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(&self.scheme, &self.value, f)
    }
}

fn display(scheme: &str, value: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if scheme == CRSID && needs_no_scheme(value) { f.write_str(value) } else { write!(f, "{scheme}/{value}") }
}

/// An unchecked identifier from the service is an error if sending it back would denote somebody else.
impl From<Identifier> for ParamValue {
    fn from(identifier: Identifier) -> Self {
        if identifier.is_well_formed() {
            Self::new(identifier.to_string())
        } else {
            Self::invalid(InvalidValue::new(&identifier.to_string(), EXPECTED))
        }
    }
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

/// Converts to the owned form, [`Identifier`].
impl IdentifierRef<'_> {
    /// Returns an owned copy.
    ///
    /// # Examples
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

/// Displayed like an [`Identifier`].
impl fmt::Display for IdentifierRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self.scheme(), self.value(), f)
    }
}

/// The people that `remove_ids` removes from a group: one person, or all members.
///
/// # Examples
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
    /// All members, written `all-members`.
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

impl From<MemberSelector> for ParamValue {
    fn from(selector: MemberSelector) -> Self {
        match selector {
            MemberSelector::AllMembers => Self::new(ALL_MEMBERS),
            MemberSelector::One(identifier) => identifier.into(),
        }
    }
}

impl<T: Into<Identifier>> From<T> for MemberSelector {
    fn from(identifier: T) -> Self {
        Self::One(identifier.into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn value_may_contain_slashes_but_not_commas() {
        let identifier = Identifier::parse("usn/12/34").unwrap();
        assert_eq!((identifier.scheme(), identifier.value()), ("usn", "12/34"));
        for bad in ["", "/", "usn/", "/1", "a,b", "usn/1,2", "usn/1\n"] {
            assert!(Identifier::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn refused_value_is_shown_truncated_on_one_line() {
        let text = format!("a,\u{1b}[31m\r\n{}", "b".repeat(10_000));
        let attribute = format!("{text}:x").parse::<crate::AttributeRecord>().unwrap_err().to_string();
        for shown in [Identifier::parse(&text).unwrap_err().to_string(), attribute] {
            assert!(shown.chars().count() < 450 && !shown.contains(char::is_control), "{shown:?}");
        }
    }

    #[test]
    fn identifier_is_never_all_members() {
        for text in ["all-members", "ALL-Members", " all-members ", "crsid/all-members"] {
            assert!(Identifier::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(MemberSelector::parse("all-members"), Ok(MemberSelector::AllMembers));
        assert!(MemberSelector::parse("All-Members").is_err());
        assert_eq!(Identifier::parse("usn/all-members").unwrap().to_string(), "usn/all-members");
    }

    #[test]
    fn crsid_with_a_slash_is_refused() {
        assert!(Identifier::new("crsid", "usn/300000001").is_err());
        assert!(Identifier::parse("crsid/usn/300000001").is_err());
        assert!(serde_json::from_str::<Identifier>(r#"{"scheme": "crsid", "value": "usn/3"}"#).is_err());
    }

    #[test]
    fn ambiguous_identifier_from_the_service_is_not_sent() {
        for value in ["all-members", "usn/300000001", "a,b", ""] {
            let identifier = Identifier { scheme: CRSID.to_owned(), value: value.to_owned() };
            assert_ne!(identifier.to_string(), "all-members");
            assert_ne!(identifier.to_string(), "usn/300000001");
            assert_eq!(ParamValue::from(identifier.clone()).text(), None, "{value}");
            assert_eq!(ParamValue::from(MemberSelector::One(identifier)).text(), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn display_and_parse_round_trip(
            scheme in r"crsid|CRSID|usn|[a-z/, \-]{0,8}|\PC{0,4}",
            value in r"all-members|ALL-MEMBERS|[a-z0-9]{1,8}|[a-z0-9/, .\-]{0,12}|\PC{0,6}",
            text in r"all-members|[a-z]{0,3}/?(all-members|[a-z0-9/ ]{0,8})|\PC{0,8}",
        ) {
            for identifier in [Identifier::new(&scheme, &value), Identifier::parse(&text)].into_iter().flatten() {
                let displayed = identifier.to_string();
                let sent = ParamValue::from(identifier.clone());
                prop_assert_eq!(sent.text(), Some(&*displayed));
                prop_assert_eq!(Identifier::parse(&displayed), Ok(identifier.clone()));
                let one = MemberSelector::One(identifier);
                prop_assert_eq!(MemberSelector::parse(&one.to_string()), Ok(one));
            }
            if let Ok(selector) = MemberSelector::parse(&text) {
                prop_assert_eq!(MemberSelector::parse(&selector.to_string()), Ok(selector));
            }
        }
    }
}
