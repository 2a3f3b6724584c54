//! Expands `#[ibis_methods]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Item;

use crate::attr::Options;
use crate::block::Block;
use crate::errors::Errors;
use crate::expand;

/// The expansion of a block, with all errors.
pub(crate) fn ibis_methods(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = Options::parse(args, &mut errors);
    let expanded = match syn::parse2(item.clone()) {
        Ok(Item::Impl(block)) => expand::block(&Block::from_syn(block, options, &mut errors)),
        Ok(_) => {
            let problem = "`#[ibis_methods]` belongs on an impl block: write it above `impl Type { … }`";
            errors.at(Span::call_site(), problem);
            item
        }
        Err(error) => {
            errors.add(error);
            item
        }
    };
    let errors = errors.into_tokens();
    quote!(#expanded #errors)
}
