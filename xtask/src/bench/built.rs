//! The programs that measure, built as releases are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// Where each program is.
pub(super) struct Built {
    programs: BTreeMap<String, PathBuf>,
    folder: PathBuf,
}

impl Built {
    /// Builds what all measurements but that of instructions need.
    pub(super) fn new() -> anyhow::Result<Self> {
        let benches =
            ["bench", "--no-run", "-p", "ibis-client", "--bench", "figures", "--bench", "allocations"];
        let mut programs = build(&benches)?;
        programs.extend(build(&["build", "--release", "-p", "ibis-sandbox"])?);
        Ok(Self { programs, folder: folder()? })
    }

    pub(super) fn program(&self, name: &str) -> anyhow::Result<&Path> {
        self.programs.get(name).map(PathBuf::as_path).with_context(|| format!("cargo has built no `{name}`"))
    }

    /// A folder for what is made along the way, which is kept.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Builds, and says where the programs are, by their names.
pub(super) fn build(arguments: &[&str]) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    super::say(format_args!("building: cargo {}", arguments.join(" ")));
    let output = cargo()
        .args(arguments)
        .args(["--quiet", "--message-format", "json"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("cargo {} failed: {}", arguments.join(" "), output.status);
    }
    let mut programs = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        // There are messages of other forms, which are none of programs.
        if let Ok(Message { target, executable: Some(executable) }) = serde_json::from_str(line) {
            programs.insert(target.name, executable);
        }
    }
    Ok(programs)
}

#[derive(Deserialize)]
struct Message {
    target: Target,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

pub(super) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The root of the workspace.
pub(super) fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// A folder beside this program's own.
fn folder() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe().context("this program does not know where it is")?;
    let target = program.parent().and_then(Path::parent).context("this program is in no target folder")?;
    let folder = target.join("xtask-bench");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}
