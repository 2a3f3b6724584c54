//! A Python environment with the official clients, and the output of their scripts.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The clients and all their dependencies, with versions.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// A Python interpreter with the clients. `None`, after a message, if it is unavailable and `CI` is not set.
pub(super) fn python() -> Result<Option<PathBuf>, Failure> {
    match environment() {
        Ok(python) => Ok(Some(python)),
        Err(error) if std::env::var_os("CI").is_some() => Err(error),
        Err(error) => {
            eprintln!("SKIPPED: the official clients cannot be run: {error}");
            Ok(None)
        }
    }
}

/// The virtual environment, which is created once, below cargo's target folder.
fn environment() -> Result<PathBuf, Failure> {
    static ENVIRONMENT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let environment = ENVIRONMENT.get_or_init(|| create_environment().map_err(|error| error.to_string()));
    Ok(environment.clone()?)
}

fn create_environment() -> Result<PathBuf, Failure> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("official-clients");
    let python = folder.join("bin").join("python");
    let stamp = folder.join("packages.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == REQUIREMENTS) {
        return Ok(python);
    }
    let run = |command: &mut Command| -> Result<(), Failure> {
        let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
    };
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let requirements = folder.join("requirements.txt");
    std::fs::write(&requirements, REQUIREMENTS)?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"])
        .arg(requirements))?;
    std::fs::write(stamp, REQUIREMENTS)?;
    Ok(python)
}

/// The lines of JSON that a script prints.
///
/// # Panics
///
/// Panics if the script fails.
pub(super) fn lines(python: &Path, script: &str, arguments: &[&str]) -> Result<Vec<Value>, Failure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ibis-sandbox/tests/python").join(script);
    let output = Command::new(python).arg("-B").arg(script).args(arguments).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
