//! Valgrind's callgrind, which counts instructions.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

pub(super) fn is_there() -> bool {
    let version =
        Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

/// The instructions of one function of a program, with those of what it calls. The program is told its name.
pub(super) fn count(program: &Path, function: &str) -> anyhow::Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--toggle-collect=*{function}*"))
        .arg(program)
        .arg(function)
        .output()
        .context("valgrind cannot be started")?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("counting `{function}` failed: {}\n{text}", output.status);
    }
    match collected(&text) {
        None | Some(0) => bail!("valgrind has counted nothing of `{function}`:\n{text}"),
        Some(count) => Ok(count),
    }
}

/// From its last words: `==1== Collected : 123`.
fn collected(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.split_once("Collected :"));
    line.and_then(|(_, count)| count.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_count_is_read_from_the_last_words() {
        assert_eq!(super::collected("==1== Events    : Ir\n==1== Collected : 123\n"), Some(123));
        assert_eq!(super::collected("==1== Command: x"), None);
    }
}
