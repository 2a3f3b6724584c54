//! A client that sends exactly what it is given, and what tests read from its responses.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
use percent_encoding::NON_ALPHANUMERIC;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;
pub(crate) type Outcome = Result<(), Failure>;

/// A client with one connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    headers: Vec<(String, String)>,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Result<Value, Failure> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    pub(crate) fn content_type(&self) -> &str {
        self.headers.get("content-type").map_or("", String::as_str)
    }

    /// The message of an error document in either format, whose status is checked.
    pub(crate) fn error_message(&self) -> Result<String, Failure> {
        if self.content_type() == "application/json" {
            let error = self.json()?["result"]["error"].clone();
            assert_eq!(error["status"], json!(self.status), "{error}");
            return Ok(error["message"].as_str().unwrap_or_default().to_owned());
        }
        assert_eq!(self.content_type(), "application/xml");
        let text = self.text();
        assert!(text.contains(&format!("<error status=\"{}\">", self.status)), "{text}");
        let message = text.split_once("<message>").and_then(|(_, rest)| rest.split_once("</message>"));
        Ok(message.map(|(message, _)| message.to_owned()).unwrap_or_default())
    }
}

impl Client {
    /// Anonymous, and accepts JSON.
    pub(crate) async fn of(sandbox: &Sandbox) -> Result<Self, Failure> {
        Ok(Self::at(sandbox.address()).await?.with("Accept", "application/json"))
    }

    /// The group that may edit, and accepts JSON.
    pub(crate) async fn editor(sandbox: &Sandbox) -> Result<Self, Failure> {
        Ok(Self::of(sandbox).await?.login(EDITOR_GROUP, EDITOR_PASSWORD))
    }

    /// Sends no header of its own but `Host`.
    pub(crate) async fn at(address: SocketAddr) -> Result<Self, Failure> {
        Ok(Self { stream: BufReader::new(TcpStream::connect(address).await?), headers: Vec::new() })
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn login(self, name: &str, password: &str) -> Self {
        let credentials = STANDARD.encode(format!("{name}:{password}"));
        self.with("Authorization", &format!("Basic {credentials}"))
    }

    pub(crate) async fn get(&mut self, target: &str) -> Result<Response, Failure> {
        self.send("GET", target, &[], b"").await
    }

    /// The JSON of a response with status 200.
    pub(crate) async fn json(&mut self, target: &str) -> Result<Value, Failure> {
        let response = self.get(target).await?;
        assert_eq!(response.status, 200, "{target}: {}", response.text());
        Ok(response.json()?["result"].clone())
    }

    /// Sends a form.
    pub(crate) async fn form(
        &mut self,
        method: &str,
        target: &str,
        form: &[(&str, &str)],
    ) -> Result<Response, Failure> {
        let encode = |text: &str| percent_encoding::utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        self.send(method, target, &headers, body.join("&").as_bytes()).await
    }

    pub(crate) async fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Response, Failure> {
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: sandbox\r\n");
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(headers.iter().copied()) {
            write!(head, "{name}: {value}\r\n")?;
        }
        if !body.is_empty() {
            write!(head, "Content-Length: {}\r\n", body.len())?;
        }
        head.push_str("\r\n");
        self.raw(&[head.as_bytes(), body].concat()).await
    }

    /// Sends arbitrary bytes, and reads a response.
    pub(crate) async fn raw(&mut self, bytes: &[u8]) -> Result<Response, Failure> {
        self.write(bytes).await?;
        self.read().await
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Outcome {
        self.stream.get_mut().write_all(bytes).await?;
        Ok(())
    }

    pub(crate) async fn read(&mut self) -> Result<Response, Failure> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).ok_or_else(|| format!("no status line: {line:?}"))?.parse()?;
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let length = headers.get("content-length").map_or(Ok(0), |length| length.parse())?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        Ok(Response { status, headers, body })
    }
}

/// The names of entities or other records: CRSids, instids, groupids, values.
pub(crate) fn names(list: &Value) -> Vec<String> {
    let name = |item: &Value| {
        let candidates =
            [&item["identifier"]["value"], &item["value"], &item["instid"], &item["groupid"], item];
        candidates.into_iter().find_map(Value::as_str).unwrap_or_default().to_owned()
    };
    list.as_array().map(|items| items.iter().map(name).collect()).unwrap_or_default()
}

/// An attribute as a parameter.
pub(crate) fn attribute(parts: &[(&str, &str)]) -> String {
    let encoded = parts.iter().map(|(name, value)| match *name {
        "attrid" | "effectiveFrom" | "effectiveTo" => format!("{name}:{value}"),
        _ => format!("{name}:{}", STANDARD.encode(value)),
    });
    encoded.collect::<Vec<_>>().join(",")
}
