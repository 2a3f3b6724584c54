//! Parses path templates with Python's named format specifiers, `%(name)s`, and `%%` for a percent sign.

/// The names in the specifiers of a path, and all errors in them.
pub(crate) fn specifiers(path: &str) -> (Vec<String>, Vec<String>) {
    let (mut names, mut errors) = (Vec::new(), Vec::new());
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('%') {
        let (specifier, after) = if let Some(after) = after.strip_prefix('%') {
            rest = after;
            continue;
        } else if let Some(after) = after.strip_prefix('(') {
            specifier(after)
        } else if after.starts_with('s') {
            (Err("no name in `%s`: write the parameter's name, as in `%(crsid)s`".to_owned()), after)
        } else {
            let what: String = std::iter::once('%').chain(after.chars().take(2)).collect();
            let advice = "write `%%` for a percent sign, `%(name)s` for a parameter";
            (Err(format!("lone `%` in `{what}`: {advice}")), after)
        };
        match specifier {
            Ok(name) => names.push(name.to_owned()),
            Err(error) => errors.push(error),
        }
        rest = after;
    }
    (names, errors)
}

/// Parses the text after `%(`. Returns the name and the text after the specifier.
fn specifier(text: &str) -> (Result<&str, String>, &str) {
    let end = text.find([')', '/', '%']).unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    let Some(after) = after.strip_prefix(')') else {
        let meant = if name.is_empty() { "name" } else { name };
        return (Err(format!("unterminated specifier `%({name}`: write `%({meant})s`")), after);
    };
    match after.chars().next().filter(|c| !matches!(c, '/' | '%')) {
        Some('s') if name.is_empty() => {
            (Err("no name in `%()s`: write the parameter's name, as in `%(crsid)s`".to_owned()), &after[1..])
        }
        Some('s') => (Ok(name), &after[1..]),
        Some(other) => {
            let problem =
                format!("unsupported conversion `{other}` in `%({name}){other}`: write `%({name})s`");
            (Err(problem), &after[other.len_utf8()..])
        }
        None => (Err(format!("no conversion after `%({name})`: write `%({name})s`")), after),
    }
}

#[cfg(test)]
mod tests {
    use super::specifiers;

    #[test]
    fn names_are_those_in_the_specifiers() {
        for (path, names) in [
            ("/person/%(scheme)s/%(identifier)s/groups", &["scheme", "identifier"][..]),
            ("/100%%/%%(id)s", &[]),
            ("/%(a-b)s%(c)s", &["a-b", "c"]),
        ] {
            assert_eq!(specifiers(path), (names.iter().map(ToString::to_string).collect(), Vec::new()));
        }
    }

    #[test]
    fn each_error_in_a_path_is_reported() {
        for (path, errors) in [
            ("/%(id/beds", &["unterminated specifier `%(id`"][..]),
            ("/%(", &["unterminated specifier `%(`"]),
            ("/%(id/%(bed)s", &["unterminated specifier `%(id`"]),
            ("/%(id)", &["no conversion after `%(id)`"]),
            ("/%(id)/beds", &["no conversion after `%(id)`"]),
            ("/%(id)d", &["unsupported conversion `d`"]),
            ("/%(id)é", &["unsupported conversion `é`"]),
            ("/%()s", &["no name in `%()s`"]),
            ("/%s", &["no name in `%s`"]),
            ("/100%", &["lone `%` in `%`"]),
            ("/100%/é", &["lone `%` in `%/é`"]),
            ("/%(a/%(b)/%()s", &["unterminated", "no conversion", "no name"]),
        ] {
            let (_, found) = specifiers(path);
            assert_eq!(found.len(), errors.len(), "{found:?}");
            assert!(found.iter().zip(errors).all(|(found, error)| found.starts_with(error)), "{found:?}");
        }
    }
}
