//! Where pages come from: one request, sent again with another place to read on.

use std::sync::Arc;

use crate::call::ParamValue;
use crate::connection::{BlockingConnection, BoxFuture, Connection};
use crate::request::{Listing, Request, extract};
use crate::{Call, Entity, Error, Role};

/// The request that all pages are asked for with, and which of its parameters says where to read on.
pub(super) struct Source<'c, C, T> {
    pub(super) request: Request<'c, C, T>,
    index: usize,
}

/// Where the next page begins.
pub(super) enum Place {
    After(Option<String>),
    Offset(usize),
}

impl<'c, C: Connection + 'c, T: Listing + 'c> Source<'c, C, T> {
    pub(super) fn new(request: Request<'c, C, T>) -> (Self, Place) {
        // The macro makes `pages` only where a parameter has one of the two roles.
        let (index, role) = request.role(&[Role::After, Role::Offset]).unwrap_or((0, Role::Offset));
        let given = request.values.get(index).and_then(ParamValue::text);
        let place = match role {
            Role::After => Place::After(given.map(str::to_owned)),
            _ => Place::Offset(given.and_then(|offset| offset.parse().ok()).unwrap_or(0)),
        };
        (Self { request, index }, place)
    }

    fn call(&self, place: &Place) -> Call {
        let value = match place {
            // What the caller gave stays as it is for the first page: it may be one that is refused.
            Place::After(None) | Place::Offset(0) => self.request.values.get(self.index).cloned(),
            Place::After(Some(identifier)) => Some(identifier.into()),
            Place::Offset(offset) => Some((*offset).into()),
        };
        self.request.call_with(self.index, value.unwrap_or(ParamValue::ABSENT))
    }

    pub(super) fn fetch(self: &Arc<Self>, place: &Place) -> BoxFuture<'c, Result<T, Error>> {
        let (source, call) = (Arc::clone(self), self.call(place));
        Box::pin(async move {
            let label = call.label();
            extract(label, &source.request.connection.invoke_method(call).await?)
        })
    }

    pub(super) fn fetch_blocking(&self, place: &Place) -> Result<T, Error>
    where
        C: BlockingConnection,
    {
        let call = self.call(place);
        let label = call.label();
        extract(label, &self.request.connection.invoke_method_blocking(call)?)
    }

    /// Moves the place behind a page. `false`: the page is empty, and there are no more.
    pub(super) fn advance(&self, place: &mut Place, page: &T) -> Result<bool, Error> {
        let Some(last) = page.items().last() else { return Ok(false) };
        match place {
            Place::After(after) => {
                // A server that does not read on would be read for ever.
                if after.as_deref() == Some(last.id()) {
                    let call = Some(self.call(place).label());
                    return Err(Error::UnexpectedResult {
                        call,
                        status: None,
                        expected: "results after the last page",
                    });
                }
                *after = Some(last.id().to_owned());
            }
            Place::Offset(offset) => *offset += page.items().len(),
        }
        Ok(true)
    }
}
