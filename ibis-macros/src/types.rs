//! Types as they are written: nothing is known of a type but its tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type};

const PRIMITIVES: [&str; 11] =
    ["bool", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];

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

/// What to write in place of a type that no request can carry.
pub(crate) fn unsendable(ty: &Type) -> Option<&'static str> {
    let is =
        |names: &[&str]| matches!(ty, Type::Path(path) if names.iter().any(|name| path.path.is_ident(name)));
    match ty {
        _ if inside_option(ty).is_some() => Some("write one `Option`"),
        _ if is(&["i128", "u128"]) => Some("write `i64`, or `String` for longer numbers"),
        _ if is(&["f32", "f64"]) => Some("write `i64`, or `String` for what is not whole"),
        _ if is(&["char", "str"]) => Some("write `&str`"),
        Type::Slice(_) => Some("write a slice, `&[String]`"),
        Type::Tuple(_) | Type::Ptr(_) | Type::FnPtr(_) | Type::TraitObject(_) => {
            Some("write `&str`, or a type of your own with `impl From<Type> for ParamValue`")
        }
        _ => None,
    }
}

/// The owned type of what a type refers to; text where there is none.
pub(crate) fn owned(ty: &Type) -> String {
    match peeled(ty) {
        Type::Reference(reference) => owned(&reference.elem),
        Type::Slice(slice) => format!("Vec<{}>", owned(&slice.elem)),
        ty if is_str(ty) || unsendable(ty).is_some() => "String".to_owned(),
        ty => text(ty),
    }
}

/// A path without its generic arguments.
pub(crate) fn path_text(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let colons = if path.leading_colon.is_some() { "::" } else { "" };
    format!("{colons}{}", segments.join("::"))
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

/// What a type cannot have in an endpoint, and what to write: a reference, or what means something else beside the
/// block than in it, such as the block's own generic parameters.
pub(crate) fn fault(ty: &Type, generics: &[Ident]) -> Option<(Span, String)> {
    match peeled(ty) {
        Type::Never(never) => {
            Some((never.bang_token.span, "`!` in an endpoint: write a type that has values".to_owned()))
        }
        ty => fault_in(ty.to_token_stream(), generics),
    }
}

fn fault_in(tokens: TokenStream, generics: &[Ident]) -> Option<(Span, String)> {
    let mut tokens = tokens.into_iter();
    let mut in_path = false;
    while let Some(token) = tokens.next() {
        let within_path = std::mem::replace(&mut in_path, false);
        let span = token.span();
        let problem = match token {
            TokenTree::Group(group) => match fault_in(group.stream(), generics) {
                Some(fault) => return Some(fault),
                None => continue,
            },
            TokenTree::Punct(punct) => match punct.as_char() {
                '&' => "a reference in the types of an endpoint: write an owned type".to_owned(),
                '\'' => match tokens.next() {
                    Some(TokenTree::Ident(name)) if name != "static" => {
                        format!("the lifetime `'{name}` in the types of an endpoint: write an owned type")
                    }
                    _ => continue,
                },
                c => {
                    in_path = c == ':';
                    continue;
                }
            },
            TokenTree::Ident(ident) => match ident.to_string().as_str() {
                "impl" => "`impl Trait` in the types of an endpoint: write the type out; callers may pass \
                           whatever converts into it"
                    .to_owned(),
                "Self" => {
                    "`Self` in the types of an endpoint: write the type out, requests have another `Self`"
                        .to_owned()
                }
                "_" => "`_` in the types of an endpoint: write the type out".to_owned(),
                name if !within_path && generics.contains(&ident) => format!(
                    "`{name}` is a parameter of the impl block, which requests do not have: write a type out"
                ),
                _ => continue,
            },
            TokenTree::Literal(_) => continue,
        };
        return Some((span, problem));
    }
    None
}

/// Tokens that rustc points at this place for, which mean what they meant.
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
    fn text_is_written_as_a_person_writes_it() {
        let types = "&str;&'a str;&[String];Option<Fetch<Person>>;std::collections::HashMap<String, Vec<u8>>;(A, B);Box<dyn A + B>;fn(A)->B;&mut T";
        for written in types.split(';') {
            assert_eq!(text(&ty(written)), written);
        }
        assert_eq!(text(&ty("(String)")), "String");
    }

    #[test]
    fn options_and_lists_are_known_by_any_path() {
        for written in ["Option<T>", "std::option::Option<T>", "::core::option::Option<T>", "(Option<T>)"] {
            assert_eq!(inside_option(&ty(written)).map(text).as_deref(), Some("T"), "{written}");
        }
        for written in ["Optional<T>", "Option", "Option<T, U>", "Vec<Option<T>>", "&Option<T>"] {
            assert!(inside_option(&ty(written)).is_none(), "{written}");
        }
        for written in ["&[T]", "[T; 3]", "Vec<T>", "std::vec::Vec<T>"] {
            assert!(is_list(&ty(written)), "{written}");
        }
        assert!(!is_list(&ty("Option<Vec<T>>")));
    }

    #[test]
    fn faults_are_found_wherever_they_are() {
        let generics = ["C".to_owned()].map(|name| Ident::new(&name, Span::call_site()));
        for (written, told) in [
            ("&str", "a reference"),
            ("Vec<(u8, &str)>", "a reference"),
            ("impl Iterator", "`impl Trait`"),
            ("Cow<'_, str>", "the lifetime `'_`"),
            ("Vec<Self>", "`Self`"),
            ("Vec<C>", "`C` is a parameter"),
            ("Vec<_>", "`_` in"),
            ("!", "`!` in"),
        ] {
            let (_, problem) = fault(&ty(written), &generics).expect(written);
            assert!(problem.starts_with(told), "{problem}");
        }
        for sound in ["Vec<crate::C>", "Cow<'static, str>", "[u8; 4]", "Result<A, B>"] {
            assert!(fault(&ty(sound), &generics).is_none(), "{sound}");
        }
    }
}
