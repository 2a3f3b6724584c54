//! `cargo xtask features`: whether each crate builds with each of its features alone.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write as _};
use std::process::{Command, ExitCode, Output};

use anyhow::{Context as _, bail};
use clap::Args;
use serde::Deserialize;

/// Check each published crate with each of its features alone, with none, the default ones and all
#[derive(Debug, Args)]
pub struct Features {
    /// Ask clippy, not only the compiler
    #[arg(long)]
    clippy: bool,
}

impl Features {
    /// Checks them all, and says of each what came of it. A failure does not keep it from the rest.
    ///
    /// # Errors
    ///
    /// Where cargo cannot be asked.
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1"])?;
        if !metadata.status.success() {
            bail!("cargo metadata failed: {}", String::from_utf8_lossy(&metadata.stderr).trim());
        }
        let mut failed = Vec::new();
        for combination in combinations(&String::from_utf8_lossy(&metadata.stdout))? {
            let command = combination.command(if self.clippy { "clippy" } else { "check" });
            // Behind the command: clippy is not told what stands before it.
            let output = cargo(&[command.as_slice(), &["--quiet"]].concat())?;
            let outcome = match output.status.success() {
                false => "failed",
                true if output.stderr.is_empty() => "ok",
                true => "ok, with warnings",
            };
            // A reader that has gone away is no reason to fail.
            let _ = io::stderr().write_all(&output.stderr);
            let _ = writeln!(io::stdout(), "{combination}: {outcome}");
            if !output.status.success() {
                failed.push(command.join(" "));
            }
        }
        if failed.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        let mut stderr = io::stderr().lock();
        let _ = writeln!(stderr, "error: combinations that failed: {}", failed.len());
        for command in failed {
            let _ = writeln!(stderr, "  cargo {command}");
        }
        Ok(ExitCode::FAILURE)
    }
}

/// A crate and the features that it is built with.
#[derive(Clone, Debug, PartialEq)]
pub struct Combination {
    /// The crate.
    pub package: String,
    /// Its features.
    pub features: Selection,
}

/// Some features of a crate.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
    /// Not even those that are on by default.
    None,
    /// This one alone, with what it implies.
    Only(String),
    /// Those that are on by default.
    Default,
    /// Every one.
    All,
}

impl Combination {
    /// The arguments with which cargo makes it.
    fn command<'a>(&'a self, subcommand: &'a str) -> Vec<&'a str> {
        let mut command = vec![subcommand, "-p", &self.package];
        match &self.features {
            Selection::None => command.push("--no-default-features"),
            Selection::Only(feature) => command.extend(["--no-default-features", "--features", feature]),
            Selection::Default => {}
            Selection::All => command.push("--all-features"),
        }
        command
    }
}

impl fmt::Display for Combination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.package)?;
        match &self.features {
            Selection::None => f.write_str("no features"),
            Selection::Only(feature) => write!(f, "`{feature}` alone"),
            Selection::Default => f.write_str("default features"),
            Selection::All => f.write_str("all features"),
        }
    }
}

/// What there is to check, by what `cargo metadata` says. A crate that has no features is checked once.
///
/// # Errors
///
/// Where that does not read.
pub fn combinations(metadata: &str) -> anyhow::Result<Vec<Combination>> {
    let metadata: Metadata = serde_json::from_str(metadata).context("cargo metadata does not read")?;
    let mut combinations = Vec::new();
    for Package { name, features, .. } in metadata.packages.into_iter().filter(Package::is_published) {
        let selections = if features.is_empty() {
            vec![Selection::Default]
        } else {
            let single = features.into_keys().filter(|feature| feature != "default").map(Selection::Only);
            single.chain([Selection::None, Selection::Default, Selection::All]).collect()
        };
        let of = |features| Combination { package: name.clone(), features };
        combinations.extend(selections.into_iter().map(of));
    }
    Ok(combinations)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    features: BTreeMap<String, Vec<String>>,
    /// The registries that it may go to; any, where nothing is said.
    publish: Option<Vec<String>>,
}

impl Package {
    fn is_published(&self) -> bool {
        self.publish.as_ref().is_none_or(|registries| !registries.is_empty())
    }
}

fn cargo(arguments: &[&str]) -> anyhow::Result<Output> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(cargo).args(arguments).output().context("cargo cannot be started")
}
