//! The attribute schemes: the kinds of attributes that people and institutions have.

use regex_lite::Regex;
use serde::Deserialize;

/// The schemes that every directory has, in the format of fixtures.
pub(super) const WELL_KNOWN: &str = include_str!("schemes.toml");

/// The schemes whose attributes are a person's names. The first that the caller may see is the visible name.
pub(crate) const NAMES: [&str; 3] = ["displayName", "registeredName", "surname"];

/// An attribute scheme, as fixtures declare it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Scheme {
    #[serde(rename = "schemeid")]
    pub(crate) id: String,
    pub(crate) precedence: i64,
    pub(crate) ldap_name: Option<String>,
    /// Defaults to the id.
    pub(crate) display_name: Option<String>,
    #[serde(default)]
    pub(crate) data_type: DataType,
    #[serde(default = "yes")]
    pub(crate) multi_valued: bool,
    #[serde(default)]
    pub(crate) multi_lined: bool,
    #[serde(default = "yes")]
    pub(crate) searchable: bool,
    pub(crate) regexp: Option<String>,
    /// Who has attributes of this scheme. `None` for both people and institutions.
    owner: Option<Owner>,
}

/// The type of an attribute's value.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum DataType {
    #[default]
    String,
    Binary,
}

/// A kind of record that has attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Owner {
    Person,
    Institution,
}

fn yes() -> bool {
    true
}

impl Scheme {
    fn is_of(&self, owner: Owner) -> bool {
        self.owner.is_none_or(|only| only == owner)
    }

    /// Checks that an attribute of this scheme has the one kind of value that belongs to it.
    pub(crate) fn check_values(&self, has_text: bool, has_binary: bool) -> Result<(), String> {
        let is_binary = self.data_type == DataType::Binary;
        if has_binary == is_binary && has_text != is_binary {
            return Ok(());
        }
        let (wanted, other) = if is_binary { ("binaryData", "value") } else { ("value", "binaryData") };
        Err(format!("an attribute of the scheme `{}` has a `{wanted}` and no `{other}`", self.id))
    }
}

impl DataType {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Binary => "binary",
        }
    }
}

super::model::index! {
    /// The position of a scheme among all schemes.
    SchemeIx
}

/// All schemes in order of precedence, so that the order of indices is the order of attributes.
#[derive(Debug, Default)]
pub(crate) struct Schemes {
    all: Vec<Scheme>,
    /// Compiled from the schemes' regular expressions.
    patterns: Vec<Option<Regex>>,
    names: [Option<SchemeIx>; 3],
}

impl Schemes {
    /// Sorts the schemes. The error names the first scheme with an invalid regular expression.
    pub(super) fn new(mut schemes: Vec<Scheme>) -> Result<Self, (String, regex_lite::Error)> {
        schemes.sort_by(|a, b| (a.precedence, &a.id).cmp(&(b.precedence, &b.id)));
        let patterns = schemes.iter().map(|scheme| {
            let pattern = scheme.regexp.as_ref().map(|regexp| Regex::new(&format!("^(?:{regexp})$")));
            pattern.transpose().map_err(|error| (scheme.id.clone(), error))
        });
        let patterns = patterns.collect::<Result<_, _>>()?;
        let mut schemes = Self { all: schemes, patterns, names: [None; 3] };
        schemes.names = NAMES.map(|name| schemes.named(Owner::Person, name));
        Ok(schemes)
    }

    pub(crate) fn get(&self, ix: SchemeIx) -> &Scheme {
        &self.all[ix.at()]
    }

    /// The scheme with this id, if this kind of record has attributes of it.
    pub(crate) fn named(&self, owner: Owner, id: &str) -> Option<SchemeIx> {
        let position = self.all.iter().position(|scheme| scheme.id == id && scheme.is_of(owner))?;
        Some(SchemeIx::new(position))
    }

    /// The schemes of this kind of record, in order of precedence.
    pub(crate) fn of(&self, owner: Owner) -> impl Iterator<Item = &Scheme> {
        self.all.iter().filter(move |scheme| scheme.is_of(owner))
    }

    /// Whether the value matches the scheme's regular expression, if it has one.
    pub(crate) fn accepts(&self, ix: SchemeIx, value: &str) -> bool {
        self.patterns[ix.at()].as_ref().is_none_or(|pattern| pattern.is_match(value))
    }

    /// Which of [`NAMES`] the scheme is, if any.
    pub(crate) fn name(&self, ix: SchemeIx) -> Option<usize> {
        self.names.iter().position(|name| *name == Some(ix))
    }
}
