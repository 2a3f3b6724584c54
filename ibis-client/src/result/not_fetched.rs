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
    model: &'static str,
    field: &'static str,
    fetch: Cow<'static, str>,
}

impl NotFetched {
    pub(super) const fn new(model: &'static str, field: &'static str, fetch: &'static str) -> Self {
        Self { model, field, fetch: Cow::Borrowed(fetch) }
    }

    /// The error for the attributes of a scheme.
    pub(super) fn scheme(model: &'static str, scheme: &str) -> Self {
        Self { model, field: "attributes", fetch: Cow::Owned(scheme.to_owned()) }
    }

    /// The API name of the field, such as `managedByGroups`.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The name that fetches the field, such as `managed_by_groups`.
    pub fn fetch(&self) -> &str {
        &self.fetch
    }
}
