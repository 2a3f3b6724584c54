//! What others must not see, and what they must not be able to do.

mod encoding;
mod secrets;
#[cfg(feature = "tls")]
mod tls;
mod where_secrets_go;
