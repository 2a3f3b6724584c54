//! A user's own endpoints, on the user's own struct, in another crate.

mod generic;
mod plain;
