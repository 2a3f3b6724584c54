//! What a fetch may name -> the markers that `fetch!` checks chains with, and the tables for run time.

use std::collections::BTreeSet;

use super::code::{Code, put};
use super::docs::{Docs, Scope};
use crate::lower::marker_name;
use crate::model::{FetchKindSrc, FetchSrc, KindSrc};

pub(super) fn render(fetch: &FetchSrc, docs: &Docs) -> String {
    let mut code = Code::default();
    code.text(&docs.inner(
        "What a fetch may name.\n\nThe types are markers: `fetch!` calls their methods in code that never runs, so \
         that the compiler checks each step and an editor completes it.",
    ));
    put!(code, "\nuse crate::fetch::{{FetchTable, PseudoAttribute, Reference}};");
    put!(code, "use crate::result::Kind;");
    put!(code, "\n/// How many references a chain may follow.");
    put!(code, "pub(crate) const MAX_REFERENCE_STEPS: usize = {};", fetch.max_reference_steps);
    for kind in &fetch.kinds {
        table(&mut code, kind);
    }
    for kind in &fetch.kinds {
        let doc = format!("What a fetch that starts from {} may name.", a(kind.kind));
        marker(&mut code, docs, kind.kind.type_name(), &doc, kind);
    }
    for (pseudo, target) in fetch.chained() {
        let doc = format!("{} What may follow is what {} has.", pseudo.description, a(target.kind));
        marker(&mut code, docs, &marker_name(&pseudo.name), &doc, target);
    }
    code.text(&docs.outer(0, "The end of a chain: nothing may follow.", Scope::BARE));
    put!(code, "#[derive(Debug)]\npub struct Leaf;");
    code.finish()
}

/// The names alone, with which the macro counts references.
pub(super) fn render_names(fetch: &FetchSrc) -> String {
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

fn a(kind: KindSrc) -> String {
    let article = if kind == KindSrc::Institution { "an" } else { "a" };
    format!("{article} {}", kind.word())
}

fn table(code: &mut Code, kind: &FetchKindSrc) {
    let own = kind.kind.type_name();
    put!(code, "\npub(crate) static {}: FetchTable = FetchTable {{", own.to_uppercase());
    put!(code, "kind: Kind::{own},");
    put!(code, "references: &[");
    for reference in &kind.references {
        let target = reference.target.type_name();
        put!(
            code,
            "Reference {{ name: {:?}, target: Kind::{target}, field: {:?}, list: {} }},",
            reference.name,
            reference.field,
            reference.list
        );
    }
    put!(code, "],\npseudo_attributes: &[");
    for pseudo in &kind.pseudo_attributes {
        let target =
            pseudo.chains_to.map_or("None".to_owned(), |kind| format!("Some(Kind::{})", kind.type_name()));
        put!(
            code,
            "PseudoAttribute {{ name: {:?}, field: {:?}, expands_to: &{:?}, chains_to: {target} }},",
            pseudo.name,
            pseudo.field,
            pseudo.expands_to
        );
    }
    let schemes: Vec<_> = kind.attribute_schemes.iter().map(|scheme| &scheme.name).collect();
    put!(code, "],\nattribute_schemes: &{schemes:?},\n}};");
}

fn marker(code: &mut Code, docs: &Docs, name: &str, doc: &str, kind: &FetchKindSrc) {
    put!(code, "");
    code.text(&docs.outer(0, doc, Scope::BARE));
    put!(code, "#[derive(Debug)]\npub struct {name};\n");
    put!(code, "#[allow(non_snake_case, reason = \"the names are the service's own\")]");
    put!(code, "#[allow(clippy::unused_self, reason = \"the type is all that a marker has\")]");
    put!(code, "impl {name} {{");
    for reference in &kind.references {
        step(code, docs, &reference.name, &reference.description, reference.target.type_name());
    }
    for pseudo in &kind.pseudo_attributes {
        let target = pseudo.chains_to.map_or("Leaf".to_owned(), |_| marker_name(&pseudo.name));
        step(code, docs, &pseudo.name, &pseudo.description, &target);
    }
    for scheme in &kind.attribute_schemes {
        step(code, docs, &scheme.name, &scheme.description, "Leaf");
    }
    put!(code, "}}\n");
}

/// By reference, since a marker must not be `Clone`: `clone` would be a name that may be fetched.
fn step(code: &mut Code, docs: &Docs, name: &str, doc: &str, target: &str) {
    put!(code, "");
    code.text(&docs.outer(1, doc, Scope::BARE));
    put!(code, "pub const fn {name}(&self) -> {target} {{ {target} }}");
}
