//! The markers of parameters: `#[query]`, `#[name = "wireName"]`, `#[after]` and the others.

use std::fmt;

use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

use crate::errors::Errors;
use crate::suggest::nearest;
use crate::types::path_text;

/// Where the value of a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParamIn {
    Path,
    Query,
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

/// What a parameter is for, where a request can take more than one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    After,
    Offset,
    Batch,
}

impl Role {
    /// The method that a request has for it.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::After | Self::Offset => "pages",
            Self::Batch => "batched",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::After => "after",
            Self::Offset => "offset",
            Self::Batch => "batch",
        })
    }
}

/// What is written before a parameter.
#[derive(Default)]
pub(crate) struct Markers {
    pub(crate) docs: Vec<Attribute>,
    /// `#[query]` or `#[form]`, and the attribute itself.
    pub(crate) location: Option<(ParamIn, Attribute)>,
    /// `#[after]`, `#[offset]` or `#[batch]`, and the attribute itself.
    pub(crate) role: Option<(Role, Attribute)>,
    /// The value of `#[name = "…"]`.
    pub(crate) name: Option<LitStr>,
}

impl Markers {
    pub(crate) fn from_attrs(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut markers = Self::default();
        for attr in attrs {
            markers.add(attr, errors);
        }
        markers
    }

    fn add(&mut self, attr: &Attribute, errors: &mut Errors) {
        let name = attr.path().get_ident().map(ToString::to_string).unwrap_or_default();
        match name.as_str() {
            "doc" => self.docs.push(attr.clone()),
            "query" => self.set_location(ParamIn::Query, attr, errors),
            "form" => self.set_location(ParamIn::Form, attr, errors),
            "after" => self.set_role(Role::After, attr, errors),
            "offset" => self.set_role(Role::Offset, attr, errors),
            "batch" => self.set_role(Role::Batch, attr, errors),
            "name" => self.set_name(attr, errors),
            "cfg" | "cfg_attr" => errors.over(
                attr,
                format_args!(
                    "no `#[{name}]` on a parameter: declare the method twice, each with its `#[cfg]`"
                ),
            ),
            "path" => {
                errors.over(attr, "no `#[path]` on a parameter: name it in the path instead, as `%(name)s`");
            }
            _ => {
                let written = if name.is_empty() { path_text(attr.path()) } else { name };
                let hint = match written.as_str() {
                    "rename" | "param" | "wire" | "serde" => "write `#[name = \"wireName\"]`".to_owned(),
                    "body" | "data" | "field" => "write `#[form]`".to_owned(),
                    _ => match nearest(&written, ["query", "form", "name", "after", "offset", "batch"]) {
                        Some("name") => "did you mean `#[name = \"wireName\"]`?".to_owned(),
                        Some(near) => format!("did you mean `#[{near}]`?"),
                        None => "write `#[query]`, `#[form]`, `#[after]`, `#[offset]`, `#[batch]` or \
                                 `#[name = \"wireName\"]`"
                            .to_owned(),
                    },
                };
                errors.over(attr, format_args!("unknown marker `#[{written}]`: {hint}"));
            }
        }
    }

    fn set_location(&mut self, location: ParamIn, attr: &Attribute, errors: &mut Errors) {
        check_bare(location, attr, errors);
        match &self.location {
            Some((other, _)) if *other == location => {
                errors.over(attr, format_args!("duplicate `#[{location}]`: remove one"));
            }
            Some((other, _)) => {
                errors.over(
                    attr,
                    format_args!("`#[{location}]` after `#[{other}]`: a parameter goes to one place"),
                );
            }
            None => self.location = Some((location, attr.clone())),
        }
    }

    fn set_role(&mut self, role: Role, attr: &Attribute, errors: &mut Errors) {
        check_bare(role, attr, errors);
        match &self.role {
            Some((other, _)) if *other == role => {
                errors.over(attr, format_args!("duplicate `#[{role}]`: remove one"));
            }
            Some((other, _)) => {
                errors.over(
                    attr,
                    format_args!("`#[{role}]` after `#[{other}]`: a parameter has one of them, remove one"),
                );
            }
            None => self.role = Some((role, attr.clone())),
        }
    }

    fn set_name(&mut self, attr: &Attribute, errors: &mut Errors) {
        let literal = match &attr.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) => Some(literal),
                _ => None,
            },
            _ => None,
        };
        match literal {
            None => errors.over(attr, "the wire name is a string: write `#[name = \"wireName\"]`"),
            Some(literal) if literal.value().is_empty() => {
                errors.over(literal, "empty wire name: write what the service calls the parameter");
            }
            Some(_) if self.name.is_some() => errors.over(attr, "duplicate `#[name]`: remove one"),
            Some(literal) => self.name = Some(literal.clone()),
        }
    }
}

/// Reports what is written behind the name of a marker that takes nothing.
fn check_bare(name: impl fmt::Display, attr: &Attribute, errors: &mut Errors) {
    if !matches!(attr.meta, Meta::Path(_)) {
        errors.over(attr, format_args!("`#[{name}]` takes nothing: write `#[{name}]`"));
    }
}
