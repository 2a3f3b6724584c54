//! Fixtures: a user's own directory in JSON or TOML.

mod resolve;

use serde::Deserialize;

use super::{Aspect, Directory, PhoneNumber, Scheme, Schemes, WebPage};

/// What is wrong with the fixtures, and where.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub(crate) struct FixtureError {
    place: String,
    problem: String,
}

impl FixtureError {
    fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { place: place.into(), problem: problem.into() }
    }
}

/// The built-in directory: fictional, fixed, and small enough to read.
pub(crate) fn built_in() -> Result<Directory, FixtureError> {
    from_toml(include_str!("built_in.toml"))
}

/// Reads fixtures in JSON.
pub(crate) fn from_json(text: &str) -> Result<Directory, FixtureError> {
    let fixtures: Fixtures = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let suffix = format!(" at line {line} column {column}");
        let problem = message.strip_suffix(suffix.as_str()).unwrap_or(&message);
        FixtureError::new(format!("line {line}, column {column}"), problem)
    })?;
    resolve::resolve(fixtures)
}

/// Reads fixtures in TOML.
pub(crate) fn from_toml(text: &str) -> Result<Directory, FixtureError> {
    resolve::resolve(read_toml(text)?)
}

/// The schemes that every directory has.
pub(crate) fn well_known_schemes() -> Result<Schemes, FixtureError> {
    resolve::schemes(Vec::new())
}

fn read_toml(text: &str) -> Result<Fixtures, FixtureError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        FixtureError::new(format!("line {line}, column {column}"), error.message())
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Fixtures {
    #[serde(default)]
    schemes: Vec<Scheme>,
    #[serde(default)]
    institutions: Vec<InstitutionFixture>,
    #[serde(default)]
    people: Vec<PersonFixture>,
    #[serde(default)]
    groups: Vec<GroupFixture>,
    #[serde(default)]
    history: Vec<ChangeFixture>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PersonFixture {
    crsid: String,
    #[serde(default)]
    cancelled: bool,
    display_name: Option<String>,
    registered_name: Option<String>,
    surname: Option<String>,
    visible_name: Option<String>,
    mis_affiliation: Option<String>,
    #[serde(default)]
    identifiers: Vec<IdentifierFixture>,
    #[serde(default)]
    attributes: Vec<AttributeFixture>,
    #[serde(default)]
    institutions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IdentifierFixture {
    scheme: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InstitutionFixture {
    instid: String,
    #[serde(default)]
    cancelled: bool,
    name: String,
    acronym: Option<String>,
    #[serde(default)]
    attributes: Vec<AttributeFixture>,
    #[serde(default)]
    contact_rows: Vec<ContactRowFixture>,
    #[serde(default)]
    parent_insts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AttributeFixture {
    scheme: String,
    value: Option<String>,
    binary_data: Option<String>,
    comment: Option<String>,
    instid: Option<String>,
    visibility: Option<String>,
    effective_from: Option<String>,
    effective_to: Option<String>,
    owning_groupid: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ContactRowFixture {
    description: Option<String>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    italic: bool,
    #[serde(default)]
    addresses: Vec<Box<str>>,
    #[serde(default)]
    emails: Vec<Box<str>>,
    #[serde(default)]
    people: Vec<String>,
    #[serde(default)]
    phone_numbers: Vec<PhoneNumber>,
    #[serde(default)]
    web_pages: Vec<WebPage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GroupFixture {
    groupid: String,
    name: String,
    #[serde(default)]
    cancelled: bool,
    title: String,
    description: Option<String>,
    email: Option<String>,
    password: Option<String>,
    members_of_inst: Option<String>,
    #[serde(default)]
    direct_members: Vec<String>,
    #[serde(default)]
    hidden_members: Vec<String>,
    #[serde(default)]
    owning_insts: Vec<String>,
    #[serde(default)]
    manages_insts: Vec<String>,
    #[serde(default)]
    manages_groups: Vec<String>,
    #[serde(default)]
    reads_groups: Vec<String>,
    #[serde(default)]
    includes_groups: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChangeFixture {
    transaction: i64,
    person: Option<String>,
    institution: Option<String>,
    group: Option<String>,
    change: Aspect,
}
