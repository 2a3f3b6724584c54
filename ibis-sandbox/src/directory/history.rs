//! The changes made by each transaction.

use serde::Deserialize;

use super::{Directory, Entity};

/// A change to a person, institution or group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) transaction: i64,
    pub(crate) subject: Entity,
    pub(crate) aspect: Aspect,
}

/// What changed about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Aspect {
    /// Its own fields and attributes.
    Fields,
    /// An institution's name, which concerns its members too.
    Name,
    ContactRows,
    /// Who belongs to it, or what it belongs to.
    Membership,
}

impl Directory {
    /// The changes of transactions after `after`, up to and including `up_to`.
    pub(crate) fn changes(&self, after: i64, up_to: i64) -> &[Change] {
        let start = self.history.partition_point(|change| change.transaction <= after);
        let end = self.history.partition_point(|change| change.transaction <= up_to);
        self.history.get(start..end).unwrap_or_default()
    }

    /// Records these changes as one transaction.
    pub(crate) fn record(&mut self, changes: impl IntoIterator<Item = (Entity, Aspect)>) {
        self.last_transaction += 1;
        let transaction = self.last_transaction;
        self.history.extend(changes.into_iter().map(|(subject, aspect)| Change {
            transaction,
            subject,
            aspect,
        }));
    }
}
