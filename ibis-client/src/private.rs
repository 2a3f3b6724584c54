//! The one door through which the expansion of the macros reaches this crate. Not for other use.

pub use crate::__request as request;
pub use crate::api::markers;
#[cfg(feature = "blocking")]
pub use crate::blocking::send;
pub use crate::call::{IntoParam, IntoParamList};
pub use crate::endpoint::{Endpoint, Method, Param};
pub use crate::request::{Batched, Listing, Pages, Request};

use crate::fetch::Fetch;

/// A fetch whose names `fetch!` has checked.
pub const fn fetch<E>(names: &'static str) -> Fetch<E> {
    Fetch::from_checked(names)
}
