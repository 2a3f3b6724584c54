//! The model of a declaration. It keeps the nodes that the user wrote, so that an error can point at them.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{
    AttrStyle, Attribute, FnArg, ImplItem, ItemImpl, Meta, Pat, PatType, Receiver, Signature, Token, Type,
    Visibility,
};

use crate::attr::{Call, Markers, is_ibis};
use crate::errors::Errors;
use crate::types;

/// An impl block with endpoints.
pub(crate) struct Methods {
    /// The block; its items have moved to `members`.
    pub(crate) block: ItemImpl,
    pub(crate) members: Vec<Member>,
}

/// An item of the block.
pub(crate) enum Member {
    Endpoint(Box<Endpoint>),
    /// Anything else, which stays as it is.
    Other(TokenStream),
}

/// A method that is declared by its signature.
#[derive(Clone)]
pub(crate) struct Endpoint {
    /// All attributes but `#[ibis]`.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    /// `#[ibis(METHOD "path")]`.
    pub(crate) call: Call,
    pub(crate) receiver: Option<Receiver>,
    pub(crate) params: Vec<Param>,
}

/// A parameter of an endpoint.
#[derive(Clone)]
pub(crate) struct Param {
    pub(crate) original: PatType,
    /// Its name; `None` where a pattern stands in its place.
    pub(crate) ident: Option<Ident>,
    pub(crate) markers: Markers,
    /// The declared type, inside of the `Option` of an optional parameter.
    pub(crate) ty: Type,
    pub(crate) optional: bool,
    pub(crate) kind: Kind,
}

/// How a caller gives the value of a parameter.
#[derive(Clone)]
pub(crate) enum Kind {
    /// `&str`, `bool` or an integer: as it is.
    Plain,
    /// `&[T]`: anything that is a list of what converts to `T`.
    List(Box<Type>),
    /// Any other type: anything that converts to it.
    Converted,
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

impl Methods {
    pub(crate) fn from_syn(mut block: ItemImpl, errors: &mut Errors) -> Self {
        // Inner attributes say the same in front of the block, where they can be carried to its module.
        block.attrs.iter_mut().for_each(|attr| attr.style = AttrStyle::Outer);
        let members = std::mem::take(&mut block.items).into_iter().map(|item| Member::from_syn(item, errors));
        Self { members: members.collect(), block }
    }

    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.members.iter().filter_map(|member| match member {
            Member::Endpoint(endpoint) => Some(&**endpoint),
            Member::Other(_) => None,
        })
    }
}

impl Member {
    pub(crate) fn from_syn(item: ImplItem, errors: &mut Errors) -> Self {
        match item {
            ImplItem::Fn(function) if function.attrs.iter().any(is_ibis) => {
                let tokens = function.block.to_token_stream();
                errors
                    .over(tokens, "a body under `#[ibis]`: write `;` in its place, the macro makes the body");
                Self::declared(function.attrs, function.vis, function.sig, errors)
            }
            ImplItem::Verbatim(tokens) => match Declaration::parse.parse2(tokens.clone()) {
                Ok(Declaration { attrs, vis, sig }) => Self::declared(attrs, vis, sig, errors),
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

    fn declared(attrs: Vec<Attribute>, vis: Visibility, sig: Signature, errors: &mut Errors) -> Self {
        let (ibis, mut attrs): (Vec<_>, Vec<_>) = attrs.into_iter().partition(is_ibis);
        let mut ibis = ibis.into_iter();
        let call = if let Some(attr) = ibis.next() {
            Call::from_attr(&attr, errors)
        } else {
            report_missing(&mut attrs, &sig, errors);
            Call::default()
        };
        for attr in ibis {
            errors.over(attr, "duplicate `#[ibis]`: a method is one endpoint, remove one");
        }
        let mut endpoint = Endpoint { attrs, vis, call, receiver: None, params: Vec::new(), sig };
        for input in &endpoint.sig.inputs {
            match input {
                FnArg::Receiver(receiver) => endpoint.receiver = Some(receiver.clone()),
                FnArg::Typed(typed) => endpoint.params.push(Param::from_syn(typed, errors)),
            }
        }
        Self::Endpoint(Box::new(endpoint))
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
    match meant.map(|place| attrs.remove(place)) {
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

impl Param {
    fn from_syn(typed: &PatType, errors: &mut Errors) -> Self {
        let ident = match &*typed.pat {
            Pat::Ident(pat) if pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none() => {
                Some(pat.ident.clone())
            }
            _ => None,
        };
        let inner = types::inside_option(&typed.ty);
        let ty = types::peeled(inner.unwrap_or(&typed.ty)).clone();
        Self {
            original: typed.clone(),
            ident,
            markers: Markers::from_attrs(&typed.attrs, errors),
            optional: inner.is_some(),
            kind: Kind::of(&ty),
            ty,
        }
    }
}

impl Kind {
    fn of(ty: &Type) -> Self {
        match ty {
            Type::Reference(reference) => match types::peeled(&reference.elem) {
                Type::Slice(slice) => Self::List(slice.elem.clone()),
                elem if types::is_str(elem) => Self::Plain,
                _ => Self::Converted,
            },
            ty if types::is_primitive(ty) => Self::Plain,
            _ => Self::Converted,
        }
    }
}

fn attrs_of(item: &mut ImplItem) -> Option<&mut Vec<Attribute>> {
    match item {
        ImplItem::Const(item) => Some(&mut item.attrs),
        ImplItem::Fn(item) => Some(&mut item.attrs),
        ImplItem::Type(item) => Some(&mut item.attrs),
        ImplItem::Macro(item) => Some(&mut item.attrs),
        _ => None,
    }
}
