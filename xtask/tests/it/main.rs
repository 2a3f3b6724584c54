//! Tests of the generator and of the document that it reads.

mod diff;
mod facts;
mod files;
mod hostile;
mod lint;
mod mutations;
mod rejected;
mod roles;
mod snapshots;
mod spec_is_valid;
mod support;
mod sync;
