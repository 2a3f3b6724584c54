//! What every typed method needs: something that makes a call and returns its result.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::{Call, Error, IbisClientConnection, IbisResult};

/// A boxed future that can be sent to another thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A way to call the web service.
///
/// [`IbisClientConnection`] is the one that talks to a server. An application may have others: a double for its
/// tests, a recording, a cache in front of another connection.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// use ibis_client::{BoxFuture, Call, Connection, Error, IbisResult};
///
/// /// Counts the calls that another connection makes.
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
/// }
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not a connection")]
pub trait Connection: Send + Sync + 'static {
    /// Makes one call. Every typed method ends here.
    ///
    /// # Errors
    ///
    /// The returned future says why there is no result: see [`Error`].
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>>;

    /// Names the server that is called, such as its base URL; `None` if the connection does not say.
    ///
    /// A [`mirror`](crate::mirror) refuses to go on with a replica of another server, and a request in batches leaves
    /// room for the base URL. A connection around another one should return the name that the other one has.
    fn server(&self) -> Option<&str> {
        None
    }

    /// A number for whose view of the directory this is: it changes with the credentials.
    ///
    /// [`Cached`](crate::Cached) keeps results of different numbers apart. A connection around another one should return
    /// the number of the other one. Defaults to 0.
    fn identity(&self) -> u64 {
        0
    }

    /// The same connection, shared; one that is an `Arc` inside allocates nothing.
    #[doc(hidden)]
    fn into_shared(self) -> SharedConnection
    where
        Self: Sized,
    {
        SharedConnection(Arc::new(self))
    }
}

/// A connection of any type, shared by all who hold a clone.
///
/// This is what method groups and requests hold, and what the `new` of a method group takes: an
/// [`IbisClientConnection`] or a reference to one, any [`Connection`] by value, or an `Arc` of one or a reference to
/// it.
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
    /// Makes one call: see [`Connection::invoke_method`].
    ///
    /// # Errors
    ///
    /// As [`Connection::invoke_method`].
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

/// The server, if the connection says which.
impl fmt::Debug for SharedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedConnection").field(&self.server().unwrap_or("…")).finish()
    }
}

impl<C: Connection> From<C> for SharedConnection {
    fn from(connection: C) -> Self {
        connection.into_shared()
    }
}

impl From<&IbisClientConnection> for SharedConnection {
    fn from(connection: &IbisClientConnection) -> Self {
        connection.clone().into_shared()
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

/// Anything that converts into a [`SharedConnection`]; implemented for every such type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection",
    label = "not a connection",
    note = "use an `IbisClientConnection`, a reference to one, or a `Connection` of your own by value or in an `Arc`"
)]
pub trait IntoSharedConnection: Into<SharedConnection> {}

// Otherwise rustc reports the conversion that is missing, and not the message above.
#[diagnostic::do_not_recommend]
impl<C: Into<SharedConnection>> IntoSharedConnection for C {}

/// A struct of endpoints: says over which connection they are called.
///
/// Implement it for your own struct, to declare endpoints on it with
/// [`ibis_methods`](macro@crate::ibis_methods).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how its connection is reached",
    note = "a struct with `#[ibis_methods]` needs an `impl HasConnection`: hold a `SharedConnection` and return a clone \
            of it"
)]
pub trait HasConnection {
    /// The connection for one more request.
    fn connection(&self) -> SharedConnection;
}
