//! The one door through which the expansion of the macros reaches this crate. Not for other use.

pub use crate::api::markers;
pub use crate::call::{IntoParam, IntoParamList, ParamValue, convert, convert_list, value};
pub use crate::connection::{BlockingConnection, BoxFuture, Connection, HasConnection};
pub use crate::endpoint::{Endpoint, Method, Param};
pub use crate::error::Error;
pub use crate::request::{Batched, Pages, Request};
pub use crate::result::FromResult;

use crate::fetch::Fetch;

/// A fetch whose names `fetch!` has checked.
pub const fn fetch<E>(names: &'static str) -> Fetch<E> {
    Fetch::from_checked(names)
}
