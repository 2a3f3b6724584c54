//! The table, as Markdown.

use std::fmt;

use super::figures::Figures;

const OFFICIAL: &str = "official Python client";

#[derive(Debug, Default)]
pub(super) struct Table(Vec<Row>);

/// One figure of ours beside one of somebody else.
#[derive(Debug)]
pub(super) struct Row {
    /// What was measured.
    pub(super) what: String,
    /// Our figure.
    pub(super) ours: String,
    /// Whose figure it is compared with, and that figure.
    pub(super) peer: String,
    /// Ours in theirs.
    pub(super) ratio: Option<f64>,
    /// What is aimed at, and whether it was met; nothing for what is only reported.
    pub(super) target: Option<(&'static str, bool)>,
}

impl Table {
    pub(super) fn push(&mut self, row: Row) {
        self.0.push(row);
    }

    /// A row of what is only reported: our figure beside another's.
    pub(super) fn against(&mut self, what: &str, (ours, unit): (f64, &str), (whose, theirs): (&str, f64)) {
        self.push(Row {
            what: what.to_owned(),
            ours: format!("{} {unit}", rounded(ours)),
            peer: format!("{whose}: {} {unit}", rounded(theirs)),
            ratio: Some(ours / theirs),
            target: None,
        });
    }

    /// The same beside the official Python client's figure of this name, if that client is there.
    pub(super) fn beside(
        &mut self,
        what: &str,
        (ours, unit): (f64, &str),
        (official, name): (Option<&Figures>, &str),
    ) -> anyhow::Result<()> {
        match official {
            Some(official) => self.against(what, (ours, unit), (OFFICIAL, official.get(name)?)),
            None => self.push(Row {
                what: what.to_owned(),
                ours: format!("{} {unit}", rounded(ours)),
                peer: format!("{OFFICIAL}: not there"),
                ratio: None,
                target: None,
            }),
        }
        Ok(())
    }
}

/// Three digits that say something.
pub(super) fn rounded(figure: f64) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_what_was_missed_and_who_was_not_there() {
        let mut table = Table::default();
        let (ours, peer) = ("3.00 ms".to_owned(), "floor: 1.00 ms".to_owned());
        table.push(Row {
            what: "decode".to_owned(),
            ours,
            peer,
            ratio: Some(3.0),
            target: Some(("≤ 2.5", false)),
        });
        table.beside("walk", (12.0, "ns"), (None, "ns")).unwrap();
        let text = table.to_string();
        assert!(text.contains("| decode | 3.00 ms | floor: 1.00 ms | 3.00 | ≤ 2.5 | missed |"), "{text}");
        assert!(
            text.contains("| walk | 12.0 ns | official Python client: not there |  |  | reported |"),
            "{text}"
        );
    }
}
