//! Parses attributes: `#[ibis(GET "/path")]`, the options of `#[ibis_methods]`, and the markers of parameters.

mod markers;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Meta, Token};

pub(crate) use self::markers::{Markers, string_value};
use crate::errors::Errors;
use crate::keywords::Method;
use crate::suggest::did_you_mean;
use crate::template;
use crate::types::path_text;

/// An example of a valid attribute, for messages.
const EXAMPLE: &str = "`#[ibis(GET \"/api/v1/…\")]`";

/// `#[ibis(METHOD "path")]`. Fields are `None` after an error.
#[derive(Default)]
pub(crate) struct IbisAttr {
    pub(crate) method: Option<Method>,
    pub(crate) path: Option<LitStr>,
    /// The names in the path; empty after an error.
    pub(crate) specifiers: Vec<String>,
}

/// Whether this is `#[ibis …]`, with or without a path.
pub(crate) fn is_ibis(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "ibis")
}

/// Whether this is `#[cfg(…)]`, or a `#[cfg_attr(…, cfg(…))]`.
pub(crate) fn is_cfg(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg") || is_cfg_attr(attr, "cfg")
}

/// Whether this is `#[cfg_attr(…)]` with this word after the condition.
pub(crate) fn is_cfg_attr(attr: &Attribute, word: &str) -> bool {
    attr.path().is_ident("cfg_attr")
        && matches!(&attr.meta, Meta::List(list)
            if list.tokens.clone().into_iter().skip(1).any(|token| token.to_string() == word))
}

impl IbisAttr {
    pub(crate) fn from_attr(attr: &Attribute, errors: &mut Errors) -> Self {
        match &attr.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let read = |input: ParseStream<'_>| Ok(Self::read(input, errors));
                return list.parse_args_with(read).unwrap_or_default();
            }
            Meta::NameValue(pair) => errors.over(pair, format_args!("no `=` here: write {EXAMPLE}")),
            meta => errors.over(meta, format_args!("missing HTTP method and path: write {EXAMPLE}")),
        }
        Self::default()
    }

    fn read(input: ParseStream<'_>, errors: &mut Errors) -> Self {
        let start = input.span();
        let method = read_method(input, errors);
        if let Ok(comma) = input.parse::<Token![,]>() {
            errors.at(comma.span, "no comma between the HTTP method and the path: remove it");
        }
        let Some(path) = read_path(input, start, errors) else {
            return Self { method, ..Self::default() };
        };
        let text = path.value();
        let (mut specifiers, problems) = template::specifiers(&text);
        for problem in path_error(&text).into_iter().chain(problems) {
            errors.over(&path, problem);
            specifiers.clear();
        }
        Self { method, path: Some(path), specifiers }
    }
}

fn read_method(input: ParseStream<'_>, errors: &mut Errors) -> Option<Method> {
    let span = input.span();
    if let Ok(ident) = input.call(Ident::parse_any) {
        let name = ident.to_string();
        let method = Method::from_keyword(&name);
        if method.is_none() {
            let or_else = "write `GET`, `POST`, `PUT` or `DELETE`";
            let hint = did_you_mean(&name, ["GET", "POST", "PUT", "DELETE"], or_else);
            errors.at(span, format_args!("unknown HTTP method `{name}`: {hint}"));
        }
        return method;
    }
    let literal: Option<LitStr> = input.fork().parse().ok();
    let quoted = literal.as_ref().and_then(|literal| Method::from_keyword(&literal.value().to_uppercase()));
    if let Some(method) = quoted {
        errors.at(span, format_args!("the HTTP method is not a string: write `{method}`"));
    } else {
        let instead = "write `GET`, `POST`, `PUT` or `DELETE` first, as in";
        errors.at(span, format_args!("missing HTTP method: {instead} {EXAMPLE}"));
    }
    // Any other string is the path.
    if quoted.is_some() || literal.is_none() {
        let _: syn::Result<TokenTree> = input.parse();
    }
    quoted
}

fn read_path(input: ParseStream<'_>, start: Span, errors: &mut Errors) -> Option<LitStr> {
    if input.is_empty() {
        errors.at(start, format_args!("missing path: write it after the HTTP method, as in {EXAMPLE}"));
        return None;
    }
    let path: Option<LitStr> = if input.peek(LitStr) { input.parse().ok() } else { None };
    let rest: TokenStream = input.parse().unwrap_or_default();
    if path.is_none() {
        let instead = "write it in double quotes, as in `\"/api/v1/version\"`";
        errors.over(rest, format_args!("the path is a string literal: {instead}"));
    } else if !rest.is_empty() {
        errors.over(rest, "unexpected after the path: remove it");
    }
    path
}

/// The error in a path, if any, apart from its specifiers.
fn path_error(text: &str) -> Option<String> {
    if let Some((_, rest)) = text.split_once("://") {
        let path = rest.find('/').map_or("/", |start| &rest[start..]);
        return Some(format!("a URL in place of a path: write {path:?}, the connection knows the server"));
    }
    if !text.starts_with('/') {
        return Some(format!("missing leading slash: write {:?}", format!("/{text}")));
    }
    for segment in text[1..].trim_end_matches('/').split('/') {
        if matches!(segment, "" | "." | "..") {
            return Some(format!("`/{segment}/` in the path: write the resolved path"));
        }
        let parameter = segment
            .strip_prefix(':')
            .or_else(|| segment.strip_prefix('<')?.strip_suffix('>'))
            .or_else(|| Some(segment.split_once('{')?.1.split_once('}')?.0));
        if let Some(name) = parameter.filter(|name| !name.is_empty()) {
            return Some(format!("`{segment}` is not a specifier: write `%({name})s` for a parameter"));
        }
    }
    let invalid =
        text.chars().find(|c| matches!(c, '?' | '#' | '{' | '}' | '<' | '>') || c.is_whitespace())?;
    let instead = match invalid {
        '?' => "declare what follows as parameters of the method",
        '#' => "a path ends before it",
        _ => "a path cannot contain it",
    };
    Some(format!("`{invalid}` in the path: {instead}"))
}

/// The options of `#[ibis_methods(crate = path, module = name)]`.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) krate: Option<syn::Path>,
    pub(crate) module: Option<Ident>,
}

impl Options {
    pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let parser = syn::meta::parser(|option| options.read(&option, errors));
        if let Err(error) = parser.parse2(args) {
            errors.add(error);
        }
        options
    }

    fn read(&mut self, option: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
        let name = path_text(&option.path);
        let what = match name.as_str() {
            "crate" => "path",
            "module" => "name",
            _ => {
                let hint =
                    did_you_mean(&name, ["crate", "module"], "write `crate = path` or `module = name`");
                errors.over(&option.path, format_args!("unknown option `{name}`: {hint}"));
                return skip_to_comma(option.input);
            }
        };
        if !option.input.peek(Token![=]) {
            errors.over(&option.path, format_args!("`{name}` has no value: write `{name} = {what}`"));
            return skip_to_comma(option.input);
        }
        let value = option.value()?;
        if value.peek(LitStr) {
            let literal: LitStr = value.parse()?;
            errors.over(&literal, format_args!("no quotes here: write `{name} = {}`", literal.value()));
            return Ok(());
        }
        let twice = if name == "crate" {
            self.krate.replace(value.call(syn::Path::parse_mod_style)?).is_some()
        } else {
            self.module.replace(value.parse()?).is_some()
        };
        if twice {
            errors.over(&option.path, format_args!("duplicate option `{name}`: remove one"));
        }
        Ok(())
    }
}

/// Skips to the next comma or the end.
pub(crate) fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
