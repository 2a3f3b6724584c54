//! Open enums -> `open_enum!`.

use super::code::{Code, put};
use super::docs::{Docs, Scope, summarized};
use crate::model::EnumSrc;

pub(super) fn render(enums: &[EnumSrc], docs: &Docs) -> String {
    let mut code = Code::default();
    code.text(&docs.inner("Values of which the service may know more than this crate does."));
    put!(code, "\nuse crate::values::open_enum;");
    for open in enums {
        open_enum(&mut code, open, docs);
    }
    code.finish()
}

pub(super) fn open_enum(code: &mut Code, open: &EnumSrc, docs: &Docs) {
    put!(code, "\nopen_enum! {{");
    for line in docs.outer(1, &summarized(&open.doc), Scope::BARE).lines() {
        put!(code, "    {line}");
    }
    put!(code, "    pub enum {} {{", open.name);
    for variant in &open.variants {
        let doc = if variant.doc.is_empty() { format!("`{}`.", variant.text) } else { variant.doc.clone() };
        for line in docs.outer(2, &summarized(&doc), Scope::BARE).lines() {
            put!(code, "        {line}");
        }
        put!(code, "        {} = {:?},", variant.name, variant.text);
    }
    put!(code, "    }}\n}}");
}
