//! Where pages come from: one request, sent again with another position.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle};
use tracing::Instrument as _;

use crate::call::ParamValue;
use crate::connection::BoxFuture;
use crate::request::{Request, extract};
use crate::{Call, Entity, Error, FromResult, Role};

/// The request that all pages are asked for with, and which of its parameters says where to read on.
pub(super) struct Source {
    pub(super) request: Request,
    index: usize,
}

/// Where the next page begins.
pub(super) enum Position {
    After(Option<String>),
    Offset {
        offset: usize,
        /// The last identifier of each page: a server that goes in a circle comes to one of them again.
        last_ids: HashSet<String>,
    },
}

impl Source {
    pub(super) fn new(request: Request) -> (Self, Position) {
        // The macro makes `pages` only where a parameter has one of the two roles.
        let (index, role) = request.role(&[Role::After, Role::Offset]).unwrap_or((0, Role::Offset));
        let given = request.values.get(index).and_then(ParamValue::text);
        let position = match role {
            Role::After => Position::After(given.map(str::to_owned)),
            _ => Position::Offset {
                offset: given.and_then(|offset| offset.parse().ok()).unwrap_or(0),
                last_ids: HashSet::new(),
            },
        };
        (Self { request, index }, position)
    }

    fn call(&self, position: &Position) -> Call {
        let value = match position {
            // What the caller gave stays as it is for the first page: it may be one that is refused.
            Position::After(None) | Position::Offset { offset: 0, .. } => {
                self.request.values.get(self.index).cloned()
            }
            Position::After(Some(identifier)) => Some(identifier.into()),
            Position::Offset { offset, .. } => Some((*offset).into()),
        };
        self.request.call_with(self.index, value.unwrap_or(ParamValue::ABSENT))
    }

    /// Fetches a page: on a task, so that it comes in while nobody polls the stream, or in place where there is no
    /// runtime of tokio.
    pub(super) fn fetch<E: Entity>(
        self: &Arc<Self>,
        position: &Position,
    ) -> BoxFuture<'static, Result<Vec<E>, Error>>
    where
        Vec<E>: FromResult,
    {
        let (source, call) = (Arc::clone(self), self.call(position));
        let page = async move {
            let label = call.label();
            extract(label, &source.request.connection.invoke_method(call).await?)
        };
        match Handle::try_current() {
            Ok(runtime) => Box::pin(Task(runtime.spawn(page.in_current_span()))),
            Err(_) => Box::pin(page),
        }
    }

    /// Moves the position behind a page. `false`: the page is empty, and there are no more.
    pub(super) fn advance<E: Entity>(&self, position: &mut Position, page: &[E]) -> Result<bool, Error> {
        let Some(last) = page.last() else { return Ok(false) };
        let advances = match position {
            Position::After(after) => after.as_deref().is_none_or(|after| last.id() > after),
            Position::Offset { last_ids, .. } => !last_ids.contains(last.id()),
        };
        if !advances {
            let call = Some(self.call(position).label());
            return Err(Error::UnexpectedResult {
                call,
                status: None,
                expected: "results after the last page",
            });
        }
        match position {
            Position::After(after) => *after = Some(last.id().to_owned()),
            Position::Offset { offset, last_ids } => {
                *offset = offset.saturating_add(page.len());
                last_ids.insert(last.id().to_owned());
            }
        }
        Ok(true)
    }
}

/// A task that ends when nobody waits for it any more.
struct Task<T>(JoinHandle<Result<T, Error>>);

impl<T> Future for Task<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|result| match result.map_err(JoinError::try_into_panic) {
            Ok(page) => page,
            Err(Ok(panic)) => std::panic::resume_unwind(panic),
            Err(Err(ended)) => Err(Error::configuration("the runtime of the stream of pages", ended)),
        })
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
