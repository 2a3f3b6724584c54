//! `cargo xtask spec sync`: what the service's own document says that ours does not, and the reverse.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use super::compare::{Aspect, Comparison, Difference, Form, Lens, compare};
use super::write::Writer;
use super::{Spec, download, text};
use crate::codegen::workspace;
use crate::file::Output;
use crate::lower::lower;
use crate::pointer::Pointer;

/// Where the service publishes its document.
const PUBLISHED: &str = "https://www.lookup.cam.ac.uk/openapi-3.0.json";

/// The hosts of the servers in a document, and the form that it has.
const HOSTS: [(&str, Form); 4] = [
    ("www.lookup.cam.ac.uk", Form::Service),
    ("lookup.cam.ac.uk", Form::Service),
    ("lookup-test.srv.uis.cam.ac.uk", Form::Service),
    ("api.apps.cam.ac.uk", Form::Gateway),
];

/// What to compare with our document, and what to take over.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "The exit code is 0 if nothing differs, 1 if something does, and 2 if that cannot be told."
)]
pub struct Sync {
    /// The address of their document, or its file
    #[arg(default_value = PUBLISHED)]
    pub source: String,

    /// Add to our document what is new, and take over what has changed; remove nothing
    #[arg(long)]
    pub write: bool,

    /// Whose document it is; if left out, its servers tell
    #[arg(long)]
    pub form: Option<Form>,

    /// Take something out of our document that theirs no longer has
    #[arg(long, value_name = "POINTER")]
    pub remove: Vec<String>,

    /// Record in our document that something stays which theirs no longer has
    #[arg(long, value_name = "POINTER")]
    pub keep: Vec<String>,

    /// Our document; if left out, spec/lookup.openapi.json
    #[arg(long, value_name = "FILE")]
    pub ours: Option<PathBuf>,
}

/// Whose document it is, as its servers tell.
pub(super) fn form(spec: &Spec) -> Option<Form> {
    spec.root().items("servers").iter().find_map(|server| {
        let (_, rest) = server.text("url")?.split_once("://")?;
        let host = rest.split(['/', ':']).next()?;
        HOSTS.iter().find(|(known, _)| *known == host).map(|(_, form)| *form)
    })
}

impl Sync {
    /// Compares, and writes what it is told to.
    ///
    /// # Errors
    /// If a document cannot be read or mapped, theirs is of another API, or there is nothing to remove or keep.
    pub fn run(&self) -> Result<Comparison> {
        let path = self.ours.clone().unwrap_or_else(|| workspace().join("spec/lookup.openapi.json"));
        let ours = Spec::read(&path)?;
        let theirs = download::read(&self.source)?;
        let source = &self.source;
        let unknown = "is a document of another API: none of its servers is known; `--form` says what it is";
        let form = self.form.or_else(|| form(&theirs)).with_context(|| format!("`{source}` {unknown}"))?;
        let our_api = lower(&ours).with_context(|| format!("cannot map `{}`", path.display()))?;
        let their_api = lower(&theirs).with_context(|| format!("cannot map `{source}`"))?;
        let comparison = compare(&our_api, &their_api, Lens::OldIsOurs(&ours.document, form));
        let is_ours = |at: &Pointer| ours.document.pointer(at.as_str()).is_some();
        if !theirs.operations().iter().any(|operation| is_ours(&operation.node.at)) {
            bail!("`{source}` is a document of another API: it has none of our operations");
        }
        let mut writer = Writer::new(&ours.document, &theirs, &our_api, &their_api, form);
        for (pointers, is_kept) in [(&self.remove, false), (&self.keep, true)] {
            for pointer in pointers {
                let at = Pointer::parse(pointer);
                let is_gone =
                    |row: &Difference| row.aspect == Aspect::Removed && row.old.as_ref() == Some(&at);
                ensure!(
                    comparison.differences.iter().any(is_gone),
                    "`{at}` is not reported as removed: only that can be removed or kept"
                );
                if is_kept { writer.mark(&at, false) } else { writer.remove(&at) }
            }
        }
        if self.write {
            comparison.differences.iter().for_each(|difference| _ = writer.take_over(difference));
        }
        let text = writer.finish().map(|document| text(&document)).filter(|text| *text != ours.text);
        if text.is_some() {
            Output { path, text }.write()?;
        }
        Ok(comparison)
    }
}

impl Comparison {
    /// The differences as a table, and what was not looked for.
    pub fn table(&self) -> String {
        let mut text = String::new();
        let at = |at: &Option<Pointer>| at.as_ref().map_or("-".to_owned(), Pointer::to_string);
        for Difference { item, what, old, new, .. } in &self.differences {
            let _ = writeln!(text, "{item}: {what}\n    ours {}  theirs {}", at(old), at(new));
        }
        let differ = match self.differences.len() {
            0 => "nothing differs".to_owned(),
            count => format!("{count} differ"),
        };
        let counts: Vec<_> =
            self.not_looked_for.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let skipped = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
        let _ = writeln!(text, "{differ}; not looked for, as our document says: {skipped}");
        text
    }
}
