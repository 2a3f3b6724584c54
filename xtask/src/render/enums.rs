//! Renders open enums as `open_enum!`.

use super::code::{Code, put};
use super::docs::{Docs, Scope, summarized};
use crate::model::EnumSrc;

pub(super) fn render(enums: &[EnumSrc], docs: &Docs<'_>) -> String {
    let mut code = Code::default();
    let scope = Scope::default();
    code.text(&docs.inner("Enumerations that the service may extend."));
    put!(code, "\nuse crate::values::open_enum;");
    for open in enums {
        put!(code, "\nopen_enum! {{");
        code.text(&docs.outer(1, &summarized(&open.doc), &scope));
        put!(code, "    pub enum {} {{", open.name);
        for variant in &open.variants {
            let doc = if variant.doc.is_empty() { &format!("`{}`.", variant.value) } else { &variant.doc };
            code.text(&docs.outer(2, &summarized(doc), &scope));
            put!(code, "        {} = {:?},", variant.name, variant.value);
        }
        put!(code, "    }}\n}}");
    }
    code.finish()
}
