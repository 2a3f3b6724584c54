//! Alternating measurements, so that other load on the machine affects both sides.

/// Pairs of measurements: ours and the other side's.
#[derive(Default)]
pub(crate) struct Pairs(Vec<(f64, f64)>);

impl Pairs {
    pub(crate) fn push(&mut self, ours: f64, theirs: f64) {
        self.0.push((ours, theirs));
    }

    pub(crate) fn ours(&self) -> f64 {
        median(self.0.iter().map(|(ours, _)| *ours))
    }

    pub(crate) fn theirs(&self) -> f64 {
        median(self.0.iter().map(|(_, theirs)| *theirs))
    }

    /// The median of the ratios, which may differ from the ratio of the medians.
    pub(crate) fn ratio(&self) -> f64 {
        median(self.0.iter().map(|(ours, theirs)| ours / theirs))
    }
}

pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
