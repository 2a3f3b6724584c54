//! One graph for each answer: identity, what was fetched, what is refused.

mod documents;
mod fetched;
mod fields;
mod identity;
mod packed;
mod properties;
mod records;
mod structure;
mod warnings;
