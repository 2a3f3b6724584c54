//! The code generated for a small service.

use std::fs;

use insta::assert_snapshot;

use crate::support::{folder, generate, small};

#[test]
fn small_service() {
    let out = folder("snapshots");
    for file in generate(&small(), &out) {
        assert_snapshot!(file.trim_end_matches(".rs"), fs::read_to_string(out.join(&file)).unwrap());
    }
}
