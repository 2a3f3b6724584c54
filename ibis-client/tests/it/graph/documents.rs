//! Documents that several tests share.

#[path = "../../support/walk.rs"]
mod walk;

pub(super) use walk::walk;
