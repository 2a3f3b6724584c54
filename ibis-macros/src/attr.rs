//! The grammar of what is written in attributes: `#[ibis(GET "/path")]`, the options of `#[ibis_methods]`, and
//! the markers of parameters.

mod markers;

use std::fmt;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Meta, Token};

pub(crate) use self::markers::{Markers, Place, Role};
use crate::errors::Errors;
use crate::suggest::did_you_mean;
use crate::template::{self, Segment};

/// What an endpoint's attribute looks like when it is right.
const EXAMPLE: &str = "`#[ibis(GET \"/api/v1/…\")]`";

/// The HTTP methods that the service knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Delete,
}

impl Verb {
    const NAMES: [(&'static str, Self); 4] =
        [("GET", Self::Get), ("POST", Self::Post), ("PUT", Self::Put), ("DELETE", Self::Delete)];

    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, verb)| verb)
    }

    /// Whether a request of this method carries a form.
    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Self::NAMES.into_iter().find(|(_, verb)| verb == self).map_or(Ok(()), |(name, _)| f.write_str(name))
    }
}

/// `#[ibis(METHOD "path")]`, as far as it could be read: what is `None` has been reported.
#[derive(Clone, Default)]
pub(crate) struct Call {
    pub(crate) verb: Option<Verb>,
    pub(crate) path: Option<PathTemplate>,
}

/// A path that is a string literal; its specifiers are `None` where the text has been found faulty.
#[derive(Clone)]
pub(crate) struct PathTemplate {
    pub(crate) literal: LitStr,
    pub(crate) specifiers: Option<Vec<String>>,
}

/// Whether this is `#[ibis …]`, also when it is written with a path.
pub(crate) fn is_ibis(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "ibis")
}

impl Call {
    pub(crate) fn from_attr(attr: &Attribute, errors: &mut Errors) -> Self {
        match &attr.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let read = |input: ParseStream<'_>| Ok(Self::read(input, errors));
                match read.parse2(list.tokens.clone()) {
                    Ok(call) => call,
                    Err(error) => {
                        errors.add(error);
                        Self::default()
                    }
                }
            }
            Meta::NameValue(pair) => {
                errors.over(pair, format_args!("no `=` here: write {EXAMPLE}"));
                Self::default()
            }
            meta => {
                errors.over(meta, format_args!("missing HTTP method and path: write {EXAMPLE}"));
                Self::default()
            }
        }
    }

    fn read(input: ParseStream<'_>, errors: &mut Errors) -> Self {
        let (verb, after) = Self::read_verb(input, errors);
        if let Ok(comma) = input.parse::<Token![,]>() {
            errors.at(comma.span, "no comma between the HTTP method and the path: remove it");
        }
        let path = Self::read_path(input, after, errors);
        // One thing that is wrong is one error: what follows a faulty path belongs to it.
        if let (Some(_), Ok(rest)) = (&path, input.parse::<TokenStream>())
            && !rest.is_empty()
        {
            errors.over(rest, "unexpected after the path: remove it");
        }
        let path = path.map(|literal| PathTemplate::new(literal, errors));
        Self { verb, path }
    }

    /// The method, and the token that a path has to follow.
    fn read_verb(input: ParseStream<'_>, errors: &mut Errors) -> (Option<Verb>, Span) {
        let span = input.span();
        if let Ok(ident) = input.call(Ident::parse_any) {
            let name = ident.to_string();
            let verb = Verb::from_name(&name);
            if verb.is_none() {
                let hint = did_you_mean(
                    &name,
                    Verb::NAMES.map(|(name, _)| name),
                    "write `GET`, `POST`, `PUT` or `DELETE`",
                );
                errors.at(span, format_args!("unknown HTTP method `{name}`: {hint}"));
            }
            return (verb, span);
        }
        if let Ok(literal) = input.fork().parse::<LitStr>() {
            let verb = Verb::from_name(&literal.value().to_uppercase());
            if let Some(verb) = verb {
                let _: syn::Result<LitStr> = input.parse();
                errors.at(span, format_args!("the HTTP method is not a string: write `{verb}`"));
                return (Some(verb), span);
            }
        }
        errors.at(
            span,
            format_args!(
                "missing HTTP method: write `GET`, `POST`, `PUT` or `DELETE` first, as in {EXAMPLE}"
            ),
        );
        if !input.peek(LitStr) {
            let _: syn::Result<TokenTree> = input.parse();
        }
        (None, span)
    }

    fn read_path(input: ParseStream<'_>, after: Span, errors: &mut Errors) -> Option<LitStr> {
        if input.is_empty() {
            errors.at(after, format_args!("missing path: write it after the HTTP method, as in {EXAMPLE}"));
            return None;
        }
        if input.peek(LitStr)
            && let Ok(literal) = input.parse::<LitStr>()
        {
            if literal.suffix().is_empty() {
                return Some(literal);
            }
            errors.at(literal.span(), "a suffix on the path: remove it");
            return None;
        }
        let rest: TokenStream = input.parse().unwrap_or_default();
        errors.over(
            rest,
            "the path is a string literal: write it in double quotes, as in `\"/api/v1/version\"`",
        );
        None
    }
}

impl PathTemplate {
    fn new(literal: LitStr, errors: &mut Errors) -> Self {
        let before = errors.count();
        let (text, span) = (literal.value(), literal.span());
        if !text.starts_with('/') {
            let slashed = format!("/{text}");
            errors.at(span, format_args!("missing leading slash: write {slashed:?}"));
        }
        if let Some(name) = braced(&text) {
            errors.at(span, format_args!("`{{{name}}}` is not a specifier: write `%({name})s`"));
        } else if let Some(odd) =
            text.chars().find(|c| matches!(c, '?' | '#' | '{' | '}') || c.is_whitespace())
        {
            let instead = match odd {
                '?' => "declare what follows as parameters of the method",
                '#' => "a path ends before it",
                _ => "percent-encode it, with `%%` for the percent sign",
            };
            errors.at(span, format_args!("`{odd}` in the path: {instead}"));
        }
        let segments = template::parse(&text).unwrap_or_else(|wrong| {
            for error in wrong {
                errors.at(span, error);
            }
            Vec::new()
        });
        let specifiers = segments.into_iter().filter_map(|segment| match segment {
            Segment::Specifier(name) => Some(name),
            Segment::Literal(_) => None,
        });
        let specifiers = specifiers.collect();
        let sound = errors.count() == before;
        Self { literal, specifiers: sound.then_some(specifiers) }
    }
}

/// The name in `{name}`, which is how other tools write a parameter.
fn braced(path: &str) -> Option<&str> {
    let (_, after) = path.split_once('{')?;
    let (name, _) = after.split_once('}')?;
    (!name.is_empty()).then_some(name)
}

/// The options of `#[ibis_methods(crate = path, module = name)]`.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) krate: Option<syn::Path>,
    pub(crate) module: Option<Ident>,
}

impl Options {
    const NAMES: [&'static str; 2] = ["crate", "module"];

    pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                options.read_one(input, errors)?;
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(error) = read.parse2(args) {
            errors.add(error);
        }
        options
    }

    fn read_one(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        if !Self::NAMES.contains(&text.as_str()) {
            let hint = did_you_mean(&text, Self::NAMES, "write `crate = path` or `module = name`");
            errors.at(name.span(), format_args!("unknown option `{text}`: {hint}"));
            skip_to_comma(input)?;
            return Ok(());
        }
        if !input.peek(Token![=]) {
            let what = if text == "crate" { "path" } else { "name" };
            errors.at(name.span(), format_args!("`{text}` has no value: write `{text} = {what}`"));
            skip_to_comma(input)?;
            return Ok(());
        }
        input.parse::<Token![=]>()?;
        if input.peek(LitStr) {
            let literal: LitStr = input.parse()?;
            let bare = literal.value();
            errors.at(literal.span(), format_args!("no quotes here: write `{text} = {bare}`"));
            return Ok(());
        }
        let twice = if text == "crate" {
            let path = input.call(syn::Path::parse_mod_style)?;
            self.krate.replace(path).is_some()
        } else {
            self.module.replace(input.parse()?).is_some()
        };
        if twice {
            errors.at(name.span(), format_args!("duplicate option `{text}`: remove one"));
        }
        Ok(())
    }
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
