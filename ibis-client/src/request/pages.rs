//! Lists that the service hands out page by page.

mod source;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

use self::source::{Place, Source};
use super::{Listing, Request};
use crate::connection::{BlockingConnection, BoxFuture, Connection};
use crate::{Entity, Error};

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
pub struct Pages<'c, C, T: Listing> {
    source: Arc<Source<'c, C, T>>,
    place: Place,
    /// What is left of the page that is being handed out.
    page: Option<T::IntoIter>,
    ahead: Ahead<'c, T>,
    last: Option<T::Item>,
    received: usize,
}

/// What there is of the next page.
enum Ahead<'c, T> {
    Coming(BoxFuture<'c, Result<T, Error>>),
    Here(Result<T, Error>),
    Nothing,
}

impl<'c, C: Connection + 'c, T: Listing + 'c> Pages<'c, C, T> {
    #[doc(hidden)]
    pub fn new(request: Request<'c, C, T>) -> Self {
        let (source, place) = Source::new(request);
        let source = Arc::new(source);
        let ahead = Ahead::Coming(source.fetch(&place));
        Self { source, place, page: None, ahead, last: None, received: 0 }
    }

    /// The next result; `None` after the last one, or after an error.
    ///
    /// # Errors
    ///
    /// Where a page could not be read: nothing comes after that.
    pub async fn next(&mut self) -> Option<Result<T::Item, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Takes what has come of the next page.
    fn poll_ahead(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Ahead::Coming(page) = &mut self.ahead {
            let page = ready!(page.as_mut().poll(context));
            self.ahead = Ahead::Here(page);
        }
        Poll::Ready(())
    }

    /// Begins to hand out the next page, and asks for the one after it. `false`: there is none.
    fn turn(&mut self) -> Result<bool, Error> {
        let Ahead::Here(page) = std::mem::replace(&mut self.ahead, Ahead::Nothing) else { return Ok(false) };
        let page = page?;
        let more = self.source.advance(&mut self.place, &page)?;
        if more {
            self.page = Some(page.into_iter());
            self.ahead = Ahead::Coming(self.source.fetch(&self.place));
        }
        Ok(more)
    }
}

impl<C, T: Listing> Pages<'_, C, T> {
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

impl<'c, C: Connection + 'c, T: Listing + 'c> Stream for Pages<'c, C, T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let ahead = self.poll_ahead(context);
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                self.last = Some(item.clone());
                self.received += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            ready!(ahead);
            match self.turn() {
                Ok(true) => {}
                Ok(false) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

/// Nothing in it is pinned.
impl<C, T: Listing> Unpin for Pages<'_, C, T> {}

/// The endpoint; the values may be about a person.
impl<C, T: Listing> fmt::Debug for Pages<'_, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("request", &self.source.request)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

/// Over a blocking connection: each page is read when it is needed, not ahead.
impl<'c, C: BlockingConnection + 'c, T: Listing + 'c> IntoIterator for Pages<'c, C, T> {
    type Item = Result<T::Item, Error>;
    type IntoIter = PagesIter<'c, C, T>;

    fn into_iter(self) -> Self::IntoIter {
        PagesIter { source: self.source, place: self.place, page: None, ended: false }
    }
}

/// The results of all pages of a request, over a blocking connection: see [`Pages`].
#[must_use = "an iterator does nothing until it is used"]
pub struct PagesIter<'c, C, T: Listing> {
    source: Arc<Source<'c, C, T>>,
    place: Place,
    page: Option<T::IntoIter>,
    ended: bool,
}

impl<'c, C: BlockingConnection + 'c, T: Listing + 'c> PagesIter<'c, C, T> {
    fn turn(&mut self) -> Result<bool, Error> {
        let page = self.source.fetch_blocking(&self.place)?;
        let more = self.source.advance(&mut self.place, &page)?;
        self.page = Some(page.into_iter());
        Ok(more)
    }
}

impl<'c, C: BlockingConnection + 'c, T: Listing + 'c> Iterator for PagesIter<'c, C, T> {
    type Item = Result<T::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                return Some(Ok(item));
            }
            if self.ended {
                return None;
            }
            match self.turn() {
                Ok(more) => self.ended = !more,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// The endpoint; the values may be about a person.
impl<C, T: Listing> fmt::Debug for PagesIter<'_, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagesIter").field("request", &self.source.request).finish_non_exhaustive()
    }
}
