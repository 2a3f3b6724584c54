//! Records -> their tables, and their handles or views with an accessor for each field.

use std::collections::{BTreeMap, BTreeSet};

use super::accessors::{HAND_WRITTEN, accessor, key_field, owned_name};
use super::code::{Code, put};
use super::docs::{Docs, Names, Scope, summarized};
use super::examples;
use crate::lower::{constant_name, record_name, snake_name};
use crate::model::{ApiSrc, FieldSrc, ModelSrc, Role, ShapeSrc};

/// What a file imports, by path.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// A file that has these records; the others are those that they refer to.
pub(super) fn render(own: &[&ModelSrc], api: &ApiSrc, docs: &Docs) -> String {
    let mut imports = Imports::new();
    let mut body = Code::default();
    for model in own {
        File { own, api, models: &api.models, docs, imports: &mut imports }.model(&mut body, model);
    }
    let mut code = Code::default();
    code.text(&docs.inner(match own {
        [only] => &only.doc,
        _ if own.iter().any(|model| model.role == Role::Answer) => "The answer to a call, whatever it holds.",
        _ => "The records that are parts of others.",
    }));
    put!(code, "");
    if let Some(names) = imports.remove("jiff::civil") {
        put!(code, "use jiff::civil::{{{}}};\n", names.into_iter().collect::<Vec<_>>().join(", "));
    }
    for (path, names) in imports {
        put!(code, "use {path}::{{{}}};", names.into_iter().collect::<Vec<_>>().join(", "));
    }
    code.text(&body.finish());
    code.finish()
}

struct File<'a> {
    own: &'a [&'a ModelSrc],
    api: &'a ApiSrc,
    models: &'a [ModelSrc],
    docs: &'a Docs,
    imports: &'a mut Imports,
}

impl File<'_> {
    fn import(&mut self, path: &str, name: &str) {
        self.imports.entry(path.to_owned()).or_default().insert(name.to_owned());
    }

    fn runtime(&mut self, name: &str) {
        self.import("crate::result", name);
    }

    fn public(&mut self, name: &str) {
        let here = self.own.iter().any(|model| self_name(model) == name);
        if !here {
            self.import("crate", name);
        }
    }

    fn model(&mut self, code: &mut Code, model: &ModelSrc) {
        self.handle(code, model);
        self.fields(code, model);
        self.table(code, model);
        if model.name == HAND_WRITTEN || model.role == Role::Pool {
            return;
        }
        let lifetime = if model.role == Role::Value { "'g" } else { "'_" };
        match model.role {
            Role::Value => put!(code, "\nimpl<'g> {}<'g> {{", self_name(model)),
            Role::Answer => {
                self.import("crate", &model.name);
                put!(code, "\nimpl {} {{", model.name);
            }
            _ => put!(code, "\nimpl {} {{", model.name),
        }
        for field in model.fields.iter().filter(|field| !field.is_internal(self.models)) {
            self.accessor(code, model, field, lifetime);
        }
        self.owned_copy(code, model);
        put!(code, "}}");
    }

    fn handle(&mut self, code: &mut Code, model: &ModelSrc) {
        let definition = match model.role {
            Role::Entity(_) => "entity_handle",
            Role::Part => "part_handle",
            Role::Value if model.name != HAND_WRITTEN => "value_view",
            Role::Value | Role::Answer | Role::Pool => return,
        };
        self.runtime(definition);
        let lifetime = if model.role == Role::Value { "<'g>" } else { "" };
        let owned =
            owned_name(model).map(|owned| format!("\n\n[`{owned}`](crate::{owned}) is its owned form."));
        let doc = format!("{}{}", summarized(&model.doc), owned.unwrap_or_default());
        put!(code, "\n{definition}! {{");
        for line in self.docs.outer(1, &doc, scope(&names(model))).lines() {
            put!(code, "    {line}");
        }
        put!(code, "    pub struct {}{lifetime}({});\n}}", self_name(model), table_name(model));
    }

    /// The positions of the fields, as constants.
    fn fields(&mut self, code: &mut Code, model: &ModelSrc) {
        if model.role == Role::Pool {
            return;
        }
        let visible = if model.name == HAND_WRITTEN { "pub(crate) " } else { "" };
        put!(code, "\n{visible}mod {} {{\nuse crate::result::FieldId;\n", self.field_module(model));
        let inner = if model.name == HAND_WRITTEN { "pub(crate)" } else { "pub(super)" };
        for (i, field) in model.fields.iter().enumerate().filter(|(_, field)| !field.is_internal(self.models))
        {
            put!(code, "{inner} const {}: FieldId = FieldId({i});", constant_name(&field.name));
        }
        put!(code, "}}");
    }

    fn field_module(&self, model: &ModelSrc) -> String {
        match (self.own, model.role) {
            ([_], _) | (_, Role::Answer) => "field".to_owned(),
            _ => format!("{}_field", snake_name(&model.name)),
        }
    }

    fn table(&mut self, code: &mut Code, model: &ModelSrc) {
        self.runtime("Model");
        self.runtime("Field");
        let start = match model.kind().zip(key_field(model)) {
            Some((kind, key)) => {
                self.runtime("Kind");
                let key = format!("{}::{}", self.field_module(model), constant_name(&key.name));
                format!("Model::entity({:?}, Kind::{}, {key}, &[", model.name, kind.type_name())
            }
            None => format!("Model::value({:?}, &[", record_name_of(model)),
        };
        put!(code, "\npub(crate) static {}: Model = {start}", table_name(model));
        for field in &model.fields {
            let fetched = field.fetched_by.first().map(|fetch| format!(".fetched_by({fetch:?})"));
            put!(code, "{}{},", self.table_field(field), fetched.unwrap_or_default());
        }
        put!(code, "]);");
    }

    fn table_field(&mut self, field: &FieldSrc) -> String {
        let (shape, schema) = match &field.shape {
            ShapeSrc::Flag => ("flag", None),
            ShapeSrc::Integer(_) => ("integer", None),
            ShapeSrc::Text(_) | ShapeSrc::Enum(_) => ("text", None),
            ShapeSrc::Date => ("date", None),
            ShapeSrc::Bytes => ("bytes", None),
            ShapeSrc::Texts => ("texts", None),
            ShapeSrc::Value(schema) => ("value", Some(schema)),
            ShapeSrc::Values(schema) => ("values", Some(schema)),
            ShapeSrc::Entity(schema) => ("one", Some(schema)),
            ShapeSrc::Entities(schema) => ("many", Some(schema)),
            ShapeSrc::Id => ("id", None),
            ShapeSrc::Reference => ("reference", None),
        };
        let target = schema.and_then(|schema| ModelSrc::find(self.models, schema));
        let Some(target) = target else { return format!("Field::{shape}({:?})", field.wire) };
        let table = table_name(target);
        if !self.own.iter().any(|model| model.schema == target.schema) {
            let file = match target.role {
                Role::Entity(_) => snake_name(&target.name),
                Role::Part | Role::Value => "parts".to_owned(),
                Role::Answer | Role::Pool => "result".to_owned(),
            };
            self.import(&format!("super::{file}"), &table);
        }
        format!("Field::{shape}({:?}, &{table})", field.wire)
    }

    fn accessor(&mut self, code: &mut Code, model: &ModelSrc, field: &FieldSrc, lifetime: &str) {
        let id = format!("{}::{}", self.field_module(model), constant_name(&field.name));
        let made = accessor(self.models, model, field, &id, lifetime);
        for name in &made.public {
            self.public(name);
        }
        for name in &made.runtime {
            self.runtime(name);
        }
        if field.shape == ShapeSrc::Date {
            self.import("jiff::civil", "Date");
        }
        let receiver = if model.role == Role::Value { "self" } else { "&self" };
        let mut doc = vec![summarized(&field.doc)];
        if made.ty.starts_with("Result<Option<") {
            doc.push(
                "The document does not say of a single reference whether it was fetched: the request does. Where it \
                 is not known what was fetched, as in a document from elsewhere, an absent one counts as not fetched."
                    .to_owned(),
            );
        }
        if made.ty.starts_with("Result<") {
            let fetches = one_of(&field.fetched_by);
            doc.push(format!("# Errors\n\n[`NotFetched`] if the request did not fetch {fetches}."));
        }
        let example = examples::example(self.api, model, field);
        doc.extend(example.map(|example| format!("# Examples\n\n```\n{example}```")));
        put!(code, "");
        code.text(&self.docs.outer(1, &doc.join("\n\n"), scope(&names(model))));
        put!(code, "#[inline]\npub fn {}({receiver}) -> {} {{ {} }}", field.name, made.ty, made.body);
    }

    fn owned_copy(&mut self, code: &mut Code, model: &ModelSrc) {
        let Some(owned) = owned_name(model) else { return };
        self.public(&owned);
        let (receiver, doc) = match model.role {
            Role::Value => ("self", "An owned copy."),
            _ => (
                "&self",
                "An owned copy, which does not hold the answer: of the entities that this one refers to, it has \
                           what identifies them.",
            ),
        };
        let example = examples::copy_example(self.api, model);
        let example = example.map(|example| format!("\n\n# Examples\n\n```\n{example}```"));
        put!(code, "");
        code.text(&self.docs.outer(1, &format!("{doc}{}", example.unwrap_or_default()), Scope::BARE));
        // A program that does not call it has not to wait for its compilation either.
        put!(code, "#[inline]\npub fn to_record({receiver}) -> {owned} {{\n{owned} {{");
        for field in model.fields.iter().filter(|field| !field.is_internal(self.models)) {
            put!(code, "{}: {},", field.name, self.owned_value(field));
        }
        put!(code, "}}\n}}");
    }

    fn owned_value(&mut self, field: &FieldSrc) -> String {
        let value = format!("self.{}()", field.name);
        let each = |one: &str| {
            if field.is_fetched() {
                format!("{value}.ok().map(|all| all.map(|one| one.{one}()).collect())")
            } else {
                format!("{value}.map(|one| one.{one}()).collect()")
            }
        };
        match (&field.shape, field.required) {
            (ShapeSrc::Text(Some(name)), required) => {
                self.public(name);
                if required {
                    format!("{name}::from_service({value})")
                } else {
                    format!("{value}.map({name}::from_service)")
                }
            }
            (ShapeSrc::Text(None), true) => format!("{value}.to_owned()"),
            (ShapeSrc::Text(None) | ShapeSrc::Id | ShapeSrc::Reference, _) => {
                format!("{value}.map(str::to_owned)")
            }
            (ShapeSrc::Texts, _) => format!("{value}.map(str::to_owned).collect()"),
            (ShapeSrc::Value(_), true) => format!("{value}.to_record()"),
            (ShapeSrc::Value(_), false) => format!("{value}.map(|one| one.to_record())"),
            (ShapeSrc::Values(_), _) => each("to_record"),
            (ShapeSrc::Entity(_), _) => {
                self.runtime("Entity");
                format!("{value}.ok().flatten().map(|one| one.key())")
            }
            (ShapeSrc::Entities(_), _) => {
                self.runtime("Entity");
                each("key")
            }
            (
                ShapeSrc::Flag | ShapeSrc::Integer(_) | ShapeSrc::Enum(_) | ShapeSrc::Date | ShapeSrc::Bytes,
                _,
            ) => value,
        }
    }
}

fn names(model: &ModelSrc) -> Names<'_> {
    model.fields.iter().map(|field| (field.wire.as_str(), field.name.as_str())).collect()
}

fn scope<'a>(names: &'a Names<'a>) -> Scope<'a> {
    Scope { group: None, names }
}

/// The name of the type that has the accessors.
fn self_name(model: &ModelSrc) -> String {
    if model.role == Role::Value { format!("{}Ref", model.name) } else { model.name.clone() }
}

fn record_name_of(model: &ModelSrc) -> &str {
    if model.role == Role::Pool { &model.name } else { record_name(&model.schema) }
}

fn table_name(model: &ModelSrc) -> String {
    constant_name(record_name_of(model))
}

/// `a`, `a` or `b`; `a`, `b` or `c`.
fn one_of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [init @ .., last] => {
            let init: Vec<_> = init.iter().map(|name| format!("`{name}`")).collect();
            format!("{} or `{last}`", init.join(", "))
        }
    }
}
