//! Which combinations of features are checked, and what is said of them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;
use xtask::features::{Combination, Selection, combinations};

use crate::support::{folder, workspace};

fn shown(combinations: &[Combination]) -> Vec<String> {
    combinations.iter().map(ToString::to_string).collect()
}

fn metadata_of(folder: &Path) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(folder).output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}

/// The names below `[features]`.
fn features_of(manifest: &Path) -> Vec<String> {
    let manifest = fs::read_to_string(manifest).unwrap();
    let (_, table) = manifest.split_once("\n[features]\n").unwrap();
    let lines = table.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once(" = [")).map(|(name, _)| name.to_owned()).collect()
}

/// A crate whose feature `broken` does not build and whose feature `dubious` is warned of.
fn crate_with_a_fault(test: &str, arguments: &[&str]) -> Output {
    let folder = folder(test);
    let manifest = "[workspace]\n\n[package]\nname = \"faulty\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                    [features]\nbroken = []\ndubious = []\nsound = []\n";
    let code = "#[cfg(feature = \"broken\")]\ncompile_error!(\"it is broken\");\n\
                #[cfg(feature = \"dubious\")]\nfn nobody_calls_it() {}\n";
    fs::create_dir(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), code).unwrap();
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    // What warnings are to the workspace is not its matter.
    xtask.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    xtask.arg("features").args(arguments).current_dir(&folder).env("CARGO_TARGET_DIR", folder.join("target"));
    xtask.output().unwrap()
}

#[test]
fn each_feature_of_what_is_published_is_checked_alone_and_with_the_others() {
    let metadata = json!({ "packages": [
        { "name": "plain", "features": {}, "publish": null },
        { "name": "rich", "features": { "b": ["a"], "default": ["a"], "a": [] }, "publish": ["crates-io"] },
        { "name": "inner", "features": { "c": [] }, "publish": [] },
    ] });
    assert_eq!(
        shown(&combinations(&metadata.to_string()).unwrap()),
        [
            "plain, default features",
            "rich, `a` alone",
            "rich, `b` alone",
            "rich, no features",
            "rich, default features",
            "rich, all features",
        ]
    );
}

#[test]
fn every_feature_of_the_client_is_checked() {
    let combinations = combinations(&metadata_of(&workspace())).unwrap();
    let of_client: Vec<_> =
        combinations.iter().filter(|combination| combination.package == "ibis-client").collect();
    let features = features_of(&workspace().join("ibis-client/Cargo.toml"));
    assert!(features.contains(&"blocking".to_owned()), "{features:?}");
    for feature in features.into_iter().filter(|feature| feature != "default") {
        let only = Selection::Only(feature);
        assert!(of_client.iter().any(|combination| combination.features == only), "{only:?}");
    }
    for selection in [Selection::None, Selection::Default, Selection::All] {
        assert!(of_client.iter().any(|combination| combination.features == selection), "{selection:?}");
    }
}

#[test]
fn metadata_that_do_not_read_are_an_error() {
    assert!(combinations("{}").unwrap_err().to_string().contains("cargo metadata"));
}

#[test]
fn failure_is_told_with_its_command_and_does_not_keep_the_others_from_being_checked() {
    let output = crate_with_a_fault("features_that_fail", &[]);
    assert_eq!(output.status.code(), Some(1));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        stdout.lines().collect::<Vec<_>>(),
        [
            "faulty, `broken` alone: failed",
            "faulty, `dubious` alone: ok, with warnings",
            "faulty, `sound` alone: ok",
            "faulty, no features: ok",
            "faulty, default features: ok",
            "faulty, all features: failed",
        ]
    );
    let stderr = String::from_utf8(output.stderr).unwrap();
    for told in [
        "it is broken",
        "nobody_calls_it",
        "error: combinations that failed: 2\n",
        "  cargo check -p faulty --no-default-features --features broken\n",
        "  cargo check -p faulty --all-features\n",
    ] {
        assert!(stderr.contains(told), "{told} is not in:\n{stderr}");
    }
}

#[test]
fn clippy_is_asked_where_that_is_wished() {
    if !Command::new(env!("CARGO")).args(["clippy", "--version"]).output().unwrap().status.success() {
        assert!(std::env::var_os("CI").is_none(), "there is no clippy");
        eprintln!("skipped: there is no clippy");
        return;
    }
    let output = crate_with_a_fault("features_with_clippy", &["--clippy"]);
    let (stdout, stderr) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(stdout.contains("faulty, `sound` alone: ok\n"), "{stdout}{stderr}");
    assert!(stderr.contains("  cargo clippy -p faulty --all-features\n"), "{stderr}");
}
