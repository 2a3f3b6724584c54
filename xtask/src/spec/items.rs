//! What a document says in terms of the API, as things that can be compared with those of another document.

use super::compare::Aspect::{self, Call, Deprecated, Ours, Required, Type, Wire};
use super::compare::Subject;
use crate::model::{ApiSrc, EndpointSrc, FieldSrc, KindSrc, ModelSrc, ParamRole, ParamSrc, Role, WireType};
use crate::pointer::Pointer;
use crate::render::{param_type, result_type};

/// Something that a document has, what it says of it, and what is in it.
pub(super) struct Item<'a> {
    pub(super) subject: Subject,
    /// The name, with what stands between it and that of its owner.
    pub(super) name: String,
    /// By one of these it is the same in the other document; the first counts most.
    pub(super) keys: Vec<String>,
    pub(super) at: Pointer,
    pub(super) facts: Vec<Fact<'a>>,
    pub(super) items: Vec<Item<'a>>,
    /// Whether it breaks callers that it is new, and how that is said.
    pub(super) added: (bool, &'static str),
}

/// What a document says of something, and whether a change of that breaks callers.
pub(super) struct Fact<'a> {
    pub(super) aspect: Aspect,
    pub(super) breaks: bool,
    pub(super) value: Value<'a>,
}

pub(super) enum Value<'a> {
    /// What it is, and the text; an empty one where another fact tells.
    Text(&'static str, String),
    /// The arguments in their order.
    Order(Vec<&'a str>),
    /// Whether it is so, and the words for that it is, and that it is not.
    Flag(bool, [&'static str; 2]),
    /// What it is, the type on the wire, and that in Rust.
    Type(&'static str, &'a WireType, String),
}

fn breaking(aspect: Aspect, value: Value<'_>) -> Fact<'_> {
    Fact { aspect, breaks: true, value }
}

fn compatible(aspect: Aspect, value: Value<'_>) -> Fact<'_> {
    Fact { aspect, breaks: false, value }
}

fn text<'a>(what: &'static str, text: &str) -> Value<'a> {
    Value::Text(what, text.to_owned())
}

fn deprecated<'a>(is: bool) -> Fact<'a> {
    compatible(Deprecated, Value::Flag(is, ["is deprecated", "is no longer deprecated"]))
}

pub(super) fn operations(api: &ApiSrc) -> Vec<Item<'_>> {
    let groups = api.methods.iter();
    groups.flat_map(|group| group.endpoints.iter().map(|endpoint| operation(&group.name, endpoint))).collect()
}

fn operation<'a>(group: &str, endpoint: &'a EndpointSrc) -> Item<'a> {
    let EndpointSrc { http, path, name, field, params, .. } = endpoint;
    let call = format!("{http} {path}");
    let method = format!("{group}::{name}");
    let gateway = endpoint.gateway.unwrap_or(true);
    let at_gateway = ["is at the API Gateway, too", "is no longer at the API Gateway"];
    let required = params.iter().filter(|param| param.required).map(|param| param.name.as_str());
    let result = result_type(&endpoint.result);
    Item {
        subject: Subject::Operation,
        keys: vec![call.clone(), endpoint.id.to_lowercase(), method.clone()],
        at: endpoint.at.clone(),
        facts: vec![
            breaking(Ours, text("the method", &method)),
            breaking(Call, text("for whoever relies on what is sent: the call", &call)),
            deprecated(endpoint.deprecated),
            breaking(Aspect::Result, text("for whoever relies on what is received: the field", field)),
            breaking(Aspect::Result, Value::Type("the result", &endpoint.wire_type, result)),
            Fact { aspect: Ours, breaks: gateway, value: Value::Flag(gateway, at_gateway) },
            breaking(Ours, Value::Order(required.collect())),
        ],
        items: params.iter().map(parameter).collect(),
        name: method,
        added: (false, "added"),
    }
}

fn parameter(param: &ParamSrc) -> Item<'_> {
    let ParamSrc { wire, name, place, required, wire_type, .. } = param;
    let place = place.word();
    let role = text("the role", param.role.map_or("none", ParamRole::word));
    let added = if *required { "a required parameter, added" } else { "an optional parameter, added" };
    Item {
        subject: Subject::Parameter,
        name: format!(", `{name}`"),
        keys: vec![format!("{place} {wire}"), wire.clone(), name.clone()],
        at: param.at.clone(),
        facts: vec![
            breaking(Type, Value::Type("the type", wire_type, param_type(&param.ty))),
            breaking(Wire, text("for whoever relies on what is sent: the name", wire)),
            breaking(Wire, text("for whoever relies on what is sent: the place", place)),
            deprecated(param.deprecated),
            breaking(Required, Value::Flag(*required, ["is required now", "is optional now"])),
            // A role that comes brings `pages` or `batched`, and one that goes takes it away.
            Fact { aspect: Ours, breaks: param.role.is_some(), value: role },
        ],
        items: Vec::new(),
        added: (*required, added),
    }
}

/// The records. In other forms than ours each response has its own result.
pub(super) fn records(api: &ApiSrc, is_ours: bool) -> Vec<Item<'_>> {
    let is_there = |model: &&ModelSrc| is_ours || !matches!(model.role, Role::Answer | Role::Pool);
    let records = api.models.iter().filter(is_there).map(|model| Item {
        subject: Subject::Record,
        name: model.name.clone(),
        keys: vec![model.name.clone()],
        at: model.at.clone(),
        facts: vec![breaking(Ours, text("the part that it plays", &format!("{:?}", model.role)))],
        items: model.fields.iter().map(|field| self::field(field, is_ours)).collect(),
        added: (false, "added"),
    });
    records.collect()
}

fn field(field: &FieldSrc, is_ours: bool) -> Item<'_> {
    let FieldSrc { wire, name, required, fetched_by, wire_type, .. } = field;
    let is_sent = ["is always sent now", "is no longer always sent"];
    let is_fetched = ["is sent only if fetched now", "is sent without being fetched now"];
    Item {
        subject: Subject::Field,
        name: format!("::{name}"),
        keys: vec![wire.clone(), name.clone()],
        at: field.at.clone(),
        facts: vec![
            breaking(Type, Value::Type("the type", wire_type, String::new())),
            breaking(Wire, text("for whoever relies on what is received: the name", wire)),
            deprecated(field.deprecated),
            breaking(Required, Value::Flag(*required, is_sent)),
            breaking(Ours, Value::Flag(!fetched_by.is_empty(), is_fetched)),
            compatible(Ours, text("what fetches it", &fetched_by.join(", "))),
        ],
        items: Vec::new(),
        // Records that callers have stored would not read without it.
        added: if *required { (is_ours, "added, and always sent") } else { (false, "added") },
    }
}

/// The values of enums, the names in a fetch, and the lengths of its chains.
pub(super) fn names(api: &ApiSrc) -> Vec<Item<'_>> {
    let mut names = Vec::new();
    let mut add = |name: String, at: &Pointer, value| {
        names.push(Item {
            subject: Subject::Name,
            keys: vec![name.clone()],
            name,
            at: at.clone(),
            facts: vec![breaking(Ours, value)],
            items: Vec::new(),
            added: (false, "added"),
        });
    };
    for open in &api.enums {
        for value in &open.variants {
            add(format!("{}::{}", open.name, value.name), &open.at, text("the text", &value.text));
        }
    }
    let Some(fetch) = &api.fetch else { return names };
    let at = Pointer::root().key("x-ibis-fetch");
    for kind in &fetch.kinds {
        for name in &kind.names {
            let follows = text("what may follow", name.leads_to.map_or("nothing", KindSrc::type_name));
            let item = format!("fetch!({}: {})", kind.kind.type_name(), name.name);
            add(item, &at.key(&kind.kind.word()), follows);
        }
    }
    for steps in 1..=fetch.max_reference_steps.min(99) {
        add(format!("fetch!, a chain of {steps}"), &at, text("", ""));
    }
    names
}
