//! The model of a parameter, and the checks of a method's parameters.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Pat, PatIdent, PatType, Signature, Type};

use crate::attr::{IbisAttr, Markers};
use crate::errors::Errors;
use crate::keywords::{Method, ParamIn, Role};
use crate::names;
use crate::reserved::RESERVED;
use crate::suggest::nearest;
use crate::types;

/// A parameter of an endpoint.
pub(crate) struct Param {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) ident: Ident,
    /// The API name.
    pub(crate) name: String,
    pub(crate) location: ParamIn,
    /// The declared type, without the `Option` of an optional parameter.
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    /// The role in a request that sends several calls, and the span of its marker.
    pub(crate) role: Option<(Role, Span)>,
}

/// How a caller passes the value of a parameter.
pub(crate) enum Kind {
    /// `&str`, `bool` or an integer: unchanged.
    Plain,
    /// `&[T]`: an iterable whose items convert to `T`.
    List(Box<Type>),
    /// Any other type: a value that converts to it.
    Into,
    /// An invalid type, which has been reported: any value.
    Invalid,
}

impl Kind {
    fn of(ty: &Type) -> Self {
        match ty {
            Type::Reference(reference) => match types::ungrouped(&reference.elem) {
                Type::Slice(slice) => Self::List(slice.elem.clone()),
                elem if types::is_str(elem) && reference.mutability.is_none() => Self::Plain,
                _ => Self::Into,
            },
            ty if types::is_primitive(ty) => Self::Plain,
            _ => Self::Into,
        }
    }
}

/// Parses the parameters of a method.
pub(crate) fn parse_all(
    sig: &Signature,
    ibis: &IbisAttr,
    generics: &[Ident],
    errors: &mut Errors,
) -> Vec<Param> {
    let typed = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    let mut params = Vec::new();
    for (index, typed) in typed.enumerate() {
        let mut param = Param::from_syn(typed, index, sig, ibis, generics, errors);
        param.check_duplicates(&params, errors);
        params.push(param);
    }
    check_path(ibis, &params, errors);
    // A setter that clashes with a method of requests would be a further error.
    params.retain(|param| !(param.optional && is_reserved(&param.ident)));
    params
}

impl Param {
    fn from_syn(
        typed: &PatType,
        index: usize,
        sig: &Signature,
        ibis: &IbisAttr,
        generics: &[Ident],
        errors: &mut Errors,
    ) -> Self {
        let Markers { docs, location, role, name } = Markers::from_attrs(&typed.attrs, errors);
        let ident = ident(typed, errors);
        let inner = types::inside_option(&typed.ty);
        let ty = types::ungrouped(inner.unwrap_or(&typed.ty)).clone();
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
            let instead = format!("`#[name = \"{name}\"] {ident}_value`, or any other name");
            errors.over(ident, format_args!("`{ident}` is a method of requests: write {instead}"));
        }
        let has_invalid_type = param.has_invalid_type(sig, generics, errors);
        param.check_location(typed, location, ibis, errors);
        if has_invalid_type {
            param.kind = Kind::Invalid;
        }
        param.check_role(typed, role, ibis, errors);
        param
    }

    /// Reports an invalid type. Returns whether it is invalid.
    fn has_invalid_type(&self, sig: &Signature, generics: &[Ident], errors: &mut Errors) -> bool {
        let before = errors.count();
        let (value, lifetime) = match (&self.ty, &self.kind) {
            (Type::Reference(reference), Kind::Plain) => (None, reference.lifetime.as_ref()),
            (Type::Reference(reference), Kind::List(elem)) => (Some(&**elem), reference.lifetime.as_ref()),
            (ty, _) => (Some(ty), None),
        };
        // Lifetime parameters of the method are already reported.
        if let Some(lifetime) = lifetime
            && sig.generics.lifetimes().next().is_none()
        {
            errors.over(lifetime, "a lifetime on a parameter: remove it, none is needed");
        }
        if let Some(ty) = value {
            if let Some(advice) = types::unsupported(ty) {
                let is_list = matches!(self.kind, Kind::List(_));
                let what = if is_list { "a list cannot hold" } else { "a parameter cannot be of type" };
                errors.over(ty, format_args!("{what} `{}`: {advice}", types::text(ty)));
            } else if let Some((span, problem)) = types::find_unsupported(ty, generics) {
                errors.at(span, problem);
            }
        }
        // The types of a generic method may use its parameters.
        errors.count() > before || !sig.generics.params.is_empty()
    }

    /// Sets the location. Reports conflicting markers, and types that a path cannot contain.
    fn check_location(
        &mut self,
        typed: &PatType,
        marker: Option<(ParamIn, Attribute)>,
        ibis: &IbisAttr,
        errors: &mut Errors,
    ) {
        let ident = &self.ident;
        let without_body = ibis.method.filter(|method| !method.has_body());
        let in_path = ibis.specifiers.contains(&self.name);
        self.location = match without_body {
            _ if in_path => ParamIn::Path,
            Some(_) => ParamIn::Query,
            None => ParamIn::Form,
        };
        match (marker, without_body) {
            (None, _) => {}
            (Some((location, attr)), _) if in_path => {
                errors.over(
                    attr,
                    format_args!("`#[{location}]` on `{ident}`, which is in the path: remove it"),
                );
            }
            (Some((ParamIn::Form, attr)), Some(method)) => {
                let instead = format!("remove it, `{ident}` goes into the query");
                errors.over(attr, format_args!("`#[form]` where `{method}` has no body: {instead}"));
            }
            (Some((location, _)), _) => self.location = location,
        }
        if !in_path {
            return;
        }
        if self.optional {
            let instead = format!("write `{}`", types::text(&self.ty));
            errors
                .over(&typed.ty, format_args!("`{ident}` is in the path and cannot be optional: {instead}"));
        } else if matches!(self.kind, Kind::List(_)) || types::inside_list(&self.ty).is_some() {
            let instead = "write the type of one value";
            errors.over(&typed.ty, format_args!("`{ident}` is in the path and cannot be a list: {instead}"));
        }
    }

    /// Sets the role of its marker, unless it cannot have one.
    fn check_role(
        &mut self,
        typed: &PatType,
        marker: Option<(Role, Attribute)>,
        ibis: &IbisAttr,
        errors: &mut Errors,
    ) {
        let Some((role, attr)) = marker else { return };
        let ident = &self.ident;
        if self.location == ParamIn::Path {
            let problem = format!("`#[{role}]` on `{ident}`, which is in the path: remove it");
            return errors.over(attr, problem);
        }
        // An unknown method and a form in a `GET` are already reported.
        if let Some(method) = ibis.method.filter(|method| *method != Method::Get) {
            let problem =
                format!("`#[{role}]` under `{method}`: remove it, only a `GET` is sent several times");
            return errors.over(attr, problem);
        }
        let problem = match (role, &self.kind) {
            (Role::After | Role::Offset, _) if !self.optional => {
                let ty = types::text(&self.ty);
                Some(format!("is `#[{role}]` and must be optional: write `Option<{ty}>`"))
            }
            (Role::Batch, Kind::List(elem)) if self.optional => {
                Some(format!("is `#[batch]` and cannot be optional: write `&[{}]`", types::text(elem)))
            }
            (Role::Batch, Kind::Plain | Kind::Into) => {
                let elem = types::inside_list(&self.ty).unwrap_or(&self.ty);
                Some(format!("is `#[batch]`, but not a slice: write `&[{}]`", types::owned(elem)))
            }
            _ => None,
        };
        if let Some(problem) = problem {
            errors.over(&typed.ty, format_args!("`{ident}` {problem}"));
        }
        // Callers may already use `pages` or `batched`.
        self.role = Some((role, attr.path().span()));
    }

    /// Reports a name, API name or role that an earlier parameter already has.
    fn check_duplicates(&mut self, others: &[Self], errors: &mut Errors) {
        let ident = &self.ident;
        if others.iter().any(|other| other.ident.unraw() == ident.unraw()) {
            errors.over(ident, format_args!("duplicate parameter `{ident}`: rename one"));
            self.ident = placeholder(others.len());
        } else if let Some(other) = others.iter().find(|other| other.name == self.name) {
            let (other, name) = (&other.ident, &self.name);
            let instead = "write another `#[name = \"…\"]`";
            errors.over(
                ident,
                format_args!("`{ident}` and `{other}` have the same API name `{name}`: {instead}"),
            );
        }
        let first = others.iter().find_map(|other| Some((other.role?.0, &other.ident)));
        if let (Some((role, span)), Some((first, other))) = (self.role, first) {
            errors.at(span, format_args!("`#[{role}]` conflicts with `#[{first}]` on `{other}`: remove one"));
            self.role = None;
        }
    }
}

/// The name of a parameter; `None` for any other pattern.
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

/// A unique name in place of an invalid one.
fn placeholder(index: usize) -> Ident {
    format_ident!("param_{index}", span = Span::mixed_site())
}

fn is_reserved(ident: &Ident) -> bool {
    RESERVED.iter().any(|name| ident == name)
}

/// Checks that each specifier of the path is unique and has a parameter.
fn check_path(IbisAttr { path, specifiers, .. }: &IbisAttr, params: &[Param], errors: &mut Errors) {
    for (index, name) in specifiers.iter().enumerate() {
        if specifiers[..index].contains(name) {
            errors.over(path, format_args!("duplicate specifier `%({name})s`: remove one"));
        } else if !params.iter().any(|param| param.name == *name) {
            let free = params.iter().map(|param| &param.name).filter(|free| !specifiers.contains(free));
            let by_ident = params.iter().find(|param| param.ident == name).map(|param| param.name.as_str());
            let hint = match by_ident.or_else(|| nearest(name, free.map(String::as_str))) {
                Some(near) => format!("did you mean `%({near})s`?"),
                None => format!("add one, as in `{name}: &str`"),
            };
            errors.over(path, format_args!("no parameter for `%({name})s`: {hint}"));
        }
    }
}
