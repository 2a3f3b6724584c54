//! The names of a fetch -> the table that `fetch!` counts references with. The client has them from its records.

use std::collections::BTreeSet;

use super::code::{Code, put};
use crate::model::FetchSrc;

pub(super) fn render(fetch: &FetchSrc) -> String {
    let references = fetch.kinds.iter().flat_map(|kind| kind.references.iter().map(|name| &name.name));
    let chained = fetch.chained().map(|(name, _)| &name.name);
    let references: BTreeSet<_> = references.chain(chained).collect();
    let pseudo = fetch.kinds.iter().flat_map(|kind| kind.pseudo_attributes.iter().map(|name| &name.name));
    let schemes = fetch.kinds.iter().flat_map(|kind| kind.attribute_schemes.iter().map(|name| &name.name));
    let leaves: BTreeSet<_> = pseudo.chain(schemes).filter(|name| !references.contains(name)).collect();

    let mut code = Code::default();
    put!(code, "/// How many references a chain may follow.");
    put!(code, "pub(crate) const MAX_REFERENCE_STEPS: usize = {};\n", fetch.max_reference_steps);
    put!(code, "/// The names that lead on to other entities, of all three kinds.");
    put!(code, "pub(crate) const REFERENCES: &[&str] = &{:?};\n", Vec::from_iter(references));
    put!(code, "/// The names that a chain ends at, of all three kinds.");
    put!(code, "pub(crate) const LEAVES: &[&str] = &{:?};", Vec::from_iter(leaves));
    code.finish()
}
