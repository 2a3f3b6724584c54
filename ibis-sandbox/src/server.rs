//! The network around the service: connections in, documents out.

mod connection;
mod gate;
mod negotiation;
mod router;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use hyper_util::rt::TokioTimer;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::auth::Caller;
use crate::directory::Directory;
use crate::faults::Faults;
use crate::gateway::Gateway;
use crate::record::Record;
use crate::service::Endpoint;
use connection::{Link, Wire};

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) directory: RwLock<Directory>,
    pub(crate) settings: Settings,
    pub(crate) gateway: Gateway,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    /// The panics of handlers: a test that uses the sandbox is to hear of them.
    pub(crate) panics: Mutex<Vec<String>>,
}

/// How the server behaves.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) endpoints: &'static [Endpoint],
    pub(crate) pretty: bool,
    pub(crate) anonymous: Caller,
    pub(crate) allow_anonymous: bool,
    pub(crate) log: bool,
    /// How long a client may take over a request.
    pub(crate) patience: Duration,
}

/// Where the server listens.
pub(crate) struct Listeners {
    pub(crate) http: std::net::TcpListener,
    pub(crate) https: Option<(std::net::TcpListener, TlsAcceptor)>,
}

/// How much longer than for the rest of a request the server waits for its head: a connection in a client's pool
/// is silent for a while.
const IDLE_PATIENCE: u32 = 6;

/// A lock that a panicking handler held is still good: the panic is reported elsewhere.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves until told to stop.
pub(crate) async fn serve(shared: Arc<Shared>, listeners: Listeners, stop: oneshot::Receiver<()>) {
    let patience = shared.settings.patience;
    let router = router::router(shared);
    if let Ok(listener) = TcpListener::from_std(listeners.http) {
        let router = router.clone();
        tokio::spawn(accept(listener, move |stream| answer(stream, router.clone(), patience)));
    }
    if let Some((listener, tls)) = listeners.https
        && let Ok(listener) = TcpListener::from_std(listener)
    {
        tokio::spawn(accept(listener, move |stream| encrypt(stream, tls.clone(), router.clone(), patience)));
    }
    // Dropping the sandbox drops the sender, which is the word to stop.
    let _ = stop.await;
}

async fn accept<F: Future<Output = ()> + Send + 'static>(
    listener: TcpListener,
    handle: impl Fn(TcpStream) -> F + Send,
) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // A small answer should not wait for a bigger one.
                let _ = stream.set_nodelay(true);
                tokio::spawn(handle(stream));
            }
            // Too many open files, most likely: others will be closed.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn encrypt(stream: TcpStream, tls: TlsAcceptor, router: axum::Router, patience: Duration) {
    if let Ok(Ok(stream)) = tokio::time::timeout(patience, tls.accept(stream)).await {
        answer(stream, router, patience).await;
    }
}

async fn answer<S: Wire>(stream: S, router: axum::Router, patience: Duration) {
    let (link, io) = Link::over(stream);
    let service = connection::service(router, link);
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience * IDLE_PATIENCE);
    // What goes wrong on a connection concerns the client, which has gone.
    let _ = builder.serve_connection(io, service).await;
}
