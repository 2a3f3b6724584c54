//! Whether the service has the names of a fetch. Rustc follows the chains too, but does not know the service's words.

use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::names::{MAX_REFERENCE_STEPS, NAMES};
use super::parse::{Chain, Fetch};
use crate::errors::Errors;
use crate::suggest::did_you_mean;
use crate::words::article;

/// Words that the names of other fields and of accessors suggest, and what to write.
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

/// Reports what is wrong with the chains, and takes away those that rustc would complain of too.
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

/// Reports the first name that the entity before it does not have, or the reference that is one too many.
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
                    "`{name}` is one reference too many: the service follows {MAX_REFERENCE_STEPS} in a chain, fetch the rest from what this gives"
                );
                return errors.at(ident.span(), problem);
            }
            Some((_, None)) => {
                if let Some((span, next)) = chain.steps().nth(index + 1) {
                    let problem =
                        format!("a step after `{name}`, which leads to no other entity: remove `.{next}`");
                    errors.at(span, problem);
                }
                return;
            }
            None => {
                let article = article(kind);
                let is_known = |own: &str| names.iter().any(|(known, _)| *known == own);
                if let Some((_, own)) = SYNONYMS.iter().find(|(word, own)| *word == name && is_known(own)) {
                    return errors
                        .at(ident.span(), format_args!("no `{name}` of {article} `{kind}`: write `{own}`"));
                }
                let has_name = |names: &[(&str, _)]| names.iter().any(|(known, _)| *known == name);
                let hint = match NAMES.iter().find(|(_, names)| has_name(names)) {
                    Some((other, _)) => format!("it is a name of `{other}`"),
                    None => format!("a scheme that is not well known is written in quotes, `\"{name}\"`"),
                };
                let hint = did_you_mean(&name, names.iter().map(|(known, _)| *known), &hint);
                return errors.at(ident.span(), format_args!("no `{name}` of {article} `{kind}`: {hint}"));
            }
        }
    }
}

fn check_scheme(chain: &Chain, errors: &mut Errors) {
    let Some(literal) = &chain.scheme else { return };
    let scheme = literal.value();
    if scheme.is_empty() {
        errors.over(literal, "empty scheme: write the name of an attribute scheme");
    } else if let Some(odd) = scheme.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')) {
        let instead = match odd {
            '.' => "write each step apart, with the dots outside of the quotes",
            ',' => "write each scheme in quotes of its own",
            _ => "a scheme has letters, digits, `_` and `-`",
        };
        errors.over(literal, format_args!("`{odd}` in a scheme: {instead}"));
    }
}
