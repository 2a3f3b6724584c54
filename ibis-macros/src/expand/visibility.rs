//! Visibilities and paths, as they are written one module further in.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Path, VisRestricted, Visibility};

/// The visibility of the same extent inside of a module.
pub(super) fn inside(vis: &Visibility) -> TokenStream {
    match vis {
        Visibility::Inherited => quote!(pub(super)),
        Visibility::Restricted(VisRestricted { path, .. }) if !path.is_ident("crate") => {
            let path = relative(path);
            quote!(pub(in #path))
        }
        vis => quote!(#vis),
    }
}

/// A path inside of a module, and what has to be imported there for it.
pub(super) fn path_inside(path: &Path) -> (TokenStream, TokenStream) {
    let first = path.segments.first().map(|first| first.ident.to_string()).unwrap_or_default();
    match first.as_str() {
        _ if path.leading_colon.is_some() => (quote!(#path), TokenStream::new()),
        "crate" => (quote!(#path), TokenStream::new()),
        "self" | "super" => (relative(path), TokenStream::new()),
        // It may be a name of the module around, or that of a crate.
        _ => (
            quote!(#path),
            quote!(
                #[allow(unused_imports)]
                use super::*;
            ),
        ),
    }
}

/// A path that begins with `self`, `super` or `crate`, from one module further in.
fn relative(path: &Path) -> TokenStream {
    let mut segments = path.segments.iter();
    match segments.clone().next() {
        Some(first) if first.ident == "crate" => quote!(#path),
        Some(first) if first.ident == "self" => {
            segments.next();
            quote!(super #(::#segments)*)
        }
        _ => quote!(super::#path),
    }
}
