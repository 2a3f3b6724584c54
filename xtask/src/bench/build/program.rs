//! A program with one call, in a folder of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, bail};

use crate::bench::built::{cargo, workspace};

const OURS: &str = r#"use ibis_client::{IbisClientConnection, PersonMethods};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let conn = IbisClientConnection::production()?;
    if let Some(person) = PersonMethods::new(&conn).get_person("crsid", "spqr1").await? {
        println!("{}", person.best_name());
    }
    Ok(())
}
"#;

const BY_HAND: &str = r#"use serde::Deserialize;

#[derive(Deserialize)]
struct Document {
    result: Answer,
}

#[derive(Deserialize)]
struct Answer {
    person: Option<Person>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    visible_name: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let url = "https://www.lookup.cam.ac.uk/api/v1/person/crsid/spqr1";
    let answer = client.get(url).header("Accept", "application/json").send().await?.error_for_status()?;
    let document: Document = serde_json::from_slice(&answer.bytes().await?)?;
    if let Some(name) = document.result.person.and_then(|person| person.visible_name) {
        println!("{name}");
    }
    Ok(())
}
"#;

const DEPENDENCIES_BY_HAND: &str = r#"
reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider", "gzip", "system-proxy"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

pub(super) struct Program {
    folder: PathBuf,
}

impl Program {
    /// With this client, as it is by default.
    pub(super) fn ours(folder: &Path) -> anyhow::Result<Self> {
        let client = workspace().join("ibis-client");
        let path = serde_json::to_string(&client).context("the client's folder is not Unicode")?;
        Self::write(folder, "one-call", &format!("\nibis-client = {{ path = {path} }}\n"), OURS)
    }

    /// With the same features and cryptography of the HTTP library.
    pub(super) fn by_hand(folder: &Path) -> anyhow::Result<Self> {
        Self::write(folder, "one-call-by-hand", DEPENDENCIES_BY_HAND, BY_HAND)
    }

    fn write(folder: &Path, name: &str, dependencies: &str, main: &str) -> anyhow::Result<Self> {
        let program = Self { folder: folder.join(name) };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}{dependencies}"
        );
        let written = fs::create_dir_all(program.folder.join("src"))
            .and_then(|()| fs::write(program.folder.join("Cargo.toml"), manifest))
            .and_then(|()| fs::write(program.main(), main))
            // The same versions of what both depend on.
            .and_then(|()| fs::copy(workspace().join("Cargo.lock"), program.folder.join("Cargo.lock")));
        written.with_context(|| format!("{} cannot be written", program.folder.display()))?;
        // Downloading is no part of building.
        program.cargo(&["fetch"])?;
        Ok(program)
    }

    pub(super) fn main(&self) -> PathBuf {
        self.folder.join("src/main.rs")
    }

    /// In seconds.
    pub(super) fn clean_build(&self) -> anyhow::Result<f64> {
        let target = self.target();
        if target.exists() {
            fs::remove_dir_all(&target).with_context(|| format!("{} stays", target.display()))?;
        }
        self.cargo(&["build", "--release"])
    }

    /// In seconds.
    pub(super) fn check(&self) -> anyhow::Result<f64> {
        self.cargo(&["check"])
    }

    /// How many there are besides itself, on this platform, for building too.
    pub(super) fn crates(&self) -> anyhow::Result<usize> {
        let tree = self.command(&["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
        let output = { tree }.output().context("cargo cannot be started")?;
        if !output.status.success() {
            bail!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(crates(&String::from_utf8_lossy(&output.stdout)).saturating_sub(1))
    }

    fn cargo(&self, arguments: &[&str]) -> anyhow::Result<f64> {
        let start = Instant::now();
        let output = self.command(arguments).output().context("cargo cannot be started")?;
        let took = start.elapsed().as_secs_f64();
        if !output.status.success() {
            let folder = self.folder.display();
            bail!(
                "cargo {} in {folder} failed: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(took)
    }

    /// Without what the environment tells the build of the workspace.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = cargo();
        command.args(arguments).current_dir(&self.folder).env("CARGO_TARGET_DIR", self.target());
        command.env_remove("RUSTFLAGS").env_remove("CARGO_BUILD_TARGET");
        command
    }

    fn target(&self) -> PathBuf {
        self.folder.join("target")
    }
}

/// Different crates, or versions of one, in what `cargo tree` prints.
fn crates(tree: &str) -> usize {
    let names = tree.lines().map(|line| line.trim_end_matches(" (*)").trim()).filter(|line| !line.is_empty());
    names.collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_crate_counts_once_and_each_of_its_versions_does() {
        assert_eq!(super::crates("a v1.0.0\nb v1.0.0\nb v2.0.0\nb v1.0.0 (*)\n\n"), 3);
    }
}
