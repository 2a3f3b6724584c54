//! Tests of the generator and of the document that it reads.

mod facts;
mod files;
mod named;
mod rejected;
mod rows;
mod snapshots;
mod spec_is_valid;
mod support;
