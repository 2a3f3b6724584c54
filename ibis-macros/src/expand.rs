//! What a block becomes: its methods, the module of their requests, and the methods of those.

mod docs;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, ImplItem, ItemImpl, Meta, Path, Type, VisRestricted, Visibility};

use crate::attr::is_cfg;
use crate::block::{Block, Member};
use crate::endpoint::Endpoint;
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
    let methods = ItemImpl { items: members.map(ImplItem::Verbatim).collect(), ..block.item.clone() };
    let module = module(block);
    let requests = block.endpoints().map(|endpoint| request(block, endpoint));
    quote!(#methods #module #(#requests)*)
}

/// The method in the block.
fn method(block: &Block, endpoint: &Endpoint) -> TokenStream {
    let Endpoint { attrs, vis, ident, self_token, request, .. } = endpoint;
    let (module, krate) = (&block.module, &block.krate);
    let docs = docs::of_method(block, endpoint);
    let required = endpoint.params.iter().enumerate().filter(|(_, param)| !param.optional);
    let (params, values): (Vec<_>, Vec<_>) = required
        .map(|(index, param)| {
            let (ty, set) = given(block, param, index, &param.ident);
            let ident = &param.ident;
            (if let Kind::Faulty = param.kind { quote!(_: #ty) } else { quote!(#ident: #ty) }, set)
        })
        .unzip();
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
    let cfgs = carried.iter().filter(|attr| is_cfg(attr));
    let (module, path) = (&block.module, block.self_path());
    // Two modules of one name are rustc's to report. It does so after two constants of one name, which says what to do.
    let taken =
        format_ident!("_{module}_has_requests_of_another_block__write_ibis_methods_module_equals_name");
    let is_public = block.endpoints().any(|endpoint| matches!(endpoint.vis, Visibility::Public(_)));
    let vis = if is_public { quote!(pub) } else { quote!(pub(crate)) };
    let krate = path_inside(&block.krate);
    // What begins with a name is in a crate, or beside the block.
    let import = (!["", "crate", "self", "super"].contains(&beginning(&block.krate).as_str())).then(|| {
        quote! {
            #[allow(unused_imports)]
            use super::*;
        }
    });
    let structs = block.endpoints().map(|endpoint| {
        let (cfgs, hidden) = (endpoint.cfgs(), endpoint.attrs.iter().filter(|attr| is_doc_hidden(attr)));
        let (vis, request) = (vis_inside(&endpoint.vis), &endpoint.request);
        let about = docs::of_request(&path, endpoint);
        quote! {
            #(#cfgs)* #(#hidden)*
            #[doc = #about]
            #[must_use = "a request does nothing until it is awaited or sent"]
            #vis struct #request(pub(super) #krate::private::Request);
        }
    });
    let rows = block.endpoints().map(|endpoint| {
        let (cfgs, request) = (endpoint.cfgs(), &endpoint.request);
        quote!(#(#cfgs)* #request::ENDPOINT,)
    });
    let about = format!(" The requests that the methods of [`{path}`](super::{path}) return.");
    let about_all =
        format!(" The endpoints of [`{path}`](super::{path}), in the order of their declaration.");
    quote! {
        #(#cfgs)*
        const #taken: () = ();
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

/// The visibility of the same extent inside of the module.
fn vis_inside(vis: &Visibility) -> TokenStream {
    match vis {
        Visibility::Inherited => quote!(pub(super)),
        Visibility::Restricted(VisRestricted { path, .. }) if !path.is_ident("crate") => {
            let path = path_inside(path);
            quote!(pub(in #path))
        }
        vis => quote!(#vis),
    }
}

/// A path as it is written inside of the module.
fn path_inside(path: &Path) -> TokenStream {
    match beginning(path).as_str() {
        "self" | "super" => {
            let segments = path.segments.iter().skip_while(|segment| segment.ident == "self");
            quote!(super #(::#segments)*)
        }
        _ => quote!(#path),
    }
}

/// The name that a path begins with, if it is no path from the crates.
fn beginning(path: &Path) -> String {
    let first = path.segments.first().filter(|_| path.leading_colon.is_none());
    first.map(|first| first.ident.to_string()).unwrap_or_default()
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
    let value = Ident::new("value", Span::mixed_site());
    let (ty, set) = given(block, param, index, &value);
    quote! {
        #docs
        #vis fn #ident(self, #value: #ty) -> Self {
            Self(self.0 #set)
        }
    }
}

/// The method of a request that takes as many calls as it needs: `pages` or `batched`.
fn several(block: &Block, endpoint: &Endpoint, param: &Param) -> Option<TokenStream> {
    let (role, marker) = param.role?;
    let (vis, result, krate) = (&endpoint.vis, &endpoint.result, &block.krate);
    let (name, method, about) = match role {
        Role::After | Role::Offset => {
            ("Pages", "pages", " Streams the results of all pages; the next page is fetched ahead.")
        }
        Role::Batch => (
            "Batched",
            "batched",
            " Sends any number of identifiers, in as many requests as the limit on the length of a URL needs.",
        ),
    };
    let (name, method, make) =
        (format_ident!("{name}"), format_ident!("{method}"), format_ident!("{}", role.to_string()));
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

/// The type by which a caller gives a value, and the call that sets the parameter of a request to it.
fn given(block: &Block, param: &Param, index: usize, value: &Ident) -> (TokenStream, TokenStream) {
    let (krate, ty, index) = (&block.krate, &param.ty, Literal::usize_unsuffixed(index));
    match &param.kind {
        Kind::Plain if matches!(ty, Type::Reference(_)) => (quote!(&str), quote!(.plain(#index, #value))),
        Kind::Plain => (quote!(#ty), quote!(.plain(#index, #value))),
        Kind::List(elem) => {
            (quote!(impl #krate::private::IntoParamList<#elem>), quote!(.list::<#elem>(#index, #value)))
        }
        Kind::Converted => {
            (quote!(impl #krate::private::IntoParam<#ty>), quote!(.param::<#ty>(#index, #value)))
        }
        Kind::Faulty => (quote!(impl ::core::marker::Sized), TokenStream::new()),
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
