//! A bare TCP socket in place of a server, which sees the exact bytes that the client sends.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use ibis_client::IbisClientConnection;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The response to each request. `None` as the status stands for no response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    status: Option<u16>,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    missing: usize,
    closes: bool,
}

impl Response {
    /// A response with a document of the service.
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::of("application/json", body)
    }

    /// A response with any document and status 200.
    pub(crate) fn of(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::bare(body).header("content-type", content_type)
    }

    /// A response without a content type.
    pub(crate) fn bare(body: impl Into<Vec<u8>>) -> Self {
        Self { status: Some(200), headers: Vec::new(), body: body.into(), missing: 0, closes: true }
    }

    /// No response: the request is read, and the connection is kept open.
    pub(crate) fn never() -> Self {
        Self { status: None, closes: false, ..Self::bare("") }
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Announces more bytes than it sends before it closes the connection.
    pub(crate) fn cut_short_by(mut self, bytes: usize) -> Self {
        self.missing = bytes;
        self
    }

    /// Announces more bytes than it sends, and keeps the connection open.
    pub(crate) fn stalled_before(mut self, bytes: usize) -> Self {
        self.closes = false;
        self.cut_short_by(bytes)
    }

    fn bytes(&self, status: u16) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {status} Response\r\nconnection: close\r\n");
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        write!(head, "content-length: {}\r\n\r\n", self.body.len() + self.missing).unwrap();
        [head.as_bytes(), &self.body].concat()
    }
}

impl From<&str> for Response {
    fn from(json: &str) -> Self {
        Self::json(json)
    }
}

impl From<String> for Response {
    fn from(json: String) -> Self {
        Self::json(json)
    }
}

/// A request as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// The method and the percent-encoded target: `GET /api/v1/version?flatten=true`.
    pub(crate) line: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    /// The value of a header, which must not occur twice.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = values.next().map(|(_, value)| value.as_str());
        assert_eq!(values.next(), None, "`{name}` is there twice");
        value
    }

    /// The HTTP method.
    pub(crate) fn method(&self) -> &str {
        self.line.split_once(' ').unwrap().0
    }

    /// The percent-encoded path.
    pub(crate) fn path(&self) -> &str {
        let (_, target) = self.line.split_once(' ').unwrap();
        target.split('?').next().unwrap()
    }

    /// The names in the query.
    pub(crate) fn query_names(&self) -> Vec<&str> {
        names(self.line.split_once('?').map_or("", |(_, query)| query))
    }

    /// The names in the form.
    pub(crate) fn form_names(&self) -> Vec<&str> {
        names(&self.body)
    }
}

fn names(pairs: &str) -> Vec<&str> {
    pairs.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap().0).collect()
}

/// A listening socket, which stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Socket {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Log {
    connections: usize,
    requests: Vec<Request>,
}

impl Socket {
    /// A socket with the same response to every request.
    pub(crate) async fn serving(response: impl Into<Response>) -> Self {
        Self::serving_at("127.0.0.1:0", response).await.unwrap()
    }

    pub(crate) async fn serving_at(address: &str, response: impl Into<Response>) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let log = Arc::default();
        let task = tokio::spawn(accept(listener, response.into(), Arc::clone(&log)));
        Ok(Self { address, log, task })
    }

    /// A socket that must not receive anything.
    pub(crate) async fn idle() -> Self {
        Self::serving(r#"{"result" : {"version" : "1.2"}}"#).await
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// An anonymous connection to the socket.
    pub(crate) fn connection(&self) -> IbisClientConnection {
        IbisClientConnection::builder().base_url(self.url()).build().unwrap()
    }

    /// All requests so far, including every request that got a response.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().requests.clone()
    }

    /// The only request.
    pub(crate) fn only_request(&self) -> Request {
        let [request] = <[Request; 1]>::try_from(self.requests()).expect("exactly one request");
        request
    }

    /// Asserts that no client has connected so far: connections are accepted in order, and this one is the first.
    pub(crate) async fn assert_untouched(&self) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(b"GET /ours HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        stream.read_to_end(&mut Vec::new()).await.unwrap();
        let log = self.log.lock().unwrap();
        let lines: Vec<&str> = log.requests.iter().map(|request| request.line.as_str()).collect();
        assert_eq!((log.connections, lines), (1, vec!["GET /ours"]));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, response: Response, log: Arc<Mutex<Log>>) {
    while let Ok((stream, _)) = listener.accept().await {
        log.lock().unwrap().connections += 1;
        tokio::spawn(serve(stream, response.clone(), Arc::clone(&log)));
    }
}

async fn serve(mut stream: TcpStream, response: Response, log: Arc<Mutex<Log>>) {
    let Some(request) = receive(&mut stream).await else { return };
    log.lock().unwrap().requests.push(request);
    if let Some(status) = response.status {
        // A client that refuses a long response closes the connection early.
        let _ = stream.write_all(&response.bytes(status)).await;
    }
    if response.closes {
        let _ = stream.shutdown().await;
    } else {
        // Keep the connection open until the client closes it.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
}

/// Reads at least the head of a message. Returns its length, or `None` if the connection closes before its end.
pub(crate) async fn read_head(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<usize> {
    loop {
        if let Some(position) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            return Some(position + 4);
        }
        if stream.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// Reads one request. `None` if the client closes the connection before its end.
async fn receive(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let body_start = read_head(stream, &mut bytes).await?;
    let head = String::from_utf8(bytes[..body_start].to_vec()).expect("a head in UTF-8");
    let mut lines = head.trim_end().split("\r\n");
    let line = lines.next()?.strip_suffix(" HTTP/1.1").expect("HTTP/1.1").to_owned();
    let headers = lines
        .map(|line| line.split_once(": ").expect("a header"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut request = Request { line, headers, body: String::new() };
    assert_eq!(request.header("transfer-encoding"), None, "a body whose length is not known beforehand");
    let length: usize = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < body_start + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    assert_eq!(bytes.len(), body_start + length, "more than one request");
    request.body = String::from_utf8(bytes[body_start..].to_vec()).expect("a body in UTF-8");
    Some(request)
}
