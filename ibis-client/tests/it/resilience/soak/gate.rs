//! A proxy that disturbs every fifth exchange.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The outcome of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Through,
    /// The connection breaks before the server receives the request.
    LostRequest,
    /// The connection breaks after the server has handled the request.
    LostAnswer,
    /// The response breaks off in the middle.
    HalfAnswer,
    /// A proxy returns a page, and the server does not receive the request.
    BadGateway,
    /// A proxy returns a page with `Retry-After`, and the server does not receive the request.
    Busy,
}

impl Fate {
    /// Every fifth exchange is disturbed, in each of the ways in turn.
    fn of(exchange: usize) -> Self {
        const WAYS: [Fate; 5] =
            [Fate::LostRequest, Fate::LostAnswer, Fate::HalfAnswer, Fate::BadGateway, Fate::Busy];
        if exchange % 5 == 4 { WAYS[exchange / 5 % WAYS.len()] } else { Fate::Through }
    }
}

#[derive(Debug)]
pub(super) struct Gate {
    address: SocketAddr,
    exchanges: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Gate {
    pub(super) async fn before(server: SocketAddr) -> Self {
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

    pub(super) fn spoilt(&self) -> usize {
        (0..self.requests()).filter(|exchange| Fate::of(*exchange) != Fate::Through).count()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Forwards the exchanges of one connection, until one is disturbed or the client disconnects.
async fn serve(mut client: TcpStream, server: SocketAddr, exchanges: Arc<AtomicUsize>) -> Option<()> {
    loop {
        let request = message(&mut client).await?;
        let fate = Fate::of(exchanges.fetch_add(1, Ordering::SeqCst));
        let answer = match fate {
            Fate::LostRequest => Vec::new(),
            Fate::BadGateway => page("502 Bad Gateway", ""),
            Fate::Busy => page("503 Service Unavailable", "retry-after: 0\r\n"),
            Fate::Through | Fate::LostAnswer | Fate::HalfAnswer => {
                let mut upstream = TcpStream::connect(server).await.ok()?;
                upstream.write_all(&request).await.ok()?;
                message(&mut upstream).await?
            }
        };
        match fate {
            Fate::LostRequest | Fate::LostAnswer => {
                client.set_zero_linger().ok()?;
                return None;
            }
            Fate::HalfAnswer => {
                return client.write_all(&answer[..answer.len() - answer.len() / 4]).await.ok();
            }
            Fate::BadGateway | Fate::Busy | Fate::Through => client.write_all(&answer).await.ok()?,
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
    let head = loop {
        if let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break head + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
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
