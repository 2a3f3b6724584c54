//! From the tokens of `#[ibis_methods]` to those of its expansion.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ItemImpl;

use crate::ast::{Member, Methods};
use crate::attr::Options;
use crate::errors::Errors;
use crate::valid::{self, Block};
use crate::{expand, fallback};

/// The expansion of a block, with all that is wrong in it.
pub(crate) fn ibis_methods(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = Options::parse(args, &mut errors);
    let expanded = match syn::parse2::<ItemImpl>(item.clone()) {
        Ok(block) => {
            let methods = Methods::from_syn(block, &mut errors);
            let block = Block::validate(&methods, &options, &mut errors);
            if methods.block.trait_.is_some() {
                fallback::block(&methods)
            } else {
                let checked = valid::endpoints(&methods, &block, &mut errors);
                expand::block(&methods, &options, &block, &checked)
            }
        }
        Err(error) => {
            if syn::parse2::<syn::Item>(item.clone()).is_ok() {
                errors.at(
                    Span::call_site(),
                    "`#[ibis_methods]` belongs on an impl block: write it above `impl Type { … }`",
                );
            } else {
                errors.add(error);
            }
            item
        }
    };
    let errors = errors.into_tokens();
    quote!(#expanded #errors)
}

/// What `#[ibis]` becomes where no `#[ibis_methods]` has taken it: an error that says so.
pub(crate) fn ibis(args: &TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    errors.at(
        Span::call_site(),
        "`#[ibis]` outside of `#[ibis_methods]`: write `#[ibis_methods]` above the impl block",
    );
    let errors = errors.into_tokens();
    // What else is wrong is said once the block is right.
    let declared = quote!(#[ibis(#args)] #item);
    let mut ignored = Errors::default();
    let item = match syn::parse2(declared).map(|function| Member::from_syn(function, &mut ignored)) {
        Ok(Member::Endpoint(endpoint)) => fallback::method(&endpoint),
        _ => item,
    };
    quote!(#errors #item)
}
