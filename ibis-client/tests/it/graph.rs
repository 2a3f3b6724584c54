//! Results: identity, fetched fields, and refused documents.

mod documents;
mod fetched;
mod fields;
mod identity;
mod packed;
mod properties;
mod records;
mod repetitions;
mod structure;
mod warnings;
