//! Endpoints of a user's own, on a struct of the user's own, in another crate than the client's.

mod generic;
mod plain;
