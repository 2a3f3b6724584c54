//! Blocking calls, for programs without an async runtime (feature `blocking`).
//!
//! The connection and the requests are those of async programs. `send` sends a request and waits for the result:
//!
//! ```no_run
//! use ibis_client::{IbisClientConnection, PersonMethods};
//!
//! let conn = IbisClientConnection::production()?;
//! let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").send()?;
//! # Ok::<(), ibis_client::Error>(())
//! ```

use std::cell::Cell;
use std::sync::OnceLock;
use std::{io, process, thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::Error;

thread_local! {
    /// Whether this thread polls a blocking call or drives the tasks of one.
    static IS_BLOCKING: Cell<bool> = const { Cell::new(false) };
}

/// The runtime of a process.
struct Runtime {
    process: u32,
    handle: Handle,
    /// Stops the thread when it is dropped.
    _stop: oneshot::Sender<()>,
    /// The runtime of a process forked from this one.
    forked: OnceLock<Box<Runtime>>,
}

impl Runtime {
    fn start(process: u32) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            IS_BLOCKING.set(true);
            // Waits until the sender is dropped, which is an error for the receiver.
            let _ = runtime.block_on(stopped);
        };
        thread::Builder::new().name("ibis-client".to_owned()).spawn(run)?;
        Ok(Self { process, handle, _stop: stop, forked: OnceLock::new() })
    }
}

static RUNTIME: OnceLock<Box<Runtime>> = OnceLock::new();

/// Sends a request and waits for the result.
///
/// # Errors
///
/// Returns the error of the request, or [`Error::WithinRuntime`] inside an async runtime.
pub fn send<T>(request: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
    wait(request.into_future())?
}

/// Blocks until the future is ready.
///
/// This thread polls the future, and the crate's own thread drives its sockets and timers.
pub(crate) fn wait<F: Future>(future: F) -> Result<F::Output, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::WithinRuntime);
    }
    let runtime = runtime()?;
    IS_BLOCKING.set(true);
    let _guard = BlockingGuard;
    Ok(runtime.block_on(future))
}

/// Whether the current call is a blocking one, whose sockets must belong to the crate's own runtime.
pub(crate) fn is_blocking() -> bool {
    IS_BLOCKING.get()
}

/// Resets `IS_BLOCKING` for this thread when it is dropped.
struct BlockingGuard;

impl Drop for BlockingGuard {
    fn drop(&mut self) {
        IS_BLOCKING.set(false);
    }
}

/// Returns the runtime of this process, and starts its thread on first use.
///
/// A forked process has its parent's memory but not its threads. It finds the parent's runtime first, and keeps its own
/// in `forked`.
fn runtime() -> Result<&'static Handle, Error> {
    let process = process::id();
    let mut slot = &RUNTIME;
    loop {
        let runtime = if let Some(runtime) = slot.get() {
            runtime
        } else {
            let runtime = Runtime::start(process).map_err(|error| {
                Error::configuration("runtime", format_args!("cannot start its thread: {error}"))
            })?;
            // Of two threads that race here, one drops the runtime it has just started.
            slot.get_or_init(|| Box::new(runtime))
        };
        if runtime.process == process {
            return Ok(&runtime.handle);
        }
        slot = &runtime.forked;
    }
}
