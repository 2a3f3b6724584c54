//! A program that keeps a replica and can crash.

use std::collections::BTreeMap;

use ibis_client::mirror::{Change, Checkpoint, Entry, Mirror};
use ibis_client::{Error, Fetch, Group, Institution, Person, SharedConnection, fetch};
use serde_json::Value;

/// The point at which the program crashes.
#[derive(Clone, Copy, Debug)]
pub(super) enum CrashPoint {
    /// After half of the changes of a step are stored.
    Delivering,
    /// After all changes are stored, but not the checkpoint.
    BeforeCheckpoint,
    /// After the checkpoint is stored.
    AfterCheckpoint,
}

impl CrashPoint {
    pub(super) const ALL: [Self; 3] = [Self::Delivering, Self::BeforeCheckpoint, Self::AfterCheckpoint];
}

/// The stored replica, which survives a crash.
#[derive(Clone, Default)]
pub(super) struct Replica {
    pub(super) entries: BTreeMap<String, Value>,
    pub(super) checkpoint: Option<Checkpoint>,
}

pub(super) fn fetches() -> (Fetch<Person>, Fetch<Institution>, Fetch<Group>) {
    (
        fetch!(Person: all_attrs, all_insts, all_groups),
        fetch!(Institution: all_attrs, contact_rows, all_members),
        fetch!(Group: direct_members, owning_insts, managed_by_groups),
    )
}

/// A mirror with many small steps.
pub(super) fn mirror(conn: impl Into<SharedConnection>) -> Mirror {
    let (people, institutions, groups) = fetches();
    let mirror = Mirror::new(conn).fetch_people(people).fetch_institutions(institutions);
    mirror.fetch_groups(groups).page_size(7).transactions_per_step(2)
}

pub(super) fn record(entry: &Entry) -> Value {
    let record = match entry {
        Entry::Person(person) => serde_json::to_value(person.to_record()),
        Entry::Institution(institution) => serde_json::to_value(institution.to_record()),
        Entry::Group(group) => serde_json::to_value(group.to_record()),
    };
    record.unwrap()
}

impl Replica {
    pub(super) fn checkpoint(&self) -> Checkpoint {
        self.checkpoint.clone().unwrap()
    }

    pub(super) fn store(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Present(entry) => self.entries.insert(entry.key(), record(entry)),
                Change::Cancelled(entry) => self.entries.remove(&entry.key()),
            };
        }
    }

    /// A mirror that resumes from the stored checkpoint.
    pub(super) fn mirror(&self, conn: impl Into<SharedConnection>) -> Mirror {
        match &self.checkpoint {
            // Serialized, as on disk.
            Some(checkpoint) => {
                let stored = serde_json::to_string(checkpoint).unwrap();
                mirror(conn).resume(serde_json::from_str(&stored).unwrap())
            }
            None => mirror(conn),
        }
    }

    /// Runs until there is nothing left to do.
    pub(super) async fn run(&mut self, conn: impl Into<SharedConnection>) -> Result<(), Error> {
        let crashed = self.run_until(conn, usize::MAX, CrashPoint::AfterCheckpoint).await?;
        assert_eq!(crashed, None);
        Ok(())
    }

    /// Runs until it crashes in the step with this number, which it returns, or until there is nothing left to do.
    pub(super) async fn run_until(
        &mut self,
        conn: impl Into<SharedConnection>,
        last: usize,
        point: CrashPoint,
    ) -> Result<Option<usize>, Error> {
        let mut mirror = self.mirror(conn);
        for number in 0.. {
            let Some(step) = mirror.next_step().await? else { break };
            let crashes = number == last;
            if crashes && matches!(point, CrashPoint::Delivering) {
                self.store(&step.changes()[..step.changes().len() / 2]);
                return Ok(Some(number));
            }
            self.store(step.changes());
            if crashes && matches!(point, CrashPoint::BeforeCheckpoint) {
                return Ok(Some(number));
            }
            self.checkpoint = Some(step.delivered());
            if crashes {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }
}
