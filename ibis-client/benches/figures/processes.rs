//! The processes that measure or serve: this program again, the official Python client, the sandbox.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::Failure;

/// The Python clients and all their dependencies, with versions.
const REQUIREMENTS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../ibis-sandbox/tests/python/requirements.txt"));

/// The output of a process: lines of a name, a tab and a number.
#[derive(Debug)]
pub(crate) struct Figures(BTreeMap<String, f64>);

impl Figures {
    pub(crate) fn of(command: &mut Command) -> Result<Self, Failure> {
        let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("{command:?} failed: {}", output.status).into());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let figures = text.lines().filter_map(|line| line.split_once('\t'));
        Ok(Self(figures.filter_map(|(name, number)| Some((name.to_owned(), number.parse().ok()?))).collect()))
    }

    /// Runs this program with these arguments.
    pub(crate) fn ours(arguments: &[&str]) -> Result<Self, Failure> {
        Self::of(itself()?.args(arguments))
    }

    pub(crate) fn get(&self, name: &str) -> Result<f64, Failure> {
        self.0.get(name).copied().ok_or_else(|| format!("the figure `{name}` is missing").into())
    }
}

/// A command that starts this program again.
pub(crate) fn itself() -> std::io::Result<Command> {
    Ok(Command::new(std::env::current_exe()?))
}

pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A folder below `target/` that is kept between runs.
pub(crate) fn folder(name: &str) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The official Python client, if it is available.
pub(crate) struct Peer(Option<PathBuf>);

impl Peer {
    pub(crate) fn install() -> Self {
        Self(python().map_err(|error| eprintln!("NOT MEASURED: the official Python client: {error}")).ok())
    }

    /// Runs the same work with the official client.
    pub(crate) fn figures(&self, arguments: &[&str]) -> Result<Option<Figures>, Failure> {
        let Some(python) = &self.0 else { return Ok(None) };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/python/official.py");
        Figures::of(Command::new(python).arg("-B").arg(script).args(arguments)).map(Some)
    }
}

fn python() -> Result<PathBuf, Failure> {
    let folder = folder("python")?;
    let (python, stamp) = (folder.join("bin/python"), folder.join("packages.txt"));
    if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == REQUIREMENTS) {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let requirements = folder.join("requirements.txt");
        fs::write(&requirements, REQUIREMENTS)?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"];
        run(Command::new(&python).args(pip).arg(requirements))?;
        fs::write(stamp, REQUIREMENTS)?;
    }
    Ok(python)
}

pub(crate) fn run(command: &mut Command) -> Result<String, Failure> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A server in its own process, which ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    /// Starts a server that sends the same document in every response, in this format.
    pub(crate) fn constant(format: &str) -> Result<Self, Failure> {
        Self::start(itself()?.args(["serve", format]))
    }

    /// Starts a sandbox with this many people.
    pub(crate) fn sandbox(people: u32) -> Result<Self, Failure> {
        let run = ["run", "--quiet", "--release", "--package", "ibis-sandbox", "--", "--people"];
        Self::start(cargo().args(run).arg(people.to_string()))
    }

    fn start(command: &mut Command) -> Result<Self, Failure> {
        let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut server = Self { process, url: String::new() };
        for line in server.process.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines())
        {
            let line = line?;
            let url = line.strip_prefix("http: ").unwrap_or(&line);
            if url.starts_with("http://") {
                url.clone_into(&mut server.url);
                return Ok(server);
            }
        }
        Err(format!("{command:?} ended before it printed its URL").into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
