//! What the tests share.

pub(crate) mod facts;
pub(crate) mod rows;
pub(crate) mod socket;

use ibis_client::Error;

/// The error of a call that has to fail; the value of one that does not is no use in the message.
pub(crate) fn refused<T>(result: Result<T, Error>) -> Error {
    match result {
        Ok(_) => panic!("the call went through"),
        Err(error) => error,
    }
}
