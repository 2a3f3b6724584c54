//! What a field of a record is in Rust: the accessor's type and call, and the owned field.

use crate::lower::record_name;
use crate::model::{FieldSrc, ModelSrc, Role, ShapeSrc};

/// The record whose view and owned form are written by hand: it is also what callers pass.
pub(super) const HAND_WRITTEN: &str = "Identifier";

/// The record without an owned form: the client's own error has this name, and holds what it says.
pub(super) const WITHOUT_RECORD: &str = "Error";

/// An accessor: its type and the expression that it is.
#[derive(Debug)]
pub(super) struct Accessor {
    pub(super) ty: String,
    pub(super) body: String,
    /// The names that it needs from the crate's root.
    pub(super) public: Vec<String>,
    /// The names that it needs from the runtime.
    pub(super) runtime: Vec<&'static str>,
}

impl FieldSrc {
    /// Whether a read of it can find that it was not fetched.
    pub(super) fn is_fetched(&self) -> bool {
        !self.fetched_by.is_empty()
    }

    /// Whether it only serves to put a flattened answer together.
    pub(super) fn is_internal(&self, models: &[ModelSrc]) -> bool {
        match &self.shape {
            ShapeSrc::Id | ShapeSrc::Reference => true,
            ShapeSrc::Value(schema) => {
                ModelSrc::find(models, schema).is_some_and(|model| model.role == Role::Pool)
            }
            _ => false,
        }
    }
}

/// The type that stands for a part of a record: a view, or a handle where there are entities in it.
pub(super) fn view(models: &[ModelSrc], schema: &str, lifetime: &str) -> (String, String) {
    let name = record_name(schema);
    match ModelSrc::find(models, schema).map(|model| model.role) {
        Some(Role::Value) => (format!("{name}Ref<{lifetime}>"), format!("{name}Ref")),
        _ => (name.to_owned(), name.to_owned()),
    }
}

/// The accessor of a field whose constant is given; borrows live as long as `lifetime`.
pub(super) fn accessor(
    models: &[ModelSrc],
    owner: &ModelSrc,
    field: &FieldSrc,
    id: &str,
    lifetime: &str,
) -> Accessor {
    let text = if lifetime == "'_" { "&str".to_owned() } else { format!("&{lifetime} str") };
    let mut made =
        Accessor { ty: String::new(), body: String::new(), public: Vec::new(), runtime: Vec::new() };
    let call = |method: &str| format!("self.node().{method}({id})");
    let optional = |ty: &str| format!("Option<{ty}>");
    (made.ty, made.body) = match (&field.shape, field.required) {
        (ShapeSrc::Flag, true) => ("bool".to_owned(), call("flag") + ".unwrap_or_default()"),
        (ShapeSrc::Flag, false) => (optional("bool"), call("flag")),
        (ShapeSrc::Integer(None), true) => ("i64".to_owned(), call("integer") + ".unwrap_or_default()"),
        (ShapeSrc::Integer(None), false) => (optional("i64"), call("integer")),
        (ShapeSrc::Integer(Some(name)), required) => {
            made.public.push((*name).to_owned());
            if required {
                ((*name).to_owned(), format!("{name}::new({}.unwrap_or_default())", call("integer")))
            } else {
                (optional(name), format!("{}.map({name}::new)", call("integer")))
            }
        }
        (ShapeSrc::Text(_), true) => (text, call("text") + ".unwrap_or_default()"),
        (ShapeSrc::Text(_) | ShapeSrc::Id | ShapeSrc::Reference, _) => (optional(&text), call("text")),
        (ShapeSrc::Enum(name), required) => {
            made.public.push(name.clone());
            if required {
                (name.clone(), format!("{name}::from({}.unwrap_or_default())", call("text")))
            } else {
                (optional(name), format!("{}.map({name}::from)", call("text")))
            }
        }
        (ShapeSrc::Date, _) => (optional("Date"), call("date")),
        (ShapeSrc::Bytes, _) => (optional("Vec<u8>"), call("bytes")),
        (ShapeSrc::Texts, _) => {
            made.runtime.push("Texts");
            (format!("Texts<{lifetime}>"), call("texts"))
        }
        (ShapeSrc::Value(schema), required) => {
            let (ty, name) = view(models, schema, lifetime);
            made.public.push(name);
            if required { (ty, call("required_value")) } else { (optional(&ty), call("value")) }
        }
        (ShapeSrc::Values(schema), _) => {
            let (ty, name) = view(models, schema, lifetime);
            made.public.push(name);
            made.runtime.push("Values");
            list(field, &format!("Values<{lifetime}, {ty}>"), id, "values")
        }
        (ShapeSrc::Entity(schema), _) => {
            let name = record_name(schema);
            made.public.push(name.to_owned());
            if owner.role == Role::Answer {
                (optional(name), call("top"))
            } else {
                (format!("Result<Option<{name}>, NotFetched>"), call("entity"))
            }
        }
        (ShapeSrc::Entities(schema), _) => {
            let name = record_name(schema);
            made.public.push(name.to_owned());
            made.runtime.push("Entities");
            list(field, &format!("Entities<{lifetime}, {name}>"), id, "entities")
        }
    };
    if made.ty.starts_with("Result<") {
        made.runtime.push("NotFetched");
    }
    made
}

fn list(field: &FieldSrc, ty: &str, id: &str, method: &str) -> (String, String) {
    if field.is_fetched() {
        (format!("Result<{ty}, NotFetched>"), format!("self.node().{method}({id})"))
    } else {
        (ty.to_owned(), format!("self.node().present_{method}({id})"))
    }
}

/// The name of the owned form of a record; none where it has none.
pub(super) fn owned_name(model: &ModelSrc) -> Option<String> {
    match model.role {
        Role::Entity(_) | Role::Part => Some(format!("{}Record", model.name)),
        Role::Value if model.name != WITHOUT_RECORD => Some(model.name.clone()),
        Role::Value | Role::Answer | Role::Pool => None,
    }
}

/// What stands for an entity in a record: that by which others know it.
pub(super) fn key_type(models: &[ModelSrc], schema: &str) -> String {
    let key = ModelSrc::find(models, schema).and_then(key_field);
    match key.map(|field| &field.shape) {
        Some(ShapeSrc::Text(Some(name))) => (*name).to_owned(),
        Some(ShapeSrc::Value(schema)) => record_name(schema).to_owned(),
        _ => "String".to_owned(),
    }
}

/// The field by which an entity is known: the first that is always sent and tells it from others.
pub(super) fn key_field(model: &ModelSrc) -> Option<&FieldSrc> {
    model.fields.iter().find(|field| field.required && field.shape != ShapeSrc::Flag)
}
