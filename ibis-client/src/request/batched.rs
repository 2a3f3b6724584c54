//! Requests with more identifiers than fit into one URL.

mod split;

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use self::split::Split;
use super::list::Response;
use super::{Listing, Request};
use crate::connection::BoxFuture;
use crate::result::Warnings;
use crate::{Entity, Error, FromResult as _, IbisResult, Warning};

/// A request with any number of identifiers, made in as many calls as needed.
///
/// No URL exceeds the service's limit of 8,000 characters. The responses are joined into one graph, in which each entity
/// appears once. A call whose response lacks the list is repeated once. An empty list of identifiers makes no call.
///
/// Identifiers are sent as given; write CRSids in lower case, because the service need not ignore case. If any identifier
/// is not a CRSid, the request also fetches `all_identifiers`, to match people with identifiers.
///
/// # Errors
///
/// If any identifier is invalid, the request returns [`Error::Parameter`], and nothing is sent.
///
/// If a call fails after its retries, the other calls are cancelled, and the request returns [`Error::Batch`] with the
/// identifiers of the failed call.
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
    /// The entities that were found, each once, ordered by identifier as text. They may include cancelled ones.
    pub found: Vec<E>,
    /// The identifiers that were not found, in the order of the request. Case is ignored when they are compared with the
    /// entities that were found.
    pub not_found: Vec<String>,
    /// The first 100 warnings of all responses.
    ///
    /// They include each list that was still missing after its call was repeated, and before those about single values, each
    /// field that differs between two responses because of an edit between the calls; the value in the first response that
    /// has one is kept.
    pub warnings: Vec<Warning>,
    /// The number of all warnings.
    pub warning_count: usize,
}

impl<E> Batched<E> {
    /// Creates a batched request from a request that returns an `L`.
    #[doc(hidden)]
    #[expect(
        clippy::extra_unused_type_parameters,
        reason = "their bounds give rustc's errors the messages of the traits"
    )]
    pub fn batch<L: Listing<Entity = E>>(request: Request) -> Self {
        Self { request, concurrency: 4, entity: PhantomData }
    }
}

impl<E: Entity> Batched<E> {
    /// Sets the maximum number of calls in flight. Defaults to 4; 0 counts as 1.
    ///
    /// The connection's own limit applies too.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Sends the calls and blocks until the result arrives. Requires the feature `blocking`.
    ///
    /// # Errors
    ///
    /// Returns the same errors as awaiting the request, and [`Error::WithinRuntime`] inside an async runtime.
    #[cfg(feature = "blocking")]
    pub fn send(self) -> Result<Batch<E>, Error> {
        crate::blocking::wait(self.into_future())?
    }
}

impl<E: Entity> IntoFuture for Batched<E> {
    type Output = Result<Batch<E>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { request, concurrency, .. } = self;
            let split = Split::of::<E>(&request)?;
            let calls = split.batches.iter().enumerate().map(async |(batch, ids)| {
                let response = Response::fetch::<Vec<E>>(&request.connection, split.call(ids)).await;
                let response = response.map(|response| (batch, response.result));
                response.map_err(|error| Error::Batch { ids: ids.clone(), source: Box::new(error) })
            });
            // A future that holds the closure is not `Send` for rustc.
            let calls: Vec<_> = calls.collect();
            let responses = stream::iter(calls).buffer_unordered(concurrency);
            let mut responses: Vec<(usize, IbisResult)> = responses.try_collect().await?;
            responses.sort_by_key(|(batch, _)| *batch);
            join(&request, &split, responses.into_iter().map(|(_, response)| response).collect())
        })
    }
}

fn join<E: Entity>(request: &Request, split: &Split, responses: Vec<IbisResult>) -> Result<Batch<E>, Error> {
    let call = request.call.label();
    let mut warnings = Warnings::default();
    for missing in responses.iter().filter_map(|response| response.lacks(Vec::<E>::list_field())) {
        warnings.add(Warning::KEPT, || missing);
    }
    let result = IbisResult::join::<Vec<E>>(responses).map_err(|source| Error::Decode {
        call: call.clone(),
        status: 200,
        source,
    })?;
    let found: Vec<E> = super::extract(call, &result)?;
    let not_found = split.not_found(&found);
    warnings.extend(&result);
    Ok(Batch { found, not_found, warnings: warnings.first, warning_count: warnings.count })
}

/// Shows only the endpoint: the values may be personal data.
impl<E> fmt::Debug for Batched<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}
