//! The official Python client, where it can be had.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::built::{Built, workspace};
use super::figures::Figures;
use super::say;

const PACKAGE: &str = "ibisclient==1.3.2";

/// A Python that has the client, or none.
pub(super) struct Peer {
    python: Option<PathBuf>,
}

impl Peer {
    /// Makes a virtual environment, once. Where that fails, it says so, and there is no peer.
    pub(super) fn new(built: &Built) -> Self {
        match environment(&built.folder().join("official-client")) {
            Ok(python) => Self { python: Some(python) },
            Err(error) => {
                say(format_args!("NOT THERE: the official Python client: {error:#}"));
                Self { python: None }
            }
        }
    }

    /// Lets it do the same work: the figures, if it is there.
    pub(super) fn figures(&self, arguments: &[&str]) -> anyhow::Result<Option<Figures>> {
        let Some(python) = &self.python else { return Ok(None) };
        let script = workspace().join("ibis-client/benches/python/official.py");
        Figures::of(Command::new(python).arg("-B").arg(script).args(arguments)).map(Some)
    }
}

fn environment(folder: &Path) -> anyhow::Result<PathBuf> {
    let (python, stamp) = (folder.join("bin/python"), folder.join("package.txt"));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == PACKAGE) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    run(Command::new(&python).args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        PACKAGE,
    ]))?;
    fs::write(stamp, PACKAGE).context("the virtual environment cannot be written to")?;
    Ok(python)
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.output().with_context(|| format!("{command:?} cannot be started"))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
