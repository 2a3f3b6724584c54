//! The model of an impl block with endpoints.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{AttrStyle, Attribute, GenericParam, ImplItem, ItemImpl, Meta, Signature, Token, Type, Visibility};

use crate::attr::{Call, Options, is_ibis};
use crate::endpoint::Endpoint;
use crate::errors::Errors;
use crate::{names, types};

/// A block whose faults have been reported and mended, so that it can be expanded.
pub(crate) struct Block {
    /// The block as it was written; its items have moved to `members`.
    pub(crate) item: ItemImpl,
    pub(crate) members: Vec<Member>,
    /// The name of the module of its requests.
    pub(crate) module: Ident,
    /// The path of the client crate.
    pub(crate) krate: syn::Path,
}

/// An item of a block.
pub(crate) enum Member {
    Endpoint(Box<Endpoint>),
    /// Anything else, which stays as it is.
    Other(TokenStream),
}

/// A function without a body, which rustc's own parser accepts in an impl block.
struct Declaration {
    attrs: Vec<Attribute>,
    vis: Visibility,
    sig: Signature,
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let declaration =
            Self { attrs: input.call(Attribute::parse_outer)?, vis: input.parse()?, sig: input.parse()? };
        input.parse::<Token![;]>()?;
        Ok(declaration)
    }
}

impl Block {
    pub(crate) fn from_syn(mut item: ItemImpl, options: &Options, errors: &mut Errors) -> Self {
        // Inner attributes say the same in front of the block, where they can be carried to its module.
        item.attrs.iter_mut().for_each(|attr| attr.style = AttrStyle::Outer);
        let generics = item.generics.params.iter().filter_map(|param| match param {
            GenericParam::Type(param) => Some(param.ident.clone()),
            GenericParam::Const(param) => Some(param.ident.clone()),
            GenericParam::Lifetime(_) => None,
        });
        let generics: Vec<Ident> = generics.collect();
        let mut members = Vec::new();
        let mut requests = BTreeMap::new();
        for member in std::mem::take(&mut item.items) {
            match Member::from_syn(member, &generics, errors) {
                Member::Endpoint(mut endpoint) => {
                    if endpoint.claim_request(&mut requests, errors) {
                        members.push(Member::Endpoint(endpoint));
                    }
                }
                other @ Member::Other(_) => members.push(other),
            }
        }
        let module = module(&item.self_ty, options, errors);
        let krate = options.krate.clone().unwrap_or_else(|| syn::parse_quote!(::ibis_client));
        let block = Self { item, members, module, krate };
        block.check(errors);
        block
    }

    fn check(&self, errors: &mut Errors) {
        if let Some((path, for_token)) = &self.item.trait_ {
            errors.over(
                quote!(#path #for_token),
                "`#[ibis_methods]` on the impl of a trait: write the endpoints in `impl Type { … }`",
            );
        } else if self.endpoints().next().is_none() {
            errors.over(
                &self.item.self_ty,
                "no endpoint in this block: write `#[ibis(METHOD \"path\")]` above a function without a body, \
                 or remove `#[ibis_methods]`",
            );
        }
    }

    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.members.iter().filter_map(|member| match member {
            Member::Endpoint(endpoint) => Some(&**endpoint),
            Member::Other(_) => None,
        })
    }

    /// The path of the self type, for the documentation.
    pub(crate) fn self_path(&self) -> String {
        match types::peeled(&self.item.self_ty) {
            Type::Path(path) => types::path_text(&path.path),
            _ => String::new(),
        }
    }
}

/// The name of the module of the requests: that of the options, or that of the type in snake_case.
fn module(self_ty: &Type, options: &Options, errors: &mut Errors) -> Ident {
    if let Some(module) = &options.module {
        return module.clone();
    }
    let last = match types::peeled(self_ty) {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.clone()),
        _ => None,
    };
    let name = last.as_ref().map(names::module_name).unwrap_or_default();
    let problem = match names::identifier(&name, self_ty.span()) {
        Some(module) if last.is_none_or(|last| last != name) => return module,
        Some(_) => format!("the module of its requests would be called `{name}`, like the type"),
        None if name.is_empty() => "the module of its requests has no name".to_owned(),
        None => format!("the module of its requests cannot be called `{name}`"),
    };
    errors.over(self_ty, format_args!("{problem}: write `#[ibis_methods(module = name)]`"));
    format_ident!("requests")
}

impl Member {
    fn from_syn(item: ImplItem, generics: &[Ident], errors: &mut Errors) -> Self {
        match item {
            ImplItem::Fn(function) if function.attrs.iter().any(is_ibis) => {
                errors.over(
                    function.block,
                    "a body under `#[ibis]`: write `;` in its place, the macro makes the body",
                );
                Self::declared(function.attrs, function.vis, &function.sig, generics, errors)
            }
            ImplItem::Verbatim(tokens) => match Declaration::parse.parse2(tokens.clone()) {
                Ok(Declaration { attrs, vis, sig }) => Self::declared(attrs, vis, &sig, generics, errors),
                Err(_) => Self::Other(tokens),
            },
            mut item => {
                if let Some(attrs) = attrs_of(&mut item) {
                    for attr in attrs.extract_if(.., |attr| is_ibis(attr)) {
                        errors.over(attr, "`#[ibis]` on something that is not a function: remove it");
                    }
                }
                Self::Other(item.into_token_stream())
            }
        }
    }

    fn declared(
        mut attrs: Vec<Attribute>,
        vis: Visibility,
        sig: &Signature,
        generics: &[Ident],
        errors: &mut Errors,
    ) -> Self {
        let mut calls = attrs.extract_if(.., |attr| is_ibis(attr)).collect::<Vec<_>>().into_iter();
        let call = if let Some(attr) = calls.next() {
            Call::from_attr(&attr, errors)
        } else {
            report_missing(&mut attrs, sig, errors);
            Call::default()
        };
        for attr in calls {
            errors.over(attr, "duplicate `#[ibis]`: a method is one endpoint, remove one");
        }
        Self::Endpoint(Box::new(Endpoint::from_syn(attrs, vis, sig, call, generics, errors)))
    }
}

fn attrs_of(item: &mut ImplItem) -> Option<&mut Vec<Attribute>> {
    match item {
        ImplItem::Const(item) => Some(&mut item.attrs),
        ImplItem::Type(item) => Some(&mut item.attrs),
        ImplItem::Macro(item) => Some(&mut item.attrs),
        _ => None,
    }
}

/// Says what a function without a body lacks, at an attribute that was probably meant to be it.
fn report_missing(attrs: &mut Vec<Attribute>, sig: &Signature, errors: &mut Errors) {
    let meant = attrs.iter().position(|attr| {
        let name = attr.path().segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let conditional = matches!(&attr.meta, Meta::List(list) if name == "cfg_attr"
            && list.tokens.clone().into_iter().any(|token| token.to_string() == "ibis"));
        conditional || crate::suggest::nearest(&name, ["ibis"]).is_some()
    });
    match meant.map(|index| attrs.remove(index)) {
        Some(attr) if attr.path().is_ident("cfg_attr") => {
            errors.over(attr, "`#[ibis]` inside of `#[cfg_attr]`: write `#[cfg(…)]` and `#[ibis(…)]` apart");
        }
        Some(attr) => errors.over(
            attr.path(),
            "unknown attribute on a function without a body: did you mean `#[ibis(METHOD \"path\")]`?",
        ),
        None => errors.at(
            sig.ident.span(),
            format_args!(
                "no endpoint of `{}`: write `#[ibis(METHOD \"path\")]` above it, or give it a body",
                sig.ident
            ),
        ),
    }
}
