//! What a measuring program prints: a name, a tab and a number a line.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// Figures by their names.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// Runs a program and reads what it prints.
    pub(super) fn of(command: &mut Command) -> anyhow::Result<Self> {
        let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("{command:?} cannot be started"))?;
        if !output.status.success() {
            bail!("{command:?} failed: {}", output.status);
        }
        Self::read(&String::from_utf8_lossy(&output.stdout))
    }

    fn read(text: &str) -> anyhow::Result<Self> {
        let figure = |line: &str| {
            let (name, number) = line.split_once('\t')?;
            Some((name.to_owned(), number.trim().parse().ok()?))
        };
        let figures = text.lines().map(|line| figure(line).with_context(|| format!("`{line}` is no figure")));
        Ok(Self(figures.collect::<anyhow::Result<_>>()?))
    }

    pub(super) fn get(&self, name: &str) -> anyhow::Result<f64> {
        self.0.get(name).copied().with_context(|| format!("the figure `{name}` is missing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_by_their_names() {
        let figures = Figures::read("ours ms\t1.5\nratio\t2\n").unwrap();
        assert_eq!(figures.get("ours ms").unwrap().to_string(), "1.5");
        assert!(figures.get("floor ms").is_err());
        assert!(Figures::read("ours ms 1.5").is_err());
    }
}
