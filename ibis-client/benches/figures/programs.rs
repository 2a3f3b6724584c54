//! Build times of a program with one call, compared with the same program written by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::pairs::Pairs;
use super::points::Run;
use super::processes::{cargo, folder, run as start};
use super::table::{Row, Table};
use super::{Failure, Outcome};

const CLIENT: &str = env!("CARGO_MANIFEST_DIR");
const BY_HAND: &str = r#"
reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider", "gzip", "system-proxy"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

pub(crate) fn measure(run: &Run, table: &mut Table) -> Outcome {
    let client = format!("\nibis-client = {{ path = {CLIENT:?} }}\n");
    let ours = Program::write("one-call", &client, include_str!("../programs/ours.rs"))?;
    // The HTTP library has the same features and cryptography in both.
    let by_hand = Program::write("one-call-by-hand", BY_HAND, include_str!("../programs/by_hand.rs"))?;
    let mut builds = Pairs::default();
    // A clean build takes about a minute, so few pairs are measured.
    for _ in 0..if run.quick { 1 } else { 3 } {
        let theirs = by_hand.clean_build()?;
        builds.push(ours.clean_build()?, theirs);
    }
    let (seconds, theirs) = ((builds.ours(), " s"), ("reqwest by hand", builds.theirs()));
    let row = Row::new("clean `cargo build --release` of a program with one call", seconds, theirs);
    table.push(row.target("at most 1.15 times", seconds.0 / theirs.1 <= 1.15));
    let (crates, theirs) = (ours.crates()?, ("reqwest by hand", by_hand.crates()?));
    let row = Row::new("crates in it, without itself", (crates, ""), theirs);
    table.push(row.target("at most 20 more", crates <= theirs.1 + 20.0));
    Ok(())
}

/// A program in its own folder.
struct Program {
    folder: PathBuf,
}

impl Program {
    fn write(name: &str, dependencies: &str, main: &str) -> Result<Self, Failure> {
        let program = Self { folder: folder(name)? };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}{dependencies}"
        );
        fs::create_dir_all(program.folder.join("src"))?;
        fs::write(program.folder.join("Cargo.toml"), manifest)?;
        fs::write(program.main(), main)?;
        // Both programs get the same versions of their dependencies.
        fs::copy(Path::new(CLIENT).join("../Cargo.lock"), program.folder.join("Cargo.lock"))?;
        // Downloading must not count as building.
        program.cargo(&["fetch"])?;
        Ok(program)
    }

    fn main(&self) -> PathBuf {
        self.folder.join("src/main.rs")
    }

    /// The time of a clean build, in seconds.
    fn clean_build(&self) -> Result<f64, Failure> {
        if self.target().exists() {
            fs::remove_dir_all(self.target())?;
        }
        self.cargo(&["build", "--release"])
    }

    /// The number of distinct dependencies on this platform, including build dependencies.
    fn crates(&self) -> Result<f64, Failure> {
        let tree = ["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
        let tree = start(self.command().args(tree))?;
        let names = tree.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty());
        Ok(f64::from(u32::try_from(names.collect::<BTreeSet<_>>().len().saturating_sub(1))?))
    }

    /// Runs cargo, and returns the seconds that it takes.
    fn cargo(&self, arguments: &[&str]) -> Result<f64, Failure> {
        let begun = Instant::now();
        start(self.command().args(arguments))?;
        Ok(begun.elapsed().as_secs_f64())
    }

    /// Cargo without the environment variables of the workspace's own build.
    fn command(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.folder).env("CARGO_TARGET_DIR", self.target());
        command.env_remove("RUSTFLAGS").env_remove("CARGO_BUILD_TARGET");
        command
    }

    fn target(&self) -> PathBuf {
        self.folder.join("target")
    }
}
