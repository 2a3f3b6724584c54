//! A replica of the directory, loaded once and then kept up to date.
//!
//! A [`Mirror`] reads the directory in [`Step`]s. A step holds some [`Change`]s to store, and a [`Checkpoint`] to store
//! after them, from which a program continues after a crash or on the next day. The first steps load all people,
//! institutions and groups; later steps hold the entries that were edited since.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use ibis_client::mirror::{Change, Checkpoint, Mirror};
//! use ibis_client::{AttributeRecord, Credentials, Error, IbisClientConnection, PersonMethods, fetch};
//! # use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
//!
//! /// A replica in memory. One on disk writes the changes and the checkpoint there.
//! #[derive(Default)]
//! struct Replica {
//!     entries: BTreeMap<String, String>,
//!     checkpoint: Option<Checkpoint>,
//! }
//!
//! async fn update(replica: &mut Replica, conn: &IbisClientConnection) -> Result<(), Error> {
//!     let mut mirror = Mirror::new(conn).fetch_people(fetch!(Person: email));
//!     if let Some(checkpoint) = &replica.checkpoint {
//!         mirror = mirror.resume(checkpoint.clone());
//!     }
//!     while let Some(step) = mirror.next_step().await? {
//!         for change in step.changes() {
//!             match change {
//!                 Change::Present(entry) => replica.entries.insert(entry.key(), format!("{entry:?}")),
//!                 Change::Cancelled(entry) => replica.entries.remove(&entry.key()),
//!             };
//!         }
//!         replica.checkpoint = Some(step.delivered());
//!     }
//!     Ok(())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let editor = Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD);
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).credentials(editor).build()?;
//! let mut replica = Replica::default();
//! update(&mut replica, &conn).await?;
//! assert!(replica.entries.contains_key("person/spqr1"));
//!
//! // A later update reads only what changed.
//! let title = AttributeRecord::new("title").with_value("Reader");
//! PersonMethods::new(&conn).add_attribute("crsid", "spqr1", title).await?;
//! update(&mut replica, &conn).await?;
//! # Ok(())
//! # }
//! ```
//!
//! A group holds only the members that the caller may see. Before a program denies or deletes something because a person
//! is absent, see [Membership](crate::guide::membership).
//!
//! # After a crash
//!
//! A step whose checkpoint was not stored is read again, so each change is delivered at least once, possibly more often
//! and with newer content. Store an entry under its [`key`](Entry::key), replace any previous entry, and do not fail if
//! an entry to remove does not exist. Store the changes first and the checkpoint after them, or both in one transaction;
//! if that fails, continue from the stored checkpoint.
//!
//! A load may be interrupted and resumed days later. The checkpoint holds the last transaction before the load, so edits
//! made in the meantime are not missed. It also names the [server](crate::Connection::server): a checkpoint of another
//! server is refused.
//!
//! # Broken responses
//!
//! If a response lacks its list, the list is requested once more before it counts as empty. An entry whose `cancelled`
//! field cannot be read is not delivered. Both cause [`warnings`](Step::warnings) in the step; a
//! [strict](Mirror::strict) mirror returns an error instead.
//!
//! # What counts as a change
//!
//! | entry       | counts as changed after an edit of                                          |
//! |-------------|-----------------------------------------------------------------------------|
//! | person      | their fields, attributes or memberships, or the name of one of their institutions |
//! | institution | its fields, attributes, contact rows or members                             |
//! | group       | its fields or direct members                                                |
//!
//! Changes further away go unnoticed:
//!
//! - If `all_insts.email` is fetched for people, a new email address of an institution appears only when the person
//!   changes. Mirror the institutions and join them instead.
//! - A new member of an included group does not change the group that includes it. Mirror `direct_members` and
//!   `includes_groups` rather than `all_members`.
//! - An attribute that comes into effect on a given day, or that becomes visible with a change of the caller's rights, does
//!   not change its entry. Reload the directory occasionally to pick these up.

mod change;
mod checkpoint;
mod lists;
mod step;

use self::change::Changes;
pub use self::change::{Change, Entry};
pub use self::checkpoint::Checkpoint;
use self::checkpoint::{Fetches, Position};
pub use self::step::{Progress, Stage, Step};
use crate::{
    Error, Fetch, Group, GroupMethods, IbisMethods, Institution, InstitutionMethods, IntoSharedConnection,
    Person, PersonMethods, SharedConnection, TransactionId,
};

const PAGE_SIZE: u16 = 500;

/// Reads the directory and then its changes, in steps: see the [module](self).
#[doc(alias = "replica")]
#[doc(alias = "sync")]
#[derive(Clone, Debug)]
pub struct Mirror {
    connection: SharedConnection,
    people: Option<Fetch<Person>>,
    institutions: Option<Fetch<Institution>>,
    groups: Option<Fetch<Group>>,
    page_size: u16,
    transactions_per_step: i64,
    strict: bool,
    /// The last checkpoint that was delivered or resumed. `None` before the first.
    checkpoint: Option<Checkpoint>,
    /// The transaction before the current run of changes, for reporting progress.
    changes_from: Option<TransactionId>,
}

/// The parts of a step.
type StepParts = (Changes, Checkpoint, Progress);

impl Mirror {
    /// Wraps a connection.
    pub fn new(connection: impl IntoSharedConnection) -> Self {
        Self {
            connection: connection.into(),
            people: None,
            institutions: None,
            groups: None,
            page_size: PAGE_SIZE,
            transactions_per_step: i64::MAX,
            strict: false,
            checkpoint: None,
            changes_from: None,
        }
    }

    /// Sets what to fetch with each person. Defaults to the basic fields only.
    #[must_use]
    pub fn fetch_people(mut self, fetch: Fetch<Person>) -> Self {
        self.people = Some(fetch);
        self
    }

    /// Sets what to fetch with each institution. Defaults to the basic fields only.
    #[must_use]
    pub fn fetch_institutions(mut self, fetch: Fetch<Institution>) -> Self {
        self.institutions = Some(fetch);
        self
    }

    /// Sets what to fetch with each group. Defaults to the basic fields only.
    #[must_use]
    pub fn fetch_groups(mut self, fetch: Fetch<Group>) -> Self {
        self.groups = Some(fetch);
        self
    }

    /// Sets how many people a step of the load has at most. Defaults to 500; 0 counts as 1.
    ///
    /// Use a smaller number if much is fetched with each person, such as photos.
    #[must_use]
    pub fn page_size(mut self, people: u16) -> Self {
        self.page_size = people.max(1);
        self
    }

    /// Sets how many transactions a step covers at most after the load. Defaults to all of them; 0 counts as 1.
    ///
    /// A limit keeps the responses small after a long pause.
    #[must_use]
    pub fn transactions_per_step(mut self, transactions: u32) -> Self {
        self.transactions_per_step = i64::from(transactions.max(1));
        self
    }

    /// Sets whether a [warning](Step::warnings) is an error. Defaults to false.
    ///
    /// The step is then not delivered, and reading it fails until the server sends a response without warnings.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Continues after the changes that were delivered before this checkpoint.
    ///
    /// The checkpoint must be from the same [server](crate::Connection::server), with the same fetches: otherwise
    /// [`next_step`](Self::next_step) returns an error.
    #[must_use]
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        self.checkpoint = Some(checkpoint);
        self.changes_from = None;
        self
    }

    /// Reads the next step. Returns `None` if nothing has been edited since the last one; call this again later.
    ///
    /// A step that was not [`delivered`](Step::delivered) is read again.
    ///
    /// # Cancel safety
    ///
    /// This method is cancel safe: if it fails, or if its future is dropped, nothing is lost. Call it again.
    ///
    /// # Errors
    ///
    /// - The errors of the calls.
    /// - [`Error::Configuration`] if the checkpoint has another server or other fetches, or is ahead of the server.
    /// - [`Error::Decode`] for a warning if the mirror is [strict](Self::strict).
    pub async fn next_step(&mut self) -> Result<Option<Step<'_>>, Error> {
        let from = self.start().await?;
        let include_cancelled = from.is_loaded();
        let changes = Changes { include_cancelled, strict: self.strict, ..Changes::default() };
        let read = match &from.at {
            Position::People { after, loaded } => {
                Some(self.people(&from, changes, after.as_deref(), *loaded).await?)
            }
            Position::Institutions => Some(self.institutions(&from, changes).await?),
            Position::Groups => Some(self.groups(&from, changes).await?),
            Position::Changes => self.changes(from, changes).await?,
        };
        Ok(read.map(|read| Step::new(&mut self.checkpoint, read)))
    }

    /// The checkpoint to continue from. A load records the last transaction before it reads anything else.
    async fn start(&self) -> Result<Checkpoint, Error> {
        let fetches = Fetches {
            people: self.people.as_ref().map(Fetch::to_string),
            institutions: self.institutions.as_ref().map(Fetch::to_string),
            groups: self.groups.as_ref().map(Fetch::to_string),
        };
        let server = self.connection.server();
        if let Some(checkpoint) = &self.checkpoint {
            return checkpoint.check(server, &fetches).map(|()| checkpoint.clone());
        }
        let server = server.map(str::to_owned);
        Ok(Checkpoint::start(self.last_transaction().await?, server, fetches))
    }

    async fn last_transaction(&self) -> Result<TransactionId, Error> {
        IbisMethods::new(&self.connection).get_last_transaction_id().await
    }

    /// Reads a page of people, or the institutions if there are no more people.
    async fn people(
        &self,
        from: &Checkpoint,
        mut changes: Changes,
        after: Option<&str>,
        loaded: u64,
    ) -> Result<StepParts, Error> {
        let page = self.read(&mut changes, Entry::Person, |connection| {
            let request = PersonMethods::new(connection).all_people().limit(i32::from(self.page_size));
            let request = with(request, after, |request, after| request.identifier(after));
            with(request, self.people.as_ref(), |request, fetch| request.fetch(fetch))
        });
        let page = page.await?;
        page.check_growth(after)?;
        if page.entities.is_empty() {
            return self.institutions(from, changes).await;
        }
        let last = page.last_id().ok_or_else(|| page.endless())?.to_owned();
        let loaded = loaded.saturating_add(page.entities.len() as u64);
        let next = from.at(Position::People { after: Some(last), loaded });
        Ok((changes, next, Progress { stage: Stage::People, done: loaded, total: None }))
    }

    async fn institutions(&self, from: &Checkpoint, mut changes: Changes) -> Result<StepParts, Error> {
        let list = self.read(&mut changes, Entry::Institution, |connection| {
            let request = InstitutionMethods::new(connection).all_insts();
            with(request, self.institutions.as_ref(), |request, fetch| request.fetch(fetch))
        });
        let progress = Progress::whole(Stage::Institutions, list.await?.entities.len());
        Ok((changes, from.at(Position::Groups), progress))
    }

    async fn groups(&self, from: &Checkpoint, mut changes: Changes) -> Result<StepParts, Error> {
        let list = self.read(&mut changes, Entry::Group, |connection| {
            let request = GroupMethods::new(connection).all_groups();
            with(request, self.groups.as_ref(), |request, fetch| request.fetch(fetch))
        });
        let progress = Progress::whole(Stage::Groups, list.await?.entities.len());
        Ok((changes, from.at(Position::Changes), progress))
    }

    async fn changes(&mut self, from: Checkpoint, mut changes: Changes) -> Result<Option<StepParts>, Error> {
        let (since, last) = (from.transaction(), self.last_transaction().await?);
        if last < since {
            let problem = format!("it is at transaction {since}, but the server's last one is {last}");
            return Err(Error::configuration("checkpoint", problem));
        }
        if last == since {
            self.changes_from = None;
            return Ok(None);
        }
        let up_to = last.min(TransactionId::new(since.get().saturating_add(self.transactions_per_step)));
        let start = *self.changes_from.get_or_insert(since);
        // Every kind of change that the service reports.
        let institutions = self.read(&mut changes, Entry::Institution, |connection| {
            let request = InstitutionMethods::new(connection).modified_insts(since, up_to);
            let request = request.include_cancelled(true).contact_row_changes(true).membership_changes(true);
            with(request, self.institutions.as_ref(), |request, fetch| request.fetch(fetch))
        });
        institutions.await?;
        let groups = self.read(&mut changes, Entry::Group, |connection| {
            let request = GroupMethods::new(connection).modified_groups(since, up_to);
            let request = request.include_cancelled(true).membership_changes(true);
            with(request, self.groups.as_ref(), |request, fetch| request.fetch(fetch))
        });
        groups.await?;
        let people = self.read(&mut changes, Entry::Person, |connection| {
            let request = PersonMethods::new(connection).modified_people(since, up_to);
            let request = request.include_cancelled(true).membership_changes(true).inst_name_changes(true);
            with(request, self.people.as_ref(), |request, fetch| request.fetch(fetch))
        });
        people.await?;
        Ok(Some((changes, from.up_to(up_to), Progress::between(start, up_to, last))))
    }
}

/// Sets an optional parameter of a request if there is a value for it.
fn with<R, V>(request: R, value: Option<V>, set: impl FnOnce(R, V) -> R) -> R {
    match value {
        Some(value) => set(request, value),
        None => request,
    }
}
