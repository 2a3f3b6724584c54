//! The struct that the cases declare endpoints on, and the types that they name.

#![allow(dead_code, unused_imports, unreachable_pub)]

pub use ibis_client::*;

/// A struct whose connection is never used.
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
