//! What types cannot say: the limit of steps, and the names in quotes.

use super::names::{LEAVES, MAX_REFERENCE_STEPS, REFERENCES};
use super::parse::{Chain, Fetch, Step};
use crate::errors::Errors;

/// Reports what is wrong with the chains; whether their names exist is for rustc to say.
pub(super) fn check(fetch: &Fetch, errors: &mut Errors) {
    for chain in &fetch.chains {
        check_length(chain, errors);
        check_scheme(chain, errors);
    }
}

/// A step is a reference when another follows, or when its name says so.
fn check_length(Chain(steps): &Chain, errors: &mut Errors) {
    let is_reference = |index: usize, step: &Step| {
        index + 1 < steps.len() || matches!(step, Step::Name(_)) && REFERENCES.contains(&step.text().as_str())
    };
    let references = steps.iter().enumerate().filter(|(index, step)| is_reference(*index, step));
    let mut beyond = references.skip(MAX_REFERENCE_STEPS);
    if let Some((_, step)) = beyond.next() {
        let all = MAX_REFERENCE_STEPS + 1 + beyond.count();
        errors.at(
            step.span(),
            format_args!(
                "{all} references in a chain, at `{}`: the service follows {MAX_REFERENCE_STEPS}, \
                 fetch the rest from what this gives",
                step.text()
            ),
        );
    }
}

fn check_scheme(Chain(steps): &Chain, errors: &mut Errors) {
    let Some((Step::Scheme(literal), before)) = steps.split_last() else { return };
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
    if let Some(last) = before.last()
        && LEAVES.contains(&last.text().as_str())
    {
        errors.over(
            literal,
            format_args!("a step after `{}`, which leads to no other entity: remove it", last.text()),
        );
    }
}
