//! The counts that are kept in the repository, and what they are of.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::bench::built::workspace;

/// Of a hundred: more than so many more instructions are a regression.
const TOLERANCE: u64 = 5;

/// Instructions by what they are of.
pub(super) type Counts = BTreeMap<String, u64>;

#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Kept {
    /// The compiler, as it calls itself.
    pub(super) rustc: String,
    /// The processor: which code the libraries choose depends on it.
    pub(super) processor: String,
    counts: Counts,
}

impl Kept {
    /// Counts of this machine.
    pub(super) fn here(counts: Counts) -> anyhow::Result<Self> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let version = Command::new(rustc).arg("--version").output().context("rustc cannot be started")?;
        let rustc = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        Ok(Self { rustc, processor: processor(&info), counts })
    }

    /// Those of the repository, if there are any.
    pub(super) fn read() -> anyhow::Result<Option<Self>> {
        let file = file();
        let Ok(text) = fs::read_to_string(&file) else { return Ok(None) };
        serde_json::from_str(&text).with_context(|| format!("{} does not read", file.display()))
    }

    pub(super) fn write(&self) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self).context("the counts cannot be written")?;
        let file = file();
        fs::write(&file, text + "\n").with_context(|| format!("{} cannot be written", file.display()))
    }

    pub(super) fn is_comparable(&self, before: &Self) -> bool {
        (&self.rustc, &self.processor) == (&before.rustc, &before.processor)
    }

    /// What takes more instructions than it did, and no longer little more.
    pub(super) fn regressions(&self, before: &Self) -> Vec<String> {
        let regression = |(name, &now): (&String, &u64)| {
            let kept = *before.counts.get(name)?;
            let is_more = u128::from(now) * 100 > u128::from(kept) * u128::from(100 + TOLERANCE);
            is_more.then(|| format!("`{name}` takes {now} instructions, more than {TOLERANCE} % over {kept}"))
        };
        self.counts.iter().filter_map(regression).collect()
    }

    /// A table of both.
    pub(super) fn beside(&self, before: Option<&Self>) -> String {
        let mut table = String::from("| instructions of | now | kept |\n|---|---|---|\n");
        for (name, now) in &self.counts {
            let kept = before.and_then(|before| before.counts.get(name)).map(u64::to_string);
            let _ = writeln!(table, "| {name} | {now} | {} |", kept.unwrap_or_default());
        }
        table
    }
}

fn file() -> PathBuf {
    workspace().join("ibis-client/benches/instructions.json")
}

/// The name alone may be that of a whole line of processors.
fn processor(info: &str) -> String {
    let field = |name: &str| {
        let line = info.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            (key.trim() == name).then(|| value.trim())
        });
        line.unwrap_or("unknown")
    };
    let [name, family, model] = ["model name", "cpu family", "model"].map(field);
    format!("{} {name}, family {family}, model {model}", std::env::consts::ARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(count: u64) -> Kept {
        let counts = Counts::from([("decode".to_owned(), count)]);
        Kept { rustc: "rustc 1".to_owned(), processor: "x".to_owned(), counts }
    }

    #[test]
    fn five_percent_more_is_no_regression_and_six_is() {
        assert_eq!(kept(105).regressions(&kept(100)), Vec::<String>::new());
        let more = kept(106).regressions(&kept(100));
        assert_eq!(more, ["`decode` takes 106 instructions, more than 5 % over 100"]);
    }

    #[test]
    fn another_compiler_is_not_compared() {
        let other = Kept { rustc: "rustc 2".to_owned(), ..kept(100) };
        assert!(kept(100).is_comparable(&kept(200)));
        assert!(!kept(100).is_comparable(&other));
    }

    #[test]
    fn a_processor_is_told_by_name_family_and_model() {
        let info = "cpu family\t: 25\nmodel\t\t: 17\nmodel name\t: Example 9\n";
        assert!(processor(info).ends_with(" Example 9, family 25, model 17"));
    }
}
