//! The checks of a signature: its words, its receiver, its result.

use quote::ToTokens;
use syn::{Receiver, ReceiverKind, ReturnType, Safety, Type};

use super::Block;
use crate::ast::Endpoint;
use crate::errors::Errors;
use crate::types::{self, Misfit};

/// The receiver and the result, when both are what they should be.
pub(super) fn validate(endpoint: &Endpoint, block: &Block, errors: &mut Errors) -> Option<(Receiver, Type)> {
    check_words(endpoint, errors);
    check_generics(endpoint, errors);
    let receiver = check_receiver(endpoint, errors);
    let result = check_result(endpoint, block, errors);
    Some((receiver?, result?))
}

fn check_words(endpoint: &Endpoint, errors: &mut Errors) {
    let sig = &endpoint.sig;
    if let Some(word) = &sig.constness {
        errors.over(word, "`const` on an endpoint: remove it");
    }
    if let Some(word) = &sig.asyncness {
        errors.over(word, "`async` on an endpoint: remove it, its request is awaited as it is");
    }
    if let Safety::Unsafe(word) = &sig.safety {
        errors.over(word, "`unsafe` on an endpoint: remove it");
    }
    if let Some(abi) = &sig.abi {
        errors.over(abi, "`extern` on an endpoint: remove it");
    }
    if let Some(variadic) = &sig.variadic {
        errors.over(variadic.dots, "`...` in an endpoint: write each parameter");
    }
}

fn check_generics(endpoint: &Endpoint, errors: &mut Errors) {
    let generics = &endpoint.sig.generics;
    if generics.lt_token.is_some() {
        let only_lifetimes =
            !generics.params.is_empty() && generics.params.len() == generics.lifetimes().count();
        let instead = if only_lifetimes {
            "remove them, references need no lifetime here"
        } else {
            "write the types out, callers may pass all that converts to them"
        };
        errors.over(generics, format_args!("generic parameters on an endpoint: {instead}"));
    }
    if let Some(clause) = &generics.where_clause {
        errors.over(clause, "a `where` clause on an endpoint: remove it, or move it to the impl block");
    }
}

fn check_receiver(endpoint: &Endpoint, errors: &mut Errors) -> Option<Receiver> {
    let ident = &endpoint.sig.ident;
    let Some(receiver) = &endpoint.receiver else {
        errors.at(ident.span(), format_args!("no `&self`: write `fn {ident}(&self, …)`"));
        return None;
    };
    for attr in &receiver.attrs {
        errors.over(attr, "no attribute on `&self`: remove it");
    }
    match &receiver.kind {
        ReceiverKind::Reference(_, None, None) => return Some(receiver.clone()),
        ReceiverKind::Reference(_, _, Some(_)) => {
            errors.over(receiver, "`&mut self` on an endpoint: write `&self`");
        }
        ReceiverKind::Reference(_, Some(lifetime), None) => {
            errors.over(lifetime, "a lifetime on `&self`: write `&self`");
        }
        ReceiverKind::Value => errors.over(receiver, "`self` by value on an endpoint: write `&self`"),
        _ => errors.over(receiver, "a typed `self` on an endpoint: write `&self`"),
    }
    None
}

fn check_result(endpoint: &Endpoint, block: &Block, errors: &mut Errors) -> Option<Type> {
    let ReturnType::Type(_, ty) = &endpoint.sig.output else {
        errors.at(
            endpoint.sig.paren_token.span.close(),
            "no return type: write `-> Type`, or `-> ()` when the answer holds nothing",
        );
        return None;
    };
    match types::misfit(ty, &block.generics) {
        None => return Some((**ty).clone()),
        Some(Misfit::Reference(_)) => errors.over(
            reference_in(ty).map_or_else(|| ty.to_token_stream(), ToTokens::to_token_stream),
            "a reference in the result of an endpoint: write an owned type, the answer holds what it has",
        ),
        Some(Misfit::ImplTrait(span)) => {
            errors.at(span, "`impl Trait` in the result of an endpoint: write the type out");
        }
        Some(Misfit::Lifetime(span, name)) => errors.at(
            span,
            format_args!("the lifetime `{name}` in the result of an endpoint: write an owned type"),
        ),
        Some(misfit) => super::params::report_unnameable(&misfit, errors),
    }
    None
}

/// The reference, when it is the type itself or the one thing inside of it.
fn reference_in(ty: &Type) -> Option<&Type> {
    match types::peeled(ty) {
        Type::Reference(_) => Some(ty),
        ty => types::inside_option(ty).and_then(reference_in),
    }
}
