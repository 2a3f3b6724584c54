//! A connection that caches the results of another one.

mod store;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tracing::Instrument as _;

use self::store::{Key, Store};
use crate::error::Phase;
use crate::heartbeat::{self, MAX_TASKS};
use crate::http::after;
use crate::{
    BoxFuture, Call, Connection, Error, IbisResult, IntoSharedConnection, SharedConnection, ibis_methods,
};

/// How long nothing is cached after an edit whose outcome is unknown.
const PAUSE: Duration = Duration::from_secs(60);

const MAX_ENTRIES: usize = 10_000;
const MAX_BYTES: usize = 64 << 20;

/// A connection that caches the results of reads over another connection.
///
/// - A result from the cache is the same graph, so its handles are equal to earlier ones.
/// - Concurrent calls for the same result share one request. It runs on its own task, with the connection's limits on
///   time and retries. Each caller waits no longer than its own timeout.
/// - Errors are not cached. An edit through this connection empties the cache; if its outcome is unknown, nothing is cached
///   for a minute, so that a program can check what became of it. An edit made elsewhere appears only when the cached
///   result expires.
/// - Results are cached per credentials: after a change of credentials, no caller gets a result that was read with the
///   previous ones.
/// - Secrets ([`get_token`](crate::GroupMethods::get_token)) and
///   [`get_last_transaction_id`](crate::IbisMethods::get_last_transaction_id) are never cached.
/// - A [`Mirror`](crate::mirror::Mirror) reads past the cache, so that it misses no edit.
/// - A provider of tokens of the application's own ([`Credentials::tokens`](crate::Credentials::tokens)) counts as one set
///   of credentials: it must not choose the token by the caller.
/// - The cache holds at most 10,000 results and 64 MiB. The least recently used results are evicted first.
///
/// Clones share the cache.
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
/// // A check at each log-in sends at most one request in five minutes.
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
    /// Wraps a connection, whose results are cached for `lifetime`.
    pub fn new(connection: impl IntoSharedConnection, lifetime: Duration) -> Self {
        let store = Mutex::new(Store::new(MAX_ENTRIES, MAX_BYTES));
        Self { shared: Arc::new(Shared { connection: connection.into(), lifetime, store }) }
    }

    /// Sets the maximum number of cached results. Defaults to 10,000.
    #[must_use]
    pub fn max_entries(self, entries: usize) -> Self {
        self.shared.store().max_entries = entries;
        self
    }

    /// Sets the maximum memory of the cached results in bytes. Defaults to 64 MiB.
    ///
    /// A result takes about twice as much memory as its JSON.
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
                self.shared.store().clear();
                let mut guard = EditGuard { shared: &self.shared, is_in_doubt: true };
                let outcome = self.shared.connection.invoke_method(call).await;
                guard.is_in_doubt = outcome.as_ref().is_err_and(Error::outcome_unknown);
                outcome
            });
        }
        // A call that cannot be sent has no key: the connection rejects it.
        let Some(key) = self.shared.key(&call) else { return self.shared.connection.invoke_method(call) };
        if call.is_uncached() {
            self.shared.store().forget(&key);
            return self.shared.connection.invoke_method(call);
        }
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

/// Shows the connection, the lifetime and the number of cached results.
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
        let (text, _) = call.public_text()?;
        let last_transaction = ibis_methods::GetLastTransactionId::ENDPOINT.path;
        let is_cacheable = text.strip_prefix("GET ") != Some(last_transaction);
        is_cacheable.then(|| Key { identity: self.connection.identity(), call: text.into() })
    }

    async fn read(self: &Arc<Self>, key: &Key, call: Call) -> Outcome {
        for _ in 0..MAX_TASKS {
            let (mut pending, task) = {
                let mut store = self.store();
                if let Some(result) = store.get(key, Instant::now()) {
                    return Ok(result);
                }
                if let Some(pending) = store.pending.get(key) {
                    (pending.clone(), None)
                } else {
                    let (sender, pending) = watch::channel(None);
                    store.pending.insert(key.clone(), pending.clone());
                    let (shared, key) = (Arc::clone(self), key.clone());
                    let task = Pending { shared, key, channel: pending.clone() };
                    (pending, Some(task.fetch(call.clone(), sender)))
                }
            };
            match (task, Handle::try_current()) {
                (Some(task), Ok(runtime)) => drop(runtime.spawn(task.in_current_span())),
                (Some(task), Err(_)) => task.await,
                (None, _) => {}
            }
            if let Some(outcome) = heartbeat::outcome(&mut pending).await {
                return outcome;
            }
            self.store().end(key, &pending);
        }
        self.connection.invoke_method(call).await
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        // No code under the lock panics.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pending call. It ends when it is dropped, with the runtime of its task, say.
struct Pending {
    shared: Arc<Shared>,
    key: Key,
    channel: watch::Receiver<Option<Outcome>>,
}

impl Pending {
    /// Makes the call on behalf of all callers that wait for it.
    async fn fetch(self, call: Call, sender: watch::Sender<Option<Outcome>>) {
        let Shared { connection, lifetime, .. } = &*self.shared;
        let outcome = heartbeat::beating(connection.invoke_method(call.without_limits()), &sender).await;
        // If the credentials have changed, the call may have been sent with the new ones.
        let is_same = connection.identity() == self.key.identity;
        let mut store = self.shared.store();
        if store.end(&self.key, &self.channel)
            && let (Ok(result), true) = (&outcome, is_same)
        {
            store.keep(self.key.clone(), result.clone(), after(*lifetime));
        }
        drop(store);
        sender.send_replace(Some(outcome));
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.shared.store().end(&self.key, &self.channel);
    }
}

/// Empties the cache again after an edit, even a cancelled one: a result read in the meantime may be out of date.
struct EditGuard<'a> {
    shared: &'a Shared,
    /// Whether the server may still be about to apply the edit.
    is_in_doubt: bool,
}

impl Drop for EditGuard<'_> {
    fn drop(&mut self) {
        let mut store = self.shared.store();
        store.clear();
        if self.is_in_doubt {
            store.paused_until = Some(after(PAUSE));
        }
    }
}
