//! Lists of identifiers that do not fit into one URL.

mod split;

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use self::split::Split;
use super::list::Response;
use super::{Listing, Request};
use crate::connection::BoxFuture;
use crate::{Entity, Error, FromResult, IbisResult, Warning};

/// A request with any number of identifiers, sent in as many calls as needed.
///
/// No URL is longer than the service's limit of 8,000 characters. The responses are joined into one graph, in
/// which the same entity is the same node. A response that lacks the list is requested once more. For an empty list, no
/// call is made.
///
/// If an identifier is not a CRSid, `all_identifiers` is fetched too, to tell who was found.
///
/// # Errors
///
/// If one call fails, after its retries, the others are given up: [`Error::Batch`] has the identifiers of that call.
///
/// # Examples
///
/// ```
/// use ibis_client::{IbisClientConnection, PersonMethods, fetch};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = ibis_sandbox::Sandbox::start().await?;
/// # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
/// let people = PersonMethods::new(&conn);
/// let batch = people
///     .list_people(["spqr1", "xyz1", "nobody9"])
///     .fetch(fetch!(Person: email))
///     .batched()
///     .concurrency(8)
///     .await?;
/// for person in &batch.found {
///     println!("{}", person.identifier());
/// }
/// assert_eq!(batch.not_found, ["nobody9"]);
/// # Ok(())
/// # }
/// ```
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct Batched<E> {
    request: Request,
    concurrency: usize,
    entity: PhantomData<fn() -> E>,
}

/// The result of a [`Batched`] request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Batch<E> {
    /// The entities that were found, without repetitions, ordered by identifier as text, all in one graph.
    pub found: Vec<E>,
    /// The identifiers that were not found, in the order in which they were given.
    pub not_found: Vec<String>,
    /// The warnings of all responses. A field in which one response differs from another, because of an edit between
    /// the calls, is one of them: the first response counts. So is a list that was missing in two responses.
    pub warnings: Vec<Warning>,
}

impl<E> Batched<E> {
    /// The batches of a request for an `L`.
    #[doc(hidden)]
    #[expect(
        clippy::extra_unused_type_parameters,
        reason = "rustc checks them, with the words of their traits"
    )]
    pub fn batch<L: Listing<Entity = E>>(request: Request) -> Self {
        Self { request, concurrency: 4, entity: PhantomData }
    }
}

impl<E: Entity> Batched<E>
where
    Vec<E>: FromResult,
{
    /// Sets how many calls may be in flight at once. Defaults to 4; 0 counts as 1.
    ///
    /// The connection's own limit applies too.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Sends the calls and waits for the responses, without an async runtime.
    ///
    /// # Errors
    ///
    /// The same as awaiting it; and [`Error::WithinRuntime`] inside an async runtime, which must not be blocked.
    #[cfg(feature = "blocking")]
    pub fn send(self) -> Result<Batch<E>, Error> {
        crate::blocking::wait(self.into_future())?
    }
}

impl<E: Entity> IntoFuture for Batched<E>
where
    Vec<E>: FromResult,
{
    type Output = Result<Batch<E>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { request, concurrency, .. } = self;
            let split = Split::of::<E>(&request)?;
            let mut calls: Vec<BoxFuture<'_, _>> = Vec::with_capacity(split.len());
            for batch in 0..split.len() {
                let (request, split) = (&request, &split);
                calls.push(Box::pin(async move {
                    let response =
                        Response::fetch::<E>(&request.connection, split.call(request, batch)).await;
                    match response {
                        Ok(response) => Ok((batch, response.result)),
                        Err(error) => Err(split.failed(batch, error)),
                    }
                }));
            }
            let responses = stream::iter(calls).buffer_unordered(concurrency);
            let mut responses: Vec<(usize, IbisResult)> = responses.try_collect().await?;
            responses.sort_by_key(|(batch, _)| *batch);
            joined(&request, &split, responses.into_iter().map(|(_, response)| response).collect())
        })
    }
}

fn joined<E: Entity>(request: &Request, split: &Split, responses: Vec<IbisResult>) -> Result<Batch<E>, Error>
where
    Vec<E>: FromResult,
{
    let call = request.call.label();
    let mut warnings: Vec<Warning> = responses.iter().filter_map(IbisResult::lacks::<Vec<E>>).collect();
    let result = match IbisResult::join(responses) {
        Ok(result) => result,
        Err(source) => return Err(Error::Decode { call, status: 200, source }),
    };
    let found: Vec<E> = super::extract(call, &result)?;
    let not_found = split.not_found(&found);
    warnings.extend_from_slice(result.warnings());
    Ok(Batch { found, not_found, warnings })
}

/// The endpoint; the values may be about a person.
impl<E> fmt::Debug for Batched<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}
