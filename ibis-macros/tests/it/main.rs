//! Integration tests of the macros, against a stand-in of the client by hand.

mod compiler;
mod crates;
mod requests;
mod ui;
mod words;

#[path = "../stub/stub.rs"]
pub(crate) mod stub;
