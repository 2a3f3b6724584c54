//! A step of a mirror, and its progress.

use super::change::{Change, Changes};
use super::{Checkpoint, StepParts};
use crate::{TransactionId, Warning};

/// Some changes, and the checkpoint that covers them.
///
/// A step is read again unless it is [`delivered`](Self::delivered).
#[derive(Debug)]
#[must_use = "a step is read again until it is `delivered`"]
pub struct Step<'m> {
    /// The checkpoint of the mirror, which is replaced on delivery.
    current: &'m mut Option<Checkpoint>,
    changes: Changes,
    next: Checkpoint,
    progress: Progress,
}

impl<'m> Step<'m> {
    pub(super) fn new(current: &'m mut Option<Checkpoint>, (changes, next, progress): StepParts) -> Self {
        Self { current, changes, next, progress }
    }

    /// The changes to store. May be empty.
    pub fn changes(&self) -> &[Change] {
        &self.changes.all
    }

    /// The first 100 warnings about the step's responses.
    ///
    /// An entry whose `cancelled` field could not be read is not delivered, with a warning that names it:
    /// `person/spqr1.cancelled`. A list that two responses lack counts as empty, with a warning.
    /// [`Mirror::strict`](super::Mirror::strict) makes a warning an error.
    pub fn warnings(&self) -> &[Warning] {
        &self.changes.warnings.first
    }

    /// The number of warnings, which may be more than [`warnings`](Self::warnings) returns.
    pub fn warning_count(&self) -> usize {
        self.changes.warnings.count
    }

    /// The progress of the mirror after this step.
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// Confirms that all changes were stored, and returns the checkpoint to store after them.
    ///
    /// The mirror continues from this checkpoint.
    #[must_use = "without a stored checkpoint, the next run starts over"]
    pub fn delivered(self) -> Checkpoint {
        *self.current = Some(self.next.clone());
        self.next
    }
}

/// The progress of a mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The current stage.
    pub stage: Stage,
    /// How many entries of the stage have been read, or how many transactions if the stage is [`Stage::Changes`].
    pub done: u64,
    /// The total for the stage. `None` for people, since the service does not report their number.
    pub total: Option<u64>,
}

/// A stage of a mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Loading people.
    People,
    /// Loading institutions.
    Institutions,
    /// Loading groups.
    Groups,
    /// Reading changes after the load.
    Changes,
}

impl Progress {
    /// The progress after a stage that one response completes.
    pub(super) const fn whole(stage: Stage, count: usize) -> Self {
        let done = count as u64;
        Self { stage, done, total: Some(done) }
    }

    pub(super) fn between(start: TransactionId, up_to: TransactionId, last: TransactionId) -> Self {
        let after_start = |transaction: TransactionId| transaction.get().abs_diff(start.get());
        Self { stage: Stage::Changes, done: after_start(up_to), total: Some(after_start(last)) }
    }
}
