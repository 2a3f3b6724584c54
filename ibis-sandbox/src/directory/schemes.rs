//! The attribute schemes: which kinds of attributes people and institutions have.

use regex_lite::Regex;
use serde::Deserialize;

/// The schemes of every directory, written like those of a user's own fixtures.
pub(super) const WELL_KNOWN: &str = include_str!("schemes.toml");

/// The schemes whose attributes are a person's names, in the order in which they stand in for each other.
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
    /// Who has attributes of this scheme; both people and institutions if absent.
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

/// Whoever has attributes.
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
    /// Puts the schemes in order, or reports the id of the first with an invalid regular expression, and why.
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

    /// The scheme with that id, if people or institutions have attributes of it.
    pub(crate) fn named(&self, owner: Owner, id: &str) -> Option<SchemeIx> {
        let position = self.all.iter().position(|scheme| scheme.id == id && scheme.is_of(owner))?;
        Some(SchemeIx::new(position))
    }

    /// The schemes of people or of institutions, in order of precedence.
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
