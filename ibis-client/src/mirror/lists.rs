//! Reading lists with the public methods, but keeping the responses too, for their warnings.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use super::Mirror;
use crate::request::list::{List, Response};
use crate::{BoxFuture, Call, Connection, Entity, Error, FromResult, IbisResult, SharedConnection};

/// The connection of a single request. It requests a missing list once more, and keeps the response.
struct ListConnection<E> {
    connection: SharedConnection,
    response: Mutex<Option<Response>>,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> Connection for ListConnection<E>
where
    Vec<E>: FromResult,
{
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async move {
            // The list must not be older than the transaction that the checkpoint names.
            let response = Response::fetch::<E>(&self.connection, call.uncached()).await?;
            let result = response.result.clone();
            *self.response.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
            Ok(result)
        })
    }
}

impl Mirror {
    /// Reads the list that a request returns.
    pub(super) async fn read<E, R>(
        &self,
        request: impl FnOnce(SharedConnection) -> R,
    ) -> Result<List<E>, Error>
    where
        E: Entity,
        Vec<E>: FromResult,
        R: IntoFuture<Output = Result<Vec<E>, Error>>,
    {
        let connection = Arc::new(ListConnection {
            connection: self.connection.clone(),
            response: Mutex::new(None),
            entity: PhantomData,
        });
        let entities = request(SharedConnection::from(&connection)).await?;
        let response = connection.response.lock().unwrap_or_else(PoisonError::into_inner).take();
        let response = response.ok_or(Error::unexpected_result("list"))?;
        let list = List { entities, response };
        list.check_readable()?;
        Ok(list)
    }
}
