//! `cargo xtask spec sync`: compares our document with the published one, and applies changes.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use super::compare::{Aspect, Comparison, Difference, Form, Lens, compare};
use super::write::Writer;
use super::{Spec, download, to_json};
use crate::codegen::workspace;
use crate::file::OutputFile;
use crate::lower::lower;
use crate::pointer::Pointer;

/// The URL of the service's own document.
const PUBLISHED: &str = "https://www.lookup.cam.ac.uk/openapi-3.0.json";

/// The known hosts in `servers`, and the forms of their documents.
const HOSTS: [(&str, Form); 4] = [
    ("www.lookup.cam.ac.uk", Form::Service),
    ("lookup.cam.ac.uk", Form::Service),
    ("lookup-test.srv.uis.cam.ac.uk", Form::Service),
    ("api.apps.cam.ac.uk", Form::Gateway),
];

/// The arguments of `cargo xtask spec sync`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Exits with 0 if there are no differences, 1 if there are, and 2 on failure.")]
pub struct Sync {
    /// URL or file of the published document
    #[arg(default_value = PUBLISHED)]
    pub source: String,

    /// Apply additions and changes to our document; removes nothing
    #[arg(long)]
    pub write: bool,

    /// Publisher of the document [default: derived from its servers]
    #[arg(long)]
    pub form: Option<Form>,

    /// Remove an item that the published document lacks
    #[arg(long, value_name = "POINTER")]
    pub remove: Vec<String>,

    /// Keep an item that the published document lacks, and mark it so
    #[arg(long, value_name = "POINTER")]
    pub keep: Vec<String>,

    /// Our document [default: spec/lookup.openapi.json]
    #[arg(long, value_name = "FILE")]
    pub ours: Option<PathBuf>,
}

/// The form of a document, by its servers.
pub(super) fn form(spec: &Spec) -> Option<Form> {
    spec.root().items("servers").iter().find_map(|server| {
        let (_, rest) = server.str("url")?.split_once("://")?;
        let host = rest.split(['/', ':']).next()?;
        HOSTS.iter().find(|(known, _)| *known == host).map(|(_, form)| *form)
    })
}

impl Sync {
    /// Compares the documents, and applies the requested changes.
    ///
    /// # Errors
    /// If a document cannot be read or mapped, theirs describes another API, or an item cannot be removed or kept.
    pub fn run(&self) -> Result<Comparison> {
        let path = self.ours.clone().unwrap_or_else(|| workspace().join("spec/lookup.openapi.json"));
        let ours = Spec::read(&path)?;
        let theirs = download::read(&self.source)?;
        let source = &self.source;
        let unknown = "has no known server: pass `--form` if it describes this API";
        let form = self.form.or_else(|| form(&theirs)).with_context(|| format!("`{source}` {unknown}"))?;
        let our_api = lower(&ours).with_context(|| format!("cannot map `{}`", path.display()))?;
        let their_api = lower(&theirs).with_context(|| format!("cannot map `{source}`"))?;
        let comparison = compare(&our_api, &their_api, Lens::OldIsOurs(&ours.document, form));
        let is_ours = |at: &Pointer| ours.document.pointer(at.as_str()).is_some();
        if !theirs.operations().iter().any(|operation| is_ours(&operation.node.at)) {
            bail!("`{source}` describes another API: it has none of our operations");
        }
        let mut writer = Writer::new(&ours.document, &theirs, &our_api, &their_api, form);
        for (pointers, is_kept) in [(&self.remove, false), (&self.keep, true)] {
            for pointer in pointers {
                let at = Pointer::parse(pointer);
                let is_gone =
                    |row: &Difference| row.aspect == Aspect::Removed && row.old.as_ref() == Some(&at);
                ensure!(
                    comparison.differences.iter().any(is_gone),
                    "`{at}` is not reported as removed, so it cannot be removed or kept"
                );
                if is_kept { writer.mark(&at, false) } else { writer.remove(&at) }
            }
        }
        if self.write {
            comparison.differences.iter().for_each(|difference| _ = writer.apply(difference));
        }
        let text = writer.finish().map(|document| to_json(&document)).filter(|text| *text != ours.text);
        if text.is_some() {
            OutputFile { path, text }.write()?;
        }
        Ok(comparison)
    }
}

impl Comparison {
    /// The differences as a table, and the counts of ignored ones.
    pub fn table(&self) -> String {
        let mut text = String::new();
        let at = |at: &Option<Pointer>| at.as_ref().map_or("-".to_owned(), Pointer::to_string);
        for Difference { item, change, old, new, .. } in &self.differences {
            let _ = writeln!(text, "{item}: {change}\n    ours {}  theirs {}", at(old), at(new));
        }
        let counts: Vec<_> = self.ignored.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let ignored = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        let count = self.differences.len();
        let _ = writeln!(text, "differences: {count}; ignored, as marked in our document: {ignored}");
        text
    }
}
