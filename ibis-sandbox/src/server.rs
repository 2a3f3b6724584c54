//! The network around the service: accepts connections and sends documents.

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

/// The state that all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) directory: RwLock<Directory>,
    pub(crate) settings: Settings,
    pub(crate) gateway: Gateway,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    /// The panics of handlers, reported when the sandbox is dropped.
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
    /// How long the body of a request may take to arrive.
    pub(crate) patience: Duration,
}

/// Where the server listens.
pub(crate) struct Listeners {
    pub(crate) http: std::net::TcpListener,
    pub(crate) https: Option<(std::net::TcpListener, TlsAcceptor)>,
}

/// How many times as long the head of a request may take as its body. A connection may sit idle in a client's pool.
const IDLE_PATIENCE: u32 = 6;

/// Locks a mutex, even one that a panicking handler held: the panic is reported elsewhere.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves until the sender of `stop` is dropped.
pub(crate) async fn serve(shared: Arc<Shared>, listeners: Listeners, stop: oneshot::Receiver<()>) {
    let patience = shared.settings.patience;
    let router = router::router(shared);
    if let Ok(listener) = TcpListener::from_std(listeners.http) {
        let router = router.clone();
        tokio::spawn(accept(listener, move |stream| serve_connection(stream, router.clone(), patience)));
    }
    if let Some((listener, tls)) = listeners.https
        && let Ok(listener) = TcpListener::from_std(listener)
    {
        tokio::spawn(accept(listener, move |stream| encrypt(stream, tls.clone(), router.clone(), patience)));
    }
    // Dropping the sandbox drops the sender, which ends this wait.
    let _ = stop.await;
}

async fn accept<F: Future<Output = ()> + Send + 'static>(
    listener: TcpListener,
    handle: impl Fn(TcpStream) -> F + Send,
) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // A small response should not wait to be sent with more data.
                let _ = stream.set_nodelay(true);
                tokio::spawn(handle(stream));
            }
            // Most likely, too many files are open: wait for some to be closed.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn encrypt(stream: TcpStream, tls: TlsAcceptor, router: axum::Router, patience: Duration) {
    if let Ok(Ok(stream)) = tokio::time::timeout(patience, tls.accept(stream)).await {
        serve_connection(stream, router, patience).await;
    }
}

async fn serve_connection<S: Wire>(stream: S, router: axum::Router, patience: Duration) {
    let (link, io) = Link::over(stream);
    let service = connection::service(router, link);
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience * IDLE_PATIENCE);
    // An error on a connection concerns only its client, which has gone.
    let _ = builder.serve_connection(io, service).await;
}
