//! The path of an endpoint: text with Python's named format specifiers, `%(name)s`, and `%%` for a percent
//! sign.

use std::fmt;

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Text that is sent as it is; `%%` has become `%`.
    Literal(String),
    /// The name in `%(name)s`.
    Specifier(String),
}

/// What can be wrong in a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TemplateError {
    /// `%(name` without its closing parenthesis.
    Unterminated(String),
    /// `%(name)` and no conversion, at the end of the path or before a slash.
    NoConversion(String),
    /// `%(name)d`, or any other conversion than `s`.
    UnsupportedConversion(String, char),
    /// `%()s`.
    EmptyName,
    /// `%s`: a specifier as Python has it for unnamed values.
    Unnamed,
    /// A percent sign that begins none of these.
    LonePercent(String),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unterminated(name) => {
                write!(f, "unterminated specifier `%({name}`: write `%({})s`", sound(name))
            }
            Self::NoConversion(name) => {
                write!(f, "no conversion after `%({name})`: write `%({name})s`")
            }
            Self::UnsupportedConversion(name, conversion) => write!(
                f,
                "unsupported conversion `{conversion}` in `%({name}){conversion}`: write `%({name})s`"
            ),
            Self::EmptyName => {
                f.write_str("no name in `%()s`: write the parameter's wire name, as in `%(crsid)s`")
            }
            Self::Unnamed => {
                f.write_str("no name in `%s`: write the parameter's wire name, as in `%(crsid)s`")
            }
            Self::LonePercent(place) => {
                write!(f, "lone `%` in `{place}`: write `%%` for a percent sign, `%(name)s` for a parameter")
            }
        }
    }
}

/// The part of an unterminated specifier that can have been meant as the name.
fn sound(name: &str) -> &str {
    let name = name.split(['/', '%', '?']).next().unwrap_or_default();
    if name.is_empty() { "name" } else { name }
}

/// Reads a path into its segments; on errors, all of them.
pub(crate) fn parse(path: &str) -> Result<Vec<Segment>, Vec<TemplateError>> {
    let mut segments = Vec::new();
    let mut errors = Vec::new();
    let mut literal = String::new();
    let mut rest = path;

    while let Some(at) = rest.find('%') {
        literal.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix('%') {
            literal.push('%');
            rest = after;
        } else if let Some(after) = after.strip_prefix('(') {
            if !literal.is_empty() {
                segments.push(Segment::Literal(std::mem::take(&mut literal)));
            }
            match specifier(after) {
                Ok((name, after)) => {
                    segments.push(Segment::Specifier(name.to_owned()));
                    rest = after;
                }
                Err((error, after)) => {
                    errors.push(error);
                    rest = after;
                }
            }
        } else {
            errors.push(if after.starts_with('s') {
                TemplateError::Unnamed
            } else {
                TemplateError::LonePercent(std::iter::once('%').chain(after.chars().take(2)).collect())
            });
            rest = after;
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        segments.push(Segment::Literal(literal));
    }
    if errors.is_empty() { Ok(segments) } else { Err(errors) }
}

/// Reads what follows `%(`: the name and what comes after the whole specifier.
fn specifier(text: &str) -> Result<(&str, &str), (TemplateError, &str)> {
    let Some(end) = text.find(')') else {
        let end = text.find(['/', '%']).unwrap_or(text.len());
        return Err((TemplateError::Unterminated(text[..end].to_owned()), &text[end..]));
    };
    let (name, after) = (&text[..end], &text[end + 1..]);
    if name.contains(['/', '%']) {
        // The parenthesis belongs to a later specifier.
        let end = name.find(['/', '%']).unwrap_or(0);
        return Err((TemplateError::Unterminated(name[..end].to_owned()), &text[end..]));
    }
    let conversion = after.chars().next().filter(|c| !matches!(c, '/' | '%'));
    match conversion {
        Some('s') if name.is_empty() => Err((TemplateError::EmptyName, &after[1..])),
        Some('s') => Ok((name, &after[1..])),
        Some(other) => {
            Err((TemplateError::UnsupportedConversion(name.to_owned(), other), &after[other.len_utf8()..]))
        }
        None => Err((TemplateError::NoConversion(name.to_owned()), after)),
    }
}

#[cfg(test)]
mod tests {
    use super::TemplateError::{
        EmptyName, LonePercent, NoConversion, Unnamed, UnsupportedConversion, Unterminated,
    };
    use super::*;

    fn literal(text: &str) -> Segment {
        Segment::Literal(text.to_owned())
    }

    fn specifier(name: &str) -> Segment {
        Segment::Specifier(name.to_owned())
    }

    /// The path that has these segments.
    fn written(segments: &[Segment]) -> String {
        let pieces = segments.iter().map(|segment| match segment {
            Segment::Literal(text) => text.replace('%', "%%"),
            Segment::Specifier(name) => format!("%({name})s"),
        });
        pieces.collect()
    }

    /// All texts of at most `length` of these characters.
    fn all_texts(characters: &[char], length: usize) -> Vec<String> {
        let mut texts = vec![String::new()];
        let mut from = 0;
        for _ in 0..length {
            let until = texts.len();
            for place in from..until {
                for c in characters {
                    let longer = format!("{}{c}", texts[place]);
                    texts.push(longer);
                }
            }
            from = until;
        }
        texts
    }

    #[test]
    fn text_and_specifiers_become_segments() {
        let segments = parse("/person/%(scheme)s/%(identifier)s/groups");
        let expected = [
            literal("/person/"),
            specifier("scheme"),
            literal("/"),
            specifier("identifier"),
            literal("/groups"),
        ];
        assert_eq!(segments.as_deref(), Ok(&expected[..]));
    }

    #[test]
    fn two_percent_signs_are_one() {
        assert_eq!(parse("/100%%/%%(id)s"), Ok(vec![literal("/100%/%(id)s")]));
    }

    #[test]
    fn each_fault_has_its_error() {
        let faults = [
            ("/%(id/beds", Unterminated("id".to_owned())),
            ("/%(", Unterminated(String::new())),
            ("/%(id/%(bed)s", Unterminated("id".to_owned())),
            ("/%(id)", NoConversion("id".to_owned())),
            ("/%(id)/beds", NoConversion("id".to_owned())),
            ("/%(id)d", UnsupportedConversion("id".to_owned(), 'd')),
            ("/%(id)é", UnsupportedConversion("id".to_owned(), 'é')),
            ("/%()s", EmptyName),
            ("/%s", Unnamed),
            ("/100%", LonePercent("%".to_owned())),
            ("/100%/é", LonePercent("%/é".to_owned())),
        ];
        for (path, error) in faults {
            assert_eq!(parse(path), Err(vec![error]), "{path}");
        }
    }

    #[test]
    fn all_faults_of_a_path_are_found() {
        let errors = [Unterminated("a".to_owned()), NoConversion("b".to_owned()), EmptyName];
        assert_eq!(parse("/%(a/%(b)/%()s"), Err(errors.to_vec()));
    }

    #[test]
    fn any_text_is_its_segments_written_or_has_an_error() {
        for text in all_texts(&['/', '%', '(', ')', 's', 'é'], 7) {
            match parse(&text) {
                Ok(segments) => assert_eq!(written(&segments), text),
                Err(errors) => assert!(!errors.is_empty(), "{text}"),
            }
        }
    }

    #[test]
    fn text_without_percent_sign_is_never_faulty() {
        for text in all_texts(&['/', '(', ')', 's'], 6) {
            assert!(parse(&text).is_ok(), "{text}");
        }
    }
}
