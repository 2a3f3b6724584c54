//! A connection that remembers the results of another one for a while.

mod store;

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tracing::Instrument as _;

use self::store::{Key, Store};
use crate::error::Phase;
use crate::{
    BoxFuture, Call, Connection, Error, IbisResult, IntoSharedConnection, SharedConnection, ibis_methods,
};

/// How often the task that makes a call shows that it is still driven.
const BEAT: Duration = Duration::from_millis(200);
/// A task that did not show it for so long is given up: its runtime is not driven.
const GONE: Duration = Duration::from_secs(1);
/// How many such tasks a caller waits for before it makes the call itself.
const TASKS: usize = 3;

const MAX_ENTRIES: usize = 10_000;
const MAX_BYTES: usize = 64 << 20;

/// A connection that keeps the results of reads over another connection for a while.
///
/// - A cached result is the same graph: handles from it are equal.
/// - Callers who ask the same at once share one call. No caller has to be polled for it, and each waits for no longer
///   than its own timeout. The shared call has the connection's limits of time and retries.
/// - Errors are not cached. An edit through this connection empties the cache; edits made elsewhere show after the
///   lifetime.
/// - Results belong to the credentials that they were read with: after a change of credentials nobody sees what others
///   may see.
/// - Secrets ([`get_token`](crate::GroupMethods::get_token)) and
///   [`get_last_transaction_id`](crate::IbisMethods::get_last_transaction_id) are never cached.
/// - It holds at most 10,000 results and 64 MiB of JSON; those that were not used for longest give way.
///
/// A clone shares the cache.
///
/// ```
/// use std::time::Duration;
///
/// use ibis_client::{Cached, IbisClientConnection, PersonMethods, fetch};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = ibis_sandbox::Sandbox::start().await?;
/// let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
/// let people = PersonMethods::new(Cached::new(&conn, Duration::from_secs(300)));
///
/// // A check at each log-in, which asks the service once in five minutes.
/// for _ in 0..3 {
///     let request = people.get_person("crsid", "spqr1").fetch(fetch!(Person: all_insts));
///     assert!(request.await?.ok_or("no such person")?.in_inst("UIS")?);
/// }
/// assert_eq!(sandbox.requests().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Cached {
    shared: Arc<Shared>,
}

struct Shared {
    connection: SharedConnection,
    lifetime: Duration,
    store: Mutex<Store>,
}

type Outcome = Result<IbisResult, Error>;

impl Cached {
    /// Keeps results of a connection for `lifetime`.
    pub fn new(connection: impl IntoSharedConnection, lifetime: Duration) -> Self {
        let store = Mutex::new(Store::new(MAX_ENTRIES, MAX_BYTES));
        Self { shared: Arc::new(Shared { connection: connection.into(), lifetime, store }) }
    }

    /// Sets how many results are kept. Defaults to 10,000.
    #[must_use]
    pub fn max_entries(self, entries: usize) -> Self {
        self.shared.store().max_entries = entries;
        self
    }

    /// Sets how many bytes the JSON of all kept results may have. Defaults to 64 MiB.
    ///
    /// In memory, a result takes about twice as much.
    #[must_use]
    pub fn max_bytes(self, bytes: usize) -> Self {
        self.shared.store().max_bytes = bytes;
        self
    }

    /// Empties the cache.
    pub fn clear(&self) {
        self.shared.store().clear();
    }
}

impl Connection for Cached {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        if !call.method().is_safe() {
            return Box::pin(async move {
                let _emptied = Emptied::begin(&self.shared);
                self.shared.connection.invoke_method(call).await
            });
        }
        // A call that cannot be sent is for the connection to refuse.
        let Some(key) = self.shared.key(&call) else { return self.shared.connection.invoke_method(call) };
        Box::pin(async move {
            let (label, limit) = (call.label(), call.time_limit());
            let result = self.shared.read(&key, call);
            match limit {
                Some(limit) => timeout(limit, result).await.unwrap_or_else(|_| {
                    Err(Error::Timeout {
                        call: label,
                        after: limit,
                        phase: Phase::Response,
                        last_error: None,
                    })
                }),
                None => result.await,
            }
        })
    }

    fn server(&self) -> Option<&str> {
        self.shared.connection.server()
    }

    fn identity(&self) -> u64 {
        self.shared.connection.identity()
    }
}

/// The server, and how much is kept.
impl fmt::Debug for Cached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached")
            .field("connection", &self.shared.connection)
            .field("lifetime", &self.shared.lifetime)
            .field("entries", &self.shared.store().len())
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn key(&self, call: &Call) -> Option<Key> {
        let (text, _) = call.text().ok()?;
        let last_transaction = ibis_methods::GetLastTransactionId::ENDPOINT.path;
        let is_kept = !call.has_secret_result() && text.strip_prefix("GET ") != Some(last_transaction);
        is_kept.then(|| Key { identity: self.connection.identity(), call: text.into() })
    }

    async fn read(self: &Arc<Self>, key: &Key, call: Call) -> Outcome {
        for _ in 0..TASKS {
            let (mut pending, task) = {
                let mut store = self.store();
                if let Some(result) = store.get(key, Instant::now()) {
                    return Ok(result);
                }
                if let Some(pending) = store.pending(key) {
                    (pending, None)
                } else {
                    let (sender, pending) = watch::channel(None);
                    let generation = store.begin(key.clone(), pending.clone());
                    (pending, Some(Arc::clone(self).fetch(key.clone(), call.clone(), generation, sender)))
                }
            };
            match (task, Handle::try_current()) {
                (Some(task), Ok(runtime)) => drop(runtime.spawn(task.in_current_span())),
                (Some(task), Err(_)) => task.await,
                (None, _) => {}
            }
            while let Ok(Ok(())) = timeout(GONE, pending.changed()).await {
                if let Some(outcome) = &*pending.borrow_and_update() {
                    return outcome.clone();
                }
            }
            // Its runtime is gone, or nobody drives it: somebody else has to make the call.
            self.store().give_up(key, &pending);
        }
        self.connection.invoke_method(call).await
    }

    /// Makes a call for all who wait for it.
    async fn fetch(
        self: Arc<Self>,
        key: Key,
        call: Call,
        generation: u64,
        sender: watch::Sender<Option<Outcome>>,
    ) {
        let mut invoked = pin!(self.connection.invoke_method(call.without_limits()));
        let outcome = loop {
            match timeout(BEAT, invoked.as_mut()).await {
                Ok(outcome) => break outcome,
                Err(_) => sender.send_modify(|_| {}),
            }
        };
        // Credentials that were changed meanwhile may have been those of the call.
        let is_same = self.connection.identity() == key.identity;
        let kept = outcome.as_ref().ok().filter(|_| is_same).cloned();
        let expires_at = Instant::now().checked_add(self.lifetime);
        self.store().finish(key, generation, kept.zip(expires_at));
        sender.send_replace(Some(outcome));
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        // Nothing that is done under the lock panics.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An edit that is under way: what was read before its end may be out of date.
struct Emptied<'a>(&'a Shared);

impl<'a> Emptied<'a> {
    fn begin(shared: &'a Shared) -> Self {
        shared.store().clear();
        Self(shared)
    }
}

impl Drop for Emptied<'_> {
    fn drop(&mut self) {
        self.0.store().clear();
    }
}
