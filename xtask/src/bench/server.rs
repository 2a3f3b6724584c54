//! Servers, each a process of its own that ends with its value.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};

use super::built::Built;

pub(super) struct Server {
    process: Child,
    pub(super) url: String,
}

impl Server {
    /// One that answers everything with the same document, in this format.
    pub(super) fn constant(built: &Built, format: &str) -> anyhow::Result<Self> {
        Self::start(Command::new(built.program("figures")?).args(["serve", format]))
    }

    /// A sandbox of so many people.
    pub(super) fn sandbox(built: &Built, people: u32) -> anyhow::Result<Self> {
        Self::start(Command::new(built.program("ibis-sandbox")?).args(["--people", &people.to_string()]))
    }

    fn start(command: &mut Command) -> anyhow::Result<Self> {
        let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let process = process.with_context(|| format!("{command:?} cannot be started"))?;
        let mut server = Self { process, url: String::new() };
        let output = server.process.stdout.take().context("the server has no output")?;
        for line in BufReader::new(output).lines() {
            let line = line.context("the server's output cannot be read")?;
            let url = line.strip_prefix("http: ").unwrap_or(&line);
            if url.starts_with("http://") {
                url.clone_into(&mut server.url);
                return Ok(server);
            }
        }
        bail!("{command:?} ended before it said where it is")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
