//! Lists that the service hands out page by page.

mod source;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use tokio::runtime::{Handle, Id};

use self::source::{Position, Source};
use super::list::List;
use super::{Listing, Request};
use crate::call::IntoParam;
use crate::connection::BoxFuture;
use crate::result::Warnings;
use crate::{Entity, Error, FromResult, Warning};

/// A stream of the results of all pages of a request.
///
/// It is a [`Stream`] that can be used without an extension trait: see [`next`](Self::next). While the results of a page
/// are handed out, the next page is fetched, on a task if there is a tokio runtime: at most two pages are in memory.
/// Dropping the stream aborts the task. The stream ends after the first empty page or the first error. A page whose
/// response lacks the list is requested once more, and pages that go in a circle are an error.
///
/// The directory may change meanwhile. [`all_people`](crate::PersonMethods::all_people) reads on after the identifier
/// of the last person, so everybody who is there all the time is returned exactly once. A search reads on after a
/// number of results: if a result before that position appears or disappears between two pages, another one is
/// returned twice or missed.
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
    /// The rest of the page that is being handed out.
    page: std::vec::IntoIter<E>,
    ahead: Ahead<E>,
    last: Option<E>,
    received: usize,
    warnings: Warnings,
}

/// The state of the next page.
enum Ahead<E> {
    /// It has not been requested.
    Idle,
    Coming {
        page: BoxFuture<'static, Result<List<E>, Error>>,
        /// The runtime that it needs to make progress.
        runtime: Option<Id>,
    },
    Here(Result<List<E>, Error>),
    /// There is none.
    Ended,
}

impl<E: Entity> Pages<E>
where
    Vec<E>: FromResult,
{
    /// Returns the next result, or `None` after the last one or after an error.
    ///
    /// # Errors
    ///
    /// If a page cannot be read. The stream ends then.
    pub async fn next(&mut self) -> Option<Result<E, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Makes progress with the next page.
    fn poll_ahead(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let needed = match &self.ahead {
            Ahead::Idle => true,
            // Nobody may drive the runtime any more on which the page was begun.
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

    #[cfg(feature = "blocking")]
    fn has_ended(&self) -> bool {
        matches!(self.ahead, Ahead::Ended) && self.page.len() == 0
    }

    #[cfg(feature = "blocking")]
    fn end(&mut self) {
        (self.page, self.ahead) = (Vec::new().into_iter(), Ahead::Ended);
    }

    /// Turns to the next page; `false` if there is none.
    fn next_page(&mut self) -> Result<bool, Error> {
        let Ahead::Here(page) = std::mem::replace(&mut self.ahead, Ahead::Ended) else { return Ok(false) };
        let page = page?;
        page.warn(&mut self.warnings);
        let more = self.position.advance(&page)?;
        if more {
            self.page = page.entities.into_iter();
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
        Self {
            source: Arc::new(source),
            position,
            page: Vec::new().into_iter(),
            ahead: Ahead::Idle,
            last: None,
            received: 0,
            warnings: Warnings::default(),
        }
    }
}

impl<E: Entity> Pages<E> {
    /// The identifier of the last result that was handed out: a CRSid, an instid or a groupid.
    ///
    /// To resume a stream that reads on by identifier, after an error or in another process, begin after it.
    pub fn last_identifier(&self) -> Option<&str> {
        self.last.as_ref().map(Entity::id)
    }

    /// The number of results that were handed out.
    ///
    /// To resume a stream that reads on by offset, add it to the offset that the stream began with.
    pub fn received(&self) -> usize {
        self.received
    }

    /// The warnings of the responses so far, up to the page that is being handed out: the first 100 of them.
    ///
    /// A page whose list is missing, in two responses, ends the stream with a warning.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings.first
    }

    /// The number of warnings so far.
    pub fn warning_count(&self) -> usize {
        self.warnings.count
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

/// An iterator over the results of all pages of a request, without an async runtime: see [`Pages`].
///
/// It ends after the first error. Inside an async runtime, which must not be blocked, that is
/// [`Error::WithinRuntime`].
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
        if self.0.has_ended() {
            return None;
        }
        let next = crate::blocking::wait(self.0.next());
        next.unwrap_or_else(|error| {
            self.0.end();
            Some(Err(error))
        })
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
