//! Records -> their owned forms.

use std::collections::BTreeSet;

use super::accessors::{HAND_WRITTEN, key_type, owned_name};
use super::code::{Code, put};
use super::docs::{Docs, Names, Scope, summarized};
use crate::lower::{camel_case, record_name};
use crate::model::{FieldSrc, ModelSrc, Role, ShapeSrc};

pub(super) fn render(models: &[ModelSrc], docs: &Docs) -> String {
    let mut code = Code::default();
    let mut imports = BTreeSet::new();
    let mut records = Code::default();
    for model in models {
        if let Some(name) = owned_name(model).filter(|name| name != HAND_WRITTEN) {
            record(&mut records, &name, model, models, docs, &mut imports);
        }
    }
    code.text(&docs.inner(
        "Records as owned values: what an entity or a view gives with `to_record`.\n\nThey are read and written in the \
         service's own field names. A record does not hold the entities that it refers to, but what identifies them.",
    ));
    put!(code, "");
    if imports.remove("Date") {
        put!(code, "use jiff::civil::Date;");
    }
    put!(code, "use serde::{{Deserialize, Serialize}};\n");
    put!(code, "use crate::{{{}}};", imports.into_iter().collect::<Vec<_>>().join(", "));
    code.text(&records.finish());
    code.finish()
}

fn record(
    code: &mut Code,
    name: &str,
    model: &ModelSrc,
    models: &[ModelSrc],
    docs: &Docs,
    imports: &mut BTreeSet<String>,
) {
    let names: Names<'_> =
        model.fields.iter().map(|field| (field.wire.as_str(), field.name.as_str())).collect();
    let scope = Scope { group: None, names: &names };
    let view = if model.role == Role::Value { format!("{}Ref", model.name) } else { model.name.clone() };
    put!(code, "");
    code.text(&docs.outer(
        0,
        &format!("{}\n\nIn an answer it is a [`{view}`](crate::{view}).", model.doc),
        scope,
    ));
    put!(code, "#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]");
    put!(code, "#[serde(rename_all = \"camelCase\")]\n#[non_exhaustive]");
    put!(code, "pub struct {name} {{");
    for field in model.fields.iter().filter(|field| !field.is_internal(models)) {
        let owned = owned(field, models);
        imports.extend(owned.imports);
        code.text(&docs.outer(1, &summarized(&field.doc), scope));
        let mut serde = Vec::new();
        if camel_case(&field.name) != field.wire {
            serde.push(format!("rename = {:?}", field.wire));
        }
        if owned.ty.starts_with("Option<") {
            serde.extend(["default".to_owned(), "skip_serializing_if = \"Option::is_none\"".to_owned()]);
        } else if owned.ty.starts_with("Vec<") || owned.ty == "bool" {
            serde.push("default".to_owned());
        }
        if field.shape == ShapeSrc::Bytes {
            serde.push("with = \"crate::values::base64_text\"".to_owned());
        }
        if !serde.is_empty() {
            put!(code, "#[serde({})]", serde.join(", "));
        }
        put!(code, "pub {}: {},", field.name, owned.ty);
    }
    put!(code, "}}");
}

/// The type of an owned field, and the names that it needs.
struct Owned {
    ty: String,
    imports: Vec<String>,
}

fn owned(field: &FieldSrc, models: &[ModelSrc]) -> Owned {
    let mut imports = Vec::new();
    let mut named = |name: &str| {
        imports.push(name.to_owned());
        name.to_owned()
    };
    let part = |schema: &str| ModelSrc::find(models, schema).and_then(owned_name);
    let part = |schema: &str| part(schema).unwrap_or_else(|| record_name(schema).to_owned());
    let inner = match &field.shape {
        ShapeSrc::Flag => "bool".to_owned(),
        ShapeSrc::Integer(None) => "i64".to_owned(),
        ShapeSrc::Integer(Some(name)) | ShapeSrc::Text(Some(name)) => named(name),
        ShapeSrc::Text(None) | ShapeSrc::Id | ShapeSrc::Reference => "String".to_owned(),
        ShapeSrc::Enum(name) => named(name),
        ShapeSrc::Date => named("Date"),
        ShapeSrc::Bytes => "Vec<u8>".to_owned(),
        ShapeSrc::Texts => "Vec<String>".to_owned(),
        ShapeSrc::Value(schema) => defined(&part(schema), &mut named),
        ShapeSrc::Values(schema) => format!("Vec<{}>", defined(&part(schema), &mut named)),
        ShapeSrc::Entity(schema) => named(&key_type(models, schema)),
        ShapeSrc::Entities(schema) => format!("Vec<{}>", named(&key_type(models, schema))),
    };
    let always = match field.shape {
        ShapeSrc::Date | ShapeSrc::Bytes | ShapeSrc::Entity(_) => false,
        ShapeSrc::Texts => true,
        ShapeSrc::Values(_) | ShapeSrc::Entities(_) => !field.is_fetched(),
        _ => field.required,
    };
    let ty = if always { inner } else { format!("Option<{inner}>") };
    imports.retain(|name| name != "String");
    Owned { ty, imports }
}

/// A record that is defined in the same file need not be imported.
fn defined(name: &str, named: &mut impl FnMut(&str) -> String) -> String {
    if name == HAND_WRITTEN { named(name) } else { name.to_owned() }
}
