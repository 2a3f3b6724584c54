//! The programs in the folder `examples`, each included as a module and run against sandboxes.

#![allow(
    dead_code,
    clippy::duplicate_mod,
    reason = "nothing here calls their `main`, and each brings the module `connect`"
)]

#[cfg(feature = "blocking")]
mod blocking;
mod conformance;
mod custom_endpoint;
mod directory;
mod group_sync;
mod login;
mod mirror;
mod sync_table;

/// Strings, as a program gets its arguments.
fn arguments<const N: usize>(arguments: [&str; N]) -> Vec<String> {
    arguments.map(str::to_owned).to_vec()
}
