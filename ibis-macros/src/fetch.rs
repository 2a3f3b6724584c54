//! From the tokens of `fetch!` to those of its expansion.

mod check;
mod expand;
pub(crate) mod names;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

/// The value of a fetch, or all that is wrong in it.
pub(crate) fn fetch(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut fetch = parse::Fetch::parse(input, &mut errors);
    check::check(&mut fetch, &mut errors);
    let expanded = expand::expand(&fetch);
    if errors.count() == 0 {
        return expanded;
    }
    let errors = errors.into_tokens();
    quote!({
        #errors
        #expanded
    })
}
