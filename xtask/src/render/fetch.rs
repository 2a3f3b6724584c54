//! Renders the table of names against which `fetch!` checks chains. The client derives its own from the records.

use std::collections::BTreeMap;

use super::code::{Code, put};
use crate::model::{FetchSrc, KindSrc};

pub(super) fn render(fetch: &FetchSrc) -> String {
    let mut code = Code::default();
    put!(code, "/// How many references a chain may follow.");
    put!(code, "pub(crate) const MAX_REFERENCE_STEPS: usize = {};\n", fetch.max_reference_steps);
    put!(code, "/// The names that a fetch may contain, and the kind of entity that a chain continues with.");
    put!(code, "pub(crate) type Names = &'static [(&'static str, Option<&'static str>)];\n");
    put!(code, "/// The names that a fetch may contain for each kind of entity.");
    put!(code, "pub(crate) const NAMES: &[(&str, Names)] = &[");
    for kind in &fetch.kinds {
        let names = kind.names.iter().map(|name| (&name.name, name.target.map(KindSrc::type_name)));
        let names: BTreeMap<_, _> = names.collect();
        put!(code, "({:?}, &{:?}),", kind.kind.type_name(), Vec::from_iter(names));
    }
    put!(code, "];");
    code.finish()
}
