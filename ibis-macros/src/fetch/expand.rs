//! The value of a fetch, and the closure by which rustc checks its names.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::parse::{Chain, Fetch, Step};

/// An expression, also for a `const`.
pub(super) fn expand(fetch: &Fetch) -> TokenStream {
    let krate = &fetch.krate;
    let texts: Vec<String> = fetch.chains.iter().map(text).collect();
    let text = texts.join(",");
    let Some(root) = &fetch.root else {
        // The error has been reported; the value is for any root that the caller expects.
        return quote!(#krate::private::fetch::<_>(#text));
    };
    let kind = &root.ident;
    let value = quote!(#krate::private::fetch::<#krate::#kind>(#text));
    let entity = Ident::new("entity", Span::mixed_site());
    let walks: Vec<TokenStream> = fetch.chains.iter().filter_map(|chain| walk(&entity, chain)).collect();
    if walks.is_empty() {
        return value;
    }
    quote!({
        const _: fn(#krate::private::markers::#kind) = |#entity| {
            #(let _ = #walks;)*
        };
        #value
    })
}

fn text(Chain(steps): &Chain) -> String {
    let steps: Vec<String> = steps.iter().map(Step::text).collect();
    steps.join(".")
}

/// The chain as calls of the markers' methods; `None` where it has but a scheme in quotes.
fn walk(entity: &Ident, Chain(steps): &Chain) -> Option<TokenStream> {
    let names: Vec<&Ident> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Name(ident) => Some(ident),
            Step::Scheme(_) => None,
        })
        .collect();
    (!names.is_empty()).then(|| quote!(#entity #(.#names())*))
}
