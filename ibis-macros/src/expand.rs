//! What a block becomes: its methods, the module of their requests, and the methods of those.

mod docs;
mod visibility;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Type, Visibility};

use crate::block::{Block, Member};
use crate::endpoint::{Endpoint, is_cfg};
use crate::param::{Kind, Param};
use crate::types;
use crate::words::Role;

/// The block, and beside it the module of its requests and their methods.
pub(crate) fn block(block: &Block) -> TokenStream {
    if block.item.trait_.is_some() {
        // It has been reported, and its methods could not have the signatures that the trait asks for.
        return TokenStream::new();
    }
    let members = block.members.iter().map(|member| match member {
        Member::Other(tokens) => tokens.clone(),
        Member::Endpoint(endpoint) => method(block, endpoint),
    });
    let item = &block.item;
    let (impl_generics, _, where_clause) = item.generics.split_for_impl();
    let (attrs, unsafety, self_ty) = (&item.attrs, &item.unsafety, &item.self_ty);
    let requests = (block.endpoints().next().is_some()).then(|| {
        let module = module(block);
        let requests = block.endpoints().map(|endpoint| request(block, endpoint));
        quote!(#module #(#requests)*)
    });
    quote! {
        #(#attrs)*
        #unsafety impl #impl_generics #self_ty #where_clause { #(#members)* }
        #requests
    }
}

/// The method in the block.
fn method(block: &Block, endpoint: &Endpoint) -> TokenStream {
    let Endpoint { attrs, vis, ident, self_token, request, .. } = endpoint;
    let (module, krate) = (&block.module, &block.krate);
    let docs = docs::of_method(block, endpoint);
    let required = || endpoint.params.iter().filter(|param| !param.optional);
    let params = required().map(|param| {
        let (ident, ty) = (&param.ident, argument(block, param));
        if let Kind::Faulty = param.kind { quote!(_: #ty) } else { quote!(#ident: #ty) }
    });
    let values = endpoint.params.iter().enumerate().filter(|(_, param)| !param.optional);
    let values = values.map(|(index, param)| set(index, param, &param.ident));
    // Rustc complains at the self type of one that does not say how its connection is reached.
    let mut methods = *self_token;
    methods.span = methods.span.located_at(block.item.self_ty.span());
    quote! {
        #(#attrs)* #docs
        #vis fn #ident(&#self_token, #(#params),*) -> #module::#request {
            #module::#request(#krate::private::Request::new(#methods, #module::#request::ENDPOINT) #(#values)*)
        }
    }
}

/// The request types and the list of their endpoints.
fn module(block: &Block) -> TokenStream {
    let carried: Vec<&Attribute> = carried(block).collect();
    let (module, path) = (&block.module, block.self_path());
    let is_public = block.endpoints().any(|endpoint| matches!(endpoint.vis, Visibility::Public(_)));
    let vis = if is_public { quote!(pub) } else { quote!(pub(crate)) };
    let (krate, import) = visibility::path_inside(&block.krate);
    let structs = block.endpoints().map(|endpoint| {
        let (cfgs, hidden) = (endpoint.cfgs(), endpoint.attrs.iter().filter(|attr| is_doc_hidden(attr)));
        let (inside, request) = (visibility::inside(&endpoint.vis), &endpoint.request);
        let about = docs::of_request(&path, endpoint);
        quote! {
            #(#cfgs)* #(#hidden)*
            #[doc = #about]
            #[must_use = "a request does nothing until it is awaited or sent"]
            #inside struct #request(pub(super) #krate::private::Request);
        }
    });
    let rows = block.endpoints().map(|endpoint| {
        let (cfgs, request) = (endpoint.cfgs(), &endpoint.request);
        quote!(#(#cfgs)* #request::ENDPOINT,)
    });
    let about = format!(" The requests of [`{path}`](super::{path}).");
    let about_all =
        format!(" The endpoints of [`{path}`](super::{path}), in the order of their declaration.");
    quote! {
        #[doc = #about]
        #(#carried)*
        #[allow(dead_code, unreachable_pub)]
        #vis mod #module {
            #import
            #(#structs)*
            #[doc = #about_all]
            #vis const ENDPOINTS: &[&#krate::private::Endpoint] = &[#(#rows)*];
        }
    }
}

/// What a request type has: the description of its endpoint, its setters, and what all requests share.
fn request(block: &Block, endpoint: &Endpoint) -> TokenStream {
    let Endpoint { vis, request, result, .. } = endpoint;
    let (module, krate) = (&block.module, &block.krate);
    let attrs: Vec<&Attribute> = carried(block).chain(endpoint.cfgs()).collect();
    let cfgs: Vec<&Attribute> = attrs.iter().copied().filter(|attr| is_cfg(attr)).collect();
    let description = description(block, endpoint);
    // What nobody outside of the crate can call may go uncalled, as it may in any library.
    let unused = (!matches!(vis, Visibility::Public(_))).then(|| quote!(#[allow(dead_code)]));
    let optional = endpoint.params.iter().enumerate().filter(|(_, param)| param.optional);
    let setters = optional.map(|(index, param)| setter(block, endpoint, index, param));
    let several = endpoint.params.iter().find_map(|param| several(block, endpoint, param));
    quote! {
        #(#attrs)*
        #unused
        impl #module::#request {
            /// What the request sends and what it returns, as data.
            #vis const ENDPOINT: &'static #krate::private::Endpoint = &#description;
            #(#setters)*
            #several
        }
        #(#cfgs)*
        #krate::private::request!(#vis #module::#request => #result);
    }
}

fn description(block: &Block, endpoint: &Endpoint) -> TokenStream {
    let krate = &block.krate;
    let name = syn::ext::IdentExt::unraw(&endpoint.ident).to_string();
    let (method, path) = (format_ident!("{}", format!("{:?}", endpoint.method)), &endpoint.path);
    let params = endpoint.params.iter().map(|param| {
        let location = format_ident!("{}", param.location.to_string());
        let (name, ty) = (&param.name, types::text(&param.ty));
        let optional = param.optional.then(|| quote!(.optional()));
        let role = param.role.map(|(role, _)| {
            let role = format_ident!("{}", role.to_string());
            quote!(.#role())
        });
        quote!(#krate::private::Param::#location(#name, #ty)#optional #role)
    });
    let result = types::text(&endpoint.result);
    quote! {
        #krate::private::Endpoint::new(#name, #krate::private::Method::#method, #path, &[#(#params),*], #result)
    }
}

fn setter(block: &Block, endpoint: &Endpoint, index: usize, param: &Param) -> TokenStream {
    let (vis, docs, ident) = (&endpoint.vis, docs::of_setter(param), &param.ident);
    let given = Ident::new("value", Span::mixed_site());
    let (argument, set) = (argument(block, param), set(index, param, &given));
    quote! {
        #docs
        #vis fn #ident(self, #given: #argument) -> Self {
            Self(self.0 #set)
        }
    }
}

/// The method of a request that takes as many calls as it needs: `pages` or `batched`.
fn several(block: &Block, endpoint: &Endpoint, param: &Param) -> Option<TokenStream> {
    let (role, marker) = param.role?;
    let (vis, result, krate) = (&endpoint.vis, &endpoint.result, &block.krate);
    let about = match role {
        Role::After | Role::Offset => " Streams the results of all pages; the next page is fetched ahead.",
        Role::Batch => {
            " Sends any number of identifiers, in as many requests as the limit on the length of a URL needs."
        }
    };
    let name = if role == Role::Batch { format_ident!("Batched") } else { format_ident!("Pages") };
    let (method, make) = (format_ident!("{}", role.method()), format_ident!("{}", role.to_string()));
    let entity = if let Some(entity) = types::inside_list(result) {
        quote!(#entity)
    } else {
        quote!(<#result as #krate::private::Listing>::Entity)
    };
    // A type that cannot have the role is a mistake at the marker; a result that is not a list, at the result.
    let taken = match (role, &param.kind) {
        (Role::Batch, _) | (_, Kind::Faulty) => None,
        (_, Kind::Plain) if matches!(param.ty, Type::Reference(_)) => Some(quote!(, ::std::string::String)),
        _ => {
            let ty = &param.ty;
            Some(types::located_at(marker, quote!(, #ty)))
        }
    };
    Some(quote! {
        #[doc = #about]
        #vis fn #method(self) -> #krate::private::#name<#entity> {
            #krate::private::#name::#make::<#result #taken>(self.0)
        }
    })
}

/// The type by which a caller gives a value.
fn argument(block: &Block, param: &Param) -> TokenStream {
    let (krate, ty) = (&block.krate, &param.ty);
    match &param.kind {
        Kind::Plain if matches!(ty, Type::Reference(_)) => quote!(&str),
        Kind::Plain => quote!(#ty),
        Kind::List(elem) => quote!(impl #krate::private::IntoParamList<#elem>),
        Kind::Converted => quote!(impl #krate::private::IntoParam<#ty>),
        Kind::Faulty => quote!(impl ::core::marker::Sized),
    }
}

/// The call that sets a parameter of a request to what a caller gave.
fn set(index: usize, param: &Param, given: &Ident) -> TokenStream {
    let (ty, index) = (&param.ty, proc_macro2::Literal::usize_unsuffixed(index));
    match &param.kind {
        Kind::Plain => quote!(.plain(#index, #given)),
        Kind::List(elem) => quote!(.list::<#elem>(#index, #given)),
        Kind::Converted => quote!(.param::<#ty>(#index, #given)),
        Kind::Faulty => TokenStream::new(),
    }
}

/// The attributes of the block that hold for what is emitted beside it, too: configurations and levels of lints.
fn carried(block: &Block) -> impl Iterator<Item = &Attribute> {
    block.item.attrs.iter().filter(|attr| {
        let levels = ["allow", "expect", "warn", "deny", "forbid"];
        is_cfg(attr)
            || matches!(attr.meta, Meta::List(_)) && levels.iter().any(|level| attr.path().is_ident(level))
    })
}

fn is_doc_hidden(attr: &Attribute) -> bool {
    attr.path().is_ident("doc")
        && matches!(&attr.meta, Meta::List(list) if list.tokens.to_string() == "hidden")
}
