//! Attributes as parameters: the caller builds them, and each is sent as one encoded string.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;

use super::{AttributeId, GroupId, InstId, InvalidValue};
use crate::api::{AttributeRecord, AttributeRef, Visibility};
use crate::call::ParamValue;
use crate::error::OneLine;

/// The format of dates in requests: `05 Jan 2026`.
const DATE_FORMAT: &str = "%d %b %Y";

/// Builds an attribute to add to an entity, or to replace another attribute with.
impl AttributeRecord {
    /// Creates an attribute with only a scheme.
    ///
    /// # Examples
    ///
    /// ```
    /// use ibis_client::AttributeRecord;
    ///
    /// let attribute = AttributeRecord::new("labeledURI").with_value("https://example.org/").with_comment("Home page");
    /// assert_eq!(attribute.value.as_deref(), Some("https://example.org/"));
    /// ```
    pub fn new(scheme: impl Into<String>) -> Self {
        Self {
            attrid: None,
            scheme: scheme.into(),
            value: None,
            binary_data: None,
            comment: None,
            instid: None,
            visibility: None,
            effective_from: None,
            effective_to: None,
            owning_groupid: None,
        }
    }

    /// Encodes the attribute as a string, the form in which the service accepts it as a parameter.
    ///
    /// The string has `name:value` parts, joined by commas. Texts and bytes are encoded in base64; fields that are `None`
    /// are omitted. [`FromStr`] parses it.
    ///
    /// # Examples
    ///
    /// ```
    /// use ibis_client::AttributeRecord;
    ///
    /// let encoded = AttributeRecord::new("email").with_value("spqr1@example.org").encode();
    /// assert_eq!(encoded, "scheme:ZW1haWw=,value:c3BxcjFAZXhhbXBsZS5vcmc=");
    /// assert_eq!(encoded.parse(), Ok(AttributeRecord::new("email").with_value("spqr1@example.org")));
    /// ```
    pub fn encode(&self) -> String {
        let mut encoded = format!("scheme:{}", STANDARD.encode(&self.scheme));
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                // Writing to a string cannot fail.
                let _ = write!(encoded, ",{name}:{value}");
            }
        };
        add("attrid", self.attrid.map(|attrid| attrid.to_string()));
        add("value", self.value.as_ref().map(|value| STANDARD.encode(value)));
        add("binaryData", self.binary_data.as_ref().map(|bytes| STANDARD.encode(bytes)));
        add("comment", self.comment.as_ref().map(|comment| STANDARD.encode(comment)));
        add("instid", self.instid.as_ref().map(|instid| STANDARD.encode(instid.as_str())));
        add("visibility", self.visibility.as_ref().map(|visibility| STANDARD.encode(visibility.as_str())));
        add("effectiveFrom", self.effective_from.map(date_form));
        add("effectiveTo", self.effective_to.map(date_form));
        add("owningGroupid", self.owning_groupid.as_ref().map(|groupid| STANDARD.encode(groupid.as_str())));
        encoded
    }
}

/// Defines setters of the fields that an attribute need not have.
macro_rules! setters {
    ($($(#[$meta:meta])* $name:ident($field:ident: $ty:ty);)*) => {
        impl AttributeRecord {$(
            $(#[$meta])*
            #[must_use]
            pub fn $name(mut self, $field: $ty) -> Self {
                self.$field = Some($field.into());
                self
            }
        )*}
    };
}

setters! {
    /// Sets the value.
    with_value(value: impl Into<String>);
    /// Sets the value of a binary attribute, such as a photo.
    #[doc(alias = "photo")]
    with_binary_data(binary_data: impl Into<Vec<u8>>);
    /// Sets the comment.
    with_comment(comment: impl Into<String>);
    /// Sets who can see the attribute.
    with_visibility(visibility: Visibility);
    /// Ties the attribute to an institution.
    with_instid(instid: InstId);
    /// Sets the first day on which the attribute is in effect.
    with_effective_from(effective_from: Date);
    /// Sets the last day on which the attribute is in effect.
    with_effective_to(effective_to: Date);
    /// Sets the group that owns the attribute.
    with_owning_groupid(owning_groupid: GroupId);
}

/// Formats a date for a request: `05 Jan 2026`.
fn date_form(date: Date) -> String {
    date.strftime(DATE_FORMAT).to_string()
}

impl From<Date> for ParamValue {
    fn from(date: Date) -> Self {
        Self::new(date_form(date))
    }
}

impl From<&AttributeRecord> for ParamValue {
    fn from(attribute: &AttributeRecord) -> Self {
        if attribute.scheme.is_empty() {
            return Self::invalid("the attribute has no scheme");
        }
        Self::new(attribute.encode())
    }
}

impl From<AttributeRecord> for ParamValue {
    fn from(attribute: AttributeRecord) -> Self {
        Self::from(&attribute)
    }
}

impl From<&AttributeRecord> for AttributeRecord {
    fn from(attribute: &AttributeRecord) -> Self {
        attribute.clone()
    }
}

impl From<AttributeRef<'_>> for AttributeRecord {
    fn from(attribute: AttributeRef<'_>) -> Self {
        attribute.to_record()
    }
}

/// Displays the encoded string: see [`AttributeRecord::encode`].
impl fmt::Display for AttributeRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.encode())
    }
}

/// The error when a string is not an encoded attribute.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an encoded attribute: {}", OneLine(problem))]
#[non_exhaustive]
pub struct ParseAttributeError {
    problem: String,
}

/// Parses the output of [`AttributeRecord::encode`]. The parts may be in any order.
impl FromStr for AttributeRecord {
    type Err = ParseAttributeError;

    fn from_str(encoded: &str) -> Result<Self, Self::Err> {
        let mut attribute = Self::new("");
        for part in encoded.split(',') {
            let set = match part.split_once(':') {
                Some((name, value)) => attribute.set(name, value),
                None => Err("expected `name:value`".to_owned()),
            };
            set.map_err(|problem| ParseAttributeError { problem: format!("`{part}`: {problem}") })?;
        }
        if attribute.scheme.is_empty() {
            return Err(ParseAttributeError { problem: "no `scheme`".to_owned() });
        }
        Ok(attribute)
    }
}

impl AttributeRecord {
    /// Sets a field to an encoded value. The error is the problem with the value.
    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let bytes = || STANDARD.decode(value).map_err(|_| "expected base64");
        let text = || String::from_utf8(bytes()?).map_err(|_| "expected UTF-8 in base64");
        let date = || Date::strptime(DATE_FORMAT, value).map_err(|_| "expected a date such as `05 Jan 2026`");
        let id = |problem: InvalidValue| problem.to_string();
        match name {
            "scheme" => self.scheme = text()?,
            "attrid" => {
                let number = value.parse::<i64>().map_err(|_| "expected a number")?;
                self.attrid = Some(AttributeId::new(number));
            }
            "value" => self.value = Some(text()?),
            "binaryData" => self.binary_data = Some(bytes()?),
            "comment" => self.comment = Some(text()?),
            "instid" => self.instid = Some(text()?.try_into().map_err(id)?),
            "visibility" => self.visibility = Some(Visibility::from(text()?)),
            "effectiveFrom" => self.effective_from = Some(date()?),
            "effectiveTo" => self.effective_to = Some(date()?),
            "owningGroupid" => self.owning_groupid = Some(text()?.try_into().map_err(id)?),
            _ => return Err("an attribute has no such field".to_owned()),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_encoded_in_order() {
        let mut attribute = AttributeRecord::new("jpegPhoto")
            .with_value("a, b: ü")
            .with_binary_data(vec![0, 255, 10])
            .with_comment("c")
            .with_instid("UIS".parse().unwrap())
            .with_visibility(Visibility::University)
            .with_effective_from(jiff::civil::date(2026, 1, 5))
            .with_effective_to(jiff::civil::date(2026, 12, 31))
            .with_owning_groupid("000001".parse().unwrap());
        attribute.attrid = Some(AttributeId::new(-7));
        let encoded = attribute.encode();
        assert_eq!(
            encoded,
            "scheme:anBlZ1Bob3Rv,attrid:-7,value:YSwgYjogw7w=,binaryData:AP8K,comment:Yw==,instid:VUlT,\
             visibility:dW5pdmVyc2l0eQ==,effectiveFrom:05 Jan 2026,effectiveTo:31 Dec 2026,\
             owningGroupid:MDAwMDAx"
        );
        assert_eq!(encoded.parse(), Ok(attribute));
    }

    #[test]
    fn parse_error_names_the_part() {
        for (encoded, part) in [
            ("", "``"),
            ("scheme", "`scheme`"),
            ("scheme:!", "`scheme:!`"),
            ("scheme:/w==", "UTF-8"),
            ("value:YQ==", "no `scheme`"),
            ("scheme:YQ==,attrid:x", "`attrid:x`"),
            ("scheme:YQ==,effectiveFrom:2026-01-05", "05 Jan 2026"),
            ("scheme:YQ==,colour:YQ==", "`colour:YQ==`"),
        ] {
            let error = encoded.parse::<AttributeRecord>().unwrap_err().to_string();
            assert!(error.contains(part), "{encoded}: {error}");
        }
    }
}
