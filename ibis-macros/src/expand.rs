//! What a checked block becomes: its methods, and the module of their requests.

pub(crate) mod request;
mod visibility;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, ItemImpl, Lifetime, Meta};

use crate::ast::{Kind, Member, Methods};
use crate::attr::Options;
use crate::fallback;
use crate::types;
use crate::valid::{self, Block, Checked, MODULE_NAMES, ValidEndpoint, ValidParam};

/// What all the endpoints of a block are expanded with.
pub(crate) struct Context<'a> {
    pub(crate) block: &'a Block,
    /// The lifetime of the connection, which is none that the block has.
    pub(crate) lifetime: Lifetime,
    /// The names that mean something else inside of the request module.
    pub(crate) hidden: Vec<String>,
    /// The path of the client crate.
    pub(crate) krate: TokenStream,
    /// The visibility of the request module.
    pub(crate) vis: TokenStream,
    /// The same, as it is written inside of it.
    pub(crate) vis_inside: TokenStream,
}

/// What one endpoint becomes.
pub(crate) struct Expanded {
    /// The method in the block.
    pub(crate) method: TokenStream,
    /// The items in the request module.
    pub(crate) items: TokenStream,
    /// The row in `ENDPOINTS`.
    pub(crate) entry: TokenStream,
}

/// The block and its request module.
pub(crate) fn block(
    methods: &Methods,
    options: &Options,
    block: &Block,
    checked: &[Option<Checked<'_>>],
) -> TokenStream {
    let context = Context::new(methods, options, block, checked);
    let expanded: Vec<Option<Expanded>> = checked
        .iter()
        .map(|endpoint| {
            Some(match endpoint.as_ref()? {
                Checked::Valid(endpoint) => context.endpoint(endpoint),
                Checked::Faulty(endpoint, names) => fallback::endpoint(&context, endpoint, names.as_ref()),
                Checked::Repeated => return None,
            })
        })
        .collect();

    let members = methods.members.iter().zip(&expanded).filter_map(|(member, expanded)| match member {
        Member::Other(tokens) => Some(tokens),
        Member::Endpoint(_) => expanded.as_ref().map(|expanded| &expanded.method),
    });
    let (impl_generics, _, where_clause) = methods.block.generics.split_for_impl();
    let ItemImpl { attrs, unsafety, self_ty, .. } = &methods.block;
    let module = if methods.endpoints().next().is_some() && methods.block.trait_.is_none() {
        context.module(&methods.block.attrs, expanded.iter().flatten())
    } else {
        TokenStream::new()
    };
    quote! {
        #(#attrs)*
        #unsafety impl #impl_generics #self_ty #where_clause { #(#members)* }
        #module
    }
}

impl<'a> Context<'a> {
    fn new(methods: &Methods, options: &Options, block: &'a Block, checked: &[Option<Checked<'_>>]) -> Self {
        let mut hidden: Vec<String> = MODULE_NAMES.map(str::to_owned).to_vec();
        for endpoint in checked.iter().flatten() {
            let names = match endpoint {
                Checked::Valid(endpoint) => Some(&endpoint.names),
                Checked::Faulty(_, names) => names.as_ref(),
                Checked::Repeated => None,
            };
            if let Some(names) = names {
                hidden.extend([names.request.to_string(), names.marker.to_string()]);
            }
        }
        let vis = visibility::widest(methods.endpoints().map(|endpoint| &endpoint.vis));
        Self {
            block,
            lifetime: free_lifetime(methods),
            hidden,
            krate: options.krate.as_ref().map_or_else(|| quote!(::ibis_client), |path| quote!(#path)),
            vis_inside: visibility::one_level_in(&vis),
            vis: quote!(#vis),
        }
    }

    /// A type as it is written inside of the request module.
    pub(crate) fn inside(&self, ty: impl quote::ToTokens) -> TokenStream {
        types::one_level_in(ty, &self.hidden)
    }

    fn module<'e>(&self, attrs: &[Attribute], expanded: impl Iterator<Item = &'e Expanded>) -> TokenStream {
        let (items, entries): (Vec<_>, Vec<_>) =
            expanded.map(|expanded| (&expanded.items, &expanded.entry)).unzip();
        let carried = attrs.iter().filter(|attr| valid::is_cfg(attr) || is_lint_level(attr));
        let (vis, vis_inside, module) = (&self.vis, &self.vis_inside, &self.block.module);
        let krate = self.inside(&self.krate);
        let shared = request::shared(self);
        let about = format!(" The requests of [`{}`], and what they send.", self.block.self_name);
        let about_all =
            format!(" The endpoints of [`{}`], in the order of their declaration.", self.block.self_name);
        quote! {
            #[doc = #about]
            #(#carried)*
            #[allow(dead_code, missing_debug_implementations, private_interfaces, unreachable_pub, unused_imports)]
            #vis mod #module {
                use super::*;
                pub(super) use #krate::private as __ibis;
                #[doc = #about_all]
                #vis_inside const ENDPOINTS: &[&__ibis::Endpoint] = &[#(#entries)*];
                #shared
                #(#items)*
            }
        }
    }

    fn endpoint(&self, endpoint: &ValidEndpoint) -> Expanded {
        let cfgs: Vec<&Attribute> = endpoint.attrs.iter().filter(|attr| valid::is_cfg(attr)).collect();
        let constant = &endpoint.names.constant;
        Expanded {
            method: self.method(endpoint),
            items: request::items(self, endpoint, &cfgs),
            entry: quote!(#(#cfgs)* &#constant,),
        }
    }

    fn method(&self, endpoint: &ValidEndpoint) -> TokenStream {
        let ValidEndpoint { attrs, vis, ident, receiver, names, .. } = endpoint;
        let (module, lifetime) = (&self.block.module, &self.lifetime);
        let request = &names.request;
        let about = self.about_request(request);
        let required = || endpoint.params.iter().filter(|param| !param.optional);
        let params = required().map(|param| self.param(param));
        let values = required().map(|param| {
            let ident = &param.ident;
            value(param, ident, |ty| quote!(#ty))
        });
        let self_token = &receiver.self_token;
        let bound = self.bound();
        let body = if required().next().is_none() {
            quote!(#module::#request::__new(#self_token, []))
        } else {
            // A local of its own hygiene: a parameter may have the same name.
            let required = Ident::new("required", Span::mixed_site());
            quote! {
                use #module::__ibis;
                let #required = [#(#values),*];
                #module::#request::__new(#self_token, #required)
            }
        };
        quote! {
            #(#attrs)*
            #about
            #vis fn #ident<#lifetime>(#receiver, #(#params),*)
                -> #module::#request<#lifetime, #module::ConnectionOf<Self>>
            where
                #bound,
            {
                #body
            }
        }
    }

    /// The paragraph that leads from a method to its request.
    pub(crate) fn about_request(&self, request: &Ident) -> TokenStream {
        let text = format!(
            " Gives the request [`{request}`]({}::{request}), to be awaited or sent.",
            self.block.module
        );
        quote! {
            #[doc = ""]
            #[doc = #text]
        }
    }

    fn param(&self, param: &ValidParam) -> TokenStream {
        let (ident, krate) = (&param.ident, &self.krate);
        let ty = argument(param, &quote!(#krate::private), |ty| quote!(#ty));
        quote!(#ident: #ty)
    }

    /// The bound of every method, at the self type: rustc complains there of a type without a connection.
    pub(crate) fn bound(&self) -> TokenStream {
        let (krate, lifetime) = (&self.krate, &self.lifetime);
        let bound = quote!(Self: #krate::private::HasConnection<Connection: #lifetime>);
        let at_self_type = |mut token: TokenTree| {
            token.set_span(token.span().located_at(self.block.span));
            token
        };
        bound.into_iter().map(at_self_type).collect()
    }
}

/// The type by which a caller gives a value; `door` is the path of the client's private names.
pub(crate) fn argument(
    param: &ValidParam,
    door: &TokenStream,
    written: impl Fn(&syn::Type) -> TokenStream,
) -> TokenStream {
    match &param.kind {
        Kind::Plain => written(&param.ty),
        Kind::List(elem) => {
            let elem = written(elem);
            quote!(impl #door::IntoParamList<#elem>)
        }
        Kind::Converted => {
            let ty = written(&param.ty);
            quote!(impl #door::IntoParam<#ty>)
        }
    }
}

/// The expression that makes a value for the wire of what a caller gave.
pub(crate) fn value(
    param: &ValidParam,
    given: &Ident,
    written: impl Fn(&syn::Type) -> TokenStream,
) -> TokenStream {
    match &param.kind {
        Kind::Plain => quote!(__ibis::value(#given)),
        Kind::List(elem) => {
            let elem = written(elem);
            quote!(__ibis::convert_list::<#elem>(#given))
        }
        Kind::Converted => {
            let ty = written(&param.ty);
            quote!(__ibis::convert::<#ty>(#given))
        }
    }
}

/// Whether this is `#[allow(…)]` or another of its kind.
fn is_lint_level(attr: &Attribute) -> bool {
    matches!(attr.meta, Meta::List(_))
        && ["allow", "expect", "warn", "deny", "forbid"].iter().any(|level| attr.path().is_ident(level))
}

/// A name for the connection's lifetime that the impl block does not use.
fn free_lifetime(methods: &Methods) -> Lifetime {
    let taken: Vec<String> =
        methods.block.generics.lifetimes().map(|param| param.lifetime.ident.to_string()).collect();
    let mut name = "c".to_owned();
    while taken.contains(&name) {
        name.push_str("onn");
    }
    Lifetime::new(&format!("'{name}"), Span::call_site())
}
