//! What rustc itself says of a case: where, and of what. Its words are not ours to pin.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A message of the compiler.
#[derive(Debug)]
pub(crate) struct Diagnostic {
    pub(crate) level: String,
    pub(crate) message: String,
    /// The line that the primary span begins on, from one.
    pub(crate) line: usize,
    /// The text under the primary span.
    pub(crate) spanned: String,
}

/// The errors and warnings of a case in `tests/ui/words/`.
pub(crate) fn diagnostics(case: &str) -> Vec<Diagnostic> {
    let source = manifest().join("tests/ui/words").join(case).with_extension("rs");
    run(rustc(&source, case).args(["--crate-type", "bin"]))
}

/// The errors and warnings of a library of this text, which may use these crates.
pub(crate) fn compile(name: &str, text: &str, crates: &[(&str, &Path)]) -> Vec<Diagnostic> {
    let source = out(name).join("lib.rs");
    std::fs::write(&source, text).expect("the folder can be written");
    let mut command = rustc(&source, name);
    for (name, path) in crates {
        command.arg("--extern").arg(format!("{name}={}", path.display()));
    }
    run(command.args(["--crate-type", "lib"]))
}

/// The stand-in of the client as a crate of its own, with the macros in it.
pub(crate) fn library(name: &str) -> PathBuf {
    let stub = manifest().join("tests/stub/stub.rs");
    let text = format!(
        "#[path = r\"{}\"] mod stub;\npub use stub::*;\npub use stub::private::HasConnection;\npub use ibis_macros::*;",
        stub.display()
    );
    // Tests run at the same time: each has the library to itself.
    let id = format!("{name}-{:?}", std::thread::current().id()).replace(|c: char| !c.is_alphanumeric(), "_");
    let folder = out(&id);
    std::fs::write(folder.join("lib.rs"), text).expect("the folder can be written");
    let found = run(rustc(&folder.join("lib.rs"), &id).args(["--crate-type", "lib", "--crate-name", name]));
    assert!(found.is_empty(), "{found:#?}");
    folder.join(format!("lib{name}.rmeta"))
}

fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder for what a case is compiled to.
fn out(case: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(case);
    std::fs::create_dir_all(&folder).expect("the folder can be written");
    folder
}

fn rustc(source: &Path, case: &str) -> Command {
    let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.args(["--edition", "2024", "--emit", "metadata", "--error-format", "json", "--out-dir"]);
    let macros = macros();
    command.arg(out(case)).arg("--extern").arg(format!("ibis_macros={}", macros.display())).arg(source);
    // A crate that re-exports the macros is compiled against them too.
    command.arg("-L").arg(format!("dependency={}", macros.with_file_name("").display()));
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
    let span = spans.iter().find(|span| span["is_primary"] == true)?;
    let text = &span["text"][0];
    let column = |name: &str| text[name].as_u64().and_then(|column| usize::try_from(column - 1).ok());
    let (start, end) = (column("highlight_start")?, column("highlight_end")?);
    Some(Diagnostic {
        level: message["level"].as_str()?.to_owned(),
        message: message["message"].as_str()?.to_owned(),
        line: usize::try_from(span["line_start"].as_u64()?).ok()?,
        spanned: text["text"].as_str()?.chars().skip(start).take(end - start).collect(),
    })
}

/// The macros that cargo has built for these tests: the newest beside them.
fn macros() -> PathBuf {
    let tests = std::env::current_exe().expect("the tests are a file");
    let built = tests.parent().expect("the tests are in a folder");
    let prefix = format!("{}ibis_macros-", std::env::consts::DLL_PREFIX);
    let entries = std::fs::read_dir(built).expect("the folder can be read");
    let candidates = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(&prefix) && name.ends_with(std::env::consts::DLL_SUFFIX)
    });
    let age = |path: &PathBuf| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    candidates.max_by_key(age).expect("the macros are built")
}
