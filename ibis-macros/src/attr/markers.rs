//! Parses the markers of parameters: `#[query]`, `#[name = "apiName"]`, `#[after]` and the others.

use std::fmt::Display;

use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue};

use crate::errors::Errors;
use crate::keywords::{ParamIn, Role};
use crate::suggest::nearest;
use crate::types::path_text;

/// The attributes of a parameter.
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
        let name = path_text(attr.path());
        match (name.as_str(), ParamIn::from_keyword(&name), Role::from_keyword(&name)) {
            ("doc", ..) => self.docs.push(attr.clone()),
            ("name", ..) => self.set_name(attr, errors),
            ("path", ..) => {
                errors.over(attr, "no `#[path]` on a parameter: name it in the path instead, as `%(name)s`");
            }
            (_, Some(location), _) => set(&mut self.location, location, attr, errors),
            (_, _, Some(role)) => set(&mut self.role, role, attr, errors),
            ("cfg" | "cfg_attr", ..) => {
                let instead = "declare the method twice, each with its `#[cfg]`";
                errors.over(attr, format_args!("no `#[{name}]` on a parameter: {instead}"));
            }
            _ => errors.over(attr, format_args!("unknown marker `#[{name}]`: {}", suggestion(&name))),
        }
    }

    fn set_name(&mut self, attr: &Attribute, errors: &mut Errors) {
        let Some(literal) = string_value(attr) else {
            return errors.over(attr, "the name is a string: write `#[name = \"apiName\"]`");
        };
        if literal.value().is_empty() {
            errors.over(literal, "empty name: write the API name of the parameter");
        } else if self.name.replace(literal.clone()).is_some() {
            errors.over(attr, "duplicate `#[name]`: remove one");
        }
    }
}

/// The value of `#[name = "value"]` or a doc comment.
pub(crate) fn string_value(attr: &Attribute) -> Option<&LitStr> {
    match &attr.meta {
        Meta::NameValue(MetaNameValue { value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) => {
            Some(text)
        }
        _ => None,
    }
}

/// Sets a marker that a parameter can have once. The first one takes precedence.
fn set<T: Display + PartialEq>(
    slot: &mut Option<(T, Attribute)>,
    value: T,
    attr: &Attribute,
    errors: &mut Errors,
) {
    if !matches!(attr.meta, Meta::Path(_)) {
        errors.over(attr, format_args!("`#[{value}]` takes no arguments: write `#[{value}]`"));
    }
    match slot {
        Some((other, _)) if *other == value => {
            errors.over(attr, format_args!("duplicate `#[{value}]`: remove one"));
        }
        Some((other, _)) => {
            errors.over(attr, format_args!("`#[{value}]` conflicts with `#[{other}]`: remove one"));
        }
        None => *slot = Some((value, attr.clone())),
    }
}

/// What to write in place of an unknown marker.
fn suggestion(name: &str) -> String {
    let known = ["query", "form", "name", "after", "offset", "batch"];
    match (name, nearest(name, known)) {
        ("rename" | "param" | "wire" | "serde", _) => "write `#[name = \"apiName\"]`".to_owned(),
        ("body" | "data" | "field", _) => "write `#[form]`".to_owned(),
        (_, Some("name")) => "did you mean `#[name = \"apiName\"]`?".to_owned(),
        (_, Some(near)) => format!("did you mean `#[{near}]`?"),
        (_, None) => {
            "write `#[query]`, `#[form]`, `#[after]`, `#[offset]`, `#[batch]` or `#[name = \"apiName\"]`"
                .to_owned()
        }
    }
}
