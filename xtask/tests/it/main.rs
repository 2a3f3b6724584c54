//! Tests of the generator and of the document that it reads.

mod accepted;
mod facts;
mod files;
mod named;
mod outside;
mod rejected;
mod rows;
mod snapshots;
mod spec_is_valid;
mod support;
