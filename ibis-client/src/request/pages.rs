//! Requests that are read page by page.

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
use crate::{Entity, Error, Warning};

/// A stream over the results of all pages of a request.
///
/// It implements `futures_core::Stream`, and has its own [`next`](Self::next), which needs no extension trait. The stream ends after
/// the first empty page or the first error.
///
/// While the program reads one page, the stream fetches the next, so at most two pages are in memory. Within a tokio
/// runtime a task fetches it; dropping the stream aborts the task. A call whose response lacks the list is repeated once.
/// A server that keeps sending pages that were received before is an error.
///
/// The directory may change while the stream is read. [`all_people`](crate::PersonMethods::all_people) continues after
/// the identifier of the last person, so it returns each person who exists throughout exactly once. A search continues
/// at an offset: if an earlier result appears or disappears between two pages, it returns another result twice or not at
/// all.
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
/// // After an error, a new request with `.identifier(last)` continues from here.
/// let last = pages.last_identifier();
/// # assert!(last.is_some());
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<E> {
    source: Arc<Source>,
    position: Position,
    /// The rest of the current page.
    page: std::vec::IntoIter<E>,
    next_page: NextPage<E>,
    last: Option<E>,
    received: usize,
    warnings: Warnings,
}

/// The state of the next page.
enum NextPage<E> {
    NotRequested,
    Pending {
        page: BoxFuture<'static, Result<List<E>, Error>>,
        /// The runtime that drives the request.
        runtime: Option<Id>,
    },
    Ready(Result<List<E>, Error>),
    /// The previous page was the last one.
    Ended,
}

impl<E: Entity> Pages<E> {
    /// Returns the next result, or `None` after the last result or an error.
    ///
    /// # Errors
    ///
    /// Returns an error if a page cannot be read. The stream then ends.
    pub async fn next(&mut self) -> Option<Result<E, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Requests the next page, and polls the request.
    fn poll_next_page(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let needed = match &self.next_page {
            NextPage::NotRequested => true,
            // The runtime that the request started on may no longer be driven.
            NextPage::Pending { runtime, .. } => *runtime != current_runtime(),
            NextPage::Ready(_) | NextPage::Ended => false,
        };
        if needed {
            let page = self.source.fetch(&self.position);
            self.next_page = NextPage::Pending { page, runtime: current_runtime() };
        }
        if let NextPage::Pending { page, .. } = &mut self.next_page {
            let page = ready!(page.as_mut().poll(context));
            self.next_page = NextPage::Ready(page);
        }
        Poll::Ready(())
    }

    /// Moves to the next page. Returns `false` if the current page was the last one.
    fn turn_page(&mut self) -> Result<bool, Error> {
        let NextPage::Ready(page) = std::mem::replace(&mut self.next_page, NextPage::Ended) else {
            return Ok(false);
        };
        let page = page?;
        page.warn(&mut self.warnings);
        let more = self.position.advance(&page)?;
        if more {
            self.page = page.entities.into_iter();
            self.next_page = NextPage::NotRequested;
        }
        Ok(more)
    }
}

#[expect(
    clippy::extra_unused_type_parameters,
    reason = "their bounds give rustc's errors the messages of the traits"
)]
impl<E> Pages<E> {
    /// Creates the stream for a request that returns an `L` and continues after an identifier of type `T`.
    #[doc(hidden)]
    pub fn after<L: Listing<Entity = E>, T: TakesIdentifier>(request: Request) -> Self {
        Self::new(request)
    }

    /// Creates the stream for a request that returns an `L` and continues at an offset of type `T`.
    #[doc(hidden)]
    pub fn offset<L: Listing<Entity = E>, T: Counts>(request: Request) -> Self {
        Self::new(request)
    }

    fn new(request: Request) -> Self {
        let (source, position) = Source::new(request);
        Self {
            source: Arc::new(source),
            position,
            page: Vec::new().into_iter(),
            next_page: NextPage::NotRequested,
            last: None,
            received: 0,
            warnings: Warnings::default(),
        }
    }
}

impl<E: Entity> Pages<E> {
    /// Returns the CRSid, instid or groupid of the last result, or `None` before the first one.
    ///
    /// To resume a stream that pages by identifier, such as that of `all_people`, start a new request after this one.
    pub fn last_identifier(&self) -> Option<&str> {
        self.last.as_ref().map(Entity::id)
    }

    /// Returns the number of results so far.
    ///
    /// To resume a stream that pages by offset, such as that of a search, add this number to its initial offset.
    pub fn received(&self) -> usize {
        self.received
    }

    /// Returns the first 100 warnings of the pages so far.
    ///
    /// A page whose list is still missing after its call was repeated ends the stream with a warning.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings.first
    }

    /// Returns the number of warnings of the pages so far.
    pub fn warning_count(&self) -> usize {
        self.warnings.count
    }
}

impl<E: Entity> Stream for Pages<E> {
    type Item = Result<E, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let next_page = self.poll_next_page(context);
            if let Some(item) = self.page.next() {
                self.last = Some(item.clone());
                self.received += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            ready!(next_page);
            match self.turn_page() {
                Ok(true) => {}
                Ok(false) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

/// No field is structurally pinned.
impl<E> Unpin for Pages<E> {}

/// Shows the endpoint, but not the values, which may be personal data.
impl<E> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("request", &self.source.request)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

/// Iterates over the results without an async runtime (feature `blocking`).
#[cfg(feature = "blocking")]
impl<E: Entity> IntoIterator for Pages<E> {
    type Item = Result<E, Error>;
    type IntoIter = PagesIter<E>;

    fn into_iter(self) -> Self::IntoIter {
        PagesIter(self)
    }
}

/// A blocking iterator over the results of all pages of a request: see [`Pages`].
///
/// It ends after the first error. Inside an async runtime, which must not be blocked, the first item is
/// [`Error::WithinRuntime`].
#[cfg(feature = "blocking")]
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct PagesIter<E>(Pages<E>);

#[cfg(feature = "blocking")]
impl<E: Entity> Iterator for PagesIter<E> {
    type Item = Result<E, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self(pages) = self;
        if matches!(pages.next_page, NextPage::Ended) && pages.page.len() == 0 {
            return None;
        }
        crate::blocking::wait(pages.next()).unwrap_or_else(|error| {
            (pages.page, pages.next_page) = (Vec::new().into_iter(), NextPage::Ended);
            Some(Err(error))
        })
    }
}

fn current_runtime() -> Option<Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

/// The type of an `#[after]` parameter: one that converts from text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot take an identifier",
    label = "`#[after]` needs a parameter that takes the identifier of the last result",
    note = "use `Option<&str>`, or a type that implements `TryFrom<&str>`"
)]
pub trait TakesIdentifier {}

#[diagnostic::do_not_recommend]
impl<T> TakesIdentifier for T where &'static str: IntoParam<T> {}

/// The type of an `#[offset]` parameter: a primitive integer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integer",
    label = "`#[offset]` needs a parameter that takes the number of results to skip",
    note = "use `Option<i32>`"
)]
pub trait Counts {}

macro_rules! counts {
    ($($integer:ty),*) => { $(impl Counts for $integer {})* };
}

counts!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);
