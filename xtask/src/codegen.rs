//! `cargo xtask codegen`: the whole way from the document to the files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::file::{self, Output};
use crate::lower::complete;
use crate::render::{self, FileSrc};
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

/// A file that was not what the document says.
#[derive(Debug)]
pub struct Stale {
    /// The file, as seen from the workspace.
    pub name: String,
    /// How it differed, as a unified diff.
    pub diff: String,
}

impl Codegen {
    /// Generates the files, unless they are only to be checked. Gives those that were not as they should be.
    ///
    /// # Errors
    /// If the document cannot be read or mapped, or a file cannot be read or written, or is somebody else's.
    pub fn run(&self) -> Result<Vec<Stale>> {
        let mut stale = Vec::new();
        for output in self.outputs()? {
            let name = shown(&output.path);
            if let Some(diff) = output.difference(&name)? {
                stale.push((output, Stale { name, diff }));
            }
        }
        if !self.check {
            stale.iter().try_for_each(|(output, _)| output.check_owner())?;
            stale.iter().try_for_each(|(output, _)| output.write())?;
        }
        Ok(stale.into_iter().map(|(_, stale)| stale).collect())
    }

    fn outputs(&self) -> Result<Vec<Output>> {
        let path = self.spec.clone().unwrap_or_else(|| workspace().join("spec/lookup.openapi.json"));
        let spec = Spec::read(&path)?;
        let api = complete(&spec).with_context(|| format!("cannot map `{}`", path.display()))?;
        let source = shown(&path);
        let rust = |folder: &Path, file: &FileSrc| -> Result<Output> {
            let path = folder.join(&file.name);
            let text = file::rust(&source, &file.text, &workspace().join("rustfmt.toml"));
            let text = text.with_context(|| format!("cannot write `{}`", path.display()))?;
            Ok(Output { path, text: Some(text) })
        };
        let folder = self.out.clone().unwrap_or_else(|| workspace().join("ibis-client/src/api/generated"));
        let files = render::client_files(&api);
        let mut outputs = files.iter().map(|file| rust(&folder, file)).collect::<Result<Vec<_>>>()?;
        outputs.extend(file::leftovers(&folder, &outputs)?);
        if self.out.is_none() {
            let names = render::macro_file(&api);
            let names = names.map(|file| rust(&workspace().join("ibis-macros/src/fetch"), &file));
            outputs.extend(names.transpose()?);
            let path = workspace().join("ibis-sandbox/openapi-3.0.json");
            outputs.push(Output { path, text: Some(spec.text) });
        }
        Ok(outputs)
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
pub fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
