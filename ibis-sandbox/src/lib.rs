//! An embedded stand-in for the Lookup server.

mod answer;
mod auth;
mod builder;
mod directory;
mod edits;
mod entity;
mod error;
mod failure;
mod faults;
mod fetch;
mod formats;
mod gateway;
mod record;
mod sandbox;
mod search;
mod server;
mod service;
mod text;
mod tls;
mod view;

pub use builder::SandboxBuilder;
pub use error::StartError;
pub use faults::Fault;
pub use record::ReceivedRequest;
pub use sandbox::Sandbox;

/// The name of a group of the built-in directory, and of a synthetic one, that may edit.
pub const EDITOR_GROUP: &str = "uis-editors";
/// The password of [`EDITOR_GROUP`].
pub const EDITOR_PASSWORD: &str = "sandbox-password";

/// The client id that the API Gateway's front door accepts.
pub const GATEWAY_CLIENT_ID: &str = "sandbox-client";
/// The secret of [`GATEWAY_CLIENT_ID`].
pub const GATEWAY_CLIENT_SECRET: &str = "sandbox-secret";
