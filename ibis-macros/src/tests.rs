//! Tests of the whole pipeline, on tokens.

mod budget;
mod expansion;
mod fetch_table;

use std::str::FromStr;

use proc_macro2::TokenStream;
use syn::Item;

/// The options and the block of a declaration, as `#[ibis_methods]` is given them.
fn tokens_of(declaration: &str) -> (TokenStream, TokenStream) {
    let mut file = syn::parse_file(declaration).expect("a declaration is an item");
    let Some(Item::Impl(mut block)) = file.items.pop() else { panic!("a declaration is an impl block") };
    let outer = block.attrs.remove(0);
    let args = outer.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default();
    (args, quote::quote!(#block))
}

/// The expansion of a declaration, formatted.
fn expanded(declaration: &str) -> String {
    let (args, block) = tokens_of(declaration);
    formatted(crate::methods::ibis_methods(args, block))
}

/// The expansion of `fetch!`, formatted as the value of a constant.
fn fetched(input: &str) -> String {
    let value = crate::fetch::fetch(TokenStream::from_str(input).expect("tokens"));
    formatted(quote::quote!(const FETCH: Fetch<Person> = #value;))
}

fn formatted(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("an expansion is made of items"))
}
