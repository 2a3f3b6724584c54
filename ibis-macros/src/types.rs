//! Types as they are written: nothing is known of a type but its tokens.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

const PRIMITIVES: [&str; 13] =
    ["bool", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize"];

/// The type in parentheses, or in the invisible group that a `macro_rules!` puts around it.
pub(crate) fn peeled(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peeled(&group.elem),
        Type::Paren(paren) => peeled(&paren.elem),
        _ => ty,
    }
}

/// The `T` of `Option<T>`.
pub(crate) fn inside_option(ty: &Type) -> Option<&Type> {
    argument_of(ty, "Option")
}

/// The `T` of `Vec<T>` or `[T; N]`.
pub(crate) fn inside_list(ty: &Type) -> Option<&Type> {
    match peeled(ty) {
        Type::Array(array) => Some(&array.elem),
        ty => argument_of(ty, "Vec"),
    }
}

/// Whether several values are in this type: a slice, an array or a `Vec`.
pub(crate) fn is_list(ty: &Type) -> bool {
    match peeled(ty) {
        Type::Reference(reference) => is_list(&reference.elem),
        Type::Slice(_) | Type::Array(_) => true,
        ty => argument_of(ty, "Vec").is_some(),
    }
}

/// Whether this is `bool` or a primitive integer.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if PRIMITIVES.iter().any(|name| path.path.is_ident(name)))
}

/// Whether this is `str`.
pub(crate) fn is_str(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("str"))
}

fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = peeled(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match (arguments.args.first(), arguments.args.len()) {
        (Some(GenericArgument::Type(inner)), 1) => Some(inner),
        _ => None,
    }
}

/// The text of a type without the spaces that tokens are printed with: `Option<Fetch<Person>>`.
pub(crate) fn text(ty: &Type) -> String {
    let mut text = String::new();
    write(&mut text, peeled(ty).to_token_stream());
    text
}

fn write(text: &mut String, tokens: TokenStream) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(text, group.stream());
                text.push_str(close);
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' | ';' => text.extend([punct.as_char(), ' ']),
                '+' | '=' => text.extend([' ', punct.as_char(), ' ']),
                c => text.push(c),
            },
            word => {
                if text.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
            }
        }
    }
}

/// Something in a type that an endpoint cannot have there.
#[derive(Debug)]
pub(crate) enum Misfit {
    Reference(Span),
    ImplTrait(Span),
    Lifetime(Span, String),
    SelfType(Span),
    /// A generic parameter of the impl block.
    Generic(Ident),
    Inferred(Span),
    /// The type `!`.
    Never(Span),
}

/// The first misfit in a type.
pub(crate) fn misfit(ty: &Type, generics: &[Ident]) -> Option<Misfit> {
    match peeled(ty) {
        Type::Never(never) => Some(Misfit::Never(never.bang_token.span)),
        ty => misfit_in(ty.to_token_stream(), generics),
    }
}

fn misfit_in(tokens: TokenStream, generics: &[Ident]) -> Option<Misfit> {
    let mut tokens = tokens.into_iter().peekable();
    let mut in_path = false;
    while let Some(token) = tokens.next() {
        let within_path = std::mem::replace(&mut in_path, false);
        let found = match &token {
            TokenTree::Group(group) => misfit_in(group.stream(), generics),
            TokenTree::Punct(punct) if punct.as_char() == '&' => Some(Misfit::Reference(punct.span())),
            TokenTree::Punct(punct) if punct.as_char() == '\'' => match tokens.next() {
                Some(TokenTree::Ident(name)) if name != "static" => {
                    Some(Misfit::Lifetime(name.span(), format!("'{name}")))
                }
                _ => None,
            },
            TokenTree::Punct(punct) => {
                in_path = punct.as_char() == ':';
                None
            }
            TokenTree::Ident(ident) if ident == "impl" => Some(Misfit::ImplTrait(ident.span())),
            TokenTree::Ident(ident) if ident == "Self" => Some(Misfit::SelfType(ident.span())),
            TokenTree::Ident(ident) if ident == "_" => Some(Misfit::Inferred(ident.span())),
            TokenTree::Ident(ident) if !within_path && generics.contains(ident) => {
                Some(Misfit::Generic(ident.clone()))
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The first names of the paths in a type: `Option` and `Person` of `Option<Person>`.
pub(crate) fn heads(ty: &Type) -> Vec<Ident> {
    let mut heads = Vec::new();
    collect_heads(ty.to_token_stream(), &mut heads);
    heads
}

fn collect_heads(tokens: TokenStream, heads: &mut Vec<Ident>) {
    let mut in_path = false;
    for token in tokens {
        let within_path = std::mem::replace(&mut in_path, false);
        match token {
            TokenTree::Group(group) => collect_heads(group.stream(), heads),
            TokenTree::Punct(punct) => in_path = matches!(punct.as_char(), ':' | '\''),
            TokenTree::Ident(ident) if !within_path => heads.push(ident),
            _ => {}
        }
    }
}

/// A type, or any path, as it is written one module further in: `self::X` is `super::X` there, `super::X` is
/// `super::super::X`, and a name that means something else there (it is in `hidden`) is `super::Name`.
pub(crate) fn one_level_in(tokens: impl ToTokens, hidden: &[String]) -> TokenStream {
    shift(tokens.into_token_stream(), hidden)
}

fn shift(tokens: TokenStream, hidden: &[String]) -> TokenStream {
    let mut shifted = TokenStream::new();
    let mut in_path = false;
    for token in tokens {
        let within_path = std::mem::replace(&mut in_path, false);
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), shift(group.stream(), hidden));
                inner.set_span(group.span());
                shifted.extend([TokenTree::Group(inner)]);
            }
            TokenTree::Ident(ident) if !within_path && ident == "self" => {
                shifted.extend([TokenTree::Ident(Ident::new("super", ident.span()))]);
            }
            TokenTree::Ident(ident) if !within_path && (ident == "super" || is_hidden(&ident, hidden)) => {
                let span = ident.span();
                shifted.extend([TokenTree::Ident(Ident::new("super", span))]);
                shifted.extend(colons(span).map(TokenTree::Punct));
                shifted.extend([TokenTree::Ident(ident)]);
            }
            token => {
                in_path = matches!(&token, TokenTree::Punct(punct) if matches!(punct.as_char(), ':' | '\''));
                shifted.extend([token]);
            }
        }
    }
    shifted
}

/// Tokens that rustc points at this type for, which mean what they meant.
pub(crate) fn located_at(ty: &Type, tokens: TokenStream) -> TokenStream {
    let span = ty.span();
    let located = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let inner = located_at(ty, group.stream());
            token = TokenTree::Group(Group::new(group.delimiter(), inner));
        }
        token.set_span(token.span().located_at(span));
        token
    });
    located.collect()
}

fn is_hidden(ident: &Ident, hidden: &[String]) -> bool {
    hidden.iter().any(|name| ident == name)
}

fn colons(span: Span) -> [Punct; 2] {
    [Spacing::Joint, Spacing::Alone].map(|spacing| {
        let mut colon = Punct::new(':', spacing);
        colon.set_span(span);
        colon
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(text: &str) -> Type {
        syn::parse_str(text).expect("a type")
    }

    #[test]
    fn text_is_written_as_a_person_writes_it() {
        for written in [
            "&str",
            "&'a str",
            "&[String]",
            "Option<Fetch<Person>>",
            "std::collections::HashMap<String, Vec<u8>>",
            "(A, B)",
            "[u8; 4]",
            "Box<dyn A + B>",
            "fn(A)->B",
            "&mut T",
        ] {
            assert_eq!(text(&ty(written)), written);
        }
        assert_eq!(text(&ty("(String)")), "String");
    }

    #[test]
    fn option_is_known_by_any_path() {
        for written in ["Option<T>", "std::option::Option<T>", "::core::option::Option<T>", "(Option<T>)"] {
            assert_eq!(inside_option(&ty(written)).map(text).as_deref(), Some("T"), "{written}");
        }
        for written in ["Optional<T>", "Option", "Option<T, U>", "Vec<Option<T>>", "&Option<T>"] {
            assert!(inside_option(&ty(written)).is_none(), "{written}");
        }
    }

    #[test]
    fn lists_are_slices_arrays_and_vectors() {
        for written in ["&[T]", "[T; 3]", "Vec<T>", "std::vec::Vec<T>"] {
            assert!(is_list(&ty(written)), "{written}");
        }
        assert!(!is_list(&ty("Option<Vec<T>>")));
    }

    #[test]
    fn relative_paths_begin_one_level_further_out() {
        let hidden = ["Token".to_owned()];
        for (written, inside) in [
            ("self::Room", "super::Room"),
            ("super::Room", "super::super::Room"),
            ("crate::Room", "crate::Room"),
            ("Vec<super::Room>", "Vec<super::super::Room>"),
            ("Token", "super::Token"),
            ("Option<(Token, u8)>", "Option<(super::Token, u8)>"),
            ("crate::Token", "crate::Token"),
            ("Tokens", "Tokens"),
            ("&'a str", "&'a str"),
        ] {
            let shifted: Type = syn::parse2(one_level_in(ty(written), &hidden)).expect("a type");
            assert_eq!(text(&shifted), inside);
        }
    }

    #[test]
    fn misfits_are_found_wherever_they_are() {
        let generics = ["C".to_owned()].map(|name| Ident::new(&name, Span::call_site()));
        let found = |written: &str| misfit(&ty(written), &generics);
        assert!(matches!(found("&str"), Some(Misfit::Reference(_))));
        assert!(matches!(found("Vec<(u8, &str)>"), Some(Misfit::Reference(_))));
        assert!(matches!(found("impl Iterator"), Some(Misfit::ImplTrait(_))));
        assert!(matches!(found("Cow<'_, str>"), Some(Misfit::Lifetime(..))));
        assert!(matches!(found("Vec<Self>"), Some(Misfit::SelfType(_))));
        assert!(matches!(found("Vec<C>"), Some(Misfit::Generic(_))));
        assert!(matches!(found("Vec<_>"), Some(Misfit::Inferred(_))));
        assert!(matches!(found("!"), Some(Misfit::Never(_))));
        for sound in ["Vec<crate::C>", "Cow<'static, str>", "[u8; 4]", "Result<A, B>"] {
            assert!(found(sound).is_none(), "{sound}");
        }
    }
}
