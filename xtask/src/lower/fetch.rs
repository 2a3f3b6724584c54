//! `x-ibis-fetch` -> what a fetch may name.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{names, prose};
use crate::error::SpecError;
use crate::model::{
    FetchKindSrc, FetchSrc, KindSrc, ModelSrc, PseudoAttributeSrc, ReferenceSrc, Role, SchemeSrc,
};
use crate::pointer::Pointer;
use crate::spec::Spec;

const EXTENSION: &str = "x-ibis-fetch";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Declared {
    separator: String,
    chain: String,
    max_reference_steps: usize,
    person: Names,
    institution: Names,
    group: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Names {
    references: Vec<ReferenceSrc>,
    pseudo_attributes: Vec<PseudoAttributeSrc>,
    attribute_schemes: Vec<SchemeSrc>,
}

pub(super) fn fetch(spec: &Spec, models: &[ModelSrc]) -> Result<Option<FetchSrc>, SpecError> {
    let Some(declared) = spec.root().extension::<Declared>(EXTENSION)? else { return Ok(None) };
    let at = Pointer::root().key(EXTENSION);
    for (key, found, expected) in [("separator", &declared.separator, ","), ("chain", &declared.chain, ".")] {
        if found != expected {
            let problem = "`fetch!` joins names by a comma and chains by a dot";
            return Err(SpecError::new(&at.key(key), problem));
        }
    }
    let kinds = [declared.person, declared.institution, declared.group];
    let kinds: Vec<_> = KindSrc::ALL
        .into_iter()
        .zip(kinds)
        .map(|(kind, names)| FetchKindSrc {
            kind,
            references: cleaned(names.references, |name| &mut name.description),
            pseudo_attributes: cleaned(names.pseudo_attributes, |name| &mut name.description),
            attribute_schemes: cleaned(names.attribute_schemes, |name| &mut name.description),
        })
        .collect();
    for kind in &kinds {
        check(kind, models, &at.key(kind.kind.word()))?;
    }
    Ok(Some(FetchSrc { max_reference_steps: declared.max_reference_steps, kinds }))
}

fn cleaned<T>(mut names: Vec<T>, description: impl Fn(&mut T) -> &mut String) -> Vec<T> {
    for name in &mut names {
        let description = description(name);
        *description = prose::markdown(Some(description));
    }
    names
}

/// Each name is spelt as a method could be, and leads to a field of the kind's own record, which says so, too. One that
/// stands for schemes needs no field of its own.
fn check(kind: &FetchKindSrc, models: &[ModelSrc], at: &Pointer) -> Result<(), SpecError> {
    let places = |list: &str| {
        let list = at.key(list);
        (0..).map(move |i| list.index(i))
    };
    let references = kind.references.iter().map(|name| (&name.name, Some((&name.field, true))));
    let pseudo = kind.pseudo_attributes.iter();
    let pseudo = pseudo.map(|name| (&name.name, Some((&name.field, name.expands_to.is_empty()))));
    let schemes = kind.attribute_schemes.iter().map(|name| (&name.name, None));
    let names = references.zip(places("references")).chain(pseudo.zip(places("pseudoAttributes")));
    let model = models.iter().find(|model| model.role == Role::Entity(kind.kind));
    let mut taken = BTreeMap::new();
    for ((name, field), at) in names.chain(schemes.zip(places("attributeSchemes"))) {
        names::checked(name.clone(), name, &at.key("name"))?;
        if let Some(other) = taken.insert(name, at.key("name")) {
            return Err(SpecError::taken(&at.key("name"), name, &other));
        }
        let Some((field, own)) = field else { continue };
        let found = model.and_then(|model| model.fields.iter().find(|known| known.wire == *field));
        let Some(found) = found else {
            let schema = model.map_or(kind.kind.type_name(), |model| &model.schema);
            let problem = format!("no field `{field}` in `{schema}` that could hold it");
            return Err(SpecError::new(&at.key("field"), problem));
        };
        if own && found.fetched_by.first().is_some_and(|first| first != name) {
            let problem = "the field names another fetch in `x-ibis-fetched-by`";
            return Err(SpecError::new(&at.key("field"), problem));
        }
    }
    Ok(())
}
