//! What the cases declare endpoints on, and what they name.

#![allow(dead_code, unused_imports, unreachable_pub)]

pub use ibis_client::*;

/// A struct with a connection that leads nowhere.
pub struct Rooms;

impl HasConnection for Rooms {
    fn connection(&self) -> SharedConnection {
        Double.into()
    }
}

pub struct Double;

impl Connection for Double {
    fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async { Err(Error::unexpected_result("server")) })
    }
}
