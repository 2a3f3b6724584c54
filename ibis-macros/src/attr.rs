//! The grammar of what is written in attributes: `#[ibis(GET "/path")]`, the options of `#[ibis_methods]`, and
//! the markers of parameters.

mod markers;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Meta, Token};

pub(crate) use self::markers::Markers;
use crate::errors::Errors;
use crate::suggest::did_you_mean;
use crate::template;
use crate::words::Method;

/// What an endpoint's attribute looks like when it is right.
const EXAMPLE: &str = "`#[ibis(GET \"/api/v1/…\")]`";

/// `#[ibis(METHOD "path")]`, as far as it could be read: what is `None` has been reported.
#[derive(Default)]
pub(crate) struct Call {
    pub(crate) method: Option<Method>,
    pub(crate) path: Option<PathTemplate>,
}

/// A path that is a string literal; it has no specifiers where the text has been found faulty.
pub(crate) struct PathTemplate {
    pub(crate) literal: LitStr,
    pub(crate) specifiers: Vec<String>,
}

/// Whether this is `#[ibis …]`, also when it is written with a path.
pub(crate) fn is_ibis(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "ibis")
}

impl Call {
    pub(crate) fn specifiers(&self) -> &[String] {
        self.path.as_ref().map_or(&[], |path| &path.specifiers)
    }

    pub(crate) fn from_attr(attr: &Attribute, errors: &mut Errors) -> Self {
        match &attr.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let read = |input: ParseStream<'_>| Ok(Self::read(input, errors));
                return read.parse2(list.tokens.clone()).unwrap_or_default();
            }
            Meta::NameValue(pair) => errors.over(pair, format_args!("no `=` here: write {EXAMPLE}")),
            meta => errors.over(meta, format_args!("missing HTTP method and path: write {EXAMPLE}")),
        }
        Self::default()
    }

    fn read(input: ParseStream<'_>, errors: &mut Errors) -> Self {
        let (method, after) = Self::read_method(input, errors);
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
        Self { method, path }
    }

    /// The method, and the token that a path has to follow.
    fn read_method(input: ParseStream<'_>, errors: &mut Errors) -> (Option<Method>, Span) {
        let span = input.span();
        if let Ok(ident) = input.call(Ident::parse_any) {
            let name = ident.to_string();
            let method = Method::from_word(&name);
            if method.is_none() {
                let or_else = "write `GET`, `POST`, `PUT` or `DELETE`";
                let hint = did_you_mean(&name, ["GET", "POST", "PUT", "DELETE"], or_else);
                errors.at(span, format_args!("unknown HTTP method `{name}`: {hint}"));
            }
            return (method, span);
        }
        if let Ok(literal) = input.fork().parse::<LitStr>() {
            let method = Method::from_word(&literal.value().to_uppercase());
            if let Some(method) = method {
                let _: syn::Result<LitStr> = input.parse();
                errors.at(span, format_args!("the HTTP method is not a string: write `{method}`"));
                return (Some(method), span);
            }
        }
        let problem =
            format!("missing HTTP method: write `GET`, `POST`, `PUT` or `DELETE` first, as in {EXAMPLE}");
        errors.at(span, problem);
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
        if let Some(problem) = not_a_path(&text) {
            errors.at(span, problem);
        }
        let specifiers = template::specifiers(&text).unwrap_or_else(|faults| {
            for fault in faults {
                errors.at(span, fault);
            }
            Vec::new()
        });
        Self { literal, specifiers: if errors.count() == before { specifiers } else { Vec::new() } }
    }
}

/// What is wrong with a text as a path, specifiers apart, and what to write.
fn not_a_path(text: &str) -> Option<String> {
    if let Some((_, rest)) = text.split_once("://") {
        let path = rest.find('/').map_or("/", |start| &rest[start..]);
        return Some(format!("a URL in place of a path: write {path:?}, the connection knows the server"));
    }
    if !text.starts_with('/') {
        return Some(format!("missing leading slash: write {:?}", format!("/{text}")));
    }
    for segment in text.split('/') {
        if matches!(segment, "." | "..") {
            return Some(format!("the segment `{segment}` in the path: write the path that it leads to"));
        }
        let parameter = segment
            .strip_prefix(':')
            .or_else(|| segment.strip_prefix('<')?.strip_suffix('>'))
            .or_else(|| Some(segment.split_once('{')?.1.split_once('}')?.0));
        if let Some(name) = parameter.filter(|name| !name.is_empty()) {
            return Some(format!("`{segment}` is not a specifier: write `%({name})s` for a parameter"));
        }
    }
    let odd = text.chars().find(|c| matches!(c, '?' | '#' | '{' | '}' | '<' | '>') || c.is_whitespace())?;
    let instead = match odd {
        '?' => "declare what follows as parameters of the method",
        '#' => "a path ends before it",
        _ => "a path cannot contain it",
    };
    Some(format!("`{odd}` in the path: {instead}"))
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
            return skip_to_comma(input);
        }
        if !input.peek(Token![=]) {
            let what = if text == "crate" { "path" } else { "name" };
            errors.at(name.span(), format_args!("`{text}` has no value: write `{text} = {what}`"));
            return skip_to_comma(input);
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

/// Goes on to the next comma, or to the end.
pub(crate) fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
