//! The model of a declared method. Anything invalid is reported and replaced, so that one mistake is one error.

use proc_macro2::Ident;
use quote::{ToTokens, format_ident};
use syn::{Attribute, LitStr, ReceiverKind, ReturnType, Signature, Token, Type, Visibility, parse_quote};

use crate::attr::{IbisAttr, is_cfg};
use crate::errors::Errors;
use crate::keywords::Method;
use crate::names;
use crate::param::{self, Param};
use crate::types;

/// A declared method.
pub(crate) struct Endpoint {
    /// All attributes except `#[ibis]`.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) self_token: Token![self],
    pub(crate) method: Method,
    pub(crate) path: LitStr,
    pub(crate) params: Vec<Param>,
    pub(crate) result: Type,
    /// The name of its request type.
    pub(crate) request: Ident,
}

impl Endpoint {
    pub(crate) fn from_syn(
        attrs: Vec<Attribute>,
        vis: Visibility,
        sig: &Signature,
        ibis: IbisAttr,
        generics: &[Ident],
        errors: &mut Errors,
    ) -> Self {
        let ident = sig.ident.clone();
        check_qualifiers(sig, errors);
        check_generics(sig, errors);
        check_receiver(sig, errors);
        let params = param::parse_all(sig, &ibis, generics, errors);
        let request = names::type_name(&ident);
        let request = names::identifier(&request, ident.span()).unwrap_or_else(|| {
            errors.over(&ident, format_args!("no request type can be called `{request}`: rename `{ident}`"));
            format_ident!("Request{request}")
        });
        Self {
            self_token: sig.receiver().map_or_else(Default::default, |receiver| receiver.self_token),
            method: ibis.method.unwrap_or(Method::Get),
            path: ibis.path.unwrap_or_else(|| parse_quote!("/")),
            params,
            result: checked_result(sig, generics, errors).unwrap_or_else(|| parse_quote!(())),
            ident,
            request,
            attrs,
            vis,
        }
    }

    /// The `#[cfg]` attributes.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attr| is_cfg(attr))
    }

    pub(crate) fn is_conditional(&self) -> bool {
        self.cfgs().next().is_some()
    }
}

fn check_qualifiers(sig: &Signature, errors: &mut Errors) {
    let words: [(&dyn ToTokens, &str); 5] = [
        (&sig.constness, "remove it"),
        (&sig.asyncness, "remove it, its request is awaited directly"),
        (&sig.safety, "remove it"),
        (&sig.abi, "remove it"),
        (&sig.variadic, "write each parameter"),
    ];
    for (word, instead) in words {
        let word = word.to_token_stream();
        if !word.is_empty() {
            errors.over(&word, format_args!("`{word}` on an endpoint: {instead}"));
        }
    }
}

fn check_generics(sig: &Signature, errors: &mut Errors) {
    let generics = &sig.generics;
    if generics.lt_token.is_some() {
        let only_lifetimes =
            !generics.params.is_empty() && generics.params.len() == generics.lifetimes().count();
        let instead = if only_lifetimes {
            "remove them, references need no lifetime here"
        } else {
            "write the types out, callers may pass anything that converts to them"
        };
        errors.over(generics, format_args!("generic parameters on an endpoint: {instead}"));
    }
    if let Some(clause) = &generics.where_clause {
        errors.over(clause, "a `where` clause on an endpoint: remove it, or move it to the impl block");
    }
}

fn check_receiver(sig: &Signature, errors: &mut Errors) {
    let Some(receiver) = sig.receiver() else {
        let ident = &sig.ident;
        return errors.over(ident, format_args!("no `&self`: write `fn {ident}(&self, …)`"));
    };
    for attr in &receiver.attrs {
        errors.over(attr, "no attribute on `&self`: remove it");
    }
    let problem = match &receiver.kind {
        ReceiverKind::Reference(_, None, None) => return,
        ReceiverKind::Reference(_, Some(lifetime), None) => {
            return errors.over(lifetime, "a lifetime on `&self`: write `&self`");
        }
        ReceiverKind::Reference(..) => "`&mut self`",
        ReceiverKind::Value => "`self` by value",
        _ => "a typed `self`",
    };
    errors.over(receiver, format_args!("{problem} on an endpoint: write `&self`"));
}

fn checked_result(sig: &Signature, generics: &[Ident], errors: &mut Errors) -> Option<Type> {
    let ReturnType::Type(_, ty) = &sig.output else {
        errors.at(
            sig.paren_token.span.close(),
            "no return type: write `-> Type`, or `-> ()` if the response holds nothing",
        );
        return None;
    };
    match types::find_unsupported(ty, generics) {
        // Generic parameters are already reported.
        None => sig.generics.params.is_empty().then(|| (**ty).clone()),
        Some((span, problem)) => {
            errors.at(span, problem);
            None
        }
    }
}
