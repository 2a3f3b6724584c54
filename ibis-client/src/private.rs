//! The items that macro expansions use. Not part of the public interface.

pub use crate::__request as request;
pub use crate::api::markers;
#[cfg(feature = "blocking")]
pub use crate::blocking::send;
pub use crate::call::{IntoParam, IntoParamList};
pub use crate::endpoint::{Endpoint, Method, Param};
pub use crate::request::{Batched, Listing, Pages, Request};

use crate::fetch::Fetch;

/// Creates a fetch from names that `fetch!` has checked.
pub const fn fetch<E>(names: &'static str) -> Fetch<E> {
    Fetch::from_checked(names)
}
