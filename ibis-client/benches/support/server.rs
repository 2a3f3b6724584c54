//! The local server as a process of its own: this program again, told to serve.

use std::env;
use std::io::{self, BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::answer::JSON;
use super::serve::serve;

const SERVE: &str = "serve";

/// Serves, if that is what this process is for. It returns when it is no longer wanted.
pub(crate) fn is_server() -> bool {
    if env::args().nth(1).as_deref() != Some(SERVE) {
        return false;
    }
    if let Err(error) = serve("application/json", JSON) {
        eprintln!("the local server ended: {error}");
    }
    true
}

/// It ends with this value.
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
        // Its standard input ends here, and it with that.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
