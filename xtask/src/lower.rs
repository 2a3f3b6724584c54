//! Lowers a document to the model. Anything that cannot be mapped is an error with its location.

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

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::error::{Errors, SpecError, SpecErrors};
use crate::model::{ApiSrc, EndpointSrc, MethodsSrc, ModelSrc, ShapeSrc};
use crate::spec::Spec;

pub use names::{camel_case, record_name};
pub use prose::wrap;

/// Lowers a document.
///
/// # Errors
/// Everything in the document that cannot be mapped.
pub fn lower(spec: &Spec) -> Result<ApiSrc, SpecErrors> {
    let mut errors = Errors::default();
    let models = models::models(spec, &mut errors);
    let methods = methods(spec, &models, &mut errors);
    let enums = models::enums(spec, &mut errors);
    let types = models.iter().map(|model| (&model.name, &model.at));
    let types = types.chain(enums.iter().map(|open| (&open.name, &open.at)));
    names::check_type_names(types, &methods, &mut errors);
    let fetch = errors.take(fetch::fetch(spec, &models)).flatten();
    errors.add_causes(&spec.malformed());
    errors.finish(ApiSrc { methods, models, enums, fetch })
}

/// Lowers a document and checks what only code generation requires, which documents of other forms lack.
///
/// # Errors
/// Everything in the document that cannot be mapped, or is missing.
pub fn complete(spec: &Spec) -> Result<ApiSrc, SpecErrors> {
    let api = lower(spec)?;
    let mut errors = Errors::default();
    for (entity, kind) in api.models.iter().filter_map(|model| Some((model, model.kind()?))) {
        if entity.key().is_none() {
            let why = "an entity needs a required string or record as its key";
            errors.push(SpecError::missing(&entity.at, "required", why));
        }
        if entity.name != kind.type_name() {
            let problem = format!("expected the name `{}` for an entity of this kind", kind.type_name());
            errors.push(SpecError::new(&entity.at, problem));
        }
    }
    for field in api.models.iter().flat_map(|model| &model.fields) {
        if field.required && matches!(field.shape, ShapeSrc::Entity(_)) {
            let problem = "a reference to an entity cannot be required: it is only sent if fetched";
            errors.push(SpecError::new(&field.at, problem));
        }
    }
    for endpoint in api.endpoints() {
        errors.take(result::check_read(endpoint));
    }
    errors.finish(api)
}

fn methods(spec: &Spec, models: &[ModelSrc], errors: &mut Errors) -> Vec<MethodsSrc> {
    let mut groups: BTreeMap<String, (&str, Vec<EndpointSrc>)> = BTreeMap::new();
    operation::check_paths(spec, errors);
    for operation in spec.operations() {
        let Some((tag, endpoint)) = operation::endpoint(&operation, models, errors) else { continue };
        let Some(name) = errors.take(names::group_name(tag, &operation.node.at.key("tags"))) else {
            continue;
        };
        let (_, endpoints) = groups.entry(name).or_insert_with(|| (tag, Vec::new()));
        // Neither two methods nor two request types may have the same name.
        let request = |endpoint: &EndpointSrc| endpoint.name.to_upper_camel_case().to_ascii_lowercase();
        let same = |other: &&EndpointSrc| request(other) == request(&endpoint);
        if let Some(other) = endpoints.iter().find(same) {
            errors.push(SpecError::taken(&endpoint.at.key("operationId"), &endpoint.name, &other.at));
        }
        endpoints.push(endpoint);
    }
    let group = |(name, (tag, mut endpoints)): (String, (&str, Vec<EndpointSrc>))| {
        endpoints.sort_by(|a: &EndpointSrc, b| a.name.cmp(&b.name));
        MethodsSrc { module: name.to_snake_case(), name, doc: tag_doc(spec, tag), endpoints }
    };
    groups.into_iter().map(group).collect()
}

fn tag_doc(spec: &Spec, tag: &str) -> String {
    let tags = spec.root().items("tags");
    let tag = tags.iter().find(|known| known.str("name") == Some(tag));
    let doc = prose::markdown(tag.and_then(|tag| tag.str("description")));
    if doc.is_empty() { "A group of methods.".to_owned() } else { doc }
}
