//! The names of a fetch -> the table that `fetch!` checks chains with. The client has them from its records.

use std::collections::BTreeMap;

use super::code::{Code, put};
use crate::model::FetchSrc;

pub(super) fn render(fetch: &FetchSrc) -> String {
    let mut code = Code::default();
    put!(code, "/// How many references a chain may follow.");
    put!(code, "pub(crate) const MAX_REFERENCE_STEPS: usize = {};\n", fetch.max_reference_steps);
    put!(code, "/// What a fetch may name, and the kind of entity that a chain goes on with.");
    put!(code, "pub(crate) type Names = &'static [(&'static str, Option<&'static str>)];\n");
    put!(code, "/// What a fetch may name of each kind of entity.");
    put!(code, "pub(crate) const NAMES: &[(&str, Names)] = &[");
    for kind in &fetch.kinds {
        let references = kind.references.iter().map(|name| (&name.name, Some(name.target)));
        let pseudo = kind.pseudo_attributes.iter().map(|name| (&name.name, name.chains_to));
        let schemes = kind.attribute_schemes.iter().map(|name| (&name.name, None));
        let names = references.chain(pseudo).chain(schemes);
        let names: BTreeMap<_, _> = names.map(|(name, to)| (name, to.map(|to| to.type_name()))).collect();
        put!(code, "({:?}, &{:?}),", kind.kind.type_name(), Vec::from_iter(names));
    }
    put!(code, "];");
    code.finish()
}
