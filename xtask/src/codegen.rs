//! `cargo xtask codegen`: the whole way from the document to the files.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::file::{self, Output};
use crate::lower::lower;
use crate::model::ApiSrc;
use crate::render;
use crate::spec::Spec;

/// What to generate, from what, to where.
#[derive(Clone, Debug, clap::Args)]
pub struct Codegen {
    /// The OpenAPI 3.0 document, in JSON; if left out, spec/lookup.openapi.json
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,

    /// The folder for the files of ibis-client, which alone are written then; if left out, the workspace's own folders
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Write nothing; show what would change and fail if anything would
    #[arg(long)]
    pub check: bool,
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// These files were written; all others are as they should be.
    Written(Vec<PathBuf>),
    /// Nothing was written, and these files are not as they should be.
    Checked(Vec<Stale>),
}

/// A file that is not as it should be.
#[derive(Debug)]
pub struct Stale {
    /// The file, as seen from the workspace.
    pub name: String,
    /// How it differs, as a unified diff.
    pub diff: String,
}

impl Codegen {
    /// Generates the files, or compares them.
    ///
    /// # Errors
    /// If the document cannot be read or mapped, or a file cannot be read or written.
    pub fn run(&self) -> Result<Outcome> {
        let outputs = self.plan()?;
        if self.check {
            let mut stale = Vec::new();
            for output in &outputs {
                let name = shown(&output.path);
                stale.extend(output.difference(&name)?.map(|diff| Stale { name, diff }));
            }
            return Ok(Outcome::Checked(stale));
        }
        outputs.iter().try_for_each(Output::check_owner)?;
        let mut written = Vec::new();
        for output in outputs {
            if output.write()? {
                written.push(output.path);
            }
        }
        Ok(Outcome::Written(written))
    }

    fn folder(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| workspace().join("ibis-client/src/api/generated"))
    }

    fn plan(&self) -> Result<Vec<Output>> {
        let own = workspace().join("spec/lookup.openapi.json");
        let path = self.spec.clone().unwrap_or_else(|| own.clone());
        let (spec, api) = read(&path)?;
        let source = shown(&path);
        let config = workspace().join("rustfmt.toml");
        let rust = |path: PathBuf, text: &str| -> Result<Output> {
            let text = file::rust(&source, text, &config)
                .with_context(|| format!("cannot write `{}`", path.display()))?;
            Ok(Output { path, text: Some(text) })
        };

        let folder = self.folder();
        let files = render::client_files(&api);
        let mut outputs =
            files.iter().map(|file| rust(folder.join(&file.name), &file.text)).collect::<Result<Vec<_>>>()?;
        outputs.extend(file::leftovers(&folder, &outputs)?);
        if self.out.is_none() {
            let names = render::macro_file(&api)
                .map(|file| rust(workspace().join("ibis-macros/src/fetch").join(&file.name), &file.text));
            outputs.extend(names.transpose()?);
            outputs.push(Output {
                path: workspace().join("ibis-sandbox/openapi-3.0.json"),
                text: Some(spec.text),
            });
        }
        Ok(outputs)
    }
}

fn read(path: &Path) -> Result<(Spec, ApiSrc)> {
    let spec = Spec::read(path).with_context(|| format!("cannot use `{}`", path.display()))?;
    let api = lower(&spec).with_context(|| format!("cannot map `{}`", path.display()))?;
    Ok((spec, api))
}

impl Stale {
    /// The file and the difference, for a person to read.
    #[must_use]
    pub fn report(&self) -> String {
        let mut report = String::new();
        let _ = write!(report, "`{}` is not what the document says:\n{}", self.name, self.diff);
        report
    }
}

/// A path as seen from the workspace, if it is in it; else the file's name alone, which is the same everywhere.
pub fn shown(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let inside = workspace().canonicalize().ok().and_then(|root| whole.strip_prefix(root).ok());
    let shown = inside.or(whole.file_name().map(Path::new)).unwrap_or(&whole);
    shown.to_string_lossy().replace('\\', "/")
}

/// The root of the workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
