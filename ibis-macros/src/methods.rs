//! From the tokens of `#[ibis_methods]` to those of its expansion.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Item, ItemImpl};

use crate::attr::Options;
use crate::block::Block;
use crate::errors::Errors;
use crate::expand;

/// The expansion of a block, with all that is wrong in it.
pub(crate) fn ibis_methods(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = Options::parse(args, &mut errors);
    let expanded = match syn::parse2::<ItemImpl>(item.clone()) {
        Ok(block) => expand::block(&Block::from_syn(block, &options, &mut errors)),
        Err(_) if syn::parse2::<Item>(item.clone()).is_ok() => {
            errors.at(
                Span::call_site(),
                "`#[ibis_methods]` belongs on an impl block: write it above `impl Type { … }`",
            );
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

/// What `#[ibis]` becomes where no `#[ibis_methods]` has taken it: an error that says so.
pub(crate) fn ibis() -> TokenStream {
    let mut errors = Errors::default();
    errors.at(
        Span::call_site(),
        "`#[ibis]` outside of `#[ibis_methods]`: write `#[ibis_methods]` above the impl block",
    );
    errors.into_tokens()
}
