//! The client, as a user's program sees it: over bare sockets, and against the sandbox.

mod bad_input;
mod connections;
mod fetches;
mod graph;
mod official;
mod own_endpoints;
mod sandbox;
mod support;
mod wire;
