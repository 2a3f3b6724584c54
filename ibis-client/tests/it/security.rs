//! Secrets, and protection from hostile input.

mod encoding;
mod secrets;
#[cfg(feature = "tls")]
mod tls;
mod where_secrets_go;
