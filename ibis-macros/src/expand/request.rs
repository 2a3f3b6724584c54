//! The inside of a request module: what its requests share, and what each of them has.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Attribute;

use super::{Context, argument, value};
use crate::attr::{Place, Role, Verb};
use crate::types;
use crate::valid::{ValidEndpoint, ValidParam};

/// The generic request, which the request type of each endpoint is an alias of.
///
/// The trait's parameter is what its associated type says again: so a result may be more private than its
/// method, which rustc warns of, and is an error in an associated type of a trait that does not name it.
pub(super) fn shared(context: &Context<'_>) -> TokenStream {
    let Context { vis_inside: vis, lifetime: life, .. } = context;
    let about = format!(" A request of [`{}`], to be awaited or sent.", context.block.self_name);
    let about_endpoint =
        format!(" An endpoint of [`{}`], as a type, whose answer holds a `T`.", context.block.self_name);
    let connection = quote!(C: __ibis::Connection + #life);
    quote! {
        /// The connection that methods reach.
        #vis type ConnectionOf<M> = <M as __ibis::HasConnection>::Connection;
        #[doc = #about_endpoint]
        #vis trait Answers<T> {
            /// The same `T`.
            type Output: __ibis::FromResult;
            /// What is sent.
            const ENDPOINT: &'static __ibis::Endpoint;
        }
        #[doc = #about]
        #[must_use = "a request does nothing until it is awaited or sent"]
        #vis struct Request<#life, C, T, E: Answers<T>>(pub(super) __ibis::Request<#life, C, E::Output>);
        impl<#life, #connection, T, E: Answers<T>> Request<#life, C, T, E> {
            pub(super) fn __new<const N: usize>(
                methods: &impl __ibis::HasConnection<Connection = C>,
                required: [__ibis::ParamValue; N],
            ) -> Self {
                Self(__ibis::Request::new(methods, E::ENDPOINT, required))
            }
            fn __set(self, index: usize, value: __ibis::ParamValue) -> Self {
                Self(self.0.set(index, value))
            }
            /// Limits this call as a whole, retries included, whatever the connection's own limit is.
            #vis fn timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }
            /// Sends the request over a blocking connection, and waits for the answer.
            ///
            /// # Errors
            ///
            /// The same as of awaiting it; and inside of an async runtime, which must not be blocked.
            #vis fn send(self) -> ::core::result::Result<E::Output, __ibis::Error>
            where
                C: __ibis::BlockingConnection,
            {
                self.0.send()
            }
        }
        impl<#life, #connection, T, E: Answers<T>> ::core::future::IntoFuture for Request<#life, C, T, E> {
            type Output = ::core::result::Result<E::Output, __ibis::Error>;
            type IntoFuture = __ibis::BoxFuture<#life, Self::Output>;
            fn into_future(self) -> Self::IntoFuture {
                self.0.into_future()
            }
        }
        impl<C, T, E: Answers<T>> ::core::fmt::Debug for Request<'_, C, T, E> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }
    }
}

/// The description, the marker and the request type of an endpoint, and its setters.
pub(super) fn items(context: &Context<'_>, endpoint: &ValidEndpoint, cfgs: &[&Attribute]) -> TokenStream {
    let Context { vis_inside: vis, lifetime: life, .. } = context;
    let marker = &endpoint.names.marker;
    let (request, constant) = (&endpoint.names.request, &endpoint.names.constant);
    let hidden = endpoint.attrs.iter().filter(|attr| is_doc_hidden(attr));
    let hidden = quote!(#(#hidden)*);
    let output = context.inside(&endpoint.result);
    let description = description(endpoint);
    let setters: Vec<TokenStream> = endpoint
        .params
        .iter()
        .enumerate()
        .filter(|(_, param)| param.optional)
        .map(|(index, param)| setter(context, index, param))
        .chain(endpoint.params.iter().filter_map(|param| param.role).map(|role| {
            let body = |name: &Ident| quote!(__ibis::#name::new(self.0));
            several(context, role, &endpoint.result, body)
        }))
        .collect();
    let setters = (!setters.is_empty()).then(|| {
        quote! {
            #(#cfgs)*
            impl<#life, C: __ibis::Connection + #life> #request<#life, C> { #(#setters)* }
        }
    });

    let method = format!("{}::{}", context.block.self_name, endpoint.ident);
    let sends = format!("{} {}", endpoint.verb, endpoint.path.literal.value());
    let about_constant = format!(" What [`{method}`] sends and what it gives.");
    let about_marker = format!(" The endpoint of [`{method}`], as a type.");
    let about_request = format!(" The request of [`{method}`], `{sends}`.");
    quote! {
        #(#cfgs)* #hidden
        #[doc = #about_constant]
        #vis static #constant: __ibis::Endpoint = #description;
        #(#cfgs)* #hidden
        #[doc = #about_marker]
        #vis enum #marker {}
        #(#cfgs)*
        impl Answers<#output> for #marker {
            type Output = #output;
            const ENDPOINT: &'static __ibis::Endpoint = &#constant;
        }
        #(#cfgs)* #hidden
        #[doc = #about_request]
        #vis type #request<#life, C> = Request<#life, C, #output, #marker>;
        #setters
    }
}

fn description(endpoint: &ValidEndpoint) -> TokenStream {
    let name = syn::ext::IdentExt::unraw(&endpoint.ident).to_string();
    let verb = Ident::new(
        match endpoint.verb {
            Verb::Get => "Get",
            Verb::Post => "Post",
            Verb::Put => "Put",
            Verb::Delete => "Delete",
        },
        Span::call_site(),
    );
    let path = &endpoint.path.literal;
    let params = endpoint.params.iter().map(|param| {
        let place = format_ident!("{}", param.place.to_string());
        let (wire, ty) = (&param.wire, types::text(&param.ty));
        let optional = param.optional.then(|| quote!(.optional()));
        let role = param.role.map(|role| {
            let role = format_ident!("{}", role.to_string());
            quote!(.#role())
        });
        quote!(__ibis::Param::#place(#wire, #ty)#optional #role)
    });
    let result = types::text(&endpoint.result);
    quote!(__ibis::Endpoint::new(#name, __ibis::Method::#verb, #path, &[#(#params),*], #result))
}

fn setter(context: &Context<'_>, index: usize, param: &ValidParam) -> TokenStream {
    let vis = &context.vis_inside;
    let (docs, ident) = (&param.docs, &param.ident);
    let about = docs.is_empty().then(|| {
        let place = match param.place {
            Place::Form => "form",
            Place::Query | Place::Path => "query",
        };
        let text = format!(" Sets `{}` in the {place}.", param.wire);
        quote!(#[doc = #text])
    });
    let given = Ident::new("value", Span::mixed_site());
    let written = |ty: &syn::Type| context.inside(ty);
    let argument = argument(param, &quote!(__ibis), written);
    let value = value(param, &given, written);
    let index = proc_macro2::Literal::usize_unsuffixed(index);
    quote! {
        #(#docs)* #about
        #vis fn #ident(self, #given: #argument) -> Self {
            self.__set(#index, #value)
        }
    }
}

/// The method of a request that takes as many calls as it needs: `pages` or `batched`.
///
/// It is placed at the declared result: rustc complains there of one that is no list of entities.
pub(crate) fn several(
    context: &Context<'_>,
    role: Role,
    result: &syn::Type,
    body: impl FnOnce(&Ident) -> TokenStream,
) -> TokenStream {
    let Context { vis_inside: vis, lifetime: life, .. } = context;
    let (name, about) = match role {
        Role::After | Role::Offset => {
            ("Pages", " Streams the results of all pages; the next page is fetched ahead.")
        }
        Role::Batch => (
            "Batched",
            " Sends any number of ids: as many requests as the service's limit on the length of a URL needs.",
        ),
    };
    let (method, name) = (format_ident!("{}", role.method()), format_ident!("{name}"));
    let output = context.inside(result);
    let ty = quote!(__ibis::#name<#life, C, #output>);
    let (ty, body) = (types::located_at(result, ty), types::located_at(result, body(&name)));
    quote! {
        #[doc = #about]
        #vis fn #method(self) -> #ty { #body }
    }
}

fn is_doc_hidden(attr: &Attribute) -> bool {
    attr.path().is_ident("doc")
        && matches!(&attr.meta, syn::Meta::List(list) if list.tokens.to_string() == "hidden")
}
