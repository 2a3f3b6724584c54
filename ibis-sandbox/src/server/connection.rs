//! Connections that can be reset on purpose, and on which every response has a document.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::failure::Failure;
use crate::formats::{self, Format};

/// A stream to a client, over TCP underneath.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    fn tcp(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// Lets a handler act on the connection that its request arrived on.
#[derive(Debug, Clone, Default)]
pub(super) struct Link(Arc<Switches>);

#[derive(Debug, Default)]
struct Switches {
    reset: AtomicBool,
    /// Whether the service was called: then the next response is its own, and not one by which hyper refuses a request.
    called: AtomicBool,
}

impl Link {
    pub(super) fn over<S: Wire>(stream: S) -> (Self, TokioIo<Watched<S>>) {
        let link = Self::default();
        let watched = Watched { stream, link: link.clone(), replacement: Vec::new(), written: 0 };
        (link, TokioIo::new(watched))
    }

    /// Resets the connection instead of sending a response.
    pub(super) fn reset(&self) {
        self.0.reset.store(true, Ordering::Release);
    }
}

/// The router as a hyper service that gives each request its link.
pub(super) fn service(
    router: axum::Router,
    link: Link,
) -> impl Service<
    Request<Incoming>,
    Response = Response<Body>,
    Error = std::convert::Infallible,
    Future: Send + 'static,
> {
    let router = TowerToHyperService::new(router);
    service_fn(move |mut request: Request<Incoming>| {
        link.0.called.store(true, Ordering::Release);
        request.extensions_mut().insert(link.clone());
        router.call(request)
    })
}

/// A stream that inspects what hyper writes.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    link: Link,
    /// The response with a document that replaces hyper's empty one.
    replacement: Vec<u8>,
    written: usize,
}

impl<S: Wire> Watched<S> {
    fn write_replacement(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.replacement.len() {
            let rest = &self.replacement[self.written..];
            self.written += ready!(Pin::new(&mut self.stream).poll_write(context, rest))?;
        }
        self.replacement.clear();
        self.written = 0;
        Poll::Ready(Ok(()))
    }
}

impl<S: Wire> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.link.0.reset.load(Ordering::Acquire) {
            // Without lingering, closing sends a reset.
            let _ = SockRef::from(self.stream.tcp()).set_linger(Some(Duration::ZERO));
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        if self.replacement.is_empty()
            && bytes.starts_with(b"HTTP/1.")
            && !self.link.0.called.swap(false, Ordering::AcqRel)
            && let Some(document) = document_instead_of(bytes)
        {
            self.replacement = document;
        }
        if self.replacement.is_empty() {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        }
        ready!(self.write_replacement(context))?;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: Wire> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

/// The response to a request that hyper could not parse and refuses with an empty body.
fn document_instead_of(head: &[u8]) -> Option<Vec<u8>> {
    let head = std::str::from_utf8(head).ok()?;
    let bare = head.ends_with("\r\n\r\n") && head.to_ascii_lowercase().contains("\r\ncontent-length: 0\r\n");
    let status: u16 = head.get(9..12)?.parse().ok()?;
    let status = StatusCode::from_u16(status).ok().filter(|status| bare && status.is_client_error())?;
    let failure = Failure::new(status, "the request is not valid HTTP or is too large");
    let body = formats::failure(&failure, Format::Xml);
    let head = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default(),
        Format::Xml.content_type(),
        body.len(),
    );
    Some([head.into_bytes(), body].concat())
}
