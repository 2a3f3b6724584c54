//! The sandbox as a program.

use std::io::Write as _;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use ibis_sandbox::{
    EDITOR_GROUP, EDITOR_PASSWORD, Fault, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox, SandboxBuilder,
};

/// A stand-in for Lookup, the directory of the University of Cambridge.
///
/// Edits are kept in memory and are gone when the program ends.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// The port for plain HTTP; 0 means any free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// The port for HTTPS, with a certificate authority created at start; 0 means any free one
    #[arg(long, value_name = "PORT")]
    tls_port: Option<u16>,
    /// The address to listen on; without fixtures, one beyond loopback requires `--group-password uis-editors=…`
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    address: IpAddr,
    /// Serve a synthetic university of N people
    #[arg(long, value_name = "N", conflicts_with = "fixtures")]
    people: Option<usize>,
    /// Serve the fixtures in this file (.json or .toml)
    #[arg(long, value_name = "FILE")]
    fixtures: Option<PathBuf>,
    /// Give a group a password, so that it can read and edit; can be repeated
    #[arg(long, value_name = "GROUP=PASSWORD", value_parser = group_password)]
    group_password: Vec<(String, String)>,
    /// Write JSON without white space
    #[arg(long)]
    compact_json: bool,
    /// Show anonymous callers only what is visible to the world
    #[arg(long)]
    outside_university: bool,
    /// Inject faults into this share of the requests: errors, lost connections, truncated responses
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    faults: Option<u32>,
    /// Log each request to standard error
    #[arg(long)]
    log: bool,
}

impl Options {
    fn builder(&self) -> SandboxBuilder {
        let mut builder =
            Sandbox::builder().address(self.address).port(self.port).recording(false).log_requests(self.log);
        if let Some(port) = self.tls_port {
            builder = builder.tls_port(port);
        }
        if let Some(people) = self.people {
            builder = builder.people(people);
        }
        if let Some(file) = &self.fixtures {
            builder = builder.fixtures(file);
        }
        for fault in self.faults.into_iter().flat_map(faults) {
            builder = builder.fault(fault);
        }
        for (group, password) in &self.group_password {
            builder = builder.group_password(group, password);
        }
        if self.compact_json {
            builder = builder.compact_json();
        }
        if self.outside_university {
            builder = builder.outside_university();
        }
        builder
    }

    /// The name and password of a group that may edit, if known.
    fn editor(&self) -> Option<(&str, &str)> {
        match self.group_password.last() {
            Some((group, password)) => Some((group, password)),
            None if self.fixtures.is_none() => Some((EDITOR_GROUP, EDITOR_PASSWORD)),
            None => None,
        }
    }
}

/// Faults of each kind, for `percent` percent of the requests altogether.
fn faults(percent: u32) -> impl Iterator<Item = Fault> {
    let kinds = [
        Fault::status(503),
        Fault::status(429).retry_after(0),
        Fault::status(502),
        Fault::reset(),
        Fault::truncate(),
    ];
    let (each, more) = (percent / 5, percent % 5);
    kinds.into_iter().zip(0..).map(move |(fault, place)| fault.share(each + u32::from(place < more)))
}

fn group_password(text: &str) -> Result<(String, String), String> {
    let (group, password) = text.split_once('=').ok_or("use the form GROUP=PASSWORD")?;
    Ok((group.to_owned(), password.to_owned()))
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ibis-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let sandbox = options.builder().start().await?;
        // The sandbox serves even if nobody reads its output.
        let _ = announce(&sandbox, options.editor());
        tokio::signal::ctrl_c().await?;
        Ok(())
    })
}

/// Prints how to reach the sandbox, in lines that a script can read.
fn announce(sandbox: &Sandbox, editor: Option<(&str, &str)>) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "http: {}", sandbox.url())?;
    if let (Some(url), Some(file)) = (sandbox.tls_url(), sandbox.ca_file()) {
        writeln!(output, "https: {url}")?;
        writeln!(output, "ca: {}", file.display())?;
    }
    if let Some((group, password)) = editor {
        writeln!(output, "user: {group}")?;
        writeln!(output, "password: {password}")?;
    }
    writeln!(output, "gateway: {}", sandbox.gateway_url())?;
    writeln!(output, "token: {}", sandbox.token_url())?;
    writeln!(output, "client: {GATEWAY_CLIENT_ID}")?;
    writeln!(output, "secret: {GATEWAY_CLIENT_SECRET}")?;
    let search = "api/v1/person/search?query=smith&limit=3";
    writeln!(output, "curl -H 'Accept: application/json' '{}{search}'", sandbox.url())
}
