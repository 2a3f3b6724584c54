//! The checks of `#[after]`, `#[offset]` and `#[batch]`: which parameter can be for that.

use syn::Type;

use crate::ast::{Endpoint, Kind, Param};
use crate::attr::{Place, Role, Verb};
use crate::errors::Errors;
use crate::types;

/// Checks that the method has one of the three at most.
pub(super) fn check_single(endpoint: &Endpoint, errors: &mut Errors) {
    let mut marked = endpoint.params.iter().filter_map(|param| Some((param, param.markers.role.as_ref()?)));
    let Some((first, (first_role, _))) = marked.next() else { return };
    let name = name_of(first);
    for (_, (role, attr)) in marked {
        errors.over(
            attr,
            format_args!(
                "`#[{role}]` besides `#[{first_role}]` on `{name}`: a method has one of them, remove one"
            ),
        );
    }
}

/// Checks that the parameter can have the role that its marker gives it.
pub(super) fn check(endpoint: &Endpoint, param: &Param, place: Place, errors: &mut Errors) {
    let Some((role, attr)) = &param.markers.role else { return };
    let name = name_of(param);
    if place == Place::Path {
        errors.over(attr, format_args!("`#[{role}]` on `{name}`, which is in the path: remove it"));
        return;
    }
    // A method that is unknown is reported as such, and so is a form that `GET` does not have.
    if let Some(verb) = endpoint.call.verb
        && verb != Verb::Get
    {
        errors.over(
            attr,
            format_args!("`#[{role}]` under `{verb}`: remove it, only a `GET` is sent several times"),
        );
        return;
    }
    let ty = &param.original.ty;
    match role {
        Role::After | Role::Offset if !param.optional => {
            let inner = types::text(&param.ty);
            errors.over(
                ty,
                format_args!(
                    "`{name}` is `#[{role}]`, which the first page is without: write `Option<{inner}>`"
                ),
            );
        }
        Role::Batch => {
            let elem = elem(param);
            if !matches!(param.kind, Kind::List(_)) {
                errors.over(ty, format_args!("`{name}` is `#[batch]`, but no slice: write `&[{elem}]`"));
            } else if param.optional {
                errors.over(
                    ty,
                    format_args!("`{name}` is `#[batch]` and cannot be left out: write `&[{elem}]`"),
                );
            }
        }
        Role::After | Role::Offset => {}
    }
}

fn name_of(param: &Param) -> String {
    param.ident.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// What a list of such values would be a list of.
fn elem(param: &Param) -> String {
    match (&param.kind, &param.ty) {
        (Kind::List(elem), _) => types::text(elem),
        (_, Type::Reference(_)) => "String".to_owned(),
        (_, ty) => types::text(types::inside_list(ty).unwrap_or(ty)),
    }
}
