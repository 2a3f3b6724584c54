//! rustc's messages about a source text: their positions and subjects, but not their wording, which may change.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A compiler message.
#[derive(Debug)]
pub(super) struct Diagnostic {
    pub(super) level: String,
    pub(super) message: String,
    /// The first line of the primary span, counted from one.
    pub(super) line: usize,
    /// The text under the primary span.
    pub(super) spanned: String,
    /// The rendered message.
    pub(super) rendered: String,
}

/// The errors and warnings of a case in `tests/ui/rustc/`.
pub(super) fn diagnostics(case: &str) -> Vec<Diagnostic> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/rustc").join(case).with_extension("rs");
    run(rustc(&source, case, &[("ibis_client", &client())]).args(["--crate-type", "bin"]))
}

/// The errors and warnings of a library with this source text, which may use these crates.
pub(super) fn compile(case: &str, text: &str, crates: &[(&str, &Path)]) -> Vec<Diagnostic> {
    let source = out(case).join("lib.rs");
    std::fs::write(&source, text).expect("the folder can be written");
    run(rustc(&source, case, crates).args(["--crate-type", "lib"]))
}

/// The client library that cargo built for these tests: the newest in their folder.
pub(super) fn client() -> PathBuf {
    let tests = std::env::current_exe().expect("the tests are a file");
    let entries =
        std::fs::read_dir(tests.parent().expect("the tests are in a folder")).expect("it can be read");
    let candidates = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("libibis_client-") && path.extension().is_some_and(|extension| extension == "rlib")
    });
    let age = |path: &PathBuf| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    candidates.max_by_key(age).expect("the client is built")
}

/// The output folder of a case.
fn out(case: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(case);
    std::fs::create_dir_all(&folder).expect("the folder can be written");
    folder
}

fn rustc(source: &Path, case: &str, crates: &[(&str, &Path)]) -> Command {
    let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.args(["--edition", "2024", "--emit", "metadata", "--error-format", "json", "--out-dir"]);
    command.arg(out(case)).arg(source);
    for (name, path) in crates {
        command.arg("--extern").arg(format!("{name}={}", path.display()));
        command.arg("-L").arg(format!("dependency={}", path.with_file_name("").display()));
    }
    command
}

fn run(command: &mut Command) -> Vec<Diagnostic> {
    let output = command.output().expect("rustc runs");
    let messages = String::from_utf8(output.stderr).expect("rustc writes UTF-8");
    let found: Vec<Diagnostic> =
        messages.lines().filter_map(|line| diagnostic(&serde_json::from_str(line).ok()?)).collect();
    assert!(output.status.success() || !found.is_empty(), "{messages}");
    found
}

fn diagnostic(message: &Value) -> Option<Diagnostic> {
    let spans = message["spans"].as_array()?;
    let mut span = spans.iter().find(|span| span["is_primary"] == true)?;
    // rustc renders the user's code in place of the text of a macro, which it does not have.
    while span["text"].as_array().is_some_and(Vec::is_empty) {
        span = &span["expansion"]["span"];
    }
    let text = &span["text"][0];
    let column = |name: &str| text[name].as_u64().and_then(|column| usize::try_from(column - 1).ok());
    let (start, end) = (column("highlight_start")?, column("highlight_end")?);
    Some(Diagnostic {
        level: message["level"].as_str()?.to_owned(),
        message: message["message"].as_str()?.to_owned(),
        line: usize::try_from(span["line_start"].as_u64()?).ok()?,
        spanned: text["text"].as_str()?.chars().skip(start).take(end - start).collect(),
        rendered: message["rendered"].as_str()?.to_owned(),
    })
}
