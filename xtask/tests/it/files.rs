//! The files that `cargo xtask codegen` writes.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::support::{at, folder, generate, name, small, small_value, workspace};

fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments);
    command
}

fn codegen(spec: &Path, out: &Path, check: bool) -> Command {
    let mut command = xtask(&["codegen", "--spec", spec.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    command.args(check.then_some("--check"));
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The names of the files that a change of the document rewrites.
fn changed_by(test: &str, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let out = folder(test);
    let spec = out.join("small.json");
    fs::write(&spec, small_value().to_string()).unwrap();
    generate(&spec, &out);
    let mut document = small_value();
    change(&mut document);
    fs::write(&spec, document.to_string()).unwrap();
    generate(&spec, &out)
}

#[test]
fn deleted_files_are_restored_byte_for_byte() {
    let out = folder("committed");
    let written = generate(&workspace().join("spec/lookup.openapi.json"), &out);
    let committed = workspace().join("ibis-client/src/api/generated");
    let mut names: Vec<_> =
        fs::read_dir(&committed).unwrap().map(|entry| name(&entry.unwrap().path())).collect();
    names.sort();
    assert_eq!(names, written);
    for name in names {
        let (committed, restored) =
            (fs::read_to_string(committed.join(&name)), fs::read_to_string(out.join(&name)));
        assert!(committed.unwrap() == restored.unwrap(), "{name} differs: run `cargo xtask codegen`");
    }
}

#[test]
fn workspace_is_up_to_date() {
    let output = xtask(&["codegen", "--check"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn sandbox_has_the_same_document() {
    let ours = fs::read(workspace().join("spec/lookup.openapi.json")).unwrap();
    assert!(fs::read(workspace().join("ibis-sandbox/openapi-3.0.json")).unwrap() == ours);
}

#[test]
fn unchanged_files_are_not_touched() {
    let out = folder("untouched");
    let written = generate(&small(), &out);
    assert!(written.contains(&"person_methods.rs".to_owned()));
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for file in &written {
        File::options().write(true).open(out.join(file)).unwrap().set_modified(long_ago).unwrap();
    }
    let header = fs::read_to_string(out.join("records.rs")).unwrap().lines().next().unwrap().to_owned();
    fs::write(out.join("records.rs"), header).unwrap();

    assert_eq!(generate(&small(), &out), ["records.rs"]);
    for file in written.iter().filter(|file| *file != "records.rs") {
        assert_eq!(fs::metadata(out.join(file)).unwrap().modified().unwrap(), long_ago, "{file}");
    }
}

#[test]
fn check_shows_the_diff_of_each_stale_file() {
    let out = folder("check");
    generate(&small(), &out);
    assert!(codegen(&small(), &out, true).output().unwrap().status.success());

    let person = fs::read_to_string(out.join("records.rs")).unwrap();
    fs::write(out.join("records.rs"), person.replace("Whether they left.", "Whether they stayed.")).unwrap();
    fs::remove_file(out.join("enums.rs")).unwrap();
    let output = codegen(&small(), &out, true).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = stderr(&output);
    for expected in [
        "records.rs` is out of date",
        "-        /// Whether they stayed.",
        "+        /// Whether they left.",
        "enums.rs` is out of date",
        "+        Glad = \"glad\",",
        "generated files out of date: 2",
        "run `cargo xtask codegen` to update them",
    ] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
    assert!(!stderr.contains("person_methods.rs"), "{stderr}");
    assert!(!out.join("enums.rs").exists());
}

#[test]
fn generated_file_that_is_no_longer_wanted_is_removed() {
    let out = folder("leftover");
    generate(&small(), &out);
    fs::copy(out.join("records.rs"), out.join("parcel.rs")).unwrap();
    fs::write(out.join("by_hand.rs"), "//! Written by hand.\n").unwrap();
    let output = codegen(&small(), &out, true).output().unwrap();
    assert!(stderr(&output).contains("parcel.rs` is out of date"));
    assert_eq!(generate(&small(), &out), ["parcel.rs"]);
    assert!(!out.join("parcel.rs").exists());
    assert!(out.join("by_hand.rs").exists());
}

#[test]
fn changing_an_operation_changes_its_group_alone() {
    let changed = changed_by("operation", |document| {
        *at(document, "/paths/~1version/get/summary") = json!("Returns something else.");
    });
    assert_eq!(changed, ["small_methods.rs"]);
}

#[test]
fn changing_a_parameter_changes_its_group_alone() {
    let changed = changed_by("parameter", |document| {
        *at(document, "/paths/~1person~1list/get/parameters/0/schema/format") = json!("int64");
    });
    assert_eq!(changed, ["person_methods.rs"]);
}

#[test]
fn changing_a_field_changes_its_record_alone() {
    let changed = changed_by("field", |document| {
        let fields = at(document, "/components/schemas/IbisPerson/properties");
        fields["nick-name"] = json!({"type": "string", "description": "The nickname.", "example": "Addie"});
    });
    assert_eq!(changed, ["records.rs"]);
}

#[test]
fn missing_rustfmt_is_reported_with_the_command_that_installs_it() {
    let out = folder("formatter");
    let output = codegen(&small(), &out, false).env("RUSTFMT", "/nowhere/rustfmt").output().unwrap();
    assert!(!output.status.success());
    let stderr = stderr(&output);
    assert!(stderr.contains("cannot run `/nowhere/rustfmt`"), "{stderr}");
    assert!(stderr.contains("rustup component add rustfmt"), "{stderr}");
}

#[test]
fn errors_include_their_causes() {
    let out = folder("causes");
    let missing = out.join("missing.json");
    let output = codegen(&missing, &out, false).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = stderr(&output);
    assert!(stderr.contains("error: cannot read"), "{stderr}");
    assert!(stderr.contains("caused by: "), "{stderr}");
    assert!(stderr.contains("No such file"), "{stderr}");
}

#[test]
fn hand_written_file_is_neither_overwritten_nor_removed() {
    let out = folder("foreign");
    fs::write(out.join("person_methods.rs"), "//! Written by hand.\n").unwrap();
    let output = codegen(&small(), &out, false).output().unwrap();
    assert!(!output.status.success());
    assert!(
        stderr(&output).contains("person_methods.rs`: `cargo xtask codegen` did not"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read_to_string(out.join("person_methods.rs")).unwrap(), "//! Written by hand.\n");
    assert!(!out.join("enums.rs").exists(), "either all files are written or none");
}
