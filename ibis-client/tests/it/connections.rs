//! Connections: credentials, targets, and the outcome of each kind of response.

mod calls;
mod credentials;
mod debug;
mod holders;
mod responses;
mod targets;
mod timeouts;
