//! Inspects types by their tokens, which is all that a macro knows of them.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type, TypePath};

const PRIMITIVES: [&str; 11] =
    ["bool", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];

/// The type without parentheses, or the invisible group that a `macro_rules!` puts around it.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        _ => ty,
    }
}

/// The `T` of `Option<T>`.
pub(crate) fn inside_option(ty: &Type) -> Option<&Type> {
    argument_of(ty, "Option")
}

/// The `T` of `Vec<T>` or `[T; N]`.
pub(crate) fn inside_list(ty: &Type) -> Option<&Type> {
    match ungrouped(ty) {
        Type::Array(array) => Some(&array.elem),
        ty => argument_of(ty, "Vec"),
    }
}

/// Whether this is `bool` or a primitive integer.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    is_one_of(ty, &PRIMITIVES)
}

/// Whether this is `str`.
pub(crate) fn is_str(ty: &Type) -> bool {
    is_one_of(ty, &["str"])
}

fn is_one_of(ty: &Type, names: &[&str]) -> bool {
    path(ty).is_some_and(|path| names.iter().any(|name| path.is_ident(name)))
}

/// What to write in place of a type that a parameter cannot have.
pub(crate) fn unsupported(ty: &Type) -> Option<String> {
    let advice = match ty {
        _ if inside_option(ty).is_some() => "write one `Option`",
        _ if is_one_of(ty, &["i128", "u128"]) => "write `i64`, or `String` for longer numbers",
        _ if is_one_of(ty, &["f32", "f64"]) => "write `i64`, or `String` for fractions",
        _ if is_one_of(ty, &["char", "str"]) => "write `&str`",
        Type::Reference(_) => return Some(format!("write `{}`", owned(ty))),
        Type::Slice(_) => "write a slice, `&[String]`",
        Type::Tuple(_) | Type::Ptr(_) | Type::FnPtr(_) | Type::TraitObject(_) => {
            "write `&str`, or a type of your own with `impl From<Type> for ParamValue`"
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

/// The owned form of a type; `String` if there is none.
pub(crate) fn owned(ty: &Type) -> String {
    match ungrouped(ty) {
        Type::Reference(reference) => owned(&reference.elem),
        Type::Slice(slice) => format!("Vec<{}>", owned(&slice.elem)),
        ty if is_str(ty) || unsupported(ty).is_some() => "String".to_owned(),
        ty => text(ty),
    }
}

/// The path of a type.
pub(crate) fn path(ty: &Type) -> Option<&Path> {
    match ungrouped(ty) {
        Type::Path(TypePath { path, .. }) => Some(path),
        _ => None,
    }
}

/// The text of a path without generic arguments.
pub(crate) fn path_text(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let colons = if path.leading_colon.is_some() { "::" } else { "" };
    format!("{colons}{}", segments.join("::"))
}

fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let last = path(ty)?.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match (arguments.args.first(), arguments.args.len()) {
        (Some(GenericArgument::Type(inner)), 1) => Some(inner),
        _ => None,
    }
}

/// The text of a type without the spaces between tokens: `Option<Fetch<Person>>`.
pub(crate) fn text(ty: &Type) -> String {
    let mut text = String::new();
    write(&mut text, ungrouped(ty).to_token_stream());
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

/// Finds tokens that the types of an endpoint cannot contain, and what to write: references, and anything with another
/// meaning outside of the block, such as its generic parameters.
pub(crate) fn find_unsupported(tokens: impl ToTokens, generics: &[Ident]) -> Option<(Span, String)> {
    let mut before = String::new();
    for token in tokens.into_token_stream() {
        if let TokenTree::Group(group) = &token
            && let Some(unsupported) = find_unsupported(group.stream(), generics)
        {
            return Some(unsupported);
        }
        let text = token.to_string();
        let problem = match (before.as_str(), text.as_str()) {
            ("", "!") => "`!` in an endpoint: write a type that has values".to_owned(),
            (_, "&") => "a reference in the types of an endpoint: write an owned type".to_owned(),
            ("'", name) if name != "static" => {
                format!("the lifetime `'{name}` in the types of an endpoint: write an owned type")
            }
            (_, "impl") => {
                "`impl Trait` in the types of an endpoint: write the type out; callers may pass whatever \
                 converts into it"
                    .to_owned()
            }
            (_, "Self") => {
                "`Self` in the types of an endpoint: write the type out, requests have another `Self`"
                    .to_owned()
            }
            (_, "_") => "`_` in the types of an endpoint: write the type out".to_owned(),
            (path, name) if path != ":" && generics.iter().any(|generic| generic == name) => {
                format!(
                    "`{name}` is a parameter of the impl block, which requests do not have: write a type out"
                )
            }
            _ => {
                before = text;
                continue;
            }
        };
        return Some((token.span(), problem));
    }
    None
}

/// Changes the location of tokens in messages, but not their hygiene.
pub(crate) fn located_at(span: Span, tokens: TokenStream) -> TokenStream {
    let located = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), located_at(span, group.stream())));
        }
        token.set_span(token.span().located_at(span));
        token
    });
    located.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(text: &str) -> Type {
        syn::parse_str(text).expect("a type")
    }

    #[test]
    fn text_has_conventional_spaces() {
        let types = "&str;&'a str;&[String];Option<Fetch<Person>>;std::collections::HashMap<String, Vec<u8>>;(A, B);Box<dyn A + B>;fn(A)->B;&mut T";
        for written in types.split(';') {
            assert_eq!(text(&ty(written)), written);
        }
        assert_eq!(text(&ty("(String)")), "String");
    }

    #[test]
    fn options_and_lists_are_recognized_with_any_path() {
        for written in ["Option<T>", "std::option::Option<T>", "::core::option::Option<T>", "(Option<T>)"] {
            assert_eq!(inside_option(&ty(written)).map(text).as_deref(), Some("T"), "{written}");
        }
        for written in ["Optional<T>", "Option", "Option<T, U>", "Vec<Option<T>>", "&Option<T>"] {
            assert!(inside_option(&ty(written)).is_none(), "{written}");
        }
        for written in ["[T; 3]", "Vec<T>", "std::vec::Vec<T>"] {
            assert_eq!(inside_list(&ty(written)).map(text).as_deref(), Some("T"), "{written}");
        }
        assert!(inside_list(&ty("Option<Vec<T>>")).is_none());
    }

    #[test]
    fn unsupported_tokens_are_found_at_any_depth() {
        let generics = ["C".to_owned()].map(|name| Ident::new(&name, Span::call_site()));
        for (written, start) in [
            ("&str", "a reference"),
            ("Vec<(u8, &str)>", "a reference"),
            ("impl Iterator", "`impl Trait`"),
            ("Cow<'_, str>", "the lifetime `'_`"),
            ("Vec<Self>", "`Self`"),
            ("Vec<C>", "`C` is a parameter"),
            ("Vec<_>", "`_` in"),
            ("!", "`!` in"),
        ] {
            let (_, problem) = find_unsupported(ty(written), &generics).expect(written);
            assert!(problem.starts_with(start), "{problem}");
        }
        for valid in ["Vec<crate::C>", "Cow<'static, str>", "[u8; 4]", "Result<A, B>"] {
            assert!(find_unsupported(ty(valid), &generics).is_none(), "{valid}");
        }
    }
}
