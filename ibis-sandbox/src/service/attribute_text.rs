//! An attribute as a parameter, such as `scheme:ZW1haWw=,value:…`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;

use crate::directory::Visibility;
use crate::failure::Failure;
use crate::text::printable;

/// An attribute as a client sends it, not yet validated against the directory.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct AttributeText {
    pub(crate) scheme: String,
    pub(crate) value: Option<String>,
    pub(crate) binary: Option<Vec<u8>>,
    pub(crate) comment: Option<String>,
    pub(crate) instid: Option<String>,
    pub(crate) visibility: Option<Visibility>,
    pub(crate) effective_from: Option<Date>,
    pub(crate) effective_to: Option<Date>,
}

impl AttributeText {
    /// Decodes the parts. The attrid and the owner are ignored, since the service assigns them.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let mut attribute = Self::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once(':').ok_or_else(|| wrong(part, "has no colon"))?;
            match name {
                "scheme" => attribute.scheme = decoded(name, value)?,
                "attrid" => drop(value.parse::<i64>().map_err(|_| wrong(name, "is not a number"))?),
                "value" => attribute.value = Some(decoded(name, value)?),
                "binaryData" => attribute.binary = Some(bytes(name, value)?),
                "comment" => attribute.comment = Some(decoded(name, value)?),
                "instid" => attribute.instid = Some(decoded(name, value)?),
                "visibility" => {
                    let text = decoded(name, value)?;
                    let names = Visibility::NAMES.join("`, `");
                    let unknown = || wrong(name, &format!("is `{text}`: use one of `{names}`"));
                    attribute.visibility = Some(Visibility::parse(&text).ok_or_else(unknown)?);
                }
                "effectiveFrom" => attribute.effective_from = Some(date(name, value)?),
                "effectiveTo" => attribute.effective_to = Some(date(name, value)?),
                "owningGroupid" => drop(decoded(name, value)?),
                _ => return Err(wrong(name, "is unknown")),
            }
        }
        if attribute.scheme.is_empty() {
            return Err(wrong("scheme", "is missing"));
        }
        Ok(attribute)
    }
}

fn decoded(name: &str, value: &str) -> Result<String, Failure> {
    let text = String::from_utf8(bytes(name, value)?).map_err(|_| wrong(name, "is not UTF-8"))?;
    printable(&text).map_err(|what| wrong(name, what))?;
    Ok(text)
}

fn bytes(name: &str, value: &str) -> Result<Vec<u8>, Failure> {
    STANDARD.decode(value).map_err(|_| wrong(name, "is not base64"))
}

fn date(name: &str, value: &str) -> Result<Date, Failure> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let read = || {
        let (day, rest) = value.split_once(' ')?;
        let (month, year) = rest.split_once(' ')?;
        let month = MONTHS.iter().position(|name| *name == month)? + 1;
        Date::new(year.parse().ok()?, i8::try_from(month).ok()?, day.parse().ok()?).ok()
    };
    read().ok_or_else(|| wrong(name, &format!("is `{value}`: use a date like `05 Jan 2026`")))
}

fn wrong(name: &str, what: &str) -> Failure {
    Failure::bad_request(format!("in the attribute, `{name}` {what}"))
}
