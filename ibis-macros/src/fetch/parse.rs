//! Parses `Person: email, all_insts.managed_by_groups, "otherScheme"`.

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Error, LitStr, Path, Token, parse_quote};

use crate::attr::skip_to_comma;
use crate::errors::Errors;
use crate::suggest::did_you_mean;

const EXAMPLE: &str = "as in `fetch!(Person: email, all_insts.managed_by_groups)`";

const KINDS: [&str; 3] = ["Person", "Institution", "Group"];

/// The input of `fetch!`.
pub(super) struct Fetch {
    /// The path of the client crate.
    pub(super) krate: Path,
    /// The kind of entity that the chains start at; `None` after an error.
    pub(super) root: Option<Ident>,
    pub(super) chains: Vec<Chain>,
}

/// Steps separated by dots.
#[derive(Default)]
pub(super) struct Chain {
    /// Names in the API, which are methods of the marker types.
    pub(super) names: Vec<Ident>,
    /// A scheme as a string literal, which is the last step.
    pub(super) scheme: Option<LitStr>,
}

impl Chain {
    /// The steps as sent.
    pub(super) fn steps(&self) -> impl Iterator<Item = (Span, String)> {
        let names = self.names.iter().map(|name| (name.span(), name.unraw().to_string()));
        names.chain(self.scheme.iter().map(|scheme| (scheme.span(), scheme.value())))
    }

    pub(super) fn text(&self) -> String {
        let steps: Vec<String> = self.steps().map(|(_, text)| text).collect();
        steps.join(".")
    }
}

impl Fetch {
    pub(super) fn parse(input: TokenStream, errors: &mut Errors) -> Self {
        let mut fetch = Self { krate: parse_quote!(::ibis_client), root: None, chains: Vec::new() };
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
            self.krate = input.call(Path::parse_mod_style)?;
            input.parse::<Token![;]>()?;
        }
        self.read_root(input, errors)?;
        while !input.is_empty() {
            match read_chain(input) {
                Ok(chain) => self.chains.push(chain),
                Err(error) => {
                    errors.add(error);
                    skip_to_comma(input)?;
                }
            }
            if !input.is_empty() && !input.peek(Token![,]) {
                errors.at(input.span(), "missing separator: write `,` between chains, `.` between steps");
                skip_to_comma(input)?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }

    fn read_root(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let all = "`Person`, `Institution` or `Group`";
        if !input.peek(syn::Ident) || !input.peek2(Token![:]) || input.peek2(Token![::]) {
            let problem = format!("missing entity kind: write {all} and a colon first, {EXAMPLE}");
            return Err(Error::new(input.span(), problem));
        }
        let ident: Ident = input.parse()?;
        let colon: Token![:] = input.parse()?;
        if input.is_empty() {
            let problem = format!("nothing to fetch: write what to fetch after the colon, {EXAMPLE}");
            return Err(Error::new(colon.span, problem));
        }
        let name = ident.to_string();
        if KINDS.contains(&name.as_str()) {
            self.root = Some(ident);
        } else {
            let hint = did_you_mean(&name, KINDS, &format!("write {all}"));
            errors.at(ident.span(), format_args!("unknown entity kind `{name}`: {hint}"));
        }
        Ok(())
    }
}

fn read_chain(input: ParseStream<'_>) -> syn::Result<Chain> {
    let mut chain = Chain::default();
    loop {
        if input.peek(LitStr) {
            chain.scheme = Some(input.parse()?);
            if input.peek(Token![.]) {
                return Err(input.error("a step after a scheme: a scheme in quotes is the last step"));
            }
            return Ok(chain);
        }
        let Ok(name) = input.call(Ident::parse_any) else {
            return Err(input.error(format_args!("expected a name: write what to fetch, {EXAMPLE}")));
        };
        if syn::parse_str::<Ident>(&name.to_string()).is_err() {
            let problem = format!("`{name}` is a keyword: write a scheme of that name in quotes");
            return Err(Error::new(name.span(), problem));
        }
        chain.names.push(name);
        let Some(dot) = input.parse::<Option<Token![.]>>()? else { return Ok(chain) };
        if input.is_empty() || input.peek(Token![,]) {
            let problem = "no name after the dot: write what to fetch, or remove the dot";
            return Err(Error::new(dot.span, problem));
        }
    }
}
