//! A replica of the directory: loaded once, and kept up to date by what changed.
//!
//! A [`Mirror`] hands out [`Step`]s. A step has some [`Change`]s and, once these were stored, a [`Checkpoint`]: whoever
//! stores that too goes on from there, after a crash or the next day. First come all people, institutions and
//! groups; then, step by step, what was edited since, until there is no more.
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
//! // Later: of the directory only what changed is read.
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
//! A step whose checkpoint was not stored comes again: each change is delivered at least once, perhaps more often,
//! and perhaps with newer content. Store an entry under its [`key`](Entry::key), over what is there, and removing
//! what is not there must be no error. Store the changes first and the checkpoint after them, or both in one
//! transaction; where that fails, go on from the checkpoint that is stored.
//!
//! A load may be interrupted and resumed days later. The transaction that was the last one before it began is in the
//! checkpoint, so that nothing is missed that was edited meanwhile.
//!
//! # What counts as a change
//!
//! A person counts as changed if their fields, attributes or memberships did, or the name of one of their
//! institutions; an institution if its fields, attributes, contact rows or members did; a group if its fields or its
//! own members did. What lies further off goes unnoticed: whoever fetches `all_insts.email` of people sees a new
//! email address of an institution only when the person changes. Mirror the institutions, and join. Nor is it an edit
//! of a group that another one, which it includes, has new members: mirror `direct_members` and `includes_groups`
//! rather than `all_members`. Attributes that come into effect with time, and those that the caller may or may no
//! longer see after a change of rights, are no edits either. An occasional load from the start sets that right.

mod change;
mod checkpoint;
mod step;

pub use self::change::{Change, Entry};
pub use self::checkpoint::Checkpoint;
use self::checkpoint::{At, Fetches};
pub use self::step::{Progress, Stage, Step};
use crate::{
    Error, Fetch, Group, GroupMethods, IbisMethods, Institution, InstitutionMethods, Person, PersonMethods,
    SharedConnection, TransactionId,
};

const PAGE_SIZE: u16 = 500;

/// Reads the directory, and then what changed in it, in steps: see the [module](self).
#[derive(Clone, Debug)]
pub struct Mirror {
    connection: SharedConnection,
    people: Option<Fetch<Person>>,
    institutions: Option<Fetch<Institution>>,
    groups: Option<Fetch<Group>>,
    page_size: u16,
    transactions_per_step: i64,
    /// What was delivered so far; nothing, if there is none.
    checkpoint: Option<Checkpoint>,
    /// Where the present run of changes began: for its progress.
    changes_from: Option<TransactionId>,
}

/// What a step is made of.
type Read = (Vec<Change>, Checkpoint, Progress);

impl Mirror {
    /// Wraps a connection.
    pub fn new(connection: impl Into<SharedConnection>) -> Self {
        Self {
            connection: connection.into(),
            people: None,
            institutions: None,
            groups: None,
            page_size: PAGE_SIZE,
            transactions_per_step: i64::MAX,
            checkpoint: None,
            changes_from: None,
        }
    }

    /// What to fetch with each person. Nothing more than the basic fields, unless it is called.
    #[must_use]
    pub fn fetch_people(mut self, fetch: Fetch<Person>) -> Self {
        self.people = Some(fetch);
        self
    }

    /// What to fetch with each institution. Nothing more than the basic fields, unless it is called.
    #[must_use]
    pub fn fetch_institutions(mut self, fetch: Fetch<Institution>) -> Self {
        self.institutions = Some(fetch);
        self
    }

    /// What to fetch with each group. Nothing more than the basic fields, unless it is called.
    #[must_use]
    pub fn fetch_groups(mut self, fetch: Fetch<Group>) -> Self {
        self.groups = Some(fetch);
        self
    }

    /// How many people a step of the load has at most: 500, unless it is called. 0 counts as 1.
    ///
    /// Fewer are better where much is fetched with each, such as photos.
    #[must_use]
    pub fn page_size(mut self, people: u16) -> Self {
        self.page_size = people.max(1);
        self
    }

    /// How many transactions a step covers at most after the load. All there are, unless it is called; 0 counts as 1.
    ///
    /// It keeps the answers small after a long time.
    #[must_use]
    pub fn transactions_per_step(mut self, transactions: u32) -> Self {
        self.transactions_per_step = i64::from(transactions.max(1));
        self
    }

    /// Goes on after what was delivered before this checkpoint.
    ///
    /// It must be one of the same [server](crate::Connection::server) and the same fetches:
    /// [`next_step`](Self::next_step) refuses any other.
    #[must_use]
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        self.checkpoint = Some(checkpoint);
        self
    }

    /// Reads the next step; there is none where nothing was edited since the last one. Ask again later.
    ///
    /// A step that was not [`delivered`](Step::delivered) comes again, and so does one whose future was dropped or
    /// failed: call it once more, at any time.
    ///
    /// # Errors
    ///
    /// Those of the calls; and if the checkpoint is of another server or other fetches, or is ahead of the server.
    pub async fn next_step(&mut self) -> Result<Option<Step<'_>>, Error> {
        let from = self.start().await?;
        let read = match &from.at {
            At::People { after, loaded } => match self.page(after.as_deref()).await? {
                page if page.is_empty() => Some(self.institutions(from).await?),
                page => Some(Self::loaded_page(&from, *loaded, page)),
            },
            At::Institutions => Some(self.institutions(from).await?),
            At::Groups => Some(self.groups(from).await?),
            At::Changes => self.changes(from).await?,
        };
        Ok(read.map(|read| Step::new(&mut self.checkpoint, read)))
    }

    /// The place to go on from. A load notes the last transaction before it reads anything.
    async fn start(&self) -> Result<Checkpoint, Error> {
        let fetches = Fetches::new(self.people.as_ref(), self.institutions.as_ref(), self.groups.as_ref());
        let server = self.connection.server();
        match &self.checkpoint {
            Some(checkpoint) => checkpoint.check(server, &fetches).map(|()| checkpoint.clone()),
            None => {
                let server = server.map(str::to_owned);
                Ok(Checkpoint::start(self.last_transaction().await?, server, fetches))
            }
        }
    }

    async fn last_transaction(&self) -> Result<TransactionId, Error> {
        IbisMethods::new(&self.connection).get_last_transaction_id().await
    }

    async fn page(&self, after: Option<&str>) -> Result<Vec<Person>, Error> {
        let people = PersonMethods::new(&self.connection);
        let mut request = people.all_people().limit(i32::from(self.page_size));
        if let Some(after) = after {
            request = request.identifier(after);
        }
        if let Some(fetch) = &self.people {
            request = request.fetch(fetch);
        }
        let page = request.await?;
        // A page that comes again would come for ever.
        if after.is_some() && page.last().map(|person| person.identifier().value()) == after {
            return Err(Error::unexpected_result("people after those of the page before"));
        }
        Ok(page)
    }

    fn loaded_page(from: &Checkpoint, loaded: u64, page: Vec<Person>) -> Read {
        let loaded = loaded.saturating_add(page.len() as u64);
        let after = page.last().map(|person| person.identifier().value().to_owned());
        let next = from.at(At::People { after, loaded });
        (Change::all(page, Entry::Person), next, Progress::new(Stage::People, loaded, None))
    }

    async fn institutions(&self, from: Checkpoint) -> Result<Read, Error> {
        let institutions = InstitutionMethods::new(&self.connection);
        let mut request = institutions.all_insts();
        if let Some(fetch) = &self.institutions {
            request = request.fetch(fetch);
        }
        let changes = Change::all(request.await?, Entry::Institution);
        let progress = Progress::whole(Stage::Institutions, &changes);
        Ok((changes, from.at(At::Groups), progress))
    }

    async fn groups(&self, from: Checkpoint) -> Result<Read, Error> {
        let groups = GroupMethods::new(&self.connection);
        let mut request = groups.all_groups();
        if let Some(fetch) = &self.groups {
            request = request.fetch(fetch);
        }
        let changes = Change::all(request.await?, Entry::Group);
        let progress = Progress::whole(Stage::Groups, &changes);
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

    /// All that was changed after a transaction and up to another one, with whatever counts as a change.
    async fn changed(&self, since: TransactionId, up_to: TransactionId) -> Result<Vec<Change>, Error> {
        let institutions = InstitutionMethods::new(&self.connection);
        let mut request = institutions.modified_insts(since, up_to).include_cancelled(true);
        request = request.contact_row_changes(true).membership_changes(true);
        if let Some(fetch) = &self.institutions {
            request = request.fetch(fetch);
        }
        let mut changes = Change::all(request.await?, Entry::Institution);

        let groups = GroupMethods::new(&self.connection);
        let mut request = groups.modified_groups(since, up_to).include_cancelled(true);
        request = request.membership_changes(true);
        if let Some(fetch) = &self.groups {
            request = request.fetch(fetch);
        }
        changes.extend(Change::all(request.await?, Entry::Group));

        let people = PersonMethods::new(&self.connection);
        let mut request = people.modified_people(since, up_to).include_cancelled(true);
        request = request.membership_changes(true).inst_name_changes(true);
        if let Some(fetch) = &self.people {
            request = request.fetch(fetch);
        }
        changes.extend(Change::all(request.await?, Entry::Person));
        Ok(changes)
    }
}
