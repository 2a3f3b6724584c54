//! Shared helpers.

pub(crate) mod facts;
pub(crate) mod rows;
pub(crate) mod socket;

use ibis_client::Error;

/// The error of a call that must fail. If it succeeds, the panic does not show the value.
pub(crate) fn refused<T>(result: Result<T, Error>) -> Error {
    match result {
        Ok(_) => panic!("the call went through"),
        Err(error) => error,
    }
}
