//! Document -> model: what cannot be mapped is an error that names its place.

mod fetch;
mod models;
mod names;
mod operation;
mod parameter;
mod prose;
mod result;
mod roles;
mod types;

use std::collections::BTreeMap;

use openapiv3::ReferenceOr;

use crate::error::{Errors, Problem, SpecError, SpecErrors};
use crate::model::{ApiSrc, EndpointSrc, MethodsSrc, ResultSrc};
use crate::pointer::Pointer;
use crate::spec::Spec;

pub use names::{camel_case, record_name, snake_name};

/// Makes the model of a document.
///
/// # Errors
/// Everything in the document that cannot be mapped.
pub fn lower(spec: &Spec) -> Result<ApiSrc, SpecErrors> {
    let mut errors = Errors::default();
    let methods = methods(spec, &mut errors);
    let models = models::models(spec, &mut errors);
    let enums = models::enums(spec, &mut errors);
    let fetch = errors.take(fetch::fetch(spec, &models)).flatten();
    errors.finish(ApiSrc { methods, models, enums, fetch })
}

/// What each operation answers, by path and method: the field of the result, and what it is taken for.
pub fn answers(spec: &Spec) -> BTreeMap<(String, String), (String, ResultSrc)> {
    let operations = operations(spec, &mut Errors::default());
    let answers = operations.iter().filter_map(|place| {
        let result::Answer { field, result } = result::result(spec, place.operation, &place.at).ok()?;
        Some(((place.path.to_owned(), place.http.to_owned()), (field, result)))
    });
    answers.collect()
}

fn methods(spec: &Spec, errors: &mut Errors) -> Vec<MethodsSrc> {
    let mut groups: BTreeMap<&str, BTreeMap<String, (EndpointSrc, Pointer)>> = BTreeMap::new();
    for place in operations(spec, errors) {
        let Some((tag, mut endpoint)) = operation::endpoint(&place, errors) else { continue };
        let group = groups.entry(tag).or_default();
        let same = group
            .values()
            .find(|(other, _)| other.id == endpoint.id && place.operation.operation_id.is_some());
        if let Some((_, other)) = same {
            let problem = Problem::Taken { name: endpoint.name, other: other.clone() };
            errors.push(SpecError::new(place.at.key("operationId"), problem));
        } else {
            endpoint.name = names::distinct(&endpoint.name, "_", |name| group.contains_key(name));
            group.insert(endpoint.name.clone(), (endpoint, place.at));
        }
    }
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    groups
        .into_iter()
        .filter_map(|(tag, endpoints)| {
            let at = Pointer::root().key("tags");
            let name = errors.take(names::type_name(tag, &at))? + "Methods";
            if let Some(other) = taken.insert(name.clone(), tag) {
                let other = at.key(other);
                errors.push(SpecError::new(at.key(tag), Problem::Taken { name: name.clone(), other }));
            }
            Some(MethodsSrc {
                module: errors.take(names::rust_name(&name, &at))?,
                name,
                doc: tag_doc(spec, tag),
                endpoints: endpoints.into_values().map(|(endpoint, _)| endpoint).collect(),
            })
        })
        .collect()
}

/// The operations, in the order of their places: names that clash are numbered in this order.
fn operations<'a>(spec: &'a Spec, errors: &mut Errors) -> Vec<operation::Place<'a>> {
    let mut operations = Vec::new();
    for (path, item) in spec.document.paths.iter() {
        let at = Pointer::root().key("paths").key(path);
        match item {
            ReferenceOr::Item(item) => operations.extend(item.iter().map(|(http, operation)| {
                operation::Place { spec, path, item, http, operation, at: at.key(http) }
            })),
            ReferenceOr::Reference { .. } => {
                errors.push(SpecError::new(at, Problem::Unsupported("a path by reference: write it out")));
            }
        }
    }
    operations.sort_by(|a, b| a.at.cmp(&b.at));
    operations
}

fn tag_doc(spec: &Spec, tag: &str) -> String {
    let tag = spec.document.tags.iter().find(|known| known.name == tag);
    let doc = prose::markdown(tag.and_then(|tag| tag.description.as_deref()));
    if doc.is_empty() { "A group of methods.".to_owned() } else { doc }
}
