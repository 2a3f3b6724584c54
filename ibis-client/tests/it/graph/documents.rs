//! What the tests of the graph share.

#[path = "../../support/walk.rs"]
mod walk;

pub(super) use walk::walk;
