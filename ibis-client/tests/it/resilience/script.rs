//! A bare socket that follows a script, byte by byte.

use std::collections::VecDeque;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// An action on a connection after the request has been read.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes repeatedly, until the client disconnects.
    Endless(Vec<u8>),
    /// Sends these bytes one at a time, each on a call of `drop_byte`.
    Drip(Vec<u8>),
    /// Waits until the client disconnects.
    Stall,
    /// Resets the connection.
    Reset,
}

/// The head and the body of a response, after which the connection is closed.
pub(crate) fn response(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Vec<Step> {
    let length = body.as_ref().len();
    vec![head(status, &[("content-type", content_type), ("content-length", &length.to_string())]), send(body)]
}

pub(crate) fn head(status: u16, headers: &[(&str, &str)]) -> Step {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let lines = lines.concat();
    send(format!("HTTP/1.1 {status} Response\r\nconnection: close\r\n{lines}\r\n"))
}

pub(crate) fn send(bytes: impl AsRef<[u8]>) -> Step {
    Step::Send(bytes.as_ref().to_vec())
}

/// A listening socket. Each connection plays the next part of the script; the last part is repeated.
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

    /// The number of requests.
    pub(crate) fn requests(&self) -> usize {
        *self.requests.borrow()
    }

    /// Waits until this many requests have been received.
    pub(crate) async fn wait_for(&self, requests: usize) {
        self.requests.clone().wait_for(|count| *count >= requests).await.unwrap();
    }

    /// Sends the next byte.
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
        // The client may disconnect early.
        let result = match step {
            Step::Send(bytes) => stream.write_all(&bytes).await,
            Step::Endless(bytes) => {
                while stream.write_all(&bytes).await.is_ok() {}
                return;
            }
            Step::Drip(bytes) => drip(&mut stream, &bytes, &mut dropped).await,
            Step::Stall => stream.read_to_end(&mut Vec::new()).await.map(drop),
            Step::Reset => {
                // Closing without lingering resets the connection.
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

/// Reads the head and the body of a request.
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
