//! Visibilities, as they are and as they are written one module further in.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{VisRestricted, Visibility};

use crate::types;

/// The widest of the visibilities; where two have nothing in common but the crate, the crate's.
pub(super) fn widest<'a>(all: impl Iterator<Item = &'a Visibility>) -> Visibility {
    let mut widest = Visibility::Inherited;
    for vis in all {
        match rank(vis).cmp(&rank(&widest)) {
            std::cmp::Ordering::Greater => widest = vis.clone(),
            std::cmp::Ordering::Equal if *text(vis) != *text(&widest) => {
                widest = syn::parse_quote!(pub(crate));
            }
            _ => {}
        }
    }
    widest
}

fn rank(vis: &Visibility) -> u8 {
    match vis {
        Visibility::Public(_) => 4,
        Visibility::Restricted(restricted) if restricted.path.is_ident("crate") => 3,
        Visibility::Restricted(restricted) if restricted.path.is_ident("self") => 0,
        Visibility::Restricted(restricted) if restricted.path.is_ident("super") => 1,
        Visibility::Restricted(_) => 2,
        Visibility::Inherited => 0,
    }
}

fn text(vis: &Visibility) -> Box<str> {
    match vis {
        Visibility::Restricted(restricted) if rank(vis) == 2 => {
            let path = &restricted.path;
            quote!(#path).to_string().into()
        }
        _ => "".into(),
    }
}

/// The visibility of the same extent inside of a module.
pub(super) fn one_level_in(vis: &Visibility) -> TokenStream {
    match vis {
        Visibility::Public(_) => quote!(#vis),
        Visibility::Inherited => quote!(pub(super)),
        Visibility::Restricted(VisRestricted { path, .. }) if path.is_ident("crate") => quote!(pub(crate)),
        Visibility::Restricted(VisRestricted { path, .. }) if path.is_ident("self") => quote!(pub(super)),
        Visibility::Restricted(VisRestricted { path, .. }) => {
            let path = types::one_level_in(path, &[]);
            quote!(pub(in #path))
        }
    }
}
