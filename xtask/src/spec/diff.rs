//! `cargo xtask spec diff`: how two documents differ, in terms of the Rust that is generated from them.

mod compare;
mod report;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use super::Spec;
use crate::lower::lower;
use crate::model::ApiSrc;

/// What to compare, and how to say it.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "The exit code is 0 where nothing differs, 1 where all that differs is compatible, 2 where \
                        something breaks callers, and 3 where the documents cannot be compared."
)]
pub struct Diff {
    /// The document as it was
    pub old: PathBuf,

    /// The document as it is
    pub new: PathBuf,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// A form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A line for each change
    Text,
    /// A table, for a description of a change
    Markdown,
    /// An object, for a program
    Json,
}

/// A change of the API.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// Whether code that compiled may no longer do so, or be told something else.
    pub breaking: bool,
    /// What has changed, as it is called in Rust.
    pub item: String,
    /// How.
    pub what: String,
}

/// All changes, those that break first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes(Vec<Change>);

/// What a version number has to say of the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing.
    None,
    /// There is more than before.
    Minor,
    /// There is something else than before.
    Major,
}

impl Diff {
    /// Compares the documents.
    ///
    /// # Errors
    /// If one of them cannot be read or mapped.
    pub fn run(&self) -> Result<Changes> {
        Ok(Changes::between(&read(&self.old)?, &read(&self.new)?))
    }
}

fn read(path: &Path) -> Result<ApiSrc> {
    let spec = Spec::read(path).with_context(|| format!("cannot use `{}`", path.display()))?;
    lower(&spec).with_context(|| format!("cannot map `{}`", path.display()))
}

impl Changes {
    /// What has changed between two APIs.
    pub fn between(old: &ApiSrc, new: &ApiSrc) -> Self {
        let mut changes = compare::changes(old, new);
        changes.sort_by(|a, b| b.breaking.cmp(&a.breaking).then_with(|| a.cmp(b)));
        changes.dedup();
        Self(changes)
    }

    /// The changes.
    pub fn iter(&self) -> impl Iterator<Item = &Change> {
        self.0.iter()
    }

    /// What a version number has to say of them.
    pub fn bump(&self) -> Bump {
        match self.0.iter().map(|change| change.breaking).max() {
            None => Bump::None,
            Some(false) => Bump::Minor,
            Some(true) => Bump::Major,
        }
    }
}

impl Bump {
    /// The version that follows a version. Before 1.0, the second number stands for the first, and the third for the
    /// second.
    pub fn next(self, version: &str) -> String {
        let numbers: Vec<u64> = version.split('.').filter_map(|number| number.parse().ok()).collect();
        let [major, minor, patch] = numbers[..] else { return version.to_owned() };
        match (self, major) {
            (Self::None, _) => format!("{major}.{minor}.{patch}"),
            (Self::Minor, 0) => format!("0.{minor}.{}", patch + 1),
            (Self::Minor, _) => format!("{major}.{}.0", minor + 1),
            (Self::Major, 0) => format!("0.{}.0", minor + 1),
            (Self::Major, _) => format!("{}.0.0", major + 1),
        }
    }
}
