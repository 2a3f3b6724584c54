//! Any bytes are a document that is read, or are refused; and what is read can be walked.

#![no_main]

#[path = "../../tests/support/walk.rs"]
mod walk;

use ibis_client::IbisResult;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(result) = IbisResult::from_json(bytes) {
        walk::walk(&result);
    }
});
