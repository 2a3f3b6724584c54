//! The local server: this program again, as a separate process.

use std::env;
use std::io::{self, BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::response::JSON;
use super::serve::serve;

const SERVE: &str = "serve";

/// Serves until its parent ends, if this process was started as the server. Returns false otherwise.
pub(crate) fn is_server() -> bool {
    if env::args().nth(1).as_deref() != Some(SERVE) {
        return false;
    }
    if let Err(error) = serve("application/json", JSON) {
        eprintln!("the local server ended: {error}");
    }
    true
}

/// The process of the server, which ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> io::Result<Self> {
        let mut process = Command::new(env::current_exe()?)
            .arg(SERVE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        if let Some(output) = &mut process.stdout {
            BufReader::new(output).read_line(&mut url)?;
        }
        Ok(Self { process, url: url.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The server ends when its standard input does.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
