//! Renders records as `record!`, with one line per field.

use std::collections::BTreeSet;

use super::code::{Code, put};
use super::docs::{Docs, Scope, summarized};
use super::examples::example;
use crate::lower::record_name;
use crate::model::{ApiSrc, FetchNameSrc, FieldSrc, ModelSrc, Role, ShapeSrc};

pub(super) fn render(api: &ApiSrc, docs: &Docs<'_>) -> String {
    let mut imports = BTreeSet::new();
    let mut records = Code::default();
    let mut models: Vec<&ModelSrc> = api.models.iter().collect();
    models.sort_by_key(|model| model.role);
    for model in models {
        record(&mut records, model, api, docs, &mut imports);
    }
    imports.remove("String");
    let mut code = Code::default();
    code.text(&docs.inner("The records of the service, and what a fetch may name."));
    put!(code, "\nuse crate::api::record::record;");
    put!(code, "use crate::{{{}}};", imports.into_iter().collect::<Vec<_>>().join(", "));
    if let Some(fetch) = &api.fetch {
        put!(code, "\n/// How many references a chain of a fetch may follow.");
        put!(code, "pub(crate) const MAX_REFERENCE_STEPS: usize = {};", fetch.max_reference_steps);
    }
    code.text(&records.finish());
    code.finish()
}

fn record(code: &mut Code, model: &ModelSrc, api: &ApiSrc, docs: &Docs<'_>, imports: &mut BTreeSet<String>) {
    let models = &api.models;
    let names = model.fields.iter().map(|field| (field.api_name.as_str(), field.name.as_str()));
    let scope = Scope { names: names.collect(), ..Scope::default() };
    let form = match model.role {
        Role::Entity(_) => "entity",
        Role::Part => "part",
        Role::Value => "value",
        Role::Result => "result",
        Role::Pool => "pool",
    };
    // The owned form of an identifier is written by hand.
    let owned = model.owned().filter(|owned| *owned != model.name);
    let owned = owned.map(|owned| format!(" as {owned}")).unwrap_or_default();
    let key = model.kind().and(model.key()).map(|key| format!(", key {:?}", key.api_name));
    put!(code, "\nrecord! {{");
    match model.role {
        Role::Result => _ = imports.insert(model.name.clone()),
        Role::Pool => {}
        _ => {
            let example = example(models, model).map(|code| format!("\n\n# Examples\n\n```\n{code}```"));
            let doc = format!("{}{}", summarized(&model.doc), example.unwrap_or_default());
            code.text(&docs.outer(1, &doc, &scope));
        }
    }
    put!(code, "    {form} {}{owned}{} {{", model.view(), key.unwrap_or_default());
    for field in &model.fields {
        if let Some(line) = internal_field(field, models) {
            put!(code, "        {line} = {:?};", field.api_name);
            continue;
        }
        if model.role != Role::Pool {
            code.text(&docs.outer(2, &field_doc(field), &scope));
        }
        put!(code, "        {}: {} = {:?};", field.name, kind(field, model, api, imports), field.api_name);
    }
    put!(code, "    }}");
    if let Some(kind) = model.kind() {
        put!(code, "    schemes {{");
        api.fetch_names(kind).iter().for_each(|name| scheme(code, name, docs));
        put!(code, "    }}");
    }
    put!(code, "}}");
}

/// Renders a name that is not the name of a field.
fn scheme(code: &mut Code, name: &FetchNameSrc, docs: &Docs<'_>) {
    let stands_for = name.expands_to.join(", ");
    let what = match (&name.field, stands_for.as_str()) {
        (None, _) => name.name.clone(),
        (Some(_), "") => return,
        (Some(_), schemes) => format!("{} = [{schemes}]", name.name),
    };
    code.text(&docs.outer(2, &name.description, &Scope::default()));
    put!(code, "        {what};");
}

fn field_doc(field: &FieldSrc) -> String {
    let doc = summarized(&field.doc);
    match field.fetched_by.as_slice() {
        [init @ .., last] if !init.is_empty() => {
            let init: Vec<_> = init.iter().map(|name| format!("`{name}`")).collect();
            format!("{doc} Fetched by {} or `{last}`.", init.join(", "))
        }
        _ => doc,
    }
}

/// Renders an internal field, which is only used to resolve a flattened response.
fn internal_field(field: &FieldSrc, models: &[ModelSrc]) -> Option<String> {
    match &field.shape {
        ShapeSrc::Id => Some("id".to_owned()),
        ShapeSrc::Reference => Some("reference".to_owned()),
        ShapeSrc::Value(schema) => {
            let model = ModelSrc::find(models, schema).filter(|model| model.role == Role::Pool)?;
            Some(format!("pool {}", model.name))
        }
        _ => None,
    }
}

/// The type of a field in the syntax of `record!`.
fn kind(field: &FieldSrc, owner: &ModelSrc, api: &ApiSrc, imports: &mut BTreeSet<String>) -> String {
    let mut named = |name: &str| {
        imports.insert(name.to_owned());
        name.to_owned()
    };
    let kind = match &field.shape {
        ShapeSrc::Bool => "bool".to_owned(),
        ShapeSrc::Integer(None) => "i64".to_owned(),
        ShapeSrc::Integer(Some(name)) => format!("i64 as {}", named(name)),
        ShapeSrc::Str(None) | ShapeSrc::Strings | ShapeSrc::Id | ShapeSrc::Reference => "str".to_owned(),
        ShapeSrc::Str(Some(name)) => format!("str as {}", named(name)),
        ShapeSrc::Enum(name) => format!("enum {}", named(name)),
        ShapeSrc::Date => "Date".to_owned(),
        ShapeSrc::Bytes => "bytes".to_owned(),
        ShapeSrc::Value(schema) | ShapeSrc::Values(schema) => {
            let part = ModelSrc::find(&api.models, schema);
            let form = if part.is_some_and(|part| part.role == Role::Part) { "part" } else { "value" };
            let view = part.map_or_else(|| record_name(schema).to_owned(), ModelSrc::view);
            let owned = part.and_then(ModelSrc::owned).map(|owned| {
                // `Identifier` is written by hand, so it must be imported.
                if owned == "Identifier" { named(&owned) } else { owned }
            });
            format!("{form} {view}{}", owned.map(|owned| format!(" as {owned}")).unwrap_or_default())
        }
        ShapeSrc::Entity(schema) | ShapeSrc::Entities(schema) => {
            let entity = record_name(schema);
            match owner.role {
                Role::Result | Role::Pool => format!("entity {entity}"),
                _ => format!("entity {entity} as {}", named(&key_type(&api.models, schema))),
            }
        }
    };
    let kind = match &field.shape {
        shape if shape.is_list() => format!("[{kind}]"),
        ShapeSrc::Date | ShapeSrc::Bytes | ShapeSrc::Entity(_) => format!("Option<{kind}>"),
        _ if field.required => kind,
        _ => format!("Option<{kind}>"),
    };
    let Some(fetch) = field.fetched_by.first() else { return kind };
    // The target of a reference follows from its type.
    let is_reference = matches!(field.shape, ShapeSrc::Entity(_) | ShapeSrc::Entities(_));
    let names = owner.kind().map(|kind| api.fetch_names(kind)).unwrap_or_default();
    let name = names.iter().find(|name| name.name == *fetch && !is_reference);
    let to = name.and_then(|name| name.target).map(|kind| format!(" to {}", kind.type_name()));
    format!("{kind} fetched by {fetch}{}", to.unwrap_or_default())
}

/// The type of an entity's key, which stands for it in an owned record.
fn key_type(models: &[ModelSrc], schema: &str) -> String {
    let key = ModelSrc::find(models, schema).and_then(ModelSrc::key);
    match key.map(|field| &field.shape) {
        Some(ShapeSrc::Str(Some(name))) => (*name).to_owned(),
        Some(ShapeSrc::Value(schema)) => record_name(schema).to_owned(),
        _ => "String".to_owned(),
    }
}
