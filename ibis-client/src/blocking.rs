//! Calls from programs without an async runtime (feature `blocking`).
//!
//! The requests and the connection are the same; `send` sends a request and waits for its result:
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

use crate::{Error, FromResult};

thread_local! {
    /// Whether this thread polls what was sent, or runs the tasks that come of it.
    static IS_SENDING: Cell<bool> = const { Cell::new(false) };
}

/// The runtime of a process, and that of a process forked from it.
struct Runtime {
    process: u32,
    handle: Handle,
    /// Dropped with the runtime, which ends the thread.
    _thread: oneshot::Sender<()>,
    forked: OnceLock<Box<Runtime>>,
}

impl Runtime {
    fn start(process: u32) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (sender, dropped) = oneshot::channel();
        let run = move || {
            IS_SENDING.set(true);
            // It ends with an error when the sender is gone, which is what it waits for.
            let _ = runtime.block_on(dropped);
        };
        thread::Builder::new().name("ibis-client".to_owned()).spawn(run)?;
        Ok(Self { process, handle, _thread: sender, forked: OnceLock::new() })
    }
}

static RUNTIME: OnceLock<Box<Runtime>> = OnceLock::new();

/// Sends a request and waits for its result.
///
/// # Errors
///
/// The same as awaiting it; and inside an async runtime.
pub fn send<T: FromResult>(request: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
    wait(request.into_future())?
}

/// Polls a future on this thread until it is ready, while the crate's own thread drives its sockets and timers.
pub(crate) fn wait<F: Future>(future: F) -> Result<F::Output, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::WithinRuntime);
    }
    let runtime = runtime()?;
    let _sending = Sending::begin();
    Ok(runtime.block_on(future))
}

/// Whether what is being polled was sent, so that its sockets have to be those of the crate's own runtime.
pub(crate) fn is_sending() -> bool {
    IS_SENDING.get()
}

/// Marks the thread for as long as it lives.
struct Sending;

impl Sending {
    fn begin() -> Self {
        IS_SENDING.set(true);
        Self
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        IS_SENDING.set(false);
    }
}

/// The runtime of this process; its thread is started by whoever needs it first.
///
/// A forked process has the memory of its parent, but not the thread. It finds the parent's runtime first, and its
/// own behind that.
fn runtime() -> Result<&'static Handle, Error> {
    let process = process::id();
    let mut place = &RUNTIME;
    loop {
        let runtime = if let Some(runtime) = place.get() {
            runtime
        } else {
            let runtime = Runtime::start(process)
                .map_err(|error| Error::configuration("the runtime's thread", error))?;
            // Of two threads that come here at once, one has started a runtime in vain.
            place.get_or_init(|| Box::new(runtime))
        };
        if runtime.process == process {
            return Ok(&runtime.handle);
        }
        place = &runtime.forked;
    }
}
