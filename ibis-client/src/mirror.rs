//! A replica of the directory, loaded once and then updated with what changed.
//!
//! A [`Mirror`] returns [`Step`]s. A step has some [`Change`]s and, once these are stored, a [`Checkpoint`] to store
//! after them: a program continues from there, after a crash or the next day. The first steps load all people,
//! institutions and groups; the later ones have what was edited since, until there is no more.
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
//! // Later, only what changed is read.
//! let title = AttributeRecord::new("title").with_value("Reader");
//! PersonMethods::new(&conn).add_attribute("crsid", "spqr1", title).await?;
//! update(&mut replica, &conn).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Groups hold the members that the caller may see: before anything is denied or deleted because somebody is absent,
//! see [Membership](crate::guide::membership).
//!
//! # After a crash
//!
//! A step whose checkpoint was not stored is read again: each change is delivered at least once, perhaps more often,
//! and perhaps with newer content. Store an entry under its [`key`](Entry::key), replacing what is there, and do not
//! fail if an entry to remove is not there. Store the changes first and the checkpoint after them, or both in one
//! transaction; if that fails, continue from the checkpoint that is stored.
//!
//! A load may be interrupted and resumed days later. The checkpoint holds the last transaction before the load, so
//! no edit made meanwhile is missed. It also names the [server](crate::Connection::server): a checkpoint of another
//! server is refused.
//!
//! # Broken responses
//!
//! A list that is missing in a response is requested once more before it counts as empty. An entry of which it cannot be
//! read whether it is cancelled is never delivered as present. Both are among the [`warnings`](Step::warnings) of the
//! step; a [strict](Mirror::strict) mirror returns an error instead.
//!
//! # What counts as a change
//!
//! A person counts as changed if their fields, attributes or memberships changed, or the name of one of their
//! institutions; an institution if its fields, attributes, contact rows or members did; a group if its fields or its
//! own members did. Changes further away go unnoticed: if `all_insts.email` of people is fetched, a new email address of
//! an institution appears only when the person changes. Mirror the institutions and join them instead. New members of an
//! included group are not an edit of the group that includes it: mirror `direct_members` and `includes_groups`
//! rather than `all_members`. Attributes that come into effect with time, and those that the caller may see or no
//! longer see after a change of rights, are not edits either. Load the directory anew occasionally to correct these.

mod change;
mod checkpoint;
mod lists;
mod step;

use self::change::Changes;
pub use self::change::{Change, Entry};
pub use self::checkpoint::Checkpoint;
use self::checkpoint::{At, Fetches};
pub use self::step::{Progress, Stage, Step};
use crate::request::list::List;
use crate::{
    Entity, Error, Fetch, FromResult, Group, GroupMethods, IbisMethods, Institution, InstitutionMethods,
    IntoSharedConnection, Person, PersonMethods, SharedConnection, TransactionId,
};

const PAGE_SIZE: u16 = 500;

/// Reads the directory and then its changes, in steps: see the [module](self).
#[derive(Clone, Debug)]
pub struct Mirror {
    connection: SharedConnection,
    people: Option<Fetch<Person>>,
    institutions: Option<Fetch<Institution>>,
    groups: Option<Fetch<Group>>,
    page_size: u16,
    transactions_per_step: i64,
    strict: bool,
    /// How much was delivered so far, or `None` if nothing was.
    checkpoint: Option<Checkpoint>,
    /// Where the current run of changes began, for its progress.
    changes_from: Option<TransactionId>,
}

/// The parts of a step.
type Read = (Changes, Checkpoint, Progress);

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
    /// Use fewer if much is fetched with each, such as photos.
    #[must_use]
    pub fn page_size(mut self, people: u16) -> Self {
        self.page_size = people.max(1);
        self
    }

    /// Sets how many transactions a step covers at most after the load. Defaults to all of them; 0 counts as 1.
    ///
    /// A limit keeps the responses small after a long time.
    #[must_use]
    pub fn transactions_per_step(mut self, transactions: u32) -> Self {
        self.transactions_per_step = i64::from(transactions.max(1));
        self
    }

    /// Sets whether a [warning](Step::warnings) is an error. Defaults to false.
    ///
    /// The error comes again until the server sends a better response.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Continues after the changes that were delivered before this checkpoint.
    ///
    /// It must be one of the same [server](crate::Connection::server) and the same fetches:
    /// [`next_step`](Self::next_step) refuses any other.
    #[must_use]
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        self.checkpoint = Some(checkpoint);
        self
    }

    /// Reads the next step, or returns `None` if nothing was edited since the last one. Ask again later.
    ///
    /// A step that was not [`delivered`](Step::delivered) is read again. If the future fails or is dropped, nothing is
    /// lost: call this again, at any time.
    ///
    /// # Errors
    ///
    /// Those of the calls; if the checkpoint is of another server or other fetches, or is ahead of the server; and, if
    /// the mirror is [strict](Self::strict), for a warning.
    pub async fn next_step(&mut self) -> Result<Option<Step<'_>>, Error> {
        let from = self.start().await?;
        let read = match &from.at {
            At::People { after, loaded } => Some(self.people(&from, after.as_deref(), *loaded).await?),
            At::Institutions => Some(self.institutions(&from, Changes::default()).await?),
            At::Groups => Some(self.groups(&from).await?),
            At::Changes => self.changes(from).await?,
        };
        Ok(read.map(|read| Step::new(&mut self.checkpoint, read)))
    }

    /// The checkpoint to continue from. A load notes the last transaction before it reads anything.
    async fn start(&self) -> Result<Checkpoint, Error> {
        let fetches = Fetches::new(self.people.as_ref(), self.institutions.as_ref(), self.groups.as_ref());
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

    /// Reads the list of the request that is made of a connection.
    async fn read<E: Entity, R>(&self, request: impl FnOnce(SharedConnection) -> R) -> Result<List<E>, Error>
    where
        Vec<E>: FromResult,
        R: IntoFuture<Output = Result<Vec<E>, Error>>,
    {
        lists::read(&self.connection, self.strict, request).await
    }

    /// A page of people; if there are no more, the institutions.
    async fn people(&self, from: &Checkpoint, after: Option<&str>, loaded: u64) -> Result<Read, Error> {
        let page = self.read(|connection| {
            let mut request = PersonMethods::new(connection).all_people().limit(i32::from(self.page_size));
            if let Some(after) = after {
                request = request.identifier(after);
            }
            match &self.people {
                Some(fetch) => request.fetch(fetch),
                None => request,
            }
        });
        let page: List<Person> = page.await?;
        page.check_growth(after)?;
        let loaded = loaded.saturating_add(page.entities.len() as u64);
        let last = page.entities.last().map(|person| person.identifier().value().to_owned());
        let mut changes = Changes::default();
        changes.add(&page, Entry::Person);
        match last {
            Some(after) => {
                let next = from.at(At::People { after: Some(after), loaded });
                Ok((changes, next, Progress::new(Stage::People, loaded, None)))
            }
            None => self.institutions(from, changes).await,
        }
    }

    async fn institutions(&self, from: &Checkpoint, mut changes: Changes) -> Result<Read, Error> {
        let list = self.read(|connection| {
            let request = InstitutionMethods::new(connection).all_insts();
            match &self.institutions {
                Some(fetch) => request.fetch(fetch),
                None => request,
            }
        });
        let list: List<Institution> = list.await?;
        let progress = Progress::whole(Stage::Institutions, list.entities.len());
        changes.add(&list, Entry::Institution);
        Ok((changes, from.at(At::Groups), progress))
    }

    async fn groups(&self, from: &Checkpoint) -> Result<Read, Error> {
        let list = self.read(|connection| {
            let request = GroupMethods::new(connection).all_groups();
            match &self.groups {
                Some(fetch) => request.fetch(fetch),
                None => request,
            }
        });
        let list: List<Group> = list.await?;
        let progress = Progress::whole(Stage::Groups, list.entities.len());
        let mut changes = Changes::default();
        changes.add(&list, Entry::Group);
        Ok((changes, from.at(At::Changes), progress))
    }

    async fn changes(&mut self, from: Checkpoint) -> Result<Option<Read>, Error> {
        let (since, last) = (from.transaction(), self.last_transaction().await?);
        if last < since {
            let problem = format!("it is of transaction {since}, and the server's last one is {last}");
            return Err(Error::configuration("checkpoint", problem));
        }
        if last == since {
            self.changes_from = None;
            return Ok(None);
        }
        let up_to = last.min(TransactionId::new(since.get().saturating_add(self.transactions_per_step)));
        let start = *self.changes_from.get_or_insert(since);
        let progress = Progress::between(start, up_to, last);
        Ok(Some((self.changed(since, up_to).await?, from.up_to(up_to), progress)))
    }

    /// Everything that changed after a transaction, up to another one, by the widest notion of a change.
    async fn changed(&self, since: TransactionId, up_to: TransactionId) -> Result<Changes, Error> {
        let mut changes = Changes { include_cancelled: true, ..Changes::default() };
        let institutions = self.read(|connection| {
            let request = InstitutionMethods::new(connection).modified_insts(since, up_to);
            let request = request.include_cancelled(true).contact_row_changes(true).membership_changes(true);
            match &self.institutions {
                Some(fetch) => request.fetch(fetch),
                None => request,
            }
        });
        changes.add(&institutions.await?, Entry::Institution);

        let groups = self.read(|connection| {
            let request = GroupMethods::new(connection).modified_groups(since, up_to);
            let request = request.include_cancelled(true).membership_changes(true);
            match &self.groups {
                Some(fetch) => request.fetch(fetch),
                None => request,
            }
        });
        changes.add(&groups.await?, Entry::Group);

        let people = self.read(|connection| {
            let request = PersonMethods::new(connection).modified_people(since, up_to);
            let request = request.include_cancelled(true).membership_changes(true).inst_name_changes(true);
            match &self.people {
                Some(fetch) => request.fetch(fetch),
                None => request,
            }
        });
        changes.add(&people.await?, Entry::Person);
        Ok(changes)
    }
}
