//! The items of a document in terms of the API, to be compared with those of another document.

use super::compare::Aspect::{self, ApiName, Deprecated, Ours, Request, Required, Type};
use super::compare::Subject;
use crate::model::{ApiSrc, EndpointSrc, FieldSrc, KindSrc, ModelSrc, ParamRole, ParamSrc, Role, SchemaType};
use crate::pointer::Pointer;
use crate::render::{param_type, result_type};

/// An item of a document, with its properties and nested items.
pub(super) struct Item<'a> {
    pub(super) subject: Subject,
    /// The name, with the separator that joins it to the owner's.
    pub(super) name: String,
    /// Keys that match it to an item of the other document, in order of priority.
    pub(super) keys: Vec<String>,
    pub(super) at: Pointer,
    pub(super) properties: Vec<Property<'a>>,
    pub(super) items: Vec<Item<'a>>,
    /// Whether adding it is a breaking change, and the description of that change.
    pub(super) added: (bool, &'static str),
}

/// A property of an item, and whether a change of it is breaking.
pub(super) struct Property<'a> {
    pub(super) aspect: Aspect,
    pub(super) breaks: bool,
    pub(super) value: Value<'a>,
}

pub(super) enum Value<'a> {
    /// A label and a string; not compared if empty on either side.
    Str(&'static str, String),
    /// The order of the arguments.
    Order(Vec<&'a str>),
    /// A boolean, and the descriptions of a change to true and to false.
    Bool(bool, [&'static str; 2]),
    /// A label, the type in the document, and the Rust type.
    Type(&'static str, &'a SchemaType, String),
}

fn breaking(aspect: Aspect, value: Value<'_>) -> Property<'_> {
    Property { aspect, breaks: true, value }
}

fn compatible(aspect: Aspect, value: Value<'_>) -> Property<'_> {
    Property { aspect, breaks: false, value }
}

fn string<'a>(label: &'static str, value: &str) -> Value<'a> {
    Value::Str(label, value.to_owned())
}

fn deprecated<'a>(is: bool) -> Property<'a> {
    compatible(Deprecated, Value::Bool(is, ["deprecated", "no longer deprecated"]))
}

pub(super) fn operations(api: &ApiSrc) -> Vec<Item<'_>> {
    let groups = api.methods.iter();
    groups.flat_map(|group| group.endpoints.iter().map(|endpoint| operation(&group.name, endpoint))).collect()
}

fn operation<'a>(group: &str, endpoint: &'a EndpointSrc) -> Item<'a> {
    let EndpointSrc { method, path, name, field, params, .. } = endpoint;
    let request = format!("{method} {path}");
    let path_in_rust = format!("{group}::{name}");
    let gateway = endpoint.gateway.unwrap_or(true);
    let at_gateway = ["added to the API Gateway", "removed from the API Gateway"];
    let required = params.iter().filter(|param| param.required).map(|param| param.name.as_str());
    let result = result_type(&endpoint.result);
    Item {
        subject: Subject::Operation,
        keys: vec![request.clone(), endpoint.id.to_lowercase(), path_in_rust.clone()],
        at: endpoint.at.clone(),
        properties: vec![
            breaking(Ours, string("method", &path_in_rust)),
            breaking(Request, string("request", &request)),
            deprecated(endpoint.deprecated),
            breaking(Aspect::Result, string("response field", field)),
            breaking(Aspect::Result, Value::Type("result", &endpoint.schema_type, result)),
            Property { aspect: Ours, breaks: gateway, value: Value::Bool(gateway, at_gateway) },
            breaking(Ours, Value::Order(required.collect())),
        ],
        items: params.iter().map(parameter).collect(),
        name: path_in_rust,
        added: (false, "added"),
    }
}

fn parameter(param: &ParamSrc) -> Item<'_> {
    let ParamSrc { api_name, name, location, required, schema_type, .. } = param;
    let location = location.word();
    let role = string("role", param.role.map_or("none", ParamRole::word));
    let added = if *required { "required parameter added" } else { "optional parameter added" };
    Item {
        subject: Subject::Parameter,
        name: format!(", `{name}`"),
        keys: vec![format!("{location} {api_name}"), api_name.clone(), name.clone()],
        at: param.at.clone(),
        properties: vec![
            breaking(Type, Value::Type("type", schema_type, param_type(&param.ty))),
            breaking(ApiName, string("API name", api_name)),
            breaking(ApiName, string("location", location)),
            deprecated(param.deprecated),
            breaking(Required, Value::Bool(*required, ["now required", "now optional"])),
            // A role adds the method `pages` or `batched`.
            Property { aspect: Ours, breaks: param.role.is_some(), value: role },
        ],
        items: Vec::new(),
        added: (*required, added),
    }
}

/// The records. Documents of other forms lack ours for the result and its entities.
pub(super) fn records(api: &ApiSrc, is_ours: bool) -> Vec<Item<'_>> {
    let is_there = |model: &&ModelSrc| is_ours || !matches!(model.role, Role::Result | Role::Pool);
    let records = api.models.iter().filter(is_there).map(|model| Item {
        subject: Subject::Record,
        name: model.name.clone(),
        keys: vec![model.name.clone()],
        at: model.at.clone(),
        properties: vec![breaking(Ours, string("role", &format!("{:?}", model.role)))],
        items: model.fields.iter().map(|field| self::field(field, is_ours)).collect(),
        added: (false, "added"),
    });
    records.collect()
}

fn field(field: &FieldSrc, is_ours: bool) -> Item<'_> {
    let FieldSrc { api_name, name, required, fetched_by, schema_type, .. } = field;
    let is_sent = ["now always sent", "no longer always sent"];
    let is_fetched = ["now only sent if fetched", "now sent without a fetch"];
    Item {
        subject: Subject::Field,
        name: format!("::{name}"),
        keys: vec![api_name.clone(), name.clone()],
        at: field.at.clone(),
        properties: vec![
            breaking(Type, Value::Type("type", schema_type, String::new())),
            breaking(ApiName, string("API name", api_name)),
            deprecated(field.deprecated),
            breaking(Required, Value::Bool(*required, is_sent)),
            breaking(Ours, Value::Bool(!fetched_by.is_empty(), is_fetched)),
            compatible(Ours, string("fetches", &fetched_by.join(", "))),
        ],
        items: Vec::new(),
        // Records that callers have stored cannot be deserialized without it.
        added: if *required { (is_ours, "added, always sent") } else { (false, "added") },
    }
}

/// The enum values, and the names and chain lengths of a fetch.
pub(super) fn names(api: &ApiSrc) -> Vec<Item<'_>> {
    let mut names = Vec::new();
    let mut add = |name: String, at: &Pointer, value| {
        names.push(Item {
            subject: Subject::Name,
            keys: vec![name.clone()],
            name,
            at: at.clone(),
            properties: vec![breaking(Ours, value)],
            items: Vec::new(),
            added: (false, "added"),
        });
    };
    for open in &api.enums {
        for value in &open.variants {
            add(format!("{}::{}", open.name, value.name), &open.at, string("value", &value.value));
        }
    }
    let Some(fetch) = &api.fetch else { return names };
    let at = Pointer::root().key("x-ibis-fetch");
    for kind in &fetch.kinds {
        for name in &kind.names {
            let follows = string("target", name.target.map_or("nothing", KindSrc::type_name));
            let item = format!("fetch!({}: {})", kind.kind.type_name(), name.name);
            add(item, &at.key(&kind.kind.word()), follows);
        }
    }
    for steps in 1..=fetch.max_reference_steps.min(99) {
        add(format!("fetch!, chain of {steps}"), &at, string("", ""));
    }
    names
}
