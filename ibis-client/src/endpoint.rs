//! Descriptions of endpoints.

use std::fmt;

/// An HTTP method that the service uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`: reads.
    Get,
    /// `POST`: adds.
    Post,
    /// `PUT`: changes.
    Put,
    /// `DELETE`: removes.
    Delete,
}

impl Method {
    /// Returns the method as HTTP spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether the method only reads, as HTTP defines a safe method.
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The description of an endpoint.
///
/// It is the declaration in [`ibis_methods`](macro@crate::ibis_methods), as data.
///
/// ```
/// use ibis_client::{Method, person_methods};
///
/// let endpoint = person_methods::GetPerson::ENDPOINT;
/// assert_eq!(endpoint.method, Method::Get);
/// assert_eq!(endpoint.path, "/api/v1/person/%(scheme)s/%(identifier)s");
/// assert!(endpoint.params.iter().any(|param| param.name == "fetch" && !param.required));
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The name of the Rust method that calls the endpoint.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, with a specifier `%(name)s` for each path parameter.
    pub path: &'static str,
    /// The parameters, in declaration order.
    pub params: &'static [Param],
    /// The declared type of the result.
    pub result: &'static str,
}

impl Endpoint {
    /// Creates the description of an endpoint.
    pub const fn new(
        name: &'static str,
        method: Method,
        path: &'static str,
        params: &'static [Param],
        result: &'static str,
    ) -> Self {
        Self { name, method, path, params, result }
    }
}

/// The location of a parameter in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParamIn {
    /// In the path, in place of a specifier.
    Path,
    /// In the query.
    Query,
    /// In the form that is the body.
    Form,
}

/// A parameter of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Param {
    /// The API name, such as `orderBy`.
    pub name: &'static str,
    /// The location in a request.
    pub location: ParamIn,
    /// The declared type, without the `Option` of an optional parameter.
    pub ty: &'static str,
    /// Whether the parameter is required.
    pub required: bool,
    /// Its role in paging or batching, or `None` if it does not have one.
    pub role: Option<Role>,
}

/// The role of a parameter in a request that is made in several calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The identifier after which the next page starts: `#[after]`.
    After,
    /// The number of results to skip: `#[offset]`.
    Offset,
    /// A list that is split into several calls if it does not fit into one URL: `#[batch]`.
    Batch,
}

impl Param {
    const fn new(name: &'static str, location: ParamIn, ty: &'static str) -> Self {
        Self { name, location, ty, required: true, role: None }
    }

    /// Creates a required path parameter.
    pub const fn path(name: &'static str, ty: &'static str) -> Self {
        Self::new(name, ParamIn::Path, ty)
    }

    /// Creates a required query parameter.
    pub const fn query(name: &'static str, ty: &'static str) -> Self {
        Self::new(name, ParamIn::Query, ty)
    }

    /// Creates a required form parameter.
    pub const fn form(name: &'static str, ty: &'static str) -> Self {
        Self::new(name, ParamIn::Form, ty)
    }

    /// Makes the parameter optional.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// Sets the role [`Role::After`].
    #[must_use]
    pub const fn after(self) -> Self {
        Self { role: Some(Role::After), ..self }
    }

    /// Sets the role [`Role::Offset`].
    #[must_use]
    pub const fn offset(self) -> Self {
        Self { role: Some(Role::Offset), ..self }
    }

    /// Sets the role [`Role::Batch`].
    #[must_use]
    pub const fn batch(self) -> Self {
        Self { role: Some(Role::Batch), ..self }
    }
}
