//! Calls from programs without an async runtime (feature `blocking`).
//!
//! The requests are the same; [`send`](crate::person_methods::GetPerson::send) sends one and waits for its result:
//!
//! ```no_run
//! use ibis_client::{PersonMethods, blocking};
//!
//! let conn = blocking::IbisClientConnection::production()?;
//! let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").send()?;
//! # Ok::<(), ibis_client::Error>(())
//! ```

mod runtime;

use std::fmt;

use self::runtime::{Outcome, RuntimeThread};
use crate::connection::{BlockingConnection, BoxFuture, Connection};
use crate::error::{Stage, TransportError};
use crate::{Call, Credentials, Error, IbisClientConnectionBuilder, IbisResult};

/// A connection whose requests can be sent without an async runtime.
///
/// It drives an [`IbisClientConnection`](crate::IbisClientConnection) on a thread of its own, which ends when the
/// last clone of the connection is dropped. Any number of threads can use it at once. Within an async runtime
/// (and in the threads that tokio keeps for blocking work) `send` is [`Error::WithinRuntime`]; await the request
/// there, which this connection can do too.
#[derive(Clone)]
pub struct IbisClientConnection {
    connection: crate::IbisClientConnection,
    thread: RuntimeThread,
}

impl IbisClientConnection {
    /// As [`new`](crate::IbisClientConnection::new) of the async connection.
    ///
    /// # Errors
    ///
    /// As there; and where no thread can be started.
    pub fn new(host: &str, port: u16, url_base: &str, check_certs: bool) -> Result<Self, Error> {
        Self::over(crate::IbisClientConnection::new(host, port, url_base, check_certs)?)
    }

    /// As [`production`](crate::IbisClientConnection::production) of the async connection.
    ///
    /// # Errors
    ///
    /// As there; and where no thread can be started.
    pub fn production() -> Result<Self, Error> {
        Self::over(crate::IbisClientConnection::production()?)
    }

    /// As [`test_server`](crate::IbisClientConnection::test_server) of the async connection.
    ///
    /// # Errors
    ///
    /// As there; and where no thread can be started.
    pub fn test_server() -> Result<Self, Error> {
        Self::over(crate::IbisClientConnection::test_server()?)
    }

    /// As [`local`](crate::IbisClientConnection::local) of the async connection.
    ///
    /// # Errors
    ///
    /// As there; and where no thread can be started.
    pub fn local() -> Result<Self, Error> {
        Self::over(crate::IbisClientConnection::local()?)
    }

    /// The settings of a connection, to be ended by
    /// [`build_blocking`](IbisClientConnectionBuilder::build_blocking).
    pub fn builder() -> IbisClientConnectionBuilder {
        IbisClientConnectionBuilder::default()
    }

    /// As [`set_username`](crate::IbisClientConnection::set_username) of the async connection.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn set_username(&self, username: &str) -> Result<(), Error> {
        self.connection.set_username(username)
    }

    /// As [`set_password`](crate::IbisClientConnection::set_password) of the async connection.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn set_password(&self, password: &str) -> Result<(), Error> {
        self.connection.set_password(password)
    }

    /// As [`set_credentials`](crate::IbisClientConnection::set_credentials) of the async connection.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn set_credentials(&self, credentials: Credentials) -> Result<(), Error> {
        self.connection.set_credentials(credentials)
    }

    /// Drives a connection on a new thread. Sockets belong to the runtime that opened them, so that the
    /// connection must not have been used before.
    fn over(connection: crate::IbisClientConnection) -> Result<Self, Error> {
        let thread = RuntimeThread::start()
            .map_err(|error| Error::configuration("the blocking connection's thread", error))?;
        Ok(Self { connection, thread })
    }

    fn start(&self, call: Call) -> Outcome<Result<IbisResult, Error>> {
        let connection = self.connection.clone();
        self.thread.run(async move { connection.invoke_method(call).await })
    }
}

impl IbisClientConnectionBuilder {
    /// Makes a blocking connection. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build); and where no thread can be started.
    pub fn build_blocking(self) -> Result<IbisClientConnection, Error> {
        IbisClientConnection::over(self.build()?)
    }
}

impl Connection for IbisClientConnection {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async move {
            let label = call.label();
            self.start(call).await.unwrap_or_else(|_| Err(ended(label)))
        })
    }
}

impl BlockingConnection for IbisClientConnection {
    fn invoke_method_blocking(&self, call: Call) -> Result<IbisResult, Error> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(Error::WithinRuntime);
        }
        let label = call.label();
        self.start(call).wait().unwrap_or_else(|_| Err(ended(label)))
    }
}

/// The thread is gone, or the call panicked on it.
fn ended(call: crate::CallLabel) -> Error {
    let source = TransportError::at(Stage::Sent, "the connection's thread has ended");
    Error::Transport { call, source }
}

impl fmt::Debug for IbisClientConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(f)
    }
}
