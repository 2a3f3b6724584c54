//! The model of a parameter, and the checks of all the parameters of a method.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Attribute, FnArg, Pat, PatIdent, PatType, Signature, Type};

use crate::attr::{Call, Markers};
use crate::errors::Errors;
use crate::names;
use crate::reserved::RESERVED;
use crate::suggest::nearest;
use crate::types;
use crate::words::{Method, ParamIn, Role};

/// A parameter of an endpoint.
pub(crate) struct Param {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) ident: Ident,
    /// What the service calls it.
    pub(crate) name: String,
    pub(crate) location: ParamIn,
    /// The declared type, inside of the `Option` of an optional parameter.
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    /// What it is for in a request of several calls, and where that is said.
    pub(crate) role: Option<(Role, Span)>,
}

/// How a caller gives the value of a parameter.
pub(crate) enum Kind {
    /// `&str`, `bool` or an integer: as it is.
    Plain,
    /// `&[T]`: anything that is a list of what converts to `T`.
    List(Box<Type>),
    /// Any other type: anything that converts to it.
    Converted,
    /// A type whose fault has been reported: anything.
    Faulty,
}

impl Kind {
    fn of(ty: &Type) -> Self {
        match ty {
            Type::Reference(reference) => match types::peeled(&reference.elem) {
                Type::Slice(slice) => Self::List(slice.elem.clone()),
                elem if types::is_str(elem) && reference.mutability.is_none() => Self::Plain,
                _ => Self::Converted,
            },
            ty if types::is_primitive(ty) => Self::Plain,
            _ => Self::Converted,
        }
    }
}

/// The parameters of a method, in their order.
pub(crate) fn all(sig: &Signature, call: &Call, generics: &[Ident], errors: &mut Errors) -> Vec<Param> {
    let typed = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    let mut params = Vec::new();
    let (mut idents, mut by_name) = (BTreeSet::new(), BTreeMap::new());
    let mut several: Option<(Role, Ident)> = None;
    for (index, typed) in typed.enumerate() {
        let mut param = Param::from_syn(typed, index, sig, call, generics, errors);
        if !idents.insert(param.ident.unraw()) {
            errors.at(param.ident.span(), format_args!("duplicate parameter `{}`: rename one", param.ident));
            param.ident = placeholder(index);
        } else if let Some(other) = by_name.insert(param.name.clone(), param.ident.clone()) {
            let problem = format!(
                "`{}` and `{other}` are both called `{}` by the service: write another `#[name = \"…\"]`",
                param.ident, param.name
            );
            errors.at(param.ident.span(), problem);
        }
        if let Some((role, span)) = param.role {
            match &several {
                Some((first, ident)) => {
                    let problem = format!(
                        "`#[{role}]` besides `#[{first}]` on `{ident}`: a method has one of them, remove one"
                    );
                    errors.at(span, problem);
                    param.role = None;
                }
                None => several = Some((role, param.ident.clone())),
            }
        }
        params.push(param);
    }
    check_path(call, &params, errors);
    // A setter of a name that requests have for themselves would be a further error.
    params.retain(|param| !(param.optional && is_reserved(&param.ident)));
    params
}

impl Param {
    fn from_syn(
        typed: &PatType,
        index: usize,
        sig: &Signature,
        call: &Call,
        generics: &[Ident],
        errors: &mut Errors,
    ) -> Self {
        let Markers { docs, location, role, name } = Markers::from_attrs(&typed.attrs, errors);
        let ident = ident(typed, errors);
        let inner = types::inside_option(&typed.ty);
        let ty = types::peeled(inner.unwrap_or(&typed.ty)).clone();
        let name = match (&name, &ident) {
            (Some(name), _) => name.value(),
            (None, Some(ident)) => names::api_name(ident),
            (None, None) => String::new(),
        };
        let mut param = Self {
            docs,
            ident: ident.unwrap_or_else(|| placeholder(index)),
            name,
            location: ParamIn::Path,
            kind: Kind::of(&ty),
            ty,
            optional: inner.is_some(),
            role: None,
        };
        if param.optional && is_reserved(&param.ident) {
            let (ident, name) = (&param.ident, &param.name);
            let problem = format!(
                "`{ident}` is a method of requests: write `#[name = \"{name}\"] {ident}_value`, or any other name"
            );
            errors.at(ident.span(), problem);
        }
        if !param.check_type(sig, generics, errors) {
            param.kind = Kind::Faulty;
        }
        param.check_location(typed, location, call, errors);
        param.role = role.filter(|(role, attr)| param.check_role(typed, *role, attr, call, errors)).map(
            |(role, attr)| {
                use syn::spanned::Spanned;
                (role, attr.path().span())
            },
        );
        param
    }

    /// `false`: its type is not one that a parameter can have.
    fn check_type(&self, sig: &Signature, generics: &[Ident], errors: &mut Errors) -> bool {
        let before = errors.count();
        let (ty, lifetime) = match (&self.ty, &self.kind) {
            (Type::Reference(reference), Kind::Plain) => (None, reference.lifetime.as_ref()),
            (Type::Reference(reference), Kind::List(elem)) => (Some(&**elem), reference.lifetime.as_ref()),
            (ty, _) => (Some(ty), None),
        };
        // Where the method declares lifetimes, that is the mistake.
        if let Some(lifetime) = lifetime
            && sig.generics.lifetimes().next().is_none()
        {
            errors.over(lifetime, "a lifetime on a parameter: remove it, none is needed");
        }
        let Some(ty) = ty else { return errors.count() == before };
        if let Some(advice) = types::unsendable(ty) {
            let written = types::text(&self.ty);
            errors.over(&self.ty, format_args!("a parameter cannot be of type `{written}`: {advice}"));
        } else if let Some((span, problem)) = types::fault(ty, generics) {
            match (&self.ty, &self.kind) {
                (Type::Reference(_), Kind::List(elem)) => errors.over(
                    &self.ty,
                    format_args!("a slice of references as a parameter: write `&[{}]`", types::owned(elem)),
                ),
                (Type::Reference(_), _) => errors.over(
                    &self.ty,
                    format_args!(
                        "a reference to something other than `str` or a slice: write `{}`",
                        types::owned(&self.ty)
                    ),
                ),
                _ => errors.at(span, problem),
            }
        }
        // Where the method has generic parameters, its types may name them.
        errors.count() == before && sig.generics.params.is_empty()
    }

    /// Sets where it goes; what a path cannot hold, and a marker that contradicts, is reported.
    fn check_location(
        &mut self,
        typed: &PatType,
        marker: Option<(ParamIn, Attribute)>,
        call: &Call,
        errors: &mut Errors,
    ) {
        let ident = &self.ident;
        let has_body = call.method.is_none_or(Method::has_body);
        let in_path = call.specifiers().contains(&self.name);
        self.location = match marker {
            Some((location, attr)) if in_path => {
                let problem = format!("`#[{location}]` on `{ident}`, which is in the path: remove it");
                errors.over(attr, problem);
                ParamIn::Path
            }
            None if in_path => ParamIn::Path,
            Some((ParamIn::Form, attr)) if !has_body => {
                let method = call.method.map(|method| method.to_string()).unwrap_or_default();
                let problem = format!(
                    "`#[form]` where `{method}` has no body: remove it, `{ident}` goes into the query"
                );
                errors.over(attr, problem);
                ParamIn::Form
            }
            Some((location, _)) => location,
            None if has_body => ParamIn::Form,
            None => ParamIn::Query,
        };
        if !in_path {
            return;
        }
        if self.optional {
            let inner = types::text(&self.ty);
            let problem = format!("`{ident}` is in the path and cannot be left out: write `{inner}`");
            errors.over(&typed.ty, problem);
        } else if types::is_list(&self.ty) {
            let problem =
                format!("`{ident}` is in the path, which has no lists: write the type of one value");
            errors.over(&typed.ty, problem);
        }
    }

    /// Whether the parameter can have the role that its marker gives it.
    fn check_role(
        &self,
        typed: &PatType,
        role: Role,
        attr: &Attribute,
        call: &Call,
        errors: &mut Errors,
    ) -> bool {
        let ident = &self.ident;
        if self.location == ParamIn::Path {
            errors.over(attr, format_args!("`#[{role}]` on `{ident}`, which is in the path: remove it"));
            return false;
        }
        // A method that is unknown is reported as such, and so is a form that `GET` does not have.
        if let Some(method) = call.method
            && method != Method::Get
        {
            let problem =
                format!("`#[{role}]` under `{method}`: remove it, only a `GET` is sent several times");
            errors.over(attr, problem);
            return false;
        }
        let problem = match (role, &self.kind) {
            (Role::After | Role::Offset, _) if !self.optional => {
                format!(
                    "is `#[{role}]`, which the first page is without: write `Option<{}>`",
                    types::text(&self.ty)
                )
            }
            (Role::Batch, Kind::List(elem)) if self.optional => {
                format!("is `#[batch]` and cannot be left out: write `&[{}]`", types::text(elem))
            }
            (Role::Batch, Kind::Plain | Kind::Converted) => {
                let elem = types::inside_list(&self.ty).unwrap_or(&self.ty);
                format!("is `#[batch]`, but not a slice: write `&[{}]`", types::owned(elem))
            }
            _ => return true,
        };
        errors.over(&typed.ty, format_args!("`{ident}` {problem}"));
        // A caller may use `pages` and `batched` all the same.
        true
    }
}

/// The name of a parameter; `None` where a pattern stands in its place.
fn ident(typed: &PatType, errors: &mut Errors) -> Option<Ident> {
    match &*typed.pat {
        Pat::Ident(PatIdent { by_ref: None, mutability: None, subpat: None, ident, .. }) => {
            return Some(ident.clone());
        }
        Pat::Ident(PatIdent { mutability: Some(mutability), by_ref: None, subpat: None, .. }) => {
            errors.over(mutability, "`mut` on a parameter: remove it");
        }
        pat => errors.over(pat, "a pattern as a parameter: write a name"),
    }
    None
}

/// A name that no parameter has been given.
fn placeholder(index: usize) -> Ident {
    format_ident!("param_{index}", span = Span::mixed_site())
}

fn is_reserved(ident: &Ident) -> bool {
    RESERVED.iter().any(|name| ident == name)
}

/// Checks that each specifier of the path has its parameter, and is there once.
fn check_path(call: &Call, params: &[Param], errors: &mut Errors) {
    let Some(path) = &call.path else { return };
    let specifiers = call.specifiers();
    let mut seen = BTreeSet::new();
    for name in specifiers {
        if !seen.insert(name) {
            let problem = format!(
                "duplicate specifier `%({name})s`: remove one, a parameter has one place in the path"
            );
            errors.over(&path.literal, problem);
            continue;
        }
        if params.iter().any(|param| param.name == *name) {
            continue;
        }
        let free = params.iter().map(|param| param.name.as_str());
        let free = free.filter(|free| !specifiers.iter().any(|name| name == free));
        let by_ident = params.iter().find(|param| param.ident == name).map(|param| param.name.as_str());
        let hint = match by_ident.or_else(|| nearest(name, free)) {
            Some(near) => format!("did you mean `%({near})s`?"),
            None => format!("add one, as in `{name}: &str`"),
        };
        errors.over(&path.literal, format_args!("no parameter for `%({name})s`: {hint}"));
    }
}
