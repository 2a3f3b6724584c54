//! Model -> text: one file per group of methods, and those of the records, the enums and the names of a fetch.
//!
//! The text has no layout of its own: `rustfmt` gives it one.

mod accessors;
mod code;
mod docs;
mod enums;
mod examples;
mod fetch;
mod methods;
mod models;
mod records;

use crate::lower::snake_name;
use crate::model::{ApiSrc, ModelSrc, Role};

pub use methods::{param_type, result_type, template};

/// A file to be written.
#[derive(Debug, PartialEq, Eq)]
pub struct FileSrc {
    /// The file's name.
    pub name: String,
    /// Its text, without the header.
    pub text: String,
}

/// The table of the names in a fetch for the macros, which have no dependency on the client; none where the
/// document does not say what they are.
pub fn macro_file(api: &ApiSrc) -> Option<FileSrc> {
    let fetch = api.fetch.as_ref()?;
    Some(FileSrc { name: "names.rs".to_owned(), text: fetch::render_names(fetch) })
}

/// The files of the client, by name.
pub fn client_files(api: &ApiSrc) -> Vec<FileSrc> {
    let docs = docs::Docs::new(&api.methods);
    let mut files = Vec::new();
    let mut add = |name: &str, text: String| files.push(FileSrc { name: format!("{name}.rs"), text });
    for group in &api.methods {
        add(&group.module, methods::render(group, &docs));
    }
    for entity in api.models.iter().filter(|model| model.kind().is_some()) {
        add(&snake_name(&entity.name), models::render(&[entity], api, &docs));
    }
    let parts = in_role(&api.models, |role| matches!(role, Role::Part | Role::Value));
    if !parts.is_empty() {
        add("parts", models::render(&parts, api, &docs));
    }
    let answer = in_role(&api.models, |role| matches!(role, Role::Answer | Role::Pool));
    if !answer.is_empty() {
        add("result", models::render(&answer, api, &docs));
    }
    if !api.models.is_empty() {
        add("records", records::render(&api.models, &docs));
    }
    if !api.enums.is_empty() {
        add("enums", enums::render(&api.enums, &docs));
    }
    if let Some(fetch) = &api.fetch {
        add("fetch", fetch::render(fetch, &docs));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn in_role(models: &[ModelSrc], wanted: impl Fn(Role) -> bool) -> Vec<&ModelSrc> {
    models.iter().filter(|model| wanted(model.role)).collect()
}
