//! The workspace's tasks, as a library shared by `main.rs` and the tests.
//!
//! `cargo xtask codegen` reads an OpenAPI document ([`spec`]), lowers it to a small model ([`lower`], [`model`]), and
//! writes the model as Rust ([`render`], [`file`](mod@file)). `cargo xtask spec` ([`spec::command`]) compares and checks documents.

pub mod codegen;
pub mod error;
pub mod file;
pub mod lower;
pub mod model;
pub mod pointer;
pub mod render;
#[path = "../../ibis-macros/src/reserved.rs"]
mod reserved;
pub mod spec;
