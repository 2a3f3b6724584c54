//! The model of a declared method. What is faulty in it is reported and mended, so that one mistake is one error.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::{
    Attribute, FnArg, LitStr, Meta, Receiver, ReceiverKind, ReturnType, Safety, Signature, Token, Type,
    Visibility, parse_quote,
};

use crate::attr::Call;
use crate::errors::Errors;
use crate::names;
use crate::param::{self, Param};
use crate::types;
use crate::words::Method;

/// A method that is declared by its signature.
pub(crate) struct Endpoint {
    /// All attributes but `#[ibis]`.
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
        call: Call,
        generics: &[Ident],
        errors: &mut Errors,
    ) -> Self {
        check_words(sig, errors);
        check_generics(sig, errors);
        let receiver = sig.inputs.iter().find_map(|input| match input {
            FnArg::Receiver(receiver) => Some(receiver),
            FnArg::Typed(_) => None,
        });
        check_receiver(receiver, &sig.ident, errors);
        let params = param::all(sig, &call, generics, errors);
        let request = names::type_name(&sig.ident);
        let request = names::identifier(&request, sig.ident.span()).unwrap_or_else(|| {
            let problem = format!("no request type can be called `{request}`: rename `{}`", sig.ident);
            errors.at(sig.ident.span(), problem);
            format_ident!("Request{request}")
        });
        Self {
            self_token: receiver
                .map_or_else(|| Token![self](Span::call_site()), |receiver| receiver.self_token),
            method: call.method.unwrap_or(Method::Get),
            path: call.path.map_or_else(|| parse_quote!("/"), |path| path.literal),
            params,
            result: checked_result(sig, generics, errors).unwrap_or_else(|| parse_quote!(())),
            ident: sig.ident.clone(),
            request,
            attrs,
            vis,
        }
    }

    /// Takes the name of its request type, unless another endpoint has it. `false`: the method itself is there twice.
    pub(crate) fn claim_request(
        &mut self,
        taken: &mut BTreeMap<String, (Ident, bool)>,
        errors: &mut Errors,
    ) -> bool {
        let (ident, conditional) = (&self.ident, self.cfgs().next().is_some());
        match taken.get(&self.request.to_string()) {
            Some((_, true)) if conditional => {}
            Some((other, _)) if other == ident => {
                errors.at(ident.span(), format_args!("duplicate endpoint `{ident}`: rename one"));
                return false;
            }
            Some((other, _)) => {
                let problem =
                    format!("`{ident}` and `{other}` would both have `{}`: rename one", self.request);
                errors.at(ident.span(), problem);
                self.request = format_ident!("{}{}", self.request, taken.len());
            }
            None => {}
        }
        taken.insert(self.request.to_string(), (self.ident.clone(), conditional));
        true
    }

    /// The attributes by which the endpoint is there under some configurations only.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attr| is_cfg(attr))
    }
}

/// Whether this is `#[cfg(…)]`, or a `#[cfg_attr(…, cfg(…))]`.
pub(crate) fn is_cfg(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    attr.path().is_ident("cfg")
        || attr.path().is_ident("cfg_attr")
            && list.tokens.clone().into_iter().skip(1).any(|token| token.to_string() == "cfg")
}

fn check_words(sig: &Signature, errors: &mut Errors) {
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

fn check_generics(sig: &Signature, errors: &mut Errors) {
    let generics = &sig.generics;
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

fn check_receiver(receiver: Option<&Receiver>, ident: &Ident, errors: &mut Errors) {
    let Some(receiver) = receiver else {
        errors.at(ident.span(), format_args!("no `&self`: write `fn {ident}(&self, …)`"));
        return;
    };
    for attr in &receiver.attrs {
        errors.over(attr, "no attribute on `&self`: remove it");
    }
    match &receiver.kind {
        ReceiverKind::Reference(_, None, None) => {}
        ReceiverKind::Reference(_, _, Some(_)) => {
            errors.over(receiver, "`&mut self` on an endpoint: write `&self`");
        }
        ReceiverKind::Reference(_, Some(lifetime), None) => {
            errors.over(lifetime, "a lifetime on `&self`: write `&self`");
        }
        ReceiverKind::Value => errors.over(receiver, "`self` by value on an endpoint: write `&self`"),
        _ => errors.over(receiver, "a typed `self` on an endpoint: write `&self`"),
    }
}

fn checked_result(sig: &Signature, generics: &[Ident], errors: &mut Errors) -> Option<Type> {
    let ReturnType::Type(_, ty) = &sig.output else {
        errors.at(
            sig.paren_token.span.close(),
            "no return type: write `-> Type`, or `-> ()` if the response holds nothing",
        );
        return None;
    };
    match types::fault(ty, generics) {
        // Where the method has generic parameters, those are the mistake.
        None => sig.generics.params.is_empty().then(|| (**ty).clone()),
        Some((span, problem)) => {
            errors.at(span, problem);
            None
        }
    }
}
