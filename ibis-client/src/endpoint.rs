//! Descriptions of endpoints, as constants that the declarations become.

use std::fmt;

/// An HTTP method that the service uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Adds.
    Post,
    /// Changes.
    Put,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as HTTP spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether requests of this method change nothing.
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What [`ibis_methods`](macro@crate::ibis_methods) makes of a declaration, as data.
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
    /// The name of the method that calls it.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, with a specifier `%(name)s` for each path parameter.
    pub path: &'static str,
    /// The parameters, in the order of the declaration.
    pub params: &'static [Param],
    /// The type of the result, as declared.
    pub result: &'static str,
}

impl Endpoint {
    /// Describes an endpoint.
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

/// Where a parameter goes in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParamIn {
    /// In the place of a specifier of the path.
    Path,
    /// In the query.
    Query,
    /// In a form, which is the body.
    Form,
}

impl fmt::Display for ParamIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Form => "form",
        })
    }
}

/// A parameter of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Param {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub location: ParamIn,
    /// The declared type; for an optional one that inside the `Option`.
    pub ty: &'static str,
    /// Whether a call must give it.
    pub required: bool,
    /// What it is for, where a request of more than one call depends on it.
    pub role: Option<Role>,
}

/// What a parameter does in a request that takes more than one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// It takes the identifier of the last one received, to read on after it: `#[after]`.
    After,
    /// It takes how many results to skip: `#[offset]`.
    Offset,
    /// It is a list that may be longer than one URL can hold: `#[batch]`.
    Batch,
}

impl Param {
    const fn new(name: &'static str, location: ParamIn, ty: &'static str) -> Self {
        Self { name, location, ty, required: true, role: None }
    }

    /// A required parameter in the path.
    pub const fn path(name: &'static str, ty: &'static str) -> Self {
        Self::new(name, ParamIn::Path, ty)
    }

    /// A required parameter in the query.
    pub const fn query(name: &'static str, ty: &'static str) -> Self {
        Self::new(name, ParamIn::Query, ty)
    }

    /// A required parameter in the form.
    pub const fn form(name: &'static str, ty: &'static str) -> Self {
        Self::new(name, ParamIn::Form, ty)
    }

    /// The same parameter, but optional.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same parameter, as the one that says where to read on.
    #[must_use]
    pub const fn after(self) -> Self {
        self.with_role(Role::After)
    }

    /// The same parameter, as the one that says how many results to skip.
    #[must_use]
    pub const fn offset(self) -> Self {
        self.with_role(Role::Offset)
    }

    /// The same parameter, as the list that is split where a URL is too short for it.
    #[must_use]
    pub const fn batch(self) -> Self {
        self.with_role(Role::Batch)
    }

    const fn with_role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }
}
