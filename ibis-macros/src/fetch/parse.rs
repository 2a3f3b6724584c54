//! The grammar: `Person: email, all_insts.managed_by_groups, "otherScheme"`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{LitStr, Path, Token};

use crate::attr::skip_to_comma;
use crate::errors::Errors;
use crate::suggest::did_you_mean;

const EXAMPLE: &str = "as in `fetch!(Person: email, all_insts.managed_by_groups)`";

/// A fetch as it is written.
pub(super) struct Fetch {
    /// The path of the client crate.
    pub(super) krate: TokenStream,
    /// The kind that the chains begin at; `None` where it has been found faulty.
    pub(super) root: Option<Root>,
    pub(super) chains: Vec<Chain>,
}

/// A keyword of the macro.
pub(super) struct Root {
    pub(super) ident: Ident,
}

/// Steps with dots between them.
pub(super) struct Chain(pub(super) Vec<Step>);

/// A step from one entity to what belongs to it.
pub(super) enum Step {
    /// A name of the service's, which is a method of a marker.
    Name(Ident),
    /// A scheme that is not in the table.
    Scheme(LitStr),
}

impl Root {
    const NAMES: [&'static str; 3] = ["Person", "Institution", "Group"];
}

impl Step {
    /// The name on the wire.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Name(ident) => ident.unraw().to_string(),
            Self::Scheme(literal) => literal.value(),
        }
    }

    pub(super) fn span(&self) -> Span {
        match self {
            Self::Name(ident) => ident.span(),
            Self::Scheme(literal) => literal.span(),
        }
    }
}

impl Fetch {
    pub(super) fn parse(input: TokenStream, errors: &mut Errors) -> Self {
        let mut fetch = Self { krate: quote!(::ibis_client), root: None, chains: Vec::new() };
        let read = |input: ParseStream<'_>| fetch.read(input, errors);
        if let Err(error) = read.parse2(input) {
            errors.add(error);
        }
        fetch
    }

    fn read(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            let path = input.call(Path::parse_mod_style)?;
            input.parse::<Token![;]>()?;
            self.krate = quote!(#path);
        }
        let (root, colon) = read_root(input, errors)?;
        self.root = root;
        if input.is_empty() {
            errors
                .at(colon, format_args!("nothing to fetch: write what to fetch after the colon, {EXAMPLE}"));
        }
        while !input.is_empty() {
            let chain = read_chain(input, errors)?;
            self.chains.extend(chain);
            if !input.is_empty() && !input.peek(Token![,]) {
                errors.at(
                    input.span(),
                    "no comma before this: write `,` between what is fetched, `.` between steps",
                );
                skip_to_comma(input)?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }
}

fn read_root(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<(Option<Root>, Span)> {
    let all = "`Person`, `Institution` or `Group`";
    if input.is_empty() {
        return Err(syn::Error::new(
            input.span(),
            format_args!("nothing to fetch: write {all}, a colon, and what to fetch, {EXAMPLE}"),
        ));
    }
    let begins = input.peek(syn::Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]);
    if !begins {
        return Err(syn::Error::new(
            input.span(),
            format_args!("no kind to begin at: write {all} and a colon first, {EXAMPLE}"),
        ));
    }
    let ident: Ident = input.parse()?;
    let colon = input.parse::<Token![:]>()?.span;
    let name = ident.to_string();
    if Root::NAMES.contains(&name.as_str()) {
        return Ok((Some(Root { ident }), colon));
    }
    let hint = did_you_mean(&name, Root::NAMES, &format!("write {all}"));
    errors.at(ident.span(), format_args!("no kind is called `{name}`: {hint}"));
    Ok((None, colon))
}

/// A chain; `None` where it is faulty, and its rest has been skipped.
fn read_chain(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Option<Chain>> {
    let mut steps = Vec::new();
    loop {
        if input.peek(LitStr) {
            let literal: LitStr = input.parse()?;
            steps.push(Step::Scheme(literal));
            if input.peek(Token![.]) {
                errors.at(input.span(), "a step after a scheme: a scheme in quotes is the last step");
                skip_to_comma(input)?;
                return Ok(None);
            }
            return Ok(Some(Chain(steps)));
        }
        let Ok(ident) = input.call(Ident::parse_any) else {
            errors.at(input.span(), format_args!("no name here: write what to fetch, {EXAMPLE}"));
            skip_to_comma(input)?;
            return Ok(None);
        };
        if syn::parse_str::<Ident>(&ident.to_string()).is_err() {
            let problem = format!("`{ident}` is a keyword: write a scheme of that name in quotes");
            errors.at(ident.span(), problem);
            skip_to_comma(input)?;
            return Ok(None);
        }
        steps.push(Step::Name(ident));
        let Some(dot) = input.parse::<Option<Token![.]>>()? else { return Ok(Some(Chain(steps))) };
        if input.is_empty() || input.peek(Token![,]) {
            errors.at(dot.span, "no name after the dot: write what to fetch, or remove the dot");
            return Ok(None);
        }
    }
}
