//! Lists that the service hands out page by page.

mod source;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use tokio::runtime::{Handle, Id};

use self::source::{Position, Source};
use super::{Listing, Request};
use crate::call::IntoParam;
use crate::connection::BoxFuture;
use crate::{Entity, Error, FromResult};

/// The results of all pages of a request, one after the other.
///
/// It is a [`Stream`]; [`next`](Self::next) spares the import of an extension trait. While the results of a page are
/// taken, the next page is on its way: at most two pages are in memory, however many there are. It ends after
/// the first page that is empty, or with the first error, which the connection's retries did not cure.
///
/// The directory may change meanwhile. [`all_people`](crate::PersonMethods::all_people) reads on after the identifier
/// of the last person, so that whoever is there all the time comes exactly once. A search reads on after a
/// number of results: where one before that place appears or disappears between two pages, another comes twice
/// or is missed.
///
/// # Examples
///
/// ```
/// use ibis_client::{IbisClientConnection, PersonMethods, fetch};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = ibis_sandbox::Sandbox::start().await?;
/// # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
/// let everybody = PersonMethods::new(&conn).all_people().limit(5).fetch(fetch!(Person: email));
/// let mut pages = everybody.pages();
/// while let Some(person) = pages.next().await {
///     println!("{}", person?.identifier());
/// }
/// // After an error: `.identifier(last)` on a new request reads on from here.
/// let last = pages.last_identifier();
/// # assert!(last.is_some());
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<E> {
    source: Arc<Source>,
    position: Position,
    /// What is left of the page that is being handed out.
    page: std::vec::IntoIter<E>,
    ahead: Ahead<E>,
    last: Option<E>,
    received: usize,
}

/// What there is of the next page.
enum Ahead<E> {
    /// It has not been asked for.
    Idle,
    Coming {
        page: BoxFuture<'static, Result<Vec<E>, Error>>,
        /// The runtime that it needs to make progress.
        runtime: Option<Id>,
    },
    Here(Result<Vec<E>, Error>),
    /// There is none.
    Ended,
}

impl<E: Entity> Pages<E>
where
    Vec<E>: FromResult,
{
    /// The next result; `None` after the last one, or after an error.
    ///
    /// # Errors
    ///
    /// If a page cannot be read. Nothing comes after that.
    pub async fn next(&mut self) -> Option<Result<E, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Brings the next page nearer.
    fn poll_ahead(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let needed = match &self.ahead {
            Ahead::Idle => true,
            // A page that was begun on another runtime may wait for one that nobody drives any more.
            Ahead::Coming { runtime, .. } => *runtime != current_runtime(),
            Ahead::Here(_) | Ahead::Ended => false,
        };
        if needed {
            let page = self.source.fetch(&self.position);
            self.ahead = Ahead::Coming { page, runtime: current_runtime() };
        }
        if let Ahead::Coming { page, .. } = &mut self.ahead {
            let page = ready!(page.as_mut().poll(context));
            self.ahead = Ahead::Here(page);
        }
        Poll::Ready(())
    }

    /// Begins to hand out the next page; `false` if there is none.
    fn next_page(&mut self) -> Result<bool, Error> {
        let Ahead::Here(page) = std::mem::replace(&mut self.ahead, Ahead::Ended) else { return Ok(false) };
        let page = page?;
        let more = self.source.advance(&mut self.position, &page)?;
        if more {
            self.page = page.into_iter();
            self.ahead = Ahead::Idle;
        }
        Ok(more)
    }
}

impl<E> Pages<E> {
    /// The pages of a request for an `L`, whose parameter of type `T` takes the identifier to read on after.
    #[doc(hidden)]
    #[expect(
        clippy::extra_unused_type_parameters,
        reason = "rustc checks them, with the words of their traits"
    )]
    pub fn after<L: Listing<Entity = E>, T: TakesIdentifier>(request: Request) -> Self {
        Self::new(request)
    }

    /// The pages of a request for an `L`, whose parameter of type `T` takes the number of results to skip.
    #[doc(hidden)]
    #[expect(
        clippy::extra_unused_type_parameters,
        reason = "rustc checks them, with the words of their traits"
    )]
    pub fn offset<L: Listing<Entity = E>, T: Counts>(request: Request) -> Self {
        Self::new(request)
    }

    fn new(request: Request) -> Self {
        let (source, position) = Source::new(request);
        let page = Vec::new().into_iter();
        Self { source: Arc::new(source), position, page, ahead: Ahead::Idle, last: None, received: 0 }
    }
}

impl<E: Entity> Pages<E> {
    /// The identifier of the last result that was handed out: a CRSid, an instid or a groupid.
    ///
    /// A stream that reads on by identifier is resumed with it, after an error or by another process.
    pub fn last_identifier(&self) -> Option<&str> {
        self.last.as_ref().map(Entity::id)
    }

    /// How many results were handed out.
    ///
    /// A stream that reads on by offset is resumed with it, added to the offset that it began with.
    pub fn received(&self) -> usize {
        self.received
    }
}

impl<E: Entity> Stream for Pages<E>
where
    Vec<E>: FromResult,
{
    type Item = Result<E, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let ahead = self.poll_ahead(context);
            if let Some(item) = self.page.next() {
                self.last = Some(item.clone());
                self.received += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            ready!(ahead);
            match self.next_page() {
                Ok(true) => {}
                Ok(false) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

/// Nothing in it is pinned.
impl<E> Unpin for Pages<E> {}

/// The endpoint; the values may be about a person.
impl<E> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("request", &self.source.request)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

/// Without an async runtime (feature `blocking`).
#[cfg(feature = "blocking")]
impl<E: Entity> IntoIterator for Pages<E>
where
    Vec<E>: FromResult,
{
    type Item = Result<E, Error>;
    type IntoIter = PagesIter<E>;

    fn into_iter(self) -> Self::IntoIter {
        PagesIter(self)
    }
}

/// The results of all pages of a request, without an async runtime: see [`Pages`].
#[cfg(feature = "blocking")]
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is used"]
pub struct PagesIter<E>(Pages<E>);

#[cfg(feature = "blocking")]
impl<E: Entity> Iterator for PagesIter<E>
where
    Vec<E>: FromResult,
{
    type Item = Result<E, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = crate::blocking::wait(self.0.next());
        next.unwrap_or_else(|error| Some(Err(error)))
    }
}

fn current_runtime() -> Option<Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

/// A type of parameter that can take the identifier to read on after: one that text converts into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot take an identifier",
    label = "`#[after]` is for a parameter that takes the identifier of the last result",
    note = "write `Option<&str>`, or a type that implements `TryFrom<&str>`"
)]
pub trait TakesIdentifier {}

#[diagnostic::do_not_recommend]
impl<T> TakesIdentifier for T where &'static str: IntoParam<T> {}

/// A type of parameter that can take the number of results to skip: a primitive integer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integer",
    label = "`#[offset]` is for a parameter that takes the number of results to skip",
    note = "write `Option<i32>`"
)]
pub trait Counts {}

macro_rules! counts {
    ($($integer:ty),*) => { $(impl Counts for $integer {})* };
}

counts!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);
