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
use crate::request::Request;
use crate::request::list::{List, Response};
use crate::{Call, Entity, Error, FromResult, Role};

/// The request for a page, and the parameter that says where the page begins.
pub(super) struct Source {
    pub(super) request: Request,
    index: usize,
}

/// Where the next page begins.
pub(super) enum Position {
    After {
        identifier: Option<String>,
        /// Whether the caller gave the identifier, perhaps in another form than that of responses.
        is_given: bool,
    },
    Offset {
        offset: usize,
        /// The last identifier of each page: a server whose pages go in a circle sends one of them again.
        last_ids: HashSet<String>,
    },
}

impl Source {
    pub(super) fn new(request: Request) -> (Self, Position) {
        // The macro makes `pages` only where a parameter has one of the two roles.
        let (index, role) = request.role(&[Role::After, Role::Offset]).unwrap_or((0, Role::Offset));
        let given = request.values.get(index).and_then(ParamValue::text);
        let position = match role {
            Role::After => Position::After { identifier: given.map(str::to_owned), is_given: true },
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
            Position::After { is_given: true, .. } | Position::Offset { offset: 0, .. } => {
                self.request.values.get(self.index).cloned()
            }
            Position::After { identifier, .. } => identifier.as_ref().map(ParamValue::from),
            Position::Offset { offset, .. } => Some((*offset).into()),
        };
        self.request.call_with(self.index, value.unwrap_or(ParamValue::ABSENT))
    }

    /// Fetches a page: on a task, so that it arrives while nobody polls the stream, or in place if there is no tokio
    /// runtime.
    pub(super) fn fetch<E: Entity>(
        self: &Arc<Self>,
        position: &Position,
    ) -> BoxFuture<'static, Result<List<E>, Error>>
    where
        Vec<E>: FromResult,
    {
        let (source, call) = (Arc::clone(self), self.call(position));
        let page = async move {
            let response = Response::fetch::<E>(&source.request.connection, call).await?;
            response.into_list()
        };
        match Handle::try_current() {
            Ok(runtime) => Box::pin(Task(runtime.spawn(page.in_current_span()))),
            Err(_) => Box::pin(page),
        }
    }
}

impl Position {
    /// Moves behind a page. `false`: the page is empty, and there are no more.
    pub(super) fn advance<E: Entity>(&mut self, page: &List<E>) -> Result<bool, Error>
    where
        Vec<E>: FromResult,
    {
        let Some(last) = page.entities.last() else { return Ok(false) };
        match self {
            Self::After { identifier, is_given } => {
                if !*is_given {
                    page.check_growth(identifier.as_deref())?;
                }
                (*identifier, *is_given) = (Some(last.id().to_owned()), false);
            }
            Self::Offset { offset, last_ids } => {
                if !last_ids.insert(last.id().to_owned()) {
                    return Err(page.endless());
                }
                *offset = offset.saturating_add(page.entities.len());
            }
        }
        Ok(true)
    }
}

/// A task that is aborted when nobody waits for it any more.
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
