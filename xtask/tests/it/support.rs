//! Helpers of several tests.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::codegen::Codegen;
use xtask::spec::Spec;

/// The root of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Our document.
pub(crate) fn lookup() -> Spec {
    Spec::read(&workspace().join("spec/lookup.openapi.json")).unwrap()
}

/// A file of the facts.
pub(crate) fn facts(name: &str) -> Value {
    let path = workspace().join("spec/facts").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The document of a small service, made for the tests.
pub(crate) fn small() -> PathBuf {
    documents().join("small.json")
}

/// The same as JSON.
pub(crate) fn small_value() -> Value {
    document("small.json")
}

/// A document of the tests.
pub(crate) fn document(name: &str) -> Value {
    let path = documents().join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The folder of the tests' documents.
pub(crate) fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/documents")
}

/// Parses a document.
pub(crate) fn spec(document: &Value) -> Spec {
    Spec::parse(&document.to_string()).unwrap()
}

/// An empty folder for a test.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Generates the client's files, and returns the names of those that were written.
pub(crate) fn generate(spec: &Path, out: &Path) -> Vec<String> {
    let codegen = Codegen { spec: Some(spec.to_owned()), out: Some(out.to_owned()), check: false };
    codegen.run().unwrap().iter().map(|file| name(file.name.as_ref())).collect()
}

/// A file's name.
pub(crate) fn name(file: &Path) -> String {
    file.file_name().unwrap().to_str().unwrap().to_owned()
}

/// The value at a location in a document.
pub(crate) fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
}
