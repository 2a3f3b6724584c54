//! Reading lists with the public methods, but keeping the responses too, for their warnings.

use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use super::change::Changes;
use super::{Entry, Mirror};
use crate::request::list::{List, Response};
use crate::{BoxFuture, Call, Connection, Entity, Error, IbisResult, SharedConnection};

/// The connection of a single request. It requests a missing list once more, and keeps the response.
struct ListConnection<E> {
    connection: SharedConnection,
    response: OnceLock<Response>,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> Connection for ListConnection<E> {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async move {
            // The list must not be older than the transaction that the checkpoint names.
            let response = Response::fetch::<Vec<E>>(&self.connection, call.uncached()).await?;
            let result = response.result.clone();
            _ = self.response.set(response);
            Ok(result)
        })
    }
}

impl Mirror {
    /// Reads the list that a request returns, and adds it to the changes.
    pub(super) async fn read<E, R>(
        &self,
        changes: &mut Changes,
        entry: fn(E) -> Entry,
        request: impl FnOnce(SharedConnection) -> R,
    ) -> Result<List<E>, Error>
    where
        E: Entity,
        R: IntoFuture<Output = Result<Vec<E>, Error>>,
    {
        let connection = Arc::new(ListConnection::<E> {
            connection: self.connection.clone(),
            response: OnceLock::new(),
            entity: PhantomData,
        });
        let entities = request(SharedConnection::from(&connection)).await?;
        let response = connection.response.get().cloned().ok_or(Error::unexpected_result("list"))?;
        let list = List { entities, response };
        changes.add(&list, entry)?;
        Ok(list)
    }
}
