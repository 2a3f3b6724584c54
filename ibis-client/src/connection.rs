//! The one thing that all typed methods need: somebody who makes a call and brings its result.

use std::pin::Pin;
use std::sync::Arc;

use crate::{Call, Error, IbisResult};

/// A boxed future that can be sent to another thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A way to call the web service.
///
/// [`IbisClientConnection`](crate::IbisClientConnection) is the one that talks to a server. An application
/// may have others: a double for its tests, a recording, a cache in front of another connection.
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection",
    note = "use an `IbisClientConnection`, or a reference, an `Arc` or a `Box` of one"
)]
pub trait Connection: Send + Sync {
    /// Makes one call: every typed method ends here.
    ///
    /// # Errors
    ///
    /// The returned future says why there is no result: see [`Error`].
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>>;
}

/// A connection that can be waited for without an async runtime: see the `blocking` feature.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a blocking connection",
    note = "`send` needs a connection of `ibis_client::blocking`; over any other, await the request"
)]
pub trait BlockingConnection: Connection {
    /// Makes one call and waits for its result.
    ///
    /// # Errors
    ///
    /// As [`Connection::invoke_method`]; and where it is called from within an async runtime, whose
    /// thread it would block.
    fn invoke_method_blocking(&self, call: Call) -> Result<IbisResult, Error>;
}

/// A struct of endpoints: says over which connection they are called.
///
/// Implement it for your own struct, to declare endpoints on it with
/// [`ibis_methods`](macro@crate::ibis_methods).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how its connection is reached",
    note = "a struct with `#[ibis_methods]` needs an `impl HasConnection`; a connection is held by value, so it \
            must be `Clone`: hold a reference or an `Arc` where it is not"
)]
pub trait HasConnection {
    /// The connection, as each request holds it: owned, such as an `Arc`, or borrowed.
    type Connection: Connection;

    /// The connection for one more request.
    fn connection(&self) -> Self::Connection;
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<C: Connection + ?Sized> Connection for $pointer {
            fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
                (**self).invoke_method(call)
            }
        }

        impl<C: BlockingConnection + ?Sized> BlockingConnection for $pointer {
            fn invoke_method_blocking(&self, call: Call) -> Result<IbisResult, Error> {
                (**self).invoke_method_blocking(call)
            }
        }
    )*};
}

forward!(&C, Arc<C>, Box<C>);
