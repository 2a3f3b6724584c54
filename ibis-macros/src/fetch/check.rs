//! Checks the names in a fetch. rustc checks the chains as well, but with less helpful messages.

use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::names::{MAX_REFERENCE_STEPS, NAMES};
use super::parse::{Chain, Fetch};
use crate::errors::Errors;

use crate::suggest::did_you_mean;

/// Names suggested by accessors and other fields, and what to write instead.
const SYNONYMS: &[(&str, &str)] = &[
    ("attributes", "all_attrs"),
    ("children", "child_insts"),
    ("groups", "all_groups"),
    ("groups", "inst_groups"),
    ("identifiers", "all_identifiers"),
    ("institutions", "all_insts"),
    ("members", "all_members"),
    ("parents", "parent_insts"),
    ("photo", "jpegPhoto"),
];

/// Reports invalid chains, and removes them to avoid further errors by rustc.
pub(super) fn check(fetch: &mut Fetch, errors: &mut Errors) {
    let root = fetch.root.as_ref().map(Ident::to_string);
    fetch.chains.retain(|chain| {
        let before = errors.count();
        if let Some(root) = &root {
            check_names(root, chain, errors);
        }
        check_scheme(chain, errors);
        errors.count() == before
    });
}

/// Reports the first unknown name, or the first reference beyond the limit.
fn check_names(root: &str, chain: &Chain, errors: &mut Errors) {
    let (mut kind, mut references) = (root, 0);
    for (index, ident) in chain.names.iter().enumerate() {
        let name = ident.unraw().to_string();
        let names = NAMES.iter().find(|(known, _)| *known == kind).map_or(&[][..], |(_, names)| names);
        match names.iter().find(|(known, _)| *known == name) {
            Some((_, Some(target))) if references < MAX_REFERENCE_STEPS => {
                references += 1;
                kind = target;
            }
            Some((_, Some(_))) => {
                let problem = format!(
                    "`{name}` exceeds the limit of {MAX_REFERENCE_STEPS} references in a chain: fetch the rest separately"
                );
                return errors.at(ident.span(), problem);
            }
            Some((_, None)) => {
                if let Some((span, next)) = chain.steps().nth(index + 1) {
                    let problem = format!("`{name}` does not refer to other entities: remove `.{next}`");
                    errors.at(span, problem);
                }
                return;
            }
            None => {
                let contains =
                    |names: &[(&str, _)], name: &str| names.iter().any(|(known, _)| *known == name);
                let mut synonyms =
                    SYNONYMS.iter().filter(|(word, own)| *word == name && contains(names, own));
                let hint = match (synonyms.next(), NAMES.iter().find(|(_, names)| contains(names, &name))) {
                    (Some((_, own)), _) => format!("write `{own}`"),
                    (None, other) => {
                        let or_else = match other {
                            Some((other, _)) => format!("it belongs to `{other}`"),
                            None => format!("write other schemes in quotes, `\"{name}\"`"),
                        };
                        did_you_mean(&name, names.iter().map(|(known, _)| *known), &or_else)
                    }
                };
                return errors.at(ident.span(), format_args!("`{kind}` has no `{name}`: {hint}"));
            }
        }
    }
}

fn check_scheme(chain: &Chain, errors: &mut Errors) {
    let Some(literal) = &chain.scheme else { return };
    let scheme = literal.value();
    if scheme.is_empty() {
        errors.over(literal, "empty scheme: write the name of an attribute scheme");
    } else if let Some(invalid) =
        scheme.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
    {
        let instead = match invalid {
            '.' => "write the steps separately, with the dots outside the quotes",
            ',' => "write each scheme in its own quotes",
            _ => "a scheme has letters, digits, `_` and `-`",
        };
        errors.over(literal, format_args!("`{invalid}` in a scheme: {instead}"));
    }
}
