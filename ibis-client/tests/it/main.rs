//! Integration tests of the public interface: over bare sockets, and against the sandbox.

mod bad_input;
#[cfg(feature = "blocking")]
mod blocking;
mod connections;
mod fetches;
mod gateway;
mod graph;
mod macros;
mod mirror;
mod observability;
mod official;
mod own_endpoints;
mod programs;
mod resilience;
mod sandbox;
mod security;
mod support;

mod whole_directory;
mod wire;
