//! The checks of parameters: names, types, places, and that path and parameters fit.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Pat, PatIdent, Type};

use super::{Block, RESERVED, ValidParam};
use crate::ast::{Endpoint, Kind, Param};
use crate::attr::Place;
use crate::errors::Errors;
use crate::names;
use crate::suggest::nearest;
use crate::types::{self, Misfit};

/// The parameters that have a name; any fault is reported.
pub(super) fn validate(endpoint: &Endpoint, block: &Block, errors: &mut Errors) -> Vec<ValidParam> {
    let params: Vec<(String, &Param)> =
        endpoint.params.iter().filter_map(|param| Some((wire_name(param)?, param))).collect();

    for param in &endpoint.params {
        check_name(param, errors);
        check_type(endpoint, param, block, errors);
    }
    check_duplicates(&params, errors);
    check_path(endpoint, &params, errors);
    super::roles::check_single(endpoint, errors);

    let specifiers = specifiers(endpoint);
    let valid = params.iter().filter_map(|(wire, param)| {
        let in_path = specifiers.iter().any(|name| name == wire);
        let place = check_place(endpoint, param, in_path, errors);
        super::roles::check(endpoint, param, place, errors);
        Some(ValidParam {
            docs: param.markers.docs.clone(),
            ident: param.ident.clone()?,
            wire: wire.clone(),
            place,
            ty: param.ty.clone(),
            kind: param.kind.clone(),
            optional: param.optional,
            role: param.markers.role.as_ref().map(|(role, _)| *role),
        })
    });
    valid.collect()
}

/// The name of a parameter on the wire.
pub(crate) fn wire_name(param: &Param) -> Option<String> {
    match &param.markers.name {
        Some(name) => Some(name.value()),
        None => param.ident.as_ref().map(names::wire_name),
    }
}

fn specifiers(endpoint: &Endpoint) -> &[String] {
    endpoint.call.path.as_ref().and_then(|path| path.specifiers.as_deref()).unwrap_or_default()
}

fn check_name(param: &Param, errors: &mut Errors) {
    let Some(ident) = &param.ident else {
        match &*param.original.pat {
            Pat::Ident(PatIdent { mutability: Some(mutability), by_ref: None, subpat: None, .. }) => {
                errors.over(mutability, "`mut` on a parameter: remove it");
            }
            pat => errors.over(pat, "a pattern as a parameter: write a name"),
        }
        return;
    };
    let name = ident.to_string();
    if param.optional && RESERVED.contains(&name.as_str()) {
        let wire = wire_name(param).unwrap_or_default();
        errors.at(
            ident.span(),
            format_args!(
                "`{name}` is a method of requests: \
                 write `#[name = \"{wire}\"] {name}_value`, or any other name"
            ),
        );
    }
}

fn check_type(endpoint: &Endpoint, param: &Param, block: &Block, errors: &mut Errors) {
    if param.optional && types::inside_option(&param.ty).is_some() {
        errors.over(&param.ty, "an `Option` inside of an `Option`: write one");
        return;
    }
    let (ty, lifetime) = match (&param.ty, &param.kind) {
        (Type::Reference(reference), Kind::Plain) => (None, reference.lifetime.as_ref()),
        (Type::Reference(reference), Kind::List(elem)) => (Some(&**elem), reference.lifetime.as_ref()),
        (ty, _) => (Some(ty), None),
    };
    // Where the method declares lifetimes, that is the mistake.
    if let Some(lifetime) = lifetime
        && endpoint.sig.generics.lifetimes().next().is_none()
    {
        errors.over(lifetime, "a lifetime on a parameter: remove it, none is needed");
    }
    if let Type::Reference(reference) = &param.ty
        && let Some(mutability) = &reference.mutability
    {
        errors.over(mutability, "`&mut` on a parameter: write a type that is sent");
        return;
    }
    let Some(ty) = ty else { return };
    match types::misfit(ty, &block.generics) {
        None => {}
        Some(Misfit::Reference(_)) if matches!(param.ty, Type::Reference(_)) => {
            let owned = match &param.ty {
                Type::Reference(reference) if matches!(param.kind, Kind::Converted) => {
                    types::text(&reference.elem)
                }
                _ => "String".to_owned(),
            };
            let instead = if matches!(param.kind, Kind::List(_)) { format!("&[{owned}]") } else { owned };
            errors.over(
                &param.ty,
                format_args!("a reference to something else than `str` or a slice: write `{instead}`"),
            );
        }
        Some(Misfit::Reference(span)) => {
            errors.at(span, "a reference inside of a parameter's type: write an owned type");
        }
        Some(Misfit::ImplTrait(span)) => errors.at(
            span,
            "`impl Trait` as a parameter: write the type out, callers may pass all that converts to it",
        ),
        Some(Misfit::Lifetime(span, name)) => {
            errors.at(span, format_args!("the lifetime `{name}` in a parameter's type: write an owned type"));
        }
        Some(misfit) => report_unnameable(&misfit, errors),
    }
}

/// Reports what means nothing in the request's module.
pub(super) fn report_unnameable(misfit: &Misfit, errors: &mut Errors) {
    match misfit {
        Misfit::SelfType(span) => {
            errors.at(
                *span,
                "`Self` in the types of an endpoint: write the type out, requests have another `Self`",
            );
        }
        Misfit::Generic(ident) => errors.at(
            ident.span(),
            format_args!(
                "`{ident}` is a parameter of the impl block, which requests do not have: write a type out"
            ),
        ),
        Misfit::Never(span) => errors.at(*span, "`!` in an endpoint: write a type that has values"),
        Misfit::Inferred(span) => errors.at(*span, "`_` in the types of an endpoint: write the type out"),
        Misfit::Reference(_) | Misfit::ImplTrait(_) | Misfit::Lifetime(..) => {}
    }
}

fn check_duplicates(params: &[(String, &Param)], errors: &mut Errors) {
    let mut idents = BTreeSet::new();
    let mut wires: BTreeMap<&str, &Param> = BTreeMap::new();
    for (wire, param) in params {
        let Some(ident) = &param.ident else { continue };
        if !idents.insert(ident.to_string()) {
            errors.at(ident.span(), format_args!("duplicate parameter `{ident}`: rename one"));
            continue;
        }
        if let Some(other) = wires.insert(wire, param)
            && let Some(other) = &other.ident
        {
            let culprit =
                param.markers.name.as_ref().map_or(ident.to_token_stream(), ToTokens::to_token_stream);
            errors.over(
                culprit,
                format_args!(
                    "`{ident}` and `{other}` are both `{wire}` on the wire: write another `#[name = \"…\"]`"
                ),
            );
        }
    }
}

/// Checks that each specifier of the path has its parameter, and is there once.
fn check_path(endpoint: &Endpoint, params: &[(String, &Param)], errors: &mut Errors) {
    let Some(path) = &endpoint.call.path else { return };
    let mut seen = BTreeSet::new();
    for name in specifiers(endpoint) {
        if !seen.insert(name) {
            errors.over(
                &path.literal,
                format_args!(
                    "duplicate specifier `%({name})s`: remove one, a parameter has one place in the path"
                ),
            );
            continue;
        }
        if params.iter().any(|(wire, _)| wire == name) {
            continue;
        }
        let free = params
            .iter()
            .map(|(wire, _)| wire.as_str())
            .filter(|wire| !specifiers(endpoint).iter().any(|s| s == wire));
        let by_ident =
            params.iter().find(|(_, param)| param.ident.as_ref().is_some_and(|ident| ident == name));
        let near = by_ident.map(|(wire, _)| wire.as_str()).or_else(|| nearest(name, free));
        let hint = match near {
            Some(near) => format!("did you mean `%({near})s`?"),
            None => format!("add one, as in `{name}: &str`"),
        };
        errors.over(&path.literal, format_args!("no parameter for `%({name})s`: {hint}"));
    }
}

/// The place of a parameter; what a path cannot hold, and a marker that contradicts, is reported.
fn check_place(endpoint: &Endpoint, param: &Param, in_path: bool, errors: &mut Errors) -> Place {
    let has_body = endpoint.call.verb.is_none_or(crate::attr::Verb::has_body);
    let name = param.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    if in_path {
        if let Some((place, attr)) = &param.markers.place {
            errors.over(attr, format_args!("`#[{place}]` on `{name}`, which is in the path: remove it"));
        }
        if param.optional {
            let inner = types::text(&param.ty);
            errors.over(
                &param.original.ty,
                format_args!("`{name}` is in the path and cannot be left out: write `{inner}`"),
            );
        } else if types::is_list(&param.ty) {
            errors.over(
                &param.original.ty,
                format_args!("`{name}` is in the path, which has no lists: write the type of one value"),
            );
        }
        return Place::Path;
    }
    match &param.markers.place {
        Some((Place::Form, attr)) if !has_body => {
            let verb = endpoint.call.verb.map(|verb| verb.to_string()).unwrap_or_default();
            errors.over(
                attr,
                format_args!("`#[form]` where `{verb}` has no body: remove it, `{name}` goes into the query"),
            );
            Place::Form
        }
        Some((place, _)) => *place,
        None if has_body => Place::Form,
        None => Place::Query,
    }
}
