//! `cargo xtask spec sync`: what the service's own document says that ours does not, and the reverse.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::compare::{Aspect, Comparison, Difference, Form, Lens, compare};
use super::json::Json;
use super::write::Writer;
use super::{Spec, download};
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
    let servers = spec.root().items("servers");
    let hosts = servers.iter().filter_map(|server| {
        let (_, rest) = server.text("url")?.split_once("://")?;
        rest.split(['/', ':']).next()
    });
    let forms =
        hosts.filter_map(|host| HOSTS.iter().find(|(known, _)| *known == host).map(|(_, form)| *form));
    forms.reduce(|form, _| form)
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
        let form = self.form.or_else(|| form(&theirs)).with_context(|| {
            format!(
                "`{}` is a document of another API: none of its servers is known; `--form` says what it is",
                self.source
            )
        })?;
        let our_api = lower(&ours).with_context(|| format!("cannot map `{}`", path.display()))?;
        let their_api = lower(&theirs).with_context(|| format!("cannot map `{}`", self.source))?;
        let comparison = compare(&our_api, &their_api, Lens::OldIsOurs(&ours.document, form));
        let is_there = |(path, item): (&str, super::Node<'_>)| {
            let other = theirs.root().get("paths").and_then(|paths| paths.get(path));
            other.is_some_and(|other| item.value.fields().any(|(http, _)| other.value.get(http).is_some()))
        };
        if !ours.root().fields("paths").into_iter().any(is_there) {
            bail!("`{}` is a document of another API: it has none of our operations", self.source);
        }
        let mut writer = Writer::new(&ours.document, &theirs, &our_api, &their_api, form);
        for (pointers, is_kept) in [(&self.remove, false), (&self.keep, true)] {
            for pointer in pointers {
                let at = Pointer::parse(pointer);
                if !comparison
                    .differences
                    .iter()
                    .any(|row| row.aspect == Aspect::Removed && row.old.as_ref() == Some(&at))
                {
                    bail!("`{at}` is not reported as removed: only that can be removed or kept");
                }
                if is_kept { writer.mark(&at, false) } else { writer.remove(&at) }
            }
        }
        if self.write {
            comparison.differences.iter().for_each(|difference| writer.take_over(difference));
        }
        if let Some(document) = writer.finish() {
            written(&path, &ours, document)?;
        }
        Ok(comparison)
    }
}

fn written(path: &Path, ours: &Spec, mut document: Json) -> Result<()> {
    document.sort();
    let text = document.to_text()?;
    if text != ours.text {
        Output { path: path.to_owned(), text: Some(text) }.write()?;
    }
    Ok(())
}

impl Comparison {
    /// The differences as a table, and what was not looked for.
    pub fn table(&self) -> String {
        let mut text = String::new();
        let at = |at: &Option<Pointer>| at.as_ref().map_or("-".to_owned(), Pointer::to_string);
        let row = |row: &Difference| [format!("{}: {}", row.item, row.what), at(&row.old), at(&row.new)];
        let rows: Vec<_> = self.differences.iter().map(row).collect();
        for [what, ours, theirs] in &rows {
            let _ = writeln!(text, "{what}\n    ours {ours}  theirs {theirs}");
        }
        let counts = self.not_looked_for.iter().map(|(kind, count)| format!("{count} {kind}"));
        let counts: Vec<_> = counts.collect();
        let differ =
            if rows.is_empty() { "nothing differs".to_owned() } else { format!("{} differ", rows.len()) };
        let skipped = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
        let _ = writeln!(text, "{differ}; not looked for, as our document says: {skipped}");
        text
    }
}
