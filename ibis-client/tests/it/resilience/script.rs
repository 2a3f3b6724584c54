//! A bare socket that does what a script says, byte by byte.

use std::collections::VecDeque;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What happens on a connection once the request is read.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// These bytes are sent.
    Send(Vec<u8>),
    /// These bytes are sent again and again, until the client hangs up.
    Endless(Vec<u8>),
    /// These bytes are sent, one at a time, each when the test says so.
    Drip(Vec<u8>),
    /// Nothing more happens, until the client hangs up.
    Stall,
    /// The connection breaks.
    Reset,
}

/// The head and the body of an answer; the connection ends after it.
pub(crate) fn answer(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Vec<Step> {
    let length = body.as_ref().len();
    vec![head(status, &[("content-type", content_type), ("content-length", &length.to_string())]), send(body)]
}

pub(crate) fn head(status: u16, headers: &[(&str, &str)]) -> Step {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let lines = lines.concat();
    send(format!("HTTP/1.1 {status} Answer\r\nconnection: close\r\n{lines}\r\n"))
}

pub(crate) fn send(bytes: impl AsRef<[u8]>) -> Step {
    Step::Send(bytes.as_ref().to_vec())
}

/// A listening socket: each connection plays the next part of the script, and the last part over and over.
#[derive(Debug)]
pub(crate) struct Script {
    address: SocketAddr,
    requests: watch::Receiver<usize>,
    drops: watch::Sender<usize>,
    task: JoinHandle<()>,
}

impl Script {
    pub(crate) async fn playing(parts: impl IntoIterator<Item = Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (received, requests) = watch::channel(0);
        let (drops, dropped) = watch::channel(0);
        let mut parts: VecDeque<Vec<Step>> = parts.into_iter().collect();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let part = if parts.len() > 1 { parts.pop_front().unwrap() } else { parts[0].clone() };
                tokio::spawn(play(stream, part, received.clone(), dropped.clone()));
            }
        });
        Self { address, requests, drops, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> usize {
        *self.requests.borrow()
    }

    /// Waits until there were so many requests.
    pub(crate) async fn wait_for(&self, requests: usize) {
        self.requests.clone().wait_for(|count| *count >= requests).await.unwrap();
    }

    /// Lets the next byte drip.
    pub(crate) fn drop_byte(&self) {
        self.drops.send_modify(|count| *count += 1);
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn play(
    mut stream: TcpStream,
    part: Vec<Step>,
    received: watch::Sender<usize>,
    mut dropped: watch::Receiver<usize>,
) {
    if receive(&mut stream).await.is_none() {
        return;
    }
    received.send_modify(|count| *count += 1);
    for step in part {
        // A client that has seen enough hangs up.
        let result = match step {
            Step::Send(bytes) => stream.write_all(&bytes).await,
            Step::Endless(bytes) => {
                while stream.write_all(&bytes).await.is_ok() {}
                return;
            }
            Step::Drip(bytes) => drip(&mut stream, &bytes, &mut dropped).await,
            Step::Stall => stream.read_to_end(&mut Vec::new()).await.map(drop),
            Step::Reset => {
                // Closing without lingering makes a reset of it.
                let _ = stream.set_zero_linger();
                return;
            }
        };
        if result.is_err() {
            return;
        }
    }
    let _ = stream.shutdown().await;
}

async fn drip(
    stream: &mut TcpStream,
    bytes: &[u8],
    dropped: &mut watch::Receiver<usize>,
) -> std::io::Result<()> {
    for byte in bytes {
        if dropped.changed().await.is_err() {
            break;
        }
        stream.write_all(std::slice::from_ref(byte)).await?;
    }
    Ok(())
}

/// Reads a request, head and body.
async fn receive(stream: &mut TcpStream) -> Option<()> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(());
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
