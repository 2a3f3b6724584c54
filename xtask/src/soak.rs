//! `cargo xtask soak`: the client against a sandbox that lets many exchanges go wrong.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context as _, bail};
use clap::Args;

/// Call a sandbox in a process of its own that lets exchanges go wrong, and count what came of it
#[derive(Debug, Args)]
pub struct Soak {
    /// How many calls to make
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    calls: usize,
    /// With how many of 100 requests something goes wrong
    #[arg(long, value_name = "PERCENT", default_value_t = 20)]
    faults: u32,
}

impl Soak {
    /// Runs it; its own exit status says whether all held.
    ///
    /// # Errors
    ///
    /// Where something cannot be built or started, or what should hold did not.
    pub fn run(&self) -> anyhow::Result<()> {
        cargo(&["build", "--release", "--quiet", "--package", "ibis-sandbox"])?;
        cargo(&["build", "--release", "--quiet", "--package", "ibis-client", "--example", "soak"])?;
        let built = built()?;
        let sandbox = Sandbox::start(&built.join("ibis-sandbox"), self.faults)?;
        let status = Command::new(built.join("examples/soak"))
            .args([&sandbox.url, &sandbox.user, &sandbox.password, &self.calls.to_string()])
            .status()
            .context("the example `soak` cannot be started")?;
        success("the soak", status)
    }
}

/// The sandbox as a process, which ends with this value.
struct Sandbox {
    process: Child,
    url: String,
    user: String,
    password: String,
}

impl Sandbox {
    fn start(program: &PathBuf, faults: u32) -> anyhow::Result<Self> {
        let process = Command::new(program)
            .args(["--compact-json", "--faults", &faults.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .context("the sandbox cannot be started")?;
        let mut sandbox = Self { process, url: String::new(), user: String::new(), password: String::new() };
        let output = sandbox.process.stdout.take().context("the sandbox has no output")?;
        for line in BufReader::new(output).lines() {
            let line = line.context("the sandbox's output cannot be read")?;
            match line.split_once(": ") {
                Some(("http", url)) => url.clone_into(&mut sandbox.url),
                Some(("user", user)) => user.clone_into(&mut sandbox.user),
                Some(("password", password)) => {
                    password.clone_into(&mut sandbox.password);
                    return Ok(sandbox);
                }
                _ => {}
            }
        }
        bail!("the sandbox ended before it said where it is")
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn cargo(arguments: &[&str]) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(arguments).status().context("cargo cannot be started")?;
    success(&format!("cargo {}", arguments.join(" ")), status)
}

fn success(what: &str, status: ExitStatus) -> anyhow::Result<()> {
    if status.success() { Ok(()) } else { bail!("{what} failed: {status}") }
}

/// Where the release build of this workspace is: beside this program's own.
fn built() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe().context("this program does not know where it is")?;
    let target = program.parent().and_then(|profile| profile.parent());
    Ok(target.context("this program is in no target folder")?.join("release"))
}
