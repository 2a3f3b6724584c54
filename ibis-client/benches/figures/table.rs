//! The table of figures, as Markdown.

use std::fmt;

use super::Figures;

/// One of our figures, compared with another client's.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) ours: String,
    /// The other client, and its figure.
    pub(crate) peer: String,
    pub(crate) ratio: Option<f64>,
    /// The target, and whether it was met. `None` if the figure is only reported.
    pub(crate) target: Option<(&'static str, bool)>,
}

impl Row {
    pub(crate) fn new(what: &str, (ours, unit): (f64, &str), (whose, theirs): (&str, f64)) -> Self {
        Self {
            what: what.to_owned(),
            ours: format!("{}{unit}", rounded(ours)),
            peer: format!("{whose}: {}{unit}", rounded(theirs)),
            ratio: Some(ours / theirs),
            target: None,
        }
    }

    pub(crate) fn target(mut self, target: &'static str, is_met: bool) -> Self {
        self.target = Some((target, is_met));
        self
    }

    pub(crate) fn ratio(mut self, ratio: f64) -> Self {
        self.ratio = Some(ratio);
        self
    }
}

#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn push(&mut self, row: Row) {
        self.0.push(row);
    }

    /// Adds a row with the figure of this name of the official Python client, if that is installed.
    pub(crate) fn official(
        &mut self,
        what: &str,
        ours: (f64, &str),
        (official, name): (Option<&Figures>, &str),
    ) -> super::Outcome {
        const OFFICIAL: &str = "official Python client";
        let mut row = Row::new(what, ours, (OFFICIAL, f64::NAN));
        if let Some(official) = official {
            row = Row::new(what, ours, (OFFICIAL, official.get(name)?));
        } else {
            (row.peer, row.ratio) = (format!("{OFFICIAL}: not installed"), None);
        }
        self.push(row);
        Ok(())
    }
}

/// Rounds to three significant digits.
pub(crate) fn rounded(figure: f64) -> String {
    match figure.abs() {
        large if large >= 100.0 => format!("{figure:.0}"),
        middle if middle >= 10.0 => format!("{figure:.1}"),
        small if small >= 0.1 => format!("{figure:.2}"),
        _ => format!("{figure:.4}"),
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | ours | beside | ratio | target | |")?;
        writeln!(f, "|------|------|--------|-------|--------|-|")?;
        for Row { what, ours, peer, ratio, target } in &self.0 {
            let ratio = ratio.map(rounded).unwrap_or_default();
            let (target, outcome) = match target {
                Some((target, true)) => (*target, "met"),
                Some((target, false)) => (*target, "missed"),
                None => ("", "reported"),
            };
            writeln!(f, "| {what} | {ours} | {peer} | {ratio} | {target} | {outcome} |")?;
        }
        Ok(())
    }
}
