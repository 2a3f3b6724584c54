//! A part of the work, and how far it is.

use super::{Change, Checkpoint, Read};
use crate::TransactionId;

/// Some changes, and the checkpoint that covers them.
///
/// A step that is dropped, and not [`delivered`](Self::delivered), comes again.
#[derive(Debug)]
#[must_use = "a step comes again until it is `delivered`"]
pub struct Step<'m> {
    /// Where the mirror keeps how far it is.
    reached: &'m mut Option<Checkpoint>,
    changes: Vec<Change>,
    next: Checkpoint,
    progress: Progress,
}

impl<'m> Step<'m> {
    pub(super) fn new(reached: &'m mut Option<Checkpoint>, (changes, next, progress): Read) -> Self {
        Self { reached, changes, next, progress }
    }

    /// What to store. It may be nothing.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// How far the work is with this step.
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// Says that all changes were stored, and returns the checkpoint to store after them.
    ///
    /// The mirror goes on from there.
    #[must_use = "only a checkpoint that is stored spares doing the work again"]
    pub fn delivered(self) -> Checkpoint {
        *self.reached = Some(self.next.clone());
        self.next
    }
}

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done: people, institutions or groups of the load, or else transactions.
    pub done: u64,
    /// How much there is to do. The service does not say how many people there are.
    pub total: Option<u64>,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// All people are being read.
    People,
    /// All institutions are being read.
    Institutions,
    /// All groups are being read.
    Groups,
    /// What changed is being read.
    Changes,
}

impl Progress {
    pub(super) const fn new(stage: Stage, done: u64, total: Option<u64>) -> Self {
        Self { stage, done, total }
    }

    /// Of what one answer holds in full.
    pub(super) const fn whole(stage: Stage, changes: &[Change]) -> Self {
        let count = changes.len() as u64;
        Self::new(stage, count, Some(count))
    }

    pub(super) fn between(start: TransactionId, up_to: TransactionId, last: TransactionId) -> Self {
        let after_start = |transaction: TransactionId| transaction.get().abs_diff(start.get());
        Self::new(Stage::Changes, after_start(up_to), Some(after_start(last)))
    }
}
