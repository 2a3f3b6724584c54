//! `cargo xtask spec diff`: what a change of a document means for those who call, and for the version.

use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::compare::{Comparison, Difference, Form, Lens, compare};
use super::{Spec, sync};
use crate::lower::lower;
use crate::model::ApiSrc;

/// The version that the changes are on top of.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What to compare.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "The exit code is 0 if nothing differs, 1 if something does, and 2 if that cannot be told."
)]
pub struct Diff {
    /// The document as it was
    pub old: PathBuf,

    /// The document as it is
    pub new: PathBuf,
}

/// What a version number has to say of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    pub fn run(&self) -> Result<Comparison> {
        let read = |path: &Path| -> Result<(Spec, ApiSrc)> {
            let spec = Spec::read(path)?;
            let api = lower(&spec).with_context(|| format!("cannot map `{}`", path.display()))?;
            Ok((spec, api))
        };
        let (old_spec, old) = read(&self.old)?;
        let (new_spec, new) = read(&self.new)?;
        let form = |spec: &Spec| sync::form(spec).unwrap_or(Form::Service);
        // Our own document is the one that says what may be fetched.
        let lens = match (&old.fetch, &new.fetch) {
            (Some(_), None) => Lens::OldIsOurs(&old_spec.document, form(&new_spec)),
            (None, Some(_)) => Lens::NewIsOurs(&new_spec.document, form(&old_spec)),
            _ => Lens::Same,
        };
        Ok(compare(&old, &new, lens))
    }
}

impl Comparison {
    /// What a version number has to say of the differences.
    pub fn bump(&self) -> Bump {
        match self.differences.iter().map(|difference| difference.breaking).max() {
            None => Bump::None,
            Some(false) => Bump::Minor,
            Some(true) => Bump::Major,
        }
    }

    /// The differences, those that break first, and the version that follows.
    pub fn verdict(&self) -> String {
        let mut rows: Vec<_> = self.differences.iter().collect();
        rows.sort_by_key(|row| (!row.breaking, row.item.clone()));
        let mut text = String::new();
        for row in rows {
            let mark = if row.breaking { "breaking  " } else { "compatible" };
            let _ = writeln!(text, "{mark}  {row}");
        }
        let next = self.bump().next(VERSION);
        let _ = match self.bump() {
            Bump::None => writeln!(text, "no change of the API"),
            Bump::Minor => writeln!(text, "a minor version: {VERSION} -> {next}"),
            Bump::Major => writeln!(text, "a major version: {VERSION} -> {next}"),
        };
        text
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |at: &Option<crate::pointer::Pointer>| {
            at.as_ref().map_or("nothing".to_owned(), |at| format!("`{at}`"))
        };
        write!(f, "{}: {} ({} -> {})", self.item, self.what, at(&self.old), at(&self.new))
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
