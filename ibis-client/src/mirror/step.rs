//! A part of the work, and how far it is.

use super::change::{Change, Changes};
use super::{Checkpoint, Read};
use crate::{TransactionId, Warning};

/// Some changes, and the checkpoint that covers them.
///
/// A step that is dropped without being [`delivered`](Self::delivered) is read again.
#[derive(Debug)]
#[must_use = "a step is read again until it is `delivered`"]
pub struct Step<'m> {
    /// Where the mirror keeps how far it is.
    reached: &'m mut Option<Checkpoint>,
    changes: Changes,
    next: Checkpoint,
    progress: Progress,
}

impl<'m> Step<'m> {
    pub(super) fn new(reached: &'m mut Option<Checkpoint>, (changes, next, progress): Read) -> Self {
        Self { reached, changes, next, progress }
    }

    /// The changes to store. There may be none.
    pub fn changes(&self) -> &[Change] {
        &self.changes.all
    }

    /// The warnings of the step's responses: the first 100 of them.
    ///
    /// An entry of which it could not be read whether it is cancelled is not delivered, and is named here:
    /// `person/spqr1.cancelled`. A list that is missing in two responses counts as empty, with a warning.
    /// [`Mirror::strict`](super::Mirror::strict) makes a warning an error.
    pub fn warnings(&self) -> &[Warning] {
        &self.changes.warnings.first
    }

    /// The number of warnings.
    pub fn warning_count(&self) -> usize {
        self.changes.warnings.count
    }

    /// How far the work is with this step.
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// Confirms that all changes were stored, and returns the checkpoint to store after them.
    ///
    /// The mirror continues from there.
    #[must_use = "the work is done again unless the checkpoint is stored"]
    pub fn delivered(self) -> Checkpoint {
        *self.reached = Some(self.next.clone());
        self.next
    }
}

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The stage of the work.
    pub stage: Stage,
    /// How much of the stage is done: people, institutions or groups of the load, or else transactions.
    pub done: u64,
    /// How much there is to do, or `None` for people, whose number the service does not tell.
    pub total: Option<u64>,
}

/// A stage of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// All people are read.
    People,
    /// All institutions are read.
    Institutions,
    /// All groups are read.
    Groups,
    /// Changes are read.
    Changes,
}

impl Progress {
    pub(super) const fn new(stage: Stage, done: u64, total: Option<u64>) -> Self {
        Self { stage, done, total }
    }

    /// The progress with a stage that one response completes.
    pub(super) const fn whole(stage: Stage, count: usize) -> Self {
        let count = count as u64;
        Self::new(stage, count, Some(count))
    }

    pub(super) fn between(start: TransactionId, up_to: TransactionId, last: TransactionId) -> Self {
        let after_start = |transaction: TransactionId| transaction.get().abs_diff(start.get());
        Self::new(Stage::Changes, after_start(up_to), Some(after_start(last)))
    }
}
