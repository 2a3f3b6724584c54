//! `cargo xtask spec diff`: the API changes between two documents, and the version bump they require.

use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::compare::{Comparison, Difference, Form, Lens, compare};
use super::{Spec, sync};
use crate::lower::lower;
use crate::model::ApiSrc;

/// The current version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The arguments of `cargo xtask spec diff`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Exits with 0 if there are no differences, 1 if there are, and 2 on failure.")]
pub struct Diff {
    /// Old document
    pub old: PathBuf,

    /// New document
    pub new: PathBuf,
}

/// The version bump that changes require.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// No change.
    None,
    /// Compatible additions.
    Minor,
    /// Breaking changes.
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
        // Only our own document lists the names in a fetch.
        let lens = match (&old.fetch, &new.fetch) {
            (Some(_), None) => Lens::OldIsOurs(&old_spec.document, form(&new_spec)),
            (None, Some(_)) => Lens::NewIsOurs(&new_spec.document, form(&old_spec)),
            _ => Lens::Same,
        };
        Ok(compare(&old, &new, lens))
    }
}

impl Comparison {
    /// The version bump that the differences require.
    pub fn bump(&self) -> Bump {
        match self.differences.iter().map(|difference| difference.breaking).max() {
            None => Bump::None,
            Some(false) => Bump::Minor,
            Some(true) => Bump::Major,
        }
    }

    /// The differences, breaking ones first, and the version bump.
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
            Bump::None => writeln!(text, "no API changes"),
            Bump::Minor => writeln!(text, "minor version bump: {VERSION} -> {next}"),
            Bump::Major => writeln!(text, "major version bump: {VERSION} -> {next}"),
        };
        text
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |at: &Option<crate::pointer::Pointer>| {
            at.as_ref().map_or("none".to_owned(), |at| format!("`{at}`"))
        };
        write!(f, "{}: {} ({} -> {})", self.item, self.change, at(&self.old), at(&self.new))
    }
}

impl Bump {
    /// The next version. Before 1.0, breaking changes bump the minor number and additions the patch number.
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
