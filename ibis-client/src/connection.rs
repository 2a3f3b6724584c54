//! The traits of connections.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::{Call, Error, IbisResult};

/// A boxed future that is `Send`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A connection to the web service.
///
/// [`IbisClientConnection`](crate::IbisClientConnection) connects to a server. Implement the trait for a test double, or
/// to wrap another connection, as [`Recording`](crate::Recording) and [`Cached`](crate::Cached) do.
///
/// # Examples
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// use ibis_client::{BoxFuture, Call, Connection, Error, IbisResult};
///
/// /// Counts the calls made over another connection.
/// struct Counting<C> {
///     inner: C,
///     calls: AtomicUsize,
/// }
///
/// impl<C: Connection> Connection for Counting<C> {
///     fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
///         self.calls.fetch_add(1, Ordering::Relaxed);
///         self.inner.invoke_method(call)
///     }
///
///     fn server(&self) -> Option<&str> {
///         self.inner.server()
///     }
///
///     fn identity(&self) -> u64 {
///         self.inner.identity()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not a connection")]
pub trait Connection: Send + Sync + 'static {
    /// Makes a call. Every typed method ends in this one.
    ///
    /// # Errors
    ///
    /// The future returns an [`Error`] if the call fails.
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>>;

    /// Returns a name for the server, such as its base URL. Defaults to `None`.
    ///
    /// A [`mirror`](crate::mirror) uses it to reject a replica of a different server, and a [`Batched`](crate::Batched)
    /// request to keep its URLs within the service's limit. A connection that wraps another one should forward to it.
    fn server(&self) -> Option<&str> {
        None
    }

    /// Returns a number that changes with the credentials. Defaults to 0.
    ///
    /// What a call returns depends on who makes it, so [`Cached`](crate::Cached) keeps the results of different numbers
    /// apart. A connection that wraps another one should forward to it.
    fn identity(&self) -> u64 {
        0
    }
}

/// A shared connection of any type.
///
/// Method groups and requests hold one. It converts from an [`IbisClientConnection`](crate::IbisClientConnection) or a
/// reference to one, from any other [`Connection`], and from an `Arc` of a connection or a reference to one.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use ibis_client::{Connection, IbisClientConnection, PersonMethods, SharedConnection};
///
/// let conn = IbisClientConnection::production()?;
/// let people = PersonMethods::new(&conn);
///
/// let shared: Arc<dyn Connection> = Arc::new(conn);
/// let people = PersonMethods::new(&shared);
/// let connection = SharedConnection::from(shared);
/// # Ok::<(), ibis_client::Error>(())
/// ```
#[derive(Clone)]
pub struct SharedConnection(Arc<dyn Connection>);

impl SharedConnection {
    /// Makes a call: see [`Connection::invoke_method`].
    ///
    /// # Errors
    ///
    /// The future returns an [`Error`] if the call fails.
    pub fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        self.0.invoke_method(call)
    }

    pub(crate) fn server(&self) -> Option<&str> {
        self.0.server()
    }

    pub(crate) fn identity(&self) -> u64 {
        self.0.identity()
    }
}

/// Shows the server, if it is known.
impl fmt::Debug for SharedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedConnection").field(&self.server().unwrap_or("…")).finish()
    }
}

impl<C: Connection> From<C> for SharedConnection {
    fn from(connection: C) -> Self {
        Self(Arc::new(connection))
    }
}

impl From<&SharedConnection> for SharedConnection {
    fn from(connection: &SharedConnection) -> Self {
        connection.clone()
    }
}

impl<C: Connection> From<Arc<C>> for SharedConnection {
    fn from(connection: Arc<C>) -> Self {
        Self(connection)
    }
}

impl<C: Connection> From<&Arc<C>> for SharedConnection {
    fn from(connection: &Arc<C>) -> Self {
        Self(Arc::<C>::clone(connection))
    }
}

impl From<Arc<dyn Connection>> for SharedConnection {
    fn from(connection: Arc<dyn Connection>) -> Self {
        Self(connection)
    }
}

impl From<&Arc<dyn Connection>> for SharedConnection {
    fn from(connection: &Arc<dyn Connection>) -> Self {
        Self(Arc::clone(connection))
    }
}

/// A type that converts into a [`SharedConnection`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection",
    label = "not a connection",
    note = "use an `IbisClientConnection`, a reference to one, or a `Connection` of your own by value or in an `Arc`"
)]
pub trait IntoSharedConnection: Into<SharedConnection> {}

// Without the attribute rustc reports the missing conversion instead of the message above.
#[diagnostic::do_not_recommend]
impl<C: Into<SharedConnection>> IntoSharedConnection for C {}

/// A type whose methods call endpoints over a connection.
///
/// Implement this trait for your own struct to declare endpoints on it with
/// [`ibis_methods`](macro@crate::ibis_methods).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `HasConnection`",
    note = "a struct with `#[ibis_methods]` needs an `impl HasConnection`: hold a `SharedConnection` and return a clone \
            of it"
)]
pub trait HasConnection {
    /// Returns the connection for a request.
    fn connection(&self) -> SharedConnection;
}
