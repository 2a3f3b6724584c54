//! `cargo xtask codegen`: generates the files from the document.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::file::{self, OutputFile};
use crate::lower::complete;
use crate::render::{self, FileSrc};
use crate::spec::Spec;

/// The arguments of `cargo xtask codegen`.
#[derive(Clone, Debug, clap::Args)]
pub struct Codegen {
    /// OpenAPI 3.0 document in JSON [default: spec/lookup.openapi.json]
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,

    /// Write only the files of ibis-client, to this directory [default: all files, in the workspace]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Write nothing; show the diff and fail if a file is out of date
    #[arg(long)]
    pub check: bool,
}

/// A generated file that was out of date.
#[derive(Debug)]
pub struct StaleFile {
    /// The path relative to the workspace.
    pub name: String,
    /// The unified diff to the generated text.
    pub diff: String,
}

impl Codegen {
    /// Generates the files, or only checks them with `--check`. Returns those that were out of date.
    ///
    /// # Errors
    /// If the document cannot be read or mapped, or a file cannot be read or written, or was not generated.
    pub fn run(&self) -> Result<Vec<StaleFile>> {
        let mut stale = Vec::new();
        for output in self.outputs()? {
            let name = display_path(&output.path);
            if let Some(diff) = output.diff(&name)? {
                stale.push((output, StaleFile { name, diff }));
            }
        }
        if !self.check {
            stale.iter().try_for_each(|(output, _)| output.ensure_generated())?;
            stale.iter().try_for_each(|(output, _)| output.write())?;
        }
        Ok(stale.into_iter().map(|(_, stale)| stale).collect())
    }

    fn outputs(&self) -> Result<Vec<OutputFile>> {
        let path = self.spec.clone().unwrap_or_else(|| workspace().join("spec/lookup.openapi.json"));
        let spec = Spec::read(&path)?;
        let api = complete(&spec).with_context(|| format!("cannot map `{}`", path.display()))?;
        let source = display_path(&path);
        let rust = |folder: &Path, file: &FileSrc| -> Result<OutputFile> {
            let path = folder.join(&file.name);
            let text = file::format_rust(&source, &file.text, &workspace().join("rustfmt.toml"));
            let text = text.with_context(|| format!("cannot write `{}`", path.display()))?;
            Ok(OutputFile { path, text: Some(text) })
        };
        let folder = self.out.clone().unwrap_or_else(|| workspace().join("ibis-client/src/api/generated"));
        let files = render::client_files(&api);
        let mut outputs = files.iter().map(|file| rust(&folder, file)).collect::<Result<Vec<_>>>()?;
        outputs.extend(file::obsolete(&folder, &outputs)?);
        if self.out.is_none() {
            let names = render::macro_file(&api);
            let names = names.map(|file| rust(&workspace().join("ibis-macros/src/fetch"), &file));
            outputs.extend(names.transpose()?);
            let path = workspace().join("ibis-sandbox/openapi-3.0.json");
            outputs.push(OutputFile { path, text: Some(spec.text) });
        }
        Ok(outputs)
    }
}

/// The path relative to the workspace, or the bare file name outside of it, which is the same on every machine.
pub fn display_path(path: &Path) -> String {
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
