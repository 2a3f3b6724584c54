//! The documentation that the macro adds to the user's.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, LitStr};

use crate::attr::string_value;
use crate::block::Block;
use crate::endpoint::Endpoint;
use crate::keywords::{ParamIn, article};
use crate::param::Param;
use crate::types;

/// The setters of the request, and the type that awaiting it gives.
pub(super) fn of_method(block: &Block, endpoint: &Endpoint) -> TokenStream {
    let request = format!("{}::{}", block.module, endpoint.request);
    let mut lines = vec![String::new()];
    let optional: Vec<&Param> = endpoint.params.iter().filter(|param| param.optional).collect();
    if !optional.is_empty() {
        lines.extend([" Optional parameters, set on the request:".to_owned(), String::new()]);
        lines.extend(optional.iter().map(|param| {
            let about = first_sentence(&param.docs);
            let colon = if about.is_empty() { "" } else { ": " };
            format!(" - [`{0}`]({request}::{0}){colon}{about}", param.ident)
        }));
        lines.push(String::new());
    }
    let name = endpoint.request.to_string();
    lines.push(format!(
        " Returns {} [`{name}`]({request}) request; awaiting it gives `{}`.",
        article(&name),
        types::text(&endpoint.result)
    ));
    quote!(#(#[doc = #lines])*)
}

pub(super) fn of_request(self_path: &str, endpoint: &Endpoint) -> String {
    let name = self_path.rsplit("::").next().unwrap_or_default();
    format!(
        " The request that [`{name}::{ident}`](super::super::{self_path}::{ident}) returns: `{method} {path}`.",
        ident = endpoint.ident,
        method = endpoint.method,
        path = endpoint.path.value()
    )
}

pub(super) fn of_setter(param: &Param) -> TokenStream {
    let docs = &param.docs;
    if !docs.is_empty() {
        return quote!(#(#docs)*);
    }
    let location = match param.location {
        ParamIn::Form => "form",
        ParamIn::Query | ParamIn::Path => "query",
    };
    let text = format!(" Sets `{}` in the {location}.", param.name);
    quote!(#[doc = #text])
}

/// The first sentence of a doc comment, on one line.
fn first_sentence(docs: &[Attribute]) -> String {
    let texts: Vec<String> = docs.iter().filter_map(string_value).map(LitStr::value).collect();
    let text = texts.join("\n");
    let lines = text.lines().map(str::trim);
    let paragraph: Vec<&str> =
        lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
    sentence(&paragraph.join(" ")).to_owned()
}

/// The first sentence, which ends where a full stop precedes the start of another.
fn sentence(paragraph: &str) -> &str {
    let mut ends = paragraph.match_indices(". ").map(|(at, _)| at + 1);
    let next =
        |end: &usize| paragraph[end + 1..].starts_with(|c: char| c.is_uppercase() || c == '[' || c == '`');
    ends.find(next).map_or(paragraph, |end| &paragraph[..end])
}
