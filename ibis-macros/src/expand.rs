//! Expands a block to its methods, the module of their requests, and the methods of the requests.

mod docs;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, ImplItem, ItemImpl, Meta, Path, Type, VisRestricted, Visibility};

use crate::attr::is_cfg;
use crate::block::{Block, Member};
use crate::endpoint::Endpoint;
use crate::keywords::Role;
use crate::param::{Kind, Param};
use crate::types;

/// The block, the module of its requests, and their methods.
pub(crate) fn block(block: &Block) -> TokenStream {
    if block.item.trait_.is_some() {
        // Already reported, and the methods could not have the trait's signatures.
        return TokenStream::new();
    }
    let outer = outer_module(block);
    let members = block.members.iter().map(|member| match member {
        Member::Other(tokens) => tokens.clone(),
        Member::Endpoint(endpoint) => method(block, &outer, endpoint),
    });
    let methods = ItemImpl { items: members.map(ImplItem::Verbatim).collect(), ..block.item.clone() };
    let module = module(block, &outer);
    let requests = block.endpoints().map(|endpoint| request(block, &outer, endpoint));
    quote!(#methods #module #(#requests)*)
}

/// A method in the block.
fn method(block: &Block, module: &Ident, endpoint: &Endpoint) -> TokenStream {
    let Endpoint { attrs, vis, ident, self_token, request, .. } = endpoint;
    let krate = &block.krate;
    let docs = docs::of_method(block, endpoint);
    let required = endpoint.params.iter().enumerate().filter(|(_, param)| !param.optional);
    let (params, values): (Vec<_>, Vec<_>) = required
        .map(|(index, param)| {
            let (ty, set) = argument(block, param, index, &param.ident);
            let ident = &param.ident;
            (if let Kind::Invalid = param.kind { quote!(_: #ty) } else { quote!(#ident: #ty) }, set)
        })
        .unzip();
    // rustc reports a missing `HasConnection` at the self type.
    let mut methods = *self_token;
    methods.span = methods.span.located_at(block.item.self_ty.span());
    quote! {
        #(#attrs)* #docs
        #vis fn #ident(&#self_token, #(#params),*) -> #module::#request {
            #module::#request(#krate::private::Request::new(#methods, #module::#request::ENDPOINT) #(#values)*)
        }
    }
}

/// The name of a private module around the module of the requests, by which the expansion names them. It differs between
/// two blocks whose modules have the same name, so that this name is the only thing that rustc reports.
fn outer_module(block: &Block) -> Ident {
    let text = block.endpoints().fold(block.self_path(), |text, endpoint| text + &endpoint.ident.to_string());
    let hash = text.bytes().fold(0, |hash: u8, byte| hash.wrapping_mul(31).wrapping_add(byte));
    format_ident!("{}_{hash:02x}", block.module)
}

/// The request types and the list of their endpoints.
fn module(block: &Block, outer: &Ident) -> TokenStream {
    let attrs: Vec<&Attribute> = inherited_attrs(block).collect();
    let cfgs = attrs.iter().filter(|attr| is_cfg(attr));
    let (module, client) = (&block.module, &block.krate);
    let (path, krate) = (block.self_path(), path_in_module(client));
    let is_public = block.endpoints().any(|endpoint| matches!(endpoint.vis, Visibility::Public(_)));
    let vis = if is_public { quote!(pub) } else { quote!(pub(crate)) };
    // A path that starts with a name is that of a crate, or of an item beside the block.
    let import = (!["", "crate", "self", "super"].contains(&first_segment(client).as_str())).then(|| {
        quote! {
            #[allow(unused_imports)]
            use super::super::*;
        }
    });
    let structs = block.endpoints().map(|endpoint| {
        let (cfgs, hidden) = (endpoint.cfgs(), endpoint.attrs.iter().filter(|attr| is_doc_hidden(attr)));
        let (vis, request) = (vis_in_module(&endpoint.vis), &endpoint.request);
        let about = docs::of_request(&path, endpoint);
        quote! {
            #(#cfgs)* #(#hidden)*
            #[doc = #about]
            #[must_use = "a request does nothing until it is awaited or sent"]
            #vis struct #request(pub(in super::super) #krate::private::Request);
        }
    });
    let rows = block.endpoints().map(|endpoint| {
        let (cfgs, request) = (endpoint.cfgs(), &endpoint.request);
        quote!(#(#cfgs)* #request::ENDPOINT,)
    });
    let about = format!(" The requests that the methods of [`{path}`](super::super::{path}) return.");
    let about_all =
        format!(" The endpoints of [`{path}`](super::super::{path}), in the order of their declaration.");
    quote! {
        #(#attrs)*
        #[allow(dead_code, unreachable_pub)]
        mod #outer {
            pub(super) use self::#module::*;
            #[doc = #about]
            pub mod #module {
                #import
                #(#structs)*
                #[doc = #about_all]
                #vis const ENDPOINTS: &[&#krate::private::Endpoint] = &[#(#rows)*];
            }
        }
        #(#cfgs)*
        #client::write_ibis_methods_module_equals_name!(#vis #outer::#module);
    }
}

/// The equivalent visibility inside the module.
fn vis_in_module(vis: &Visibility) -> TokenStream {
    match vis {
        Visibility::Inherited => quote!(pub(in super::super)),
        Visibility::Restricted(VisRestricted { path, .. }) if !path.is_ident("crate") => {
            let path = path_in_module(path);
            quote!(pub(in #path))
        }
        vis => quote!(#vis),
    }
}

/// The equivalent path inside the module.
fn path_in_module(path: &Path) -> TokenStream {
    match first_segment(path).as_str() {
        "self" | "super" => {
            let segments = path.segments.iter().skip_while(|segment| segment.ident == "self");
            quote!(super::super #(::#segments)*)
        }
        _ => quote!(#path),
    }
}

/// The first segment of a path; empty if the path starts with `::`.
fn first_segment(path: &Path) -> String {
    let first = path.segments.first().filter(|_| path.leading_colon.is_none());
    first.map(|first| first.ident.to_string()).unwrap_or_default()
}

/// The impl of a request type: the description of its endpoint, its setters, and the code that all requests share.
fn request(block: &Block, module: &Ident, endpoint: &Endpoint) -> TokenStream {
    let Endpoint { vis, request, result, .. } = endpoint;
    let krate = &block.krate;
    let attrs: Vec<&Attribute> = inherited_attrs(block).chain(endpoint.cfgs()).collect();
    let cfgs: Vec<&Attribute> = attrs.iter().copied().filter(|attr| is_cfg(attr)).collect();
    let description = description(block, endpoint);
    // Private methods may be unused, as rustc allows for public ones.
    let unused = (!matches!(vis, Visibility::Public(_))).then(|| quote!(#[allow(dead_code)]));
    let optional = endpoint.params.iter().enumerate().filter(|(_, param)| param.optional);
    let setters = optional.map(|(index, param)| setter(block, endpoint, index, param));
    let several = endpoint.params.iter().find_map(|param| multi_call_method(block, endpoint, param));
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
    let (ty, set) = argument(block, param, index, &value);
    quote! {
        #docs
        #vis fn #ident(self, #value: #ty) -> Self {
            Self(self.0 #set)
        }
    }
}

/// The method that sends several calls: `pages` or `batched`.
fn multi_call_method(block: &Block, endpoint: &Endpoint, param: &Param) -> Option<TokenStream> {
    let (role, marker) = param.role?;
    let (vis, result, krate) = (&endpoint.vis, &endpoint.result, &block.krate);
    let (name, method, about) = match role {
        Role::After | Role::Offset => {
            ("Pages", "pages", " Streams the results of all pages; the next page is fetched ahead.")
        }
        Role::Batch => {
            ("Batched", "batched", " Sends any number of identifiers, in as many requests as it takes.")
        }
    };
    let [name, method, make] = [name, method, &role.to_string()].map(|word| format_ident!("{word}"));
    let name = quote!(#krate::private::#name);
    // rustc reports an unsuitable parameter type at the marker, and a result that is not a list at the return type, once.
    let (several, list) = if let Some(entity) = types::inside_list(result) {
        (quote!(#name<#entity>), quote!(#result))
    } else {
        let last = result.to_token_stream().into_iter().last()?.span();
        let start = types::located_at(result.span(), quote!(#name < <));
        let end = types::located_at(last, quote!(as #krate::private::Listing>::Entity>));
        (quote!(#start #result #end), quote!(::std::vec::Vec<_>))
    };
    let type_arg = match (role, &param.kind, &param.ty) {
        (Role::Batch, ..) => None,
        (Role::Offset, Kind::Invalid, _) => Some(quote!(u64)),
        (_, Kind::Invalid, _) | (_, Kind::Plain, Type::Reference(_)) => Some(quote!(::std::string::String)),
        (.., ty) => Some(quote!(#ty)),
    };
    let type_arg = type_arg.map(|ty| types::located_at(marker, quote!(, #ty)));
    Some(quote! {
        #[doc = #about]
        #vis fn #method(self) -> #several {
            #name::#make::<#list #type_arg>(self.0)
        }
    })
}

/// The argument type of a parameter, and the call that sets the parameter on a request.
fn argument(block: &Block, param: &Param, index: usize, value: &Ident) -> (TokenStream, TokenStream) {
    let (krate, ty, index) = (&block.krate, &param.ty, Literal::usize_unsuffixed(index));
    match &param.kind {
        Kind::Plain if matches!(ty, Type::Reference(_)) => (quote!(&str), quote!(.plain(#index, #value))),
        Kind::Plain => (quote!(#ty), quote!(.plain(#index, #value))),
        Kind::List(elem) => {
            (quote!(impl #krate::private::IntoParamList<#elem>), quote!(.list::<#elem>(#index, #value)))
        }
        Kind::Into => (quote!(impl #krate::private::IntoParam<#ty>), quote!(.param::<#ty>(#index, #value))),
        Kind::Invalid => (quote!(impl ::core::marker::Sized), TokenStream::new()),
    }
}

/// The attributes of the block that also apply to the generated items: `cfg` and lint levels.
fn inherited_attrs(block: &Block) -> impl Iterator<Item = &Attribute> {
    block.item.attrs.iter().filter(|attr| {
        let levels = ["allow", "expect", "warn", "deny", "forbid"];
        is_cfg(attr)
            || matches!(attr.meta, Meta::List(_)) && levels.iter().any(|level| attr.path().is_ident(level))
    })
}

fn is_doc_hidden(attr: &Attribute) -> bool {
    matches!(&attr.meta, Meta::List(list) if list.path.is_ident("doc") && list.tokens.to_string() == "hidden")
}
