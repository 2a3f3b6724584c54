//! `cargo xtask spec fetch`: the published document, in the form of ours.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::json::Json;
use super::normalize::normalize;
use super::{ReadError, Spec};
use crate::codegen::{shown, workspace};
use crate::file::Output;

/// Where the service publishes its document.
const PUBLISHED: &str = "https://www.lookup.cam.ac.uk/openapi-3.0.json";

/// The largest document that is taken.
const LIMIT: u64 = 16 * 1024 * 1024;

/// How long the whole download may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What to fetch, and where to.
#[derive(Clone, Debug, clap::Args)]
pub struct Fetch {
    /// The address of the published document
    #[arg(default_value = PUBLISHED)]
    pub url: String,

    /// The file to write; if left out, spec/lookup.openapi.json
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// The document that is kept where the service says nothing; if left out, spec/lookup.openapi.json
    #[arg(long, value_name = "FILE")]
    pub base: Option<PathBuf>,
}

impl Fetch {
    /// Downloads the document, and writes it in the form of ours; gives the file if it has changed.
    ///
    /// # Errors
    /// If there is no document to be had, or a file cannot be read or written.
    pub fn run(&self) -> Result<Option<String>> {
        let own = workspace().join("spec/lookup.openapi.json");
        let out = self.out.clone().unwrap_or_else(|| own.clone());
        let theirs = download(&self.url).with_context(|| format!("cannot fetch `{}`", self.url))?;
        let ours = read(&self.base.clone().unwrap_or(own))?;
        let text = normalize(&theirs, &ours).to_text()?;
        let output = Output { path: out, text: Some(text) };
        Ok(output.write()?.then(|| shown(&output.path)))
    }
}

fn download(url: &str) -> Result<Json> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .user_agent(concat!("ibis-xtask/", env!("CARGO_PKG_VERSION")))
        .accept("application/json")
        .build()
        .into();
    let mut response = agent.get(url).call()?;
    let text = response.body_mut().with_config().limit(LIMIT).read_to_string()?;
    // What is no document is better said here than where it is used.
    Spec::parse(text.clone())?;
    Ok(serde_json::from_str(&text)?)
}

fn read(path: &Path) -> Result<Json> {
    let spec = Spec::read(path).with_context(|| format!("cannot use `{}`", path.display()))?;
    match serde_json::from_str(&spec.text) {
        Ok(json) => Ok(json),
        Err(error) => bail!(ReadError::from(error)),
    }
}
