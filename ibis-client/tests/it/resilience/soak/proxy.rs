//! A proxy that disturbs every fifth exchange.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::socket::read_head;

/// The outcome of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Forwarded,
    /// The connection breaks before the server receives the request.
    LostRequest,
    /// The connection breaks after the server has handled the request.
    LostResponse,
    /// The response is truncated.
    TruncatedResponse,
    /// A proxy returns a page, and the server does not receive the request.
    BadGateway,
    /// A proxy returns a page with `Retry-After`, and the server does not receive the request.
    Busy,
}

impl Outcome {
    /// Every fifth exchange is disturbed, by each of the faults in turn.
    fn of(exchange: usize) -> Self {
        const FAULTS: [Outcome; 5] = [
            Outcome::LostRequest,
            Outcome::LostResponse,
            Outcome::TruncatedResponse,
            Outcome::BadGateway,
            Outcome::Busy,
        ];
        if exchange % 5 == 4 { FAULTS[exchange / 5 % FAULTS.len()] } else { Outcome::Forwarded }
    }
}

#[derive(Debug)]
pub(super) struct FaultyProxy {
    address: SocketAddr,
    exchanges: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl FaultyProxy {
    pub(super) async fn in_front_of(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let exchanges = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&exchanges);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, server, Arc::clone(&counter)));
            }
        });
        Self { address, exchanges, task }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(super) fn requests(&self) -> usize {
        self.exchanges.load(Ordering::SeqCst)
    }

    pub(super) fn disturbed(&self) -> usize {
        (0..self.requests()).filter(|exchange| Outcome::of(*exchange) != Outcome::Forwarded).count()
    }
}

impl Drop for FaultyProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Forwards the exchanges of one connection, until one is disturbed or the client disconnects.
async fn serve(mut client: TcpStream, server: SocketAddr, exchanges: Arc<AtomicUsize>) -> Option<()> {
    loop {
        let request = message(&mut client).await?;
        let outcome = Outcome::of(exchanges.fetch_add(1, Ordering::SeqCst));
        let response = match outcome {
            Outcome::LostRequest => Vec::new(),
            Outcome::BadGateway => page("502 Bad Gateway", ""),
            Outcome::Busy => page("503 Service Unavailable", "retry-after: 0\r\n"),
            Outcome::Forwarded | Outcome::LostResponse | Outcome::TruncatedResponse => {
                let mut upstream = TcpStream::connect(server).await.ok()?;
                upstream.write_all(&request).await.ok()?;
                message(&mut upstream).await?
            }
        };
        match outcome {
            Outcome::LostRequest | Outcome::LostResponse => {
                client.set_zero_linger().ok()?;
                return None;
            }
            Outcome::TruncatedResponse => {
                return client.write_all(&response[..response.len() - response.len() / 4]).await.ok();
            }
            Outcome::BadGateway | Outcome::Busy | Outcome::Forwarded => {
                client.write_all(&response).await.ok()?;
            }
        }
    }
}

fn page(status: &str, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\ncontent-type: text/html\r\n{headers}content-length: 6\r\n\r\n<html>")
        .into_bytes()
}

/// Reads a message with a content length, head and body.
async fn message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let head = read_head(stream, &mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let end = head + length.unwrap_or(0);
    while bytes.len() < end {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(bytes)
}
