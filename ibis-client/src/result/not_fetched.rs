//! The difference between "there are none" and "nobody asked".

use std::borrow::Cow;

/// A field was read that the request did not fetch.
///
/// Fields that cost the service something to find are sent only when they are asked for, with
/// [`fetch!`](crate::fetch!). An empty list means that there are none; this error means that nobody asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` of this {} was not fetched: add `{fetch}` to the fetch of the request", .model.to_lowercase())]
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

    /// The attributes of a scheme were not fetched.
    pub(super) fn scheme(model: &'static str, scheme: &str) -> Self {
        Self { model, field: "attributes", fetch: Cow::Owned(scheme.to_owned()) }
    }

    /// The name of the field on the wire, such as `managedByGroups`.
    pub fn field(&self) -> &str {
        self.field
    }

    /// What the request would have to fetch, such as `managed_by_groups`.
    pub fn fetch(&self) -> &str {
        &self.fetch
    }
}
