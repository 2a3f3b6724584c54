//! Connections: credentials, targets, and the outcome of each kind of response.

mod answers;
mod calls;
mod credentials;
mod debug;
mod holders;
mod targets;
mod timeouts;
