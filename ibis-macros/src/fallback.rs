//! What a faulty declaration becomes: the same signature with a body that never runs, so that one mistake
//! makes one error, and none at the calls.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, FnArg, ReturnType, Type};

use crate::ast::{Endpoint, Kind, Member, Methods, Param};
use crate::expand::request::several;
use crate::expand::{Context, Expanded};
use crate::types;
use crate::valid::{self, Names, RESERVED};

/// The signature and a request type of a faulty endpoint.
pub(crate) fn endpoint(context: &Context<'_>, endpoint: &Endpoint, names: Option<&Names>) -> Expanded {
    match names {
        Some(names) => Expanded {
            method: method_with_request(context, endpoint, names),
            items: request(context, endpoint, names),
            entry: TokenStream::new(),
        },
        None => Expanded { method: method(endpoint), items: TokenStream::new(), entry: TokenStream::new() },
    }
}

/// A block that no request module belongs to: its items, with bodies.
pub(crate) fn block(methods: &Methods) -> TokenStream {
    let members = methods.members.iter().map(|member| match member {
        Member::Endpoint(endpoint) => method(endpoint),
        Member::Other(tokens) => tokens.clone(),
    });
    let block = &methods.block;
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let (attrs, self_ty) = (&block.attrs, &block.self_ty);
    let of_trait = block.trait_.as_ref().map(|(path, for_token)| quote!(#path #for_token));
    quote! {
        #(#attrs)*
        impl #impl_generics #of_trait #self_ty #where_clause { #(#members)* }
    }
}

/// The signature alone, for a method that has no request type.
pub(crate) fn method(endpoint: &Endpoint) -> TokenStream {
    let Endpoint { attrs, vis, sig, .. } = endpoint;
    let mut sig = sig.clone();
    for input in &mut sig.inputs {
        match input {
            FnArg::Receiver(receiver) => receiver.attrs.clear(),
            FnArg::Typed(typed) => typed.attrs.clear(),
        }
    }
    quote! {
        #(#attrs)*
        #[allow(unused)]
        #vis #sig { ::core::unreachable!() }
    }
}

fn method_with_request(context: &Context<'_>, endpoint: &Endpoint, names: &Names) -> TokenStream {
    let Endpoint { attrs, vis, sig, .. } = endpoint;
    let (ident, request) = (&sig.ident, &names.request);
    let (module, krate, life) = (&context.block.module, &context.krate, &context.lifetime);
    let bound = context.bound();
    let receiver = endpoint.receiver.as_ref().map_or_else(
        || quote!(&self),
        |receiver| {
            let mut receiver = receiver.clone();
            receiver.attrs.clear();
            receiver.mutability = None;
            quote!(#receiver)
        },
    );
    let params = endpoint.params.iter().filter(|param| !param.optional).map(|param| {
        let ty = argument(context, endpoint, param, &quote!(#krate::private), ToTokens::to_token_stream);
        quote!(_: #ty)
    });
    quote! {
        #(#attrs)*
        #vis fn #ident<#life>(#receiver, #(#params),*) -> #module::#request<#life, #module::ConnectionOf<Self>>
        where
            #bound,
        {
            ::core::unreachable!()
        }
    }
}

fn request(context: &Context<'_>, endpoint: &Endpoint, names: &Names) -> TokenStream {
    let cfgs: Vec<&Attribute> = endpoint.attrs.iter().filter(|attr| valid::is_cfg(attr)).collect();
    let (vis, life, request) = (&context.vis_inside, &context.lifetime, &names.request);
    let output = output(context, endpoint);
    let mut setters: Vec<(String, TokenStream)> = Vec::new();
    for param in endpoint.params.iter().filter(|param| param.optional) {
        let Some(ident) = &param.ident else { continue };
        let name = ident.to_string();
        if RESERVED.contains(&name.as_str()) || setters.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let ty = argument(context, endpoint, param, &quote!(__ibis), |ty| context.inside(ty));
        setters.push((name, quote!(#vis fn #ident(self, _: #ty) -> Self { self })));
    }
    if let Some(result) = result(context, endpoint) {
        for (role, _) in endpoint.params.iter().filter_map(|param| param.markers.role.as_ref()) {
            let name = role.method().to_owned();
            if setters.iter().all(|(other, _)| *other != name) {
                setters.push((name, several(context, *role, result, |_| quote!(::core::unreachable!()))));
            }
        }
    }
    let setters = setters.iter().map(|(_, setter)| setter);
    quote! {
        #(#cfgs)*
        #[must_use]
        #vis struct #request<#life, C>(::core::marker::PhantomData<(&#life (), C)>);
        #(#cfgs)*
        impl<#life, C> #request<#life, C> {
            #(#setters)*
            #vis fn timeout(self, _: ::core::time::Duration) -> Self { self }
            #vis fn send(self) -> ::core::result::Result<#output, __ibis::Error> { ::core::unreachable!() }
        }
        #(#cfgs)*
        impl<#life, C> ::core::future::IntoFuture for #request<#life, C> {
            type Output = ::core::result::Result<#output, __ibis::Error>;
            type IntoFuture = __ibis::BoxFuture<#life, Self::Output>;
            fn into_future(self) -> Self::IntoFuture { ::core::unreachable!() }
        }
    }
}

/// The type of an argument; anything goes where the declared one is what is wrong.
fn argument(
    context: &Context<'_>,
    endpoint: &Endpoint,
    param: &Param,
    door: &TokenStream,
    written: impl Fn(&Type) -> TokenStream,
) -> TokenStream {
    let sound =
        |ty| endpoint.sig.generics.params.is_empty() && types::misfit(ty, &context.block.generics).is_none();
    match (&param.kind, &param.ty) {
        (Kind::Plain, Type::Reference(_)) => quote!(&str),
        (Kind::Plain, ty) => written(ty),
        (Kind::List(elem), _) if sound(elem) => {
            let elem = written(elem);
            quote!(impl #door::IntoParamList<#elem>)
        }
        (Kind::Converted, ty) if sound(ty) => {
            let ty = written(ty);
            quote!(impl #door::IntoParam<#ty>)
        }
        _ => quote!(impl ::core::marker::Sized),
    }
}

fn output(context: &Context<'_>, endpoint: &Endpoint) -> TokenStream {
    result(context, endpoint).map_or_else(|| quote!(()), |ty| context.inside(ty))
}

/// The declared result, where it can be written in the request module.
fn result<'e>(context: &Context<'_>, endpoint: &'e Endpoint) -> Option<&'e Type> {
    match &endpoint.sig.output {
        ReturnType::Type(_, ty)
            if endpoint.sig.generics.params.is_empty()
                && types::misfit(ty, &context.block.generics).is_none() =>
        {
            Some(ty)
        }
        _ => None,
    }
}
