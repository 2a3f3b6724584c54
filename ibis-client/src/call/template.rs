//! Path templates in Python's format: `/api/v1/inst/%(instid)s`.

use std::fmt;

/// A part of a path template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment<'t> {
    /// Literal text.
    Literal(&'t str),
    /// `%(name)s`: the path parameter with that name.
    Param(&'t str),
}

/// An error in a template, with the text where it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TemplateError<'t> {
    #[error("`{0}` is not terminated: a specifier is written `%(name)s`")]
    Unterminated(&'t str),
    #[error("`{0}` is not supported: write `%(name)s`, or `%%` for a percent sign")]
    Unsupported(&'t str),
}

/// Displays a template in OpenAPI's form: `/api/v1/inst/{instid}`.
///
/// It stops at an error in the template.
#[derive(Clone, Copy)]
pub(crate) struct OpenApiPath<'t>(pub(crate) &'t str);

impl fmt::Display for OpenApiPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.starts_with('/') {
            f.write_str("/")?;
        }
        for segment in segments(self.0).map_while(Result::ok) {
            match segment {
                Segment::Literal(text) => f.write_str(text)?,
                Segment::Param(name) => write!(f, "{{{name}}}")?,
            }
        }
        Ok(())
    }
}

/// Returns an iterator over the parts of a template. It ends after an error.
pub(super) fn segments(template: &str) -> impl Iterator<Item = Result<Segment<'_>, TemplateError<'_>>> {
    let mut rest = template;
    std::iter::from_fn(move || (!rest.is_empty()).then(|| next_segment(&mut rest)))
}

/// Splits off the first part. After an error, nothing is left.
fn next_segment<'t>(rest: &mut &'t str) -> Result<Segment<'t>, TemplateError<'t>> {
    let text = std::mem::take(rest);
    let Some(specifier) = text.strip_prefix('%') else {
        let literal;
        (literal, *rest) = text.split_at(text.find('%').unwrap_or(text.len()));
        return Ok(Segment::Literal(literal));
    };
    if let Some(after) = specifier.strip_prefix('%') {
        *rest = after;
        return Ok(Segment::Literal("%"));
    }
    let named = specifier.strip_prefix('(').ok_or(TemplateError::Unsupported(excerpt(text)))?;
    let (name, conversion) = named.split_once(')').ok_or(TemplateError::Unterminated(text))?;
    match conversion.strip_prefix('s') {
        Some(after) if !name.is_empty() => {
            *rest = after;
            Ok(Segment::Param(name))
        }
        _ if conversion.is_empty() => Err(TemplateError::Unterminated(text)),
        _ => Err(TemplateError::Unsupported(excerpt(text))),
    }
}

/// The text up to the next slash, enough to find the error.
fn excerpt(text: &str) -> &str {
    text.split('/').next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(template: &str) -> Result<Vec<Segment<'_>>, TemplateError<'_>> {
        segments(template).collect()
    }

    #[test]
    fn literals_and_specifiers_are_parsed() {
        assert_eq!(
            parsed("/a/%(b)s/100%%-%(c d)s"),
            Ok(vec![
                Segment::Literal("/a/"),
                Segment::Param("b"),
                Segment::Literal("/100"),
                Segment::Literal("%"),
                Segment::Literal("-"),
                Segment::Param("c d"),
            ])
        );
    }

    #[test]
    fn template_is_displayed_as_in_openapi() {
        for (path, expected) in [
            ("/api/v1/person/%(scheme)s/%(identifier)s", "/api/v1/person/{scheme}/{identifier}"),
            ("api/v1/version", "/api/v1/version"),
            ("/a/100%%/%(b)s.json", "/a/100%/{b}.json"),
            ("/a/%(b", "/a/"),
        ] {
            assert_eq!(OpenApiPath(path).to_string(), expected);
        }
    }
}
