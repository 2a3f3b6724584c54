//! The model of an impl block with endpoints.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{
    AttrStyle, Attribute, ForeignItemFn, ImplItem, ImplItemConst, ImplItemMacro, ImplItemType, ItemImpl,
    Path, Signature, Type, Visibility, parse_quote,
};

use crate::attr::{IbisAttr, Options, is_cfg_attr, is_ibis};
use crate::endpoint::Endpoint;
use crate::errors::Errors;
use crate::suggest::nearest;
use crate::{names, types};

/// A block that can be expanded, with placeholders for anything invalid, which has been reported.
pub(crate) struct Block {
    /// The block without its items, which are in `members`.
    pub(crate) item: ItemImpl,
    pub(crate) members: Vec<Member>,
    /// The name of the module with its requests.
    pub(crate) module: Ident,
    /// The path of the client crate.
    pub(crate) krate: Path,
}

/// An item of a block.
pub(crate) enum Member {
    Endpoint(Box<Endpoint>),
    /// Anything else, which is emitted unchanged.
    Other(TokenStream),
}

impl Block {
    pub(crate) fn from_syn(mut item: ItemImpl, options: Options, errors: &mut Errors) -> Self {
        // As outer attributes, they can be copied to the module.
        item.attrs.iter_mut().for_each(|attr| attr.style = AttrStyle::Outer);
        let types = item.generics.type_params().map(|param| &param.ident);
        let consts = item.generics.const_params().map(|param| &param.ident);
        let generics: Vec<Ident> = types.chain(consts).cloned().collect();
        let items = std::mem::take(&mut item.items);
        let mut block = Self {
            module: options.module.unwrap_or_else(|| requests_module(&item.self_ty, errors)),
            krate: options.krate.unwrap_or_else(|| parse_quote!(::ibis_client)),
            item,
            members: Vec::new(),
        };
        for item in items {
            match Member::from_syn(item, &generics, errors) {
                Member::Endpoint(endpoint) => block.add(endpoint, errors),
                other @ Member::Other(_) => block.members.push(other),
            }
        }
        block.check(errors);
        block
    }

    /// Adds an endpoint unless it is a duplicate, with a unique name for its request type.
    fn add(&mut self, mut endpoint: Box<Endpoint>, errors: &mut Errors) {
        let (ident, request) = (&endpoint.ident, &endpoint.request);
        match self.endpoints().find(|other| other.request == *request) {
            Some(other) if other.is_conditional() && endpoint.is_conditional() => {}
            Some(other) if other.ident == *ident => {
                return errors.over(ident, format_args!("duplicate endpoint `{ident}`: rename one"));
            }
            Some(other) => {
                let problem =
                    format!("`{ident}` and `{}` would both have `{request}`: rename one", other.ident);
                errors.over(ident, problem);
                endpoint.request = format_ident!("{request}{}", self.members.len());
            }
            None => {}
        }
        self.members.push(Member::Endpoint(endpoint));
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

    /// The path of the self type, for documentation.
    pub(crate) fn self_path(&self) -> String {
        types::path(&self.item.self_ty).map(types::path_text).unwrap_or_default()
    }
}

/// The name of the module with the requests: the type's in snake_case.
fn requests_module(self_ty: &Type, errors: &mut Errors) -> Ident {
    let last = types::path(self_ty).and_then(|path| path.segments.last()).map(|last| &last.ident);
    let name = last.map(names::module_name).unwrap_or_default();
    let problem = match names::identifier(&name, self_ty.span()) {
        Some(module) if last.is_none_or(|last| *last != name) => return module,
        Some(_) => format!("would be called `{name}`, like the type"),
        None if name.is_empty() => "has no name".to_owned(),
        None => format!("cannot be called `{name}`"),
    };
    let instead = "write `#[ibis_methods(module = name)]`";
    errors.over(self_ty, format_args!("the module of its requests {problem}: {instead}"));
    format_ident!("requests")
}

impl Member {
    fn from_syn(item: ImplItem, generics: &[Ident], errors: &mut Errors) -> Self {
        match item {
            ImplItem::Fn(function) if function.attrs.iter().any(is_ibis) => {
                errors.over(function.block, "a body under `#[ibis]`: write `;` in its place");
                Self::from_declaration(function.attrs, function.vis, &function.sig, generics, errors)
            }
            // syn does not parse functions without a body in an impl block.
            ImplItem::Verbatim(tokens) => match syn::parse2(tokens.clone()) {
                Ok(ForeignItemFn { attrs, vis, sig, .. }) => {
                    Self::from_declaration(attrs, vis, &sig, generics, errors)
                }
                Err(_) => Self::Other(tokens),
            },
            mut item => {
                if let ImplItem::Const(ImplItemConst { attrs, .. })
                | ImplItem::Type(ImplItemType { attrs, .. })
                | ImplItem::Macro(ImplItemMacro { attrs, .. }) = &mut item
                {
                    for attr in attrs.extract_if(.., |attr| is_ibis(attr)) {
                        errors.over(attr, "`#[ibis]` on something that is not a function: remove it");
                    }
                }
                Self::Other(item.into_token_stream())
            }
        }
    }

    fn from_declaration(
        mut attrs: Vec<Attribute>,
        vis: Visibility,
        sig: &Signature,
        generics: &[Ident],
        errors: &mut Errors,
    ) -> Self {
        let mut ibis_attrs = attrs.extract_if(.., |attr| is_ibis(attr)).collect::<Vec<_>>().into_iter();
        let ibis = if let Some(attr) = ibis_attrs.next() {
            IbisAttr::from_attr(&attr, errors)
        } else {
            report_missing_attr(&mut attrs, sig, errors);
            IbisAttr::default()
        };
        for attr in ibis_attrs {
            errors.over(attr, "duplicate `#[ibis]`: a method is one endpoint, remove one");
        }
        Self::Endpoint(Box::new(Endpoint::from_syn(attrs, vis, sig, ibis, generics, errors)))
    }
}

/// Reports a function without a body or `#[ibis]`, at the attribute that was probably meant.
fn report_missing_attr(attrs: &mut Vec<Attribute>, sig: &Signature, errors: &mut Errors) {
    let is_misspelt = |attr: &Attribute| {
        let last = attr.path().segments.last();
        last.is_some_and(|last| nearest(&last.ident.to_string(), ["ibis"]).is_some())
    };
    let meant = attrs.extract_if(.., |attr| is_cfg_attr(attr, "ibis") || is_misspelt(attr)).next();
    match meant {
        Some(attr) if attr.path().is_ident("cfg_attr") => {
            errors
                .over(attr, "`#[ibis]` inside `#[cfg_attr]`: write `#[cfg(…)]` and `#[ibis(…)]` separately");
        }
        Some(attr) => errors.over(
            attr.path(),
            "unknown attribute on a function without a body: did you mean `#[ibis(METHOD \"path\")]`?",
        ),
        None => {
            let (ident, instead) =
                (&sig.ident, "write `#[ibis(METHOD \"path\")]` above it, or give it a body");
            errors.over(ident, format_args!("no endpoint for `{ident}`: {instead}"));
        }
    }
}
