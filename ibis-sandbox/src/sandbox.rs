//! A running sandbox.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use crate::builder::{Ready, SandboxBuilder};
use crate::error::StartError;
use crate::faults::Fault;
use crate::gateway;
use crate::record::ReceivedRequest;
use crate::server::{self, Shared, locked};
use crate::tls::Authority;

/// A running server that stands in for Lookup.
///
/// It runs on a thread of its own, which suits asynchronous and blocking tests alike, and stops when it is dropped.
///
/// # Panics
/// Dropping it panics if the sandbox itself panicked while it served a request, so that the test fails.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    http: SocketAddr,
    https: Option<(SocketAddr, Authority)>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox with the built-in directory, on any free port of 127.0.0.1, without TLS.
    ///
    /// # Errors
    /// Returns a [`StartError`] if the sandbox cannot be started.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns a builder that configures a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Returns the URL for plain HTTP, such as `http://127.0.0.1:49152/`. The service is at `api/v1/` below it.
    pub fn url(&self) -> String {
        format!("http://{}/", self.http)
    }

    /// Returns the URL for HTTPS, such as `https://localhost:49153/`, if TLS was configured.
    pub fn tls_url(&self) -> Option<String> {
        self.https.as_ref().map(|(address, _)| {
            if address.ip().is_loopback() || address.ip().is_unspecified() {
                format!("https://localhost:{}/", address.port())
            } else {
                format!("https://{address}/")
            }
        })
    }

    /// Returns the address for plain HTTP.
    pub fn address(&self) -> SocketAddr {
        self.http
    }

    /// Returns the address for HTTPS, if TLS was configured.
    pub fn tls_address(&self) -> Option<SocketAddr> {
        self.https.as_ref().map(|(address, _)| *address)
    }

    /// Returns the certificate, in PEM, of the authority that clients have to trust for HTTPS.
    pub fn ca_pem(&self) -> Option<&str> {
        self.https.as_ref().map(|(_, authority)| authority.pem.as_str())
    }

    /// Returns the file that holds [`ca_pem`](Self::ca_pem) while the sandbox runs.
    pub fn ca_file(&self) -> Option<&Path> {
        self.https.as_ref().map(|(_, authority)| authority.file.as_path())
    }

    /// Returns the URL of the API Gateway's front door for plain HTTP, such as `http://127.0.0.1:49152/lookup/v1`.
    pub fn gateway_url(&self) -> String {
        format!("http://{}{}", self.http, gateway::BASE_PATH)
    }

    /// Returns the URL of the gateway's token endpoint for plain HTTP, such as `http://127.0.0.1:49152/oauth2/v1/token`.
    pub fn token_url(&self) -> String {
        format!("http://{}{}", self.http, gateway::TOKEN_PATH)
    }

    /// Expires all of the gateway's tokens now.
    pub fn expire_tokens(&self) {
        self.shared.gateway.expire();
    }

    /// Returns the scope of each recorded request for a token, in order of arrival. `None` for a request without a scope.
    pub fn token_scopes(&self) -> Vec<Option<String>> {
        let requests = self.requests().into_iter().filter(|request| request.path == gateway::TOKEN_PATH);
        requests.map(|request| gateway::requested_scope(&request.body)).collect()
    }

    /// Injects a fault.
    pub fn inject(&self, fault: Fault) {
        self.shared.faults.push(fault);
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Returns the requests received so far, in order of arrival. Only the latest 20,000 are kept.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.shared.record.all()
    }

    /// Forgets the requests received so far.
    pub fn clear_requests(&self) {
        self.shared.record.clear();
    }

    pub(crate) async fn launch(builder: SandboxBuilder) -> Result<Self, StartError> {
        let (ready, prepared) = oneshot::channel();
        let (stop, thread) = spawn(builder, move |prepared| drop(ready.send(prepared)))?;
        let prepared = prepared.await.map_err(StartError::thread)?;
        Ok(Self::running(prepared?, stop, thread))
    }

    pub(crate) fn launch_blocking(builder: SandboxBuilder) -> Result<Self, StartError> {
        let (ready, prepared) = mpsc::channel();
        let (stop, thread) = spawn(builder, move |prepared| drop(ready.send(prepared)))?;
        let prepared = prepared.recv().map_err(StartError::thread)?;
        Ok(Self::running(prepared?, stop, thread))
    }

    fn running(ready: Ready, stop: oneshot::Sender<()>, thread: JoinHandle<()>) -> Self {
        let Ready { shared, http, https } = ready;
        Self { shared, http, https, stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The panics of handlers are reported below.
            let _ = thread.join();
        }
        let panics = std::mem::take(&mut *locked(&self.shared.panics));
        assert!(panics.is_empty() || thread::panicking(), "the sandbox panicked: {}", panics.join("; "));
    }
}

/// Runs the server on a thread of its own. The directory is built there too, since a large one takes a while.
fn spawn(
    builder: SandboxBuilder,
    report: impl FnOnce(Result<Ready, StartError>) + Send + 'static,
) -> Result<(oneshot::Sender<()>, JoinHandle<()>), StartError> {
    let (stop, stopped) = oneshot::channel();
    let run = move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("ibis-sandbox")
            .enable_all()
            .build();
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(error) => return report(Err(StartError::thread(error))),
        };
        match builder.prepare() {
            Ok((ready, listeners)) => {
                let shared = Arc::clone(&ready.shared);
                report(Ok(ready));
                runtime.block_on(server::serve(shared, listeners, stopped));
            }
            Err(error) => report(Err(error)),
        }
        // A slow client must not delay the end of a test.
        runtime.shutdown_background();
    };
    let thread =
        thread::Builder::new().name("ibis-sandbox".to_owned()).spawn(run).map_err(StartError::thread)?;
    Ok((stop, thread))
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use axum::http::Method;

    use super::*;
    use crate::failure::Failure;
    use crate::response::Response;
    use crate::service::{Action, Endpoint, Reading};

    static BROKEN: [Endpoint; 1] = [Endpoint {
        method: Method::GET,
        path: "/broken",
        params: &[],
        action: Action::Read(panic_on_purpose),
        at_gateway: false,
    }];

    fn panic_on_purpose(_: &Reading<'_>) -> Result<Response, Failure> {
        panic!("on purpose")
    }

    #[test]
    fn panic_is_an_error_document_and_surfaces_on_drop() -> std::io::Result<()> {
        let mut builder = Sandbox::builder();
        builder.settings.endpoints = &BROKEN;
        let sandbox = builder.start_blocking().map_err(std::io::Error::other)?;
        let mut stream = TcpStream::connect(sandbox.address())?;
        stream.write_all(b"GET /api/v1/broken HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        assert!(response.starts_with("HTTP/1.1 500 "), "{response}");
        assert!(response.contains("<details>on purpose</details>"), "{response}");
        let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(sandbox)));
        let panic = dropped.expect_err("the drop panics");
        let text = panic.downcast_ref::<String>().map(String::as_str);
        assert_eq!(text, Some("the sandbox panicked: GET /api/v1/broken: on purpose"));
        Ok(())
    }
}
