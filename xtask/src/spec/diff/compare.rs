//! What differs between two APIs, and which of it breaks callers.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::Change;
use crate::model::{
    ApiSrc, EndpointSrc, EnumSrc, FetchKindSrc, FieldSrc, KindSrc, MethodsSrc, ModelSrc, ParamRole, ParamSrc,
    ShapeSrc,
};
use crate::render::{param_type, result_type, template};

pub(super) fn changes(old: &ApiSrc, new: &ApiSrc) -> Vec<Change> {
    let mut found = Found(Vec::new());
    let pairs = pairs(&old.methods, &new.methods, |group| group.name.clone());
    found.each("", &pairs, |found, old, new| found.group(old, new));
    let pairs = self::pairs(&old.models, &new.models, |model| model.name.clone());
    found.each("", &pairs, |found, old, new| found.model(old, new));
    let pairs = self::pairs(&old.enums, &new.enums, |open| open.name.clone());
    found.each("", &pairs, |found, old, new| found.open_enum(old, new));
    found.fetch(old, new);
    found.0
}

/// Two lists of the same kind, by name: what is in the one, the other or both.
struct Pairs<'a, T>(Vec<(String, Option<&'a T>, Option<&'a T>)>);

fn pairs<'a, T>(old: &'a [T], new: &'a [T], name: impl Fn(&T) -> String) -> Pairs<'a, T> {
    let names: BTreeSet<String> = old.iter().chain(new).map(&name).collect();
    let of = |list: &'a [T], wanted: &str| list.iter().find(|item| name(item) == wanted);
    Pairs(
        names
            .into_iter()
            .map(|wanted| {
                let (old, new) = (of(old, &wanted), of(new, &wanted));
                (wanted, old, new)
            })
            .collect(),
    )
}

struct Found(Vec<Change>);

impl Found {
    fn push(&mut self, breaking: bool, item: impl Display, change: impl Into<String>) {
        self.0.push(Change { breaking, item: item.to_string(), what: change.into() });
    }

    /// Says what was added and removed, and compares the rest.
    fn each<T>(&mut self, prefix: &str, pairs: &Pairs<'_, T>, compare: impl Fn(&mut Self, &T, &T)) {
        for (name, old, new) in &pairs.0 {
            match (old, new) {
                (Some(old), Some(new)) => compare(self, old, new),
                (None, _) => self.push(false, format_args!("{prefix}{name}"), "added"),
                (Some(_), None) => self.push(true, format_args!("{prefix}{name}"), "removed"),
            }
        }
    }

    /// Says if a text is another.
    fn differ(&mut self, breaking: bool, item: &str, what: &str, old: &str, new: &str) {
        if old != new {
            self.push(breaking, item, format!("{what} was `{old}`, is `{new}`"));
        }
    }

    fn group(&mut self, old: &MethodsSrc, new: &MethodsSrc) {
        let pairs = pairs(&old.endpoints, &new.endpoints, |endpoint| endpoint.name.clone());
        let prefix = format!("{}::", new.name);
        self.each(&prefix, &pairs, |found, old, new| {
            found.endpoint(&format!("{prefix}{}", new.name), old, new);
        });
    }

    fn endpoint(&mut self, item: &str, old: &EndpointSrc, new: &EndpointSrc) {
        self.differ(true, item, "the result", &result_type(&old.result), &result_type(&new.result));
        let call = |endpoint: &EndpointSrc| format!("{} {}", endpoint.http, template(endpoint));
        self.differ(false, item, "the call", &call(old), &call(new));
        self.differ(false, item, "the field that answers", &old.field, &new.field);
        if old.deprecated != new.deprecated {
            let change = if new.deprecated { "deprecated" } else { "no longer deprecated" };
            self.push(false, item, change);
        }
        if let (Some(true), Some(false)) = (old.gateway, new.gateway) {
            self.push(true, item, "no longer at the API Gateway");
        } else if old.gateway != new.gateway && new.gateway == Some(true) {
            self.push(false, item, "at the API Gateway, too");
        }
        self.params(item, &old.params, &new.params);
    }

    fn params(&mut self, item: &str, old: &[ParamSrc], new: &[ParamSrc]) {
        for (name, old, new) in pairs(old, new, |param| param.name.clone()).0 {
            match (old, new) {
                (Some(old), Some(new)) => self.param(item, old, new),
                (None, Some(new)) => {
                    let presence = if new.required { "required" } else { "optional" };
                    self.push(new.required, item, format!("the {presence} parameter `{name}` added"));
                }
                (Some(_), _) => self.push(true, item, format!("the parameter `{name}` removed")),
                (None, None) => {}
            }
        }
        let order = |params: &[ParamSrc], others: &[ParamSrc]| {
            let required = |params: &[ParamSrc]| {
                let required = params.iter().filter(|param| param.required);
                required.map(|param| param.name.clone()).collect::<Vec<_>>()
            };
            let others = required(others);
            required(params).into_iter().filter(|name| others.contains(name)).collect::<Vec<_>>().join(", ")
        };
        self.differ(true, item, "the order of its arguments", &order(old, new), &order(new, old));
    }

    fn param(&mut self, item: &str, old: &ParamSrc, new: &ParamSrc) {
        let of = |what: &str| format!("the {what} of the parameter `{}`", new.name);
        self.differ(true, item, &of("type"), &param_type(&old.ty), &param_type(&new.ty));
        self.differ(false, item, &of("name on the wire"), &old.wire, &new.wire);
        self.differ(false, item, &of("place"), old.place.word(), new.place.word());
        let role = |param: &ParamSrc| param.role.map_or("none", ParamRole::word);
        // A role that comes brings `pages` or `batched`, and one that goes takes it away.
        self.differ(old.role.is_some(), item, &of("role"), role(old), role(new));
        match (old.required, new.required) {
            (false, true) => self.push(true, item, format!("the parameter `{}` is now required", new.name)),
            (true, false) => self.push(true, item, format!("the parameter `{}` is now optional", new.name)),
            _ => {}
        }
    }

    fn model(&mut self, old: &ModelSrc, new: &ModelSrc) {
        if old.role != new.role {
            self.push(true, &new.name, "plays another part in answers");
        }
        let pairs = pairs(&old.fields, &new.fields, |field| field.name.clone());
        let prefix = format!("{}::", new.name);
        self.each(&prefix, &pairs, |found, old, new| found.field(&format!("{prefix}{}", new.name), old, new));
    }

    fn field(&mut self, item: &str, old: &FieldSrc, new: &FieldSrc) {
        self.differ(true, item, "the type", &shape(&old.shape), &shape(&new.shape));
        self.differ(false, item, "the name on the wire", &old.wire, &new.wire);
        match (old.required, new.required) {
            (true, false) => self.push(true, item, "is no longer always sent"),
            (false, true) => self.push(true, item, "is now always sent"),
            _ => {}
        }
        match (old.fetched_by.is_empty(), new.fetched_by.is_empty()) {
            (true, false) => self.push(true, item, "is now sent where it is fetched only"),
            (false, true) => self.push(true, item, "is now sent without being fetched"),
            _ => {
                let (old, new) = (old.fetched_by.join(", "), new.fetched_by.join(", "));
                self.differ(false, item, "what fetches it", &old, &new);
            }
        }
    }

    fn open_enum(&mut self, old: &EnumSrc, new: &EnumSrc) {
        let pairs = pairs(&old.variants, &new.variants, |variant| variant.name.clone());
        let prefix = format!("{}::", new.name);
        self.each(&prefix, &pairs, |found, old, new| {
            found.differ(
                false,
                &format!("{prefix}{}", new.name),
                "the text on the wire",
                &old.text,
                &new.text,
            );
        });
    }

    fn fetch(&mut self, old: &ApiSrc, new: &ApiSrc) {
        let (old, new) = match (&old.fetch, &new.fetch) {
            (None, None) => return,
            (Some(old), Some(new)) => (old, new),
            (old, _) => {
                return self.push(old.is_some(), "fetch!", if old.is_some() { "removed" } else { "added" });
            }
        };
        let (before, after) = (old.max_reference_steps, new.max_reference_steps);
        let what = "the number of references in a chain";
        self.differ(after < before, "fetch!", what, &before.to_string(), &after.to_string());
        for kind in KindSrc::ALL {
            let names = |kinds: &[FetchKindSrc]| kinds.iter().find(|names| names.kind == kind).map(names_of);
            let (old, new) = (names(&old.kinds).unwrap_or_default(), names(&new.kinds).unwrap_or_default());
            let pairs = pairs(&old, &new, |(name, _)| name.clone());
            let prefix = format!("fetch!({}: …).", kind.type_name());
            self.each(&prefix, &pairs, |found, (_, old), (name, new)| {
                found.differ(true, &format!("{prefix}{name}"), "what may follow", old, new);
            });
        }
    }
}

/// The names that a fetch may have, and what may follow each.
fn names_of(kind: &FetchKindSrc) -> Vec<(String, String)> {
    let follows = |kind: Option<KindSrc>| kind.map_or("nothing", KindSrc::type_name).to_owned();
    let references = kind.references.iter().map(|name| (name.name.clone(), follows(Some(name.target))));
    let pseudo = kind.pseudo_attributes.iter().map(|name| (name.name.clone(), follows(name.chains_to)));
    let schemes = kind.attribute_schemes.iter().map(|name| (name.name.clone(), follows(None)));
    references.chain(pseudo).chain(schemes).collect()
}

fn shape(shape: &ShapeSrc) -> String {
    match shape {
        ShapeSrc::Bool => "bool".to_owned(),
        ShapeSrc::Integer(name) => name.unwrap_or("i64").to_owned(),
        ShapeSrc::Str(name) => name.unwrap_or("text").to_owned(),
        ShapeSrc::Enum(name) => name.clone(),
        ShapeSrc::Date => "Date".to_owned(),
        ShapeSrc::Bytes => "bytes".to_owned(),
        ShapeSrc::Strings => "a list of texts".to_owned(),
        ShapeSrc::Value(schema) | ShapeSrc::Entity(schema) => schema.clone(),
        ShapeSrc::Values(schema) | ShapeSrc::Entities(schema) => format!("a list of {schema}"),
        ShapeSrc::Id | ShapeSrc::Reference => "a key".to_owned(),
    }
}
