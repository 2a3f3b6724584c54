//! Lowers `x-ibis-fetch` to the names in a fetch.

use std::collections::BTreeMap;

use super::{names, prose};
use crate::error::SpecError;
use crate::model::{FetchKindSrc, FetchNameSrc, FetchSrc, KindSrc, ModelSrc, Role};
use crate::spec::{Node, Spec};

const REFERENCES: &str = "references";
const SCHEMES: &str = "attributeSchemes";
const LISTS: [&str; 3] = [REFERENCES, "pseudoAttributes", SCHEMES];

pub(super) fn fetch(spec: &Spec, models: &[ModelSrc]) -> Result<Option<FetchSrc>, SpecError> {
    let Some(fetch) = spec.root().get("x-ibis-fetch") else { return Ok(None) };
    for (key, expected) in [("separator", ","), ("chain", ".")] {
        if fetch.str(key) != Some(expected) {
            return Err(SpecError::new(&fetch.at.key(key), format!("expected `{expected}`, as in `fetch!`")));
        }
    }
    let max_reference_steps = fetch.require("maxReferenceSteps", "it limits the length of chains")?.read()?;
    let names = |kind: KindSrc| {
        let node = fetch.require(&kind.word(), "each kind of entity has names to fetch")?;
        Ok(FetchKindSrc { kind, names: names(&node, kind, models)? })
    };
    let kinds = KindSrc::ALL.into_iter().map(names).collect::<Result<_, SpecError>>()?;
    Ok(Some(FetchSrc { max_reference_steps, kinds }))
}

/// The names of a kind, each of which must be a valid method name.
fn names(node: &Node<'_>, kind: KindSrc, models: &[ModelSrc]) -> Result<Vec<FetchNameSrc>, SpecError> {
    let mut names = Vec::new();
    let mut taken = BTreeMap::new();
    for list in LISTS {
        node.require(list, "it may be empty")?;
        for item in node.items(list) {
            let mut name: FetchNameSrc = item.read()?;
            let at = item.at.key("name");
            names::checked(name.name.clone(), &name.name, &at)?;
            if let Some(other) = taken.insert(name.name.clone(), at.clone()) {
                return Err(SpecError::taken(&at, &name.name, &other));
            }
            if list == REFERENCES && name.target.is_none() {
                return Err(SpecError::missing(&item.at, "target", "it is the kind of entity referred to"));
            }
            if list != SCHEMES {
                check_field(&item, &name, kind, models)?;
            }
            name.description = prose::markdown(Some(&name.description));
            names.push(name);
        }
    }
    Ok(names)
}

/// Checks that the name and its field agree. A name that expands to schemes needs no `x-ibis-fetched-by` of its own.
fn check_field(
    item: &Node<'_>,
    name: &FetchNameSrc,
    kind: KindSrc,
    models: &[ModelSrc],
) -> Result<(), SpecError> {
    let at = item.require("field", "it names the fetched field")?.at;
    let model = models.iter().find(|model| model.role == Role::Entity(kind));
    let mut fields = model.into_iter().flat_map(|model| &model.fields);
    let Some(found) = fields.find(|known| Some(&known.api_name) == name.field.as_ref()) else {
        let field = name.field.as_deref().unwrap_or_default();
        let schema = model.map_or(kind.type_name(), |model| &model.schema);
        return Err(SpecError::new(&at, format!("no field `{field}` in `{schema}`")));
    };
    if name.expands_to.is_empty() && found.fetched_by.first().is_some_and(|first| *first != name.name) {
        return Err(SpecError::new(&at, "`x-ibis-fetched-by` of the field starts with another name"));
    }
    Ok(())
}
