//! Custom endpoints on a custom struct, in another crate.

mod generic;
mod plain;
