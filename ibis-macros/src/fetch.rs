//! Expands `fetch!`.

mod check;
pub(crate) mod names;
mod parse;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use self::parse::{Chain, Fetch};
use crate::errors::Errors;

/// The expansion, with all errors. Valid in a `const`.
pub(crate) fn fetch(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut fetch = Fetch::parse(input, &mut errors);
    check::check(&mut fetch, &mut errors);
    let (expanded, errors) = (expand(&fetch), errors.into_tokens());
    quote!({ #errors #expanded })
}

/// The value, after a closure in which rustc checks the names.
fn expand(Fetch { krate, root, chains }: &Fetch) -> TokenStream {
    let texts: Vec<String> = chains.iter().map(Chain::text).collect();
    let text = texts.join(",");
    let Some(kind) = root else {
        // Already reported; the kind is inferred to avoid further errors.
        return quote!(#krate::private::fetch::<_>(#text));
    };
    let entity = Ident::new("entity", Span::mixed_site());
    let walks = chains.iter().map(|Chain { names, .. }| quote!(#entity #(.#names())*));
    quote! {
        const _: fn(#krate::private::markers::#kind) = |#entity| {
            #(let _ = #walks;)*
        };
        #krate::private::fetch::<#krate::#kind>(#text)
    }
}
