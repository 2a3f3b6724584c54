//! The error for a field that was not fetched.

use std::borrow::Cow;

use crate::error::OneLine;

/// The error returned for a field that the request did not fetch.
///
/// The service sends some fields only if they are fetched, with [`fetch!`](crate::fetch!). An empty list means that there
/// are no such values; this error means that they were not requested.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{field}` of this {} was not fetched: add `{}` to the fetch of the request",
    .model.to_lowercase(),
    OneLine(.fetch)
)]
#[non_exhaustive]
pub struct NotFetched {
    pub(super) model: &'static str,
    pub(super) field: &'static str,
    pub(super) fetch: Cow<'static, str>,
}

impl NotFetched {
    /// The API name of the field, such as `managedByGroups`.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The name that fetches the field, such as `managed_by_groups`.
    pub fn fetch(&self) -> &str {
        &self.fetch
    }
}
