//! Lists of identifiers that one URL is too short for.

mod split;

use std::fmt;
use std::future::IntoFuture;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use self::split::Split;
use super::{Listing, Request};
use crate::connection::{BlockingConnection, BoxFuture, Connection};
use crate::{Error, IbisResult, Warning};

/// A request with any number of identifiers, sent in as many calls as they need.
///
/// No URL gets longer than the service's limit of 8,000 characters. The answers are joined into one graph, in
/// which the same entity is the same node. It is awaited, or sent over a blocking connection (one call after the
/// other). For an empty list, no call is made.
///
/// Where an identifier is not a CRSid, the person's other identifiers are fetched too, to tell who was found.
///
/// # Errors
///
/// One call that fails, after its retries, fails them all: [`Error::Batch`] has its identifiers.
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
pub struct Batched<'c, C, T> {
    request: Request<'c, C, T>,
    concurrency: usize,
}

/// What [`Batched`] brings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Batch<T> {
    /// What was found, ordered by identifier as text, each once, all in one graph.
    pub found: T,
    /// The identifiers for which there is nothing, in the order in which they were given.
    pub not_found: Vec<String>,
    /// The warnings of all answers, and the fields in which one answer differs from another, because of an edit
    /// between the calls: the first one counts.
    pub warnings: Vec<Warning>,
}

impl<'c, C: Connection + 'c, T: Listing + 'c> Batched<'c, C, T> {
    #[doc(hidden)]
    pub fn new(request: Request<'c, C, T>) -> Self {
        Self { request, concurrency: 4 }
    }

    /// How many calls may be on their way at once: 4 unless it is set, and at least 1.
    ///
    /// The connection's own limit holds too.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Sends the calls over a blocking connection, one after the other, and waits for the answers.
    ///
    /// # Errors
    ///
    /// The same as of awaiting it; and inside of an async runtime, which must not be blocked.
    pub fn send(self) -> Result<Batch<T>, Error>
    where
        C: BlockingConnection,
    {
        let Self { request, .. } = self;
        let split = Split::of(&request)?;
        let answers: Result<_, _> = (0..split.len())
            .map(|batch| {
                let call = split.call(&request, batch);
                request.connection.invoke_method_blocking(call).map_err(|error| split.failed(batch, error))
            })
            .collect();
        joined(&request, &split, answers?)
    }
}

impl<'c, C: Connection + 'c, T: Listing + 'c> IntoFuture for Batched<'c, C, T> {
    type Output = Result<Batch<T>, Error>;
    type IntoFuture = BoxFuture<'c, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { request, concurrency } = self;
            let split = Split::of(&request)?;
            let mut calls: Vec<BoxFuture<'_, _>> = Vec::with_capacity(split.len());
            for batch in 0..split.len() {
                let (request, split) = (&request, &split);
                calls.push(Box::pin(async move {
                    let answer = request.connection.invoke_method(split.call(request, batch)).await;
                    answer.map(|answer| (batch, answer)).map_err(|error| split.failed(batch, error))
                }));
            }
            let answers = stream::iter(calls).buffer_unordered(concurrency);
            let mut answers: Vec<(usize, IbisResult)> = answers.try_collect().await?;
            answers.sort_by_key(|(batch, _)| *batch);
            joined(&request, &split, answers.into_iter().map(|(_, answer)| answer).collect())
        })
    }
}

fn joined<'c, C: Connection + 'c, T: Listing + 'c>(
    request: &Request<'c, C, T>,
    split: &Split,
    answers: Vec<IbisResult>,
) -> Result<Batch<T>, Error> {
    let call = request.call_of(request.values.clone()).label();
    let answer = match IbisResult::join(answers) {
        Ok(answer) => answer,
        Err(source) => return Err(Error::Decode { call, status: 200, source }),
    };
    let found: T = super::extract(call, &answer)?;
    let not_found = split.not_found(found.items());
    Ok(Batch { found, not_found, warnings: answer.warnings().to_vec() })
}

/// The endpoint; the values may be about a person.
impl<C, T> fmt::Debug for Batched<'_, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}
