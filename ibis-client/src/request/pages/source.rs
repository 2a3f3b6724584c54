//! The source of pages: one request, sent again for each position.

use std::collections::HashSet;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle};
use tracing::Instrument as _;

use crate::connection::BoxFuture;
use crate::request::list::{List, Response};
use crate::request::{Request, extract};
use crate::{Call, Entity, Error, Role};

/// The request for a page, and the parameter for its position.
pub(super) struct Source {
    pub(super) request: Request,
    index: usize,
}

/// The position of the next page.
pub(super) enum Position {
    After {
        identifier: Option<String>,
        /// Whether the identifier is the caller's, which may have another form than those in responses.
        is_given: bool,
    },
    Offset {
        offset: usize,
        /// Hashes of the last identifier of each page, to detect a server that repeats pages.
        last_ids: HashSet<u64>,
        /// Whether the last page ended like an earlier one: a result that appears before the offset moves the last one onto
        /// the next page.
        is_repeated: bool,
    },
}

impl Source {
    pub(super) fn new(request: Request) -> (Self, Position) {
        // The macro emits `pages` only for an endpoint with a parameter of one of these roles.
        let (index, role) = request.role(&[Role::After, Role::Offset]).unwrap_or((0, Role::Offset));
        let given = request.call.param(index).text();
        let position = match role {
            Role::After => Position::After { identifier: given.map(str::to_owned), is_given: true },
            _ => Position::Offset {
                offset: given.and_then(|offset| offset.parse().ok()).unwrap_or(0),
                last_ids: HashSet::new(),
                is_repeated: false,
            },
        };
        (Self { request, index }, position)
    }

    fn call(&self, position: &Position) -> Call {
        let call = self.request.call.clone();
        match position {
            // The first page keeps the caller's value, which may be an invalid one to report.
            Position::After { is_given: true, .. } | Position::Offset { offset: 0, .. } => call,
            Position::After { identifier, .. } => call.with_param(self.index, identifier.as_ref().into()),
            Position::Offset { offset, .. } => call.with_param(self.index, (*offset).into()),
        }
    }

    /// Fetches a page.
    ///
    /// Within a tokio runtime it spawns a task, which makes progress while the stream is not polled.
    pub(super) fn fetch<E: Entity>(
        self: &Arc<Self>,
        position: &Position,
    ) -> BoxFuture<'static, Result<List<E>, Error>> {
        let (source, call) = (Arc::clone(self), self.call(position));
        let page = async move {
            let response = Response::fetch::<Vec<E>>(&source.request.connection, call).await?;
            let entities = extract(response.label.clone(), &response.result)?;
            Ok(List { entities, response })
        };
        let Ok(runtime) = Handle::try_current() else { return Box::pin(page) };
        let mut task = Task(runtime.spawn(page.in_current_span()));
        Box::pin(async move {
            match (&mut task.0).await.map_err(JoinError::try_into_panic) {
                Ok(page) => page,
                Err(Ok(panic)) => std::panic::resume_unwind(panic),
                Err(Err(ended)) => {
                    let problem = format_args!("it ended while a page was fetched: {ended}");
                    Err(Error::configuration("runtime", problem))
                }
            }
        })
    }
}

impl Position {
    /// Moves past a page. Returns `false` if the page is empty and therefore the last one.
    pub(super) fn advance<E: Entity>(&mut self, page: &List<E>) -> Result<bool, Error> {
        if page.entities.is_empty() {
            return Ok(false);
        }
        let last = page.last_id().unwrap_or_default();
        match self {
            Self::After { identifier, is_given } => {
                if !*is_given {
                    page.check_growth(identifier.as_deref())?;
                }
                (*identifier, *is_given) = (Some(last.to_owned()), false);
            }
            Self::Offset { offset, last_ids, is_repeated } => {
                let is_new = last_ids.insert(last_ids.hasher().hash_one(last));
                if !is_new && *is_repeated {
                    return Err(page.endless());
                }
                *is_repeated = !is_new;
                *offset = offset.saturating_add(page.entities.len());
            }
        }
        Ok(true)
    }
}

/// A task that is aborted on drop.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
