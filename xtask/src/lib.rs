//! The workspace's own tasks, as a library that `main.rs` and the tests share.
//!
//! `cargo xtask codegen` reads an OpenAPI document ([`spec`]), makes a small model of it ([`lower`], [`model`]), and
//! writes the model as Rust ([`render`], [`file`](mod@file)). `cargo xtask features` ([`features`]) checks each
//! published crate with each of its features. `cargo xtask soak` ([`soak`]) calls a sandbox that lets exchanges go
//! wrong. `cargo xtask spec` ([`spec::command`]) fetches, compares and checks documents. `cargo xtask bench` ([`bench`](mod@bench))
//! measures the client beside its peers.

pub mod bench;
pub mod client;
pub mod codegen;
pub mod error;
pub mod features;
pub mod file;
pub mod lower;
pub mod model;
pub mod pointer;
pub mod render;
pub mod rows;
pub mod soak;
pub mod spec;
