//! Tests of the generator and of the document that it reads.

mod accepted;
mod diff;
mod facts;
mod features;
mod fetch;
mod files;
mod lint;
mod named;
mod outside;
mod rejected;
mod roles;
mod rows;
mod snapshots;
mod spec_is_valid;
mod support;
