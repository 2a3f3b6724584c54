//! The checks. What passes them has types of its own, from which the expansion cannot fail.

mod params;
mod roles;
mod signature;

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, GenericParam, Meta, Receiver, Type, Visibility};

use crate::ast::{Endpoint, Kind, Member, Methods};
use crate::attr::{Options, PathTemplate, Place, Role, Verb};
use crate::errors::Errors;
use crate::names;

/// The names that every request module has for itself.
pub(crate) const MODULE_NAMES: [&str; 4] = ["Answers", "ConnectionOf", "ENDPOINTS", "Request"];
/// Methods that requests have, which a setter would clash with.
pub(crate) const RESERVED: [&str; 7] =
    ["timeout", "send", "into_future", "pages", "batched", "__new", "__set"];
/// Types of the prelude, which cannot be reached through `super` when a request type hides them.
const PRELUDE: [&str; 5] = ["Option", "Result", "String", "Vec", "Box"];

/// A checked endpoint.
pub(crate) struct ValidEndpoint {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) receiver: Receiver,
    pub(crate) names: Names,
    pub(crate) verb: Verb,
    pub(crate) path: PathTemplate,
    pub(crate) params: Vec<ValidParam>,
    pub(crate) result: Type,
}

/// A checked parameter.
pub(crate) struct ValidParam {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) wire: String,
    pub(crate) place: Place,
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    pub(crate) role: Option<Role>,
}

/// What is named after an endpoint in the request module.
#[derive(Clone)]
pub(crate) struct Names {
    /// The request type, `GetPerson`.
    pub(crate) request: Ident,
    /// The description, `GET_PERSON`.
    pub(crate) constant: Ident,
    /// The endpoint as a type, `GetPersonEndpoint`.
    pub(crate) marker: Ident,
}

/// What a declared method becomes.
pub(crate) enum Checked<'a> {
    Valid(Box<ValidEndpoint>),
    /// Faulty, and reported; the names are `None` where they are what is wrong.
    Faulty(&'a Endpoint, Option<Names>),
    /// A second method of the same name, which cannot be there at all.
    Repeated,
}

/// The parts of a block that hold for all of its endpoints.
pub(crate) struct Block {
    /// The name of the request module.
    pub(crate) module: Ident,
    /// The last name of the self type, for the documentation.
    pub(crate) self_name: String,
    /// Where the self type is named.
    pub(crate) span: Span,
    /// The generic parameters of the block, lifetimes apart.
    pub(crate) generics: Vec<Ident>,
}

impl Block {
    /// Checks what does not belong to a single endpoint.
    pub(crate) fn validate(methods: &Methods, options: &Options, errors: &mut Errors) -> Self {
        if let Some((path, for_token)) = &methods.block.trait_ {
            let mut culprit = path.to_token_stream();
            for_token.to_tokens(&mut culprit);
            errors.over(
                culprit,
                "`#[ibis_methods]` on the impl of a trait: write the endpoints in `impl Type { … }`",
            );
        } else if methods.endpoints().next().is_none() {
            errors.over(
                &methods.block.self_ty,
                "no endpoint in this block: write `#[ibis(METHOD \"path\")]` above a function without a body, \
                 or remove `#[ibis_methods]`",
            );
        }
        let generics = methods.block.generics.params.iter().filter_map(|param| match param {
            GenericParam::Type(param) => Some(param.ident.clone()),
            GenericParam::Const(param) => Some(param.ident.clone()),
            GenericParam::Lifetime(_) => None,
        });
        let (self_name, module) = names_of_block(&methods.block.self_ty, options, errors);
        Self { module, self_name, span: methods.block.self_ty.span(), generics: generics.collect() }
    }
}

fn names_of_block(self_ty: &Type, options: &Options, errors: &mut Errors) -> (String, Ident) {
    let last = match crate::types::peeled(self_ty) {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.clone()),
        _ => None,
    };
    let self_name = last.as_ref().map(ToString::to_string).unwrap_or_default();
    if let Some(module) = &options.module {
        return (self_name, module.clone());
    }
    let name = last.as_ref().map(names::module_name).unwrap_or_default();
    let module = names::identifier(&name, Span::call_site()).unwrap_or_else(|| {
        let why = match name.as_str() {
            "" => "the module of its requests has no name".to_owned(),
            name => format!("the module of its requests cannot be called `{name}`"),
        };
        errors.over(self_ty, format_args!("{why}: write `#[ibis_methods(module = name)]`"));
        Ident::new("requests", Span::call_site())
    });
    (self_name, module)
}

/// Checks each endpoint for itself, and then the names that they share a module with.
pub(crate) fn endpoints<'a>(
    methods: &'a Methods,
    block: &Block,
    errors: &mut Errors,
) -> Vec<Option<Checked<'a>>> {
    let mut taken: BTreeMap<String, &Endpoint> = BTreeMap::new();
    let mut checked = Vec::new();
    for member in &methods.members {
        let Member::Endpoint(endpoint) = member else {
            checked.push(None);
            continue;
        };
        let before = errors.count();
        if let Some(first) = repeated(&taken, endpoint) {
            errors.at(
                endpoint.sig.ident.span(),
                format_args!("duplicate endpoint `{}`: rename one", first.sig.ident),
            );
            checked.push(Some(Checked::Repeated));
            continue;
        }
        let names = Names::validate(endpoint, methods, &mut taken, errors);
        let result = signature::validate(endpoint, block, errors);
        let params = params::validate(endpoint, block, errors);
        checked.push(Some(match (names, result) {
            (Some(names), Some((receiver, result)))
                if errors.count() == before
                    && endpoint.call.verb.is_some()
                    && endpoint.call.path.is_some() =>
            {
                Checked::valid(endpoint, names, receiver, result, params)
            }
            (names, _) => Checked::Faulty(endpoint, names),
        }));
    }
    checked
}

impl<'a> Checked<'a> {
    fn valid(
        endpoint: &'a Endpoint,
        names: Names,
        receiver: Receiver,
        result: Type,
        params: Vec<ValidParam>,
    ) -> Self {
        let (Some(verb), Some(path)) = (endpoint.call.verb, endpoint.call.path.clone()) else {
            return Self::Faulty(endpoint, Some(names));
        };
        if path.specifiers.is_none() {
            return Self::Faulty(endpoint, Some(names));
        }
        Self::Valid(Box::new(ValidEndpoint {
            attrs: endpoint.attrs.clone(),
            vis: endpoint.vis.clone(),
            ident: endpoint.sig.ident.clone(),
            receiver,
            names,
            verb,
            path,
            params,
            result,
        }))
    }
}

impl Names {
    fn validate<'a>(
        endpoint: &'a Endpoint,
        methods: &Methods,
        taken: &mut BTreeMap<String, &'a Endpoint>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let ident = &endpoint.sig.ident;
        let names = Self::of(ident);
        let Some(names) = names else {
            errors.at(
                ident.span(),
                format_args!("no request type can be called `{}`: rename `{ident}`", names::type_name(ident)),
            );
            return None;
        };
        if hides_prelude(&names.request, methods) {
            errors.at(
                ident.span(),
                format_args!(
                    "the request type of `{ident}` would hide `{}`, which this block uses: rename `{ident}`",
                    names.request
                ),
            );
            return None;
        }
        for name in [&names.request, &names.constant, &names.marker] {
            let text = name.to_string();
            if MODULE_NAMES.contains(&text.as_str()) {
                errors.at(
                    ident.span(),
                    format_args!("`{text}` is taken in the module of the requests: rename `{ident}`"),
                );
                return None;
            }
            match taken.get(&text) {
                Some(other) if !(is_conditional(other) && is_conditional(endpoint)) => {
                    let other = &other.sig.ident;
                    errors.at(
                        ident.span(),
                        format_args!("`{ident}` and `{other}` would both have `{text}`: rename one"),
                    );
                    return None;
                }
                _ => {}
            }
        }
        for name in [&names.request, &names.constant, &names.marker] {
            taken.entry(name.to_string()).or_insert(endpoint);
        }
        Some(names)
    }

    fn of(ident: &Ident) -> Option<Self> {
        let span = ident.span();
        let request = names::type_name(ident);
        Some(Self {
            marker: names::identifier(&format!("{request}Endpoint"), span)?,
            request: names::identifier(&request, span)?,
            constant: names::identifier(&names::constant_name(ident), span)?,
        })
    }
}

/// The endpoint of the same name, where both are there.
fn repeated<'a>(taken: &BTreeMap<String, &'a Endpoint>, endpoint: &Endpoint) -> Option<&'a Endpoint> {
    let first = taken.get(&names::type_name(&endpoint.sig.ident))?;
    let same = first.sig.ident == endpoint.sig.ident;
    (same && !(is_conditional(first) && is_conditional(endpoint))).then_some(first)
}

/// Whether an endpoint is there under some configurations only.
fn is_conditional(endpoint: &Endpoint) -> bool {
    endpoint.attrs.iter().any(is_cfg)
}

/// Whether this is `#[cfg(…)]`, or a `#[cfg_attr(…, cfg(…))]`.
pub(crate) fn is_cfg(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    attr.path().is_ident("cfg")
        || attr.path().is_ident("cfg_attr")
            && list.tokens.clone().into_iter().skip(1).any(|token| token.to_string() == "cfg")
}

/// A method `option` has a request type `Option`, which hides the prelude's where a declaration names that.
fn hides_prelude(request: &Ident, methods: &Methods) -> bool {
    let name = request.to_string();
    PRELUDE.contains(&name.as_str()) && methods.endpoints().any(|endpoint| names_type(endpoint, &name))
}

fn names_type(endpoint: &Endpoint, name: &str) -> bool {
    let result = match &endpoint.sig.output {
        syn::ReturnType::Type(_, ty) => Some(&**ty),
        syn::ReturnType::Default => None,
    };
    let types = endpoint.params.iter().map(|param| &param.ty).chain(result);
    types.flat_map(crate::types::heads).any(|head| head == name)
}
