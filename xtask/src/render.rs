//! Renders the model as Rust: one file per method group, one for the records and one for the enums.
//!
//! The code is unformatted: `rustfmt` formats it.

mod code;
mod docs;
mod enums;
mod examples;
mod fetch;
mod methods;
mod records;

use crate::model::ApiSrc;

pub use methods::{param_type, result_type, template};

/// A file to write.
#[derive(Debug, PartialEq, Eq)]
pub struct FileSrc {
    /// The file's name.
    pub name: String,
    /// The text, without the header.
    pub text: String,
}

/// The table of the names in a fetch for the macros, which do not depend on the client. `None` if the document does not
/// list them.
pub fn macro_file(api: &ApiSrc) -> Option<FileSrc> {
    let fetch = api.fetch.as_ref()?;
    Some(FileSrc { name: "names.rs".to_owned(), text: fetch::render(fetch) })
}

/// The files of the client, by name.
pub fn client_files(api: &ApiSrc) -> Vec<FileSrc> {
    let docs = docs::Docs::new(&api.methods);
    let mut files = Vec::new();
    let mut add = |name: &str, text: String| files.push(FileSrc { name: format!("{name}.rs"), text });
    for group in &api.methods {
        add(&group.module, methods::render(group, &docs));
    }
    if !api.models.is_empty() {
        add("records", records::render(api, &docs));
    }
    if !api.enums.is_empty() {
        add("enums", enums::render(&api.enums, &docs));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}
