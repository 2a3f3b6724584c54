//! How two documents differ in terms of the API, and which of that breaks callers.

use std::collections::BTreeMap;

use super::json::Json;
use crate::lower::record_name;
use crate::model::{
    ApiSrc, EndpointSrc, FetchKindSrc, FieldSrc, KindSrc, ModelSrc, ParamRole, ParamSrc, Role, WireType,
};
use crate::pointer::Pointer;
use crate::render::{param_type, result_type};

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An operation.
    Operation,
    /// A parameter, or a field of a form.
    Parameter,
    /// A record.
    Record,
    /// A field of a record.
    Field,
    /// A value of an enum, a name in a fetch, and the like.
    Name,
}

/// How it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Aspect {
    Added,
    Removed,
    Call,
    Deprecated,
    Form,
    Name,
    Place,
    Published,
    Required,
    Result,
    Type,
}

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What differs.
    pub subject: Subject,
    /// How.
    pub aspect: Aspect,
    /// What differs, as it is called in Rust.
    pub item: String,
    /// How, in words.
    pub what: String,
    /// Whether code that compiled may no longer do so, or means something else on the wire.
    pub breaking: bool,
    /// Where it is in the old document, if it is.
    pub old: Option<Pointer>,
    /// Where it is in the new document, if it is.
    pub new: Option<Pointer>,
    /// What has it in the old document.
    pub owner: Pointer,
}

/// The front doors whose documents say less than ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// The document of the service itself
    Service,
    /// The document of the API Gateway
    Gateway,
}

impl Form {
    /// The extension that says of something in our document whether documents of this form have it.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Service => "x-ibis-published",
            Self::Gateway => "x-ibis-gateway",
        }
    }

    /// The mark of a value of our document. What the service does not publish the gateway has not either, unless that
    /// is said.
    #[must_use]
    pub fn of(self, ours: &Json) -> Option<&Json> {
        ours.get(self.mark()).or_else(|| ours.get(Self::Service.mark()))
    }
}

/// Which of two documents is ours, where the other is of a form that says less.
#[derive(Clone, Copy)]
pub enum Lens<'a> {
    /// Both are of one form.
    Same,
    /// The old one.
    OldIsOurs(&'a Json, Form),
    /// The new one.
    NewIsOurs(&'a Json, Form),
}

/// All differences.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Those that there are.
    pub differences: Vec<Difference>,
    /// How many operations, records and fields of ours are marked as missing in the other form.
    pub not_looked_for: BTreeMap<&'static str, usize>,
}

/// Compares two documents.
#[must_use]
pub fn compare(old: &ApiSrc, new: &ApiSrc, lens: Lens<'_>) -> Comparison {
    let mut comparing = Comparing { lens, found: Comparison::default(), item: String::new() };
    comparing.operations(old, new);
    comparing.records(old, new);
    if matches!(lens, Lens::Same) {
        comparing.enums(old, new);
        comparing.fetch(old, new);
    }
    comparing.found
}

struct Comparing<'a> {
    lens: Lens<'a>,
    found: Comparison,
    item: String,
}

/// An item of each, where they are the same by one of these keys, the first of which counts most.
fn pairs<'a, T>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    keys: &[&dyn Fn(&T) -> String],
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut pairs: Vec<(Option<&T>, Option<&T>)> = old.into_iter().map(|old| (Some(old), None)).collect();
    let mut rest: Vec<&T> = new.into_iter().collect();
    for key in keys {
        for pair in &mut pairs {
            if let (Some(old), None) = pair
                && let Some(i) = rest.iter().position(|new| key(new) == key(old))
            {
                pair.1 = Some(rest.remove(i));
            }
        }
    }
    pairs.extend(rest.into_iter().map(|new| (None, Some(new))));
    pairs
}

/// An endpoint and the group that has it.
struct Method<'a>(&'a str, &'a EndpointSrc);

fn methods(api: &ApiSrc) -> Vec<Method<'_>> {
    let of = |group: &'_ crate::model::MethodsSrc| group.endpoints.len();
    let mut methods = Vec::with_capacity(api.methods.iter().map(of).sum());
    for group in &api.methods {
        methods.extend(group.endpoints.iter().map(|endpoint| Method(&group.name, endpoint)));
    }
    methods
}

impl Comparing<'_> {
    fn is_same(&self) -> bool {
        matches!(self.lens, Lens::Same)
    }

    fn push(
        &mut self,
        subject: Subject,
        aspect: Aspect,
        breaking: bool,
        what: impl Into<String>,
        at: Places<'_>,
    ) {
        let Places { old, new, owner } = at;
        self.found.differences.push(Difference {
            subject,
            aspect,
            item: self.item.clone(),
            what: what.into(),
            breaking,
            old: old.cloned(),
            new: new.cloned(),
            owner: owner.clone(),
        });
    }

    /// Pushes a difference if the values are not the same.
    fn differ(
        &mut self,
        subject: Subject,
        aspect: Aspect,
        breaking: bool,
        what: &str,
        is: [&str; 2],
        at: Places<'_>,
    ) {
        if is[0] != is[1] {
            self.push(subject, aspect, breaking, format!("{what} was `{}`, is `{}`", is[0], is[1]), at);
        }
    }

    /// Whether ours has something that the other form has not, and says so. It is counted.
    fn is_excused(&mut self, at: Places<'_>, kind: &'static str, mark: &Json) -> bool {
        let (ours, theirs, document, form) = match self.lens {
            Lens::Same => return false,
            Lens::OldIsOurs(document, form) => (at.old, at.new, document, form),
            Lens::NewIsOurs(document, form) => (at.new, at.old, document, form),
        };
        let is_here = theirs.is_some() && *mark == Json::Bool(false);
        let value = ours.and_then(|at| document.pointer(at));
        let is_marked = value.is_some_and(|value| form.of(value) == Some(mark));
        if is_marked && !is_here {
            *self.found.not_looked_for.entry(kind).or_default() += 1;
        }
        is_marked
    }

    /// An item that only one of them has. Gives both where both have it.
    fn both<'t, T>(
        &mut self,
        (subject, kind): (Subject, &'static str),
        (old, new): (Option<&'t T>, Option<&'t T>),
        at: Places<'_>,
        added: (bool, &str),
    ) -> Option<(&'t T, &'t T)> {
        let is_excused = self.is_excused(at, kind, &Json::Bool(false));
        match (old, new) {
            (Some(old), Some(new)) => {
                if is_excused {
                    self.push(subject, Aspect::Published, false, "is there now", at);
                }
                return Some((old, new));
            }
            _ if is_excused => {}
            (None, _) => self.push(subject, Aspect::Added, added.0, added.1, at),
            (_, None) => self.push(subject, Aspect::Removed, true, "removed", at),
        }
        None
    }

    fn operations(&mut self, old: &ApiSrc, new: &ApiSrc) {
        let (old, new) = (methods(old), methods(new));
        let call = |method: &Method<'_>| format!("{} {}", method.1.http, path(method.1));
        let id = |method: &Method<'_>| method.1.id.to_lowercase();
        let name = |method: &Method<'_>| format!("{} {}", method.0, method.1.name);
        let root = Pointer::root().key("paths");
        for pair in pairs(&old, &new, &[&call, &id, &name]) {
            let Some(Method(group, endpoint)) = pair.0.or(pair.1) else { continue };
            self.item = format!("{group}::{}", endpoint.name);
            let at =
                Places { old: pair.0.map(|old| &old.1.at), new: pair.1.map(|new| &new.1.at), owner: &root };
            let both = self.both((Subject::Operation, "operations"), pair, at, (false, "added"));
            let Some((Method(old_group, old), Method(new_group, new))) = both else { continue };
            let subject = Subject::Operation;
            if self.is_same() {
                let names = [format!("{old_group}::{}", old.name), format!("{new_group}::{}", new.name)];
                self.differ(subject, Aspect::Name, true, "the method", [&names[0], &names[1]], at);
            }
            let calls = [old, new].map(|endpoint| format!("{} {}", endpoint.http, path(endpoint)));
            let what = "for whoever relies on what is sent: the call";
            self.differ(subject, Aspect::Call, true, what, [&calls[0], &calls[1]], at);
            self.deprecated(subject, old.deprecated, new.deprecated, at);
            self.result(old, new, at);
            if self.is_same() {
                match (old.gateway.unwrap_or(true), new.gateway.unwrap_or(true)) {
                    (true, false) => {
                        self.push(subject, Aspect::Form, true, "no longer at the API Gateway", at);
                    }
                    (false, true) => self.push(subject, Aspect::Form, false, "at the API Gateway, too", at),
                    _ => {}
                }
            }
            self.params(old, new);
        }
    }

    fn deprecated(&mut self, subject: Subject, old: bool, new: bool, at: Places<'_>) {
        if old != new {
            let what = if new { "deprecated" } else { "no longer deprecated" };
            let name = if subject == Subject::Parameter { "the parameter is " } else { "" };
            self.push(subject, Aspect::Deprecated, false, format!("{name}{what}"), at);
        }
    }

    fn result(&mut self, old: &EndpointSrc, new: &EndpointSrc, at: Places<'_>) {
        let subject = Subject::Operation;
        let what = "for whoever relies on what is received: the field of the result";
        self.differ(subject, Aspect::Result, true, what, [&old.field, &new.field], at);
        if self.is_same() {
            let results = [result_type(&old.result), result_type(&new.result)];
            return self.differ(subject, Aspect::Result, true, "the result", [&results[0], &results[1]], at);
        }
        // A single value may be there as text, whatever it is.
        let [ours, theirs] = self.ours_first(&old.wire_type, &new.wire_type);
        let is_text = old.field == "value" && matches!(theirs, WireType::Text { .. });
        if !is_text && !says_the_same(ours, theirs, false) {
            let what = format!("the result was {}, is {}", old.wire_type.words(), new.wire_type.words());
            self.push(subject, Aspect::Result, true, what, at);
        }
    }

    fn ours_first<'t, T>(&self, old: &'t T, new: &'t T) -> [&'t T; 2] {
        if matches!(self.lens, Lens::NewIsOurs(..)) { [new, old] } else { [old, new] }
    }

    fn params(&mut self, old: &EndpointSrc, new: &EndpointSrc) {
        let owner = &old.at;
        let exact = |param: &ParamSrc| format!("{} {}", param.place.word(), param.wire);
        let keys: [&dyn Fn(&ParamSrc) -> String; 3] =
            [&exact, &|param| param.wire.clone(), &|param| param.name.clone()];
        for pair in pairs(&old.params, &new.params, &keys) {
            let Some(param) = pair.0.or(pair.1) else { continue };
            let item = self.item.clone();
            self.item = format!("{item}, `{}`", param.name);
            let at = Places { old: pair.0.map(|old| &old.at), new: pair.1.map(|new| &new.at), owner };
            let added =
                if param.required { "a required parameter, added" } else { "an optional parameter, added" };
            let both = self.both((Subject::Parameter, "parameters"), pair, at, (param.required, added));
            if let Some((old, new)) = both {
                self.param(old, new, at);
            }
            self.item = item;
        }
        let required = |params: &[ParamSrc], others: &[ParamSrc]| {
            let is_there = |param: &&ParamSrc| {
                param.required && others.iter().any(|other| other.required && other.name == param.name)
            };
            params.iter().filter(is_there).map(|param| param.name.clone()).collect::<Vec<_>>().join(", ")
        };
        if self.is_same() {
            let order = [required(&old.params, &new.params), required(&new.params, &old.params)];
            let at = Places { old: Some(&old.at), new: Some(&new.at), owner };
            let what = "the order of its arguments";
            self.differ(Subject::Operation, Aspect::Form, true, what, [&order[0], &order[1]], at);
        }
    }

    fn param(&mut self, old: &ParamSrc, new: &ParamSrc, at: Places<'_>) {
        let subject = Subject::Parameter;
        let rust = [param_type(&old.ty), param_type(&new.ty)];
        self.wire_type(subject, [&old.wire_type, &new.wire_type], [&rust[0], &rust[1]], at);
        let sent = "for whoever relies on what is sent: the";
        self.differ(subject, Aspect::Name, true, &format!("{sent} name"), [&old.wire, &new.wire], at);
        let places = [old.place.word(), new.place.word()];
        self.differ(subject, Aspect::Place, true, &format!("{sent} place"), places, at);
        self.deprecated(subject, old.deprecated, new.deprecated, at);
        if old.required != new.required {
            let what = if new.required { "is required now" } else { "is optional now" };
            self.push(subject, Aspect::Required, true, what, at);
        }
        if self.is_same() {
            let role = |param: &ParamSrc| param.role.map_or("none", ParamRole::word);
            // A role that comes brings `pages` or `batched`, and one that goes takes it away.
            let is_gone = old.role.is_some();
            self.differ(subject, Aspect::Form, is_gone, "the role", [role(old), role(new)], at);
        }
    }

    fn wire_type(&mut self, subject: Subject, wire: [&WireType; 2], rust: [&str; 2], at: Places<'_>) {
        let [ours, theirs] = self.ours_first(wire[0], wire[1]);
        if self.is_same() && rust[0] != rust[1] {
            self.differ(subject, Aspect::Type, true, "the type", rust, at);
        } else if if self.is_same() {
            !is_equal(ours, theirs)
        } else {
            !says_the_same(ours, theirs, subject == Subject::Parameter)
        } {
            let what = format!("the type was {}, is {}", wire[0].words(), wire[1].words());
            self.push(subject, Aspect::Type, !self.is_same(), what, at);
        }
    }

    fn records(&mut self, old: &ApiSrc, new: &ApiSrc) {
        let root = Pointer::root().keys(&["components", "schemas"]);
        let is_same = self.is_same();
        // In the other forms each response has its own result.
        let records = |model: &&ModelSrc| is_same || !matches!(model.role, Role::Answer | Role::Pool);
        let (old, new) = (old.models.iter().filter(records), new.models.iter().filter(records));
        for pair in pairs(old, new, &[&|model: &ModelSrc| model.name.clone()]) {
            let Some(model) = pair.0.or(pair.1) else { continue };
            self.item.clone_from(&model.name);
            let at = Places { old: pair.0.map(|old| &old.at), new: pair.1.map(|new| &new.at), owner: &root };
            let both = self.both((Subject::Record, "records"), pair, at, (false, "added"));
            let Some((old, new)) = both else { continue };
            if is_same && old.role != new.role {
                self.push(Subject::Record, Aspect::Form, true, "plays another part in results", at);
            }
            self.fields(old, new);
        }
    }

    fn fields(&mut self, old: &ModelSrc, new: &ModelSrc) {
        let derived = self.derived(old, new);
        let fields = new.fields.iter().filter(|field| !derived.contains(&field.wire));
        let keys: [&dyn Fn(&FieldSrc) -> String; 2] =
            [&|field| field.wire.clone(), &|field| field.name.clone()];
        for pair in pairs(&old.fields, fields, &keys) {
            let Some(field) = pair.0.or(pair.1) else { continue };
            self.item = format!("{}::{}", old.name, field.name);
            let at =
                Places { old: pair.0.map(|old| &old.at), new: pair.1.map(|new| &new.at), owner: &old.at };
            // Records of theirs that callers have stored would no longer read without it.
            let added = if field.required { "added, and always sent" } else { "added" };
            let both =
                self.both((Subject::Field, "fields"), pair, at, (field.required && self.is_same(), added));
            if let Some((old, new)) = both {
                self.field(old, new, at);
            }
        }
    }

    /// Fields that a record of ours has by other means: a form may have them or not.
    fn derived(&self, old: &ModelSrc, new: &ModelSrc) -> Vec<String> {
        let (document, model) = match self.lens {
            Lens::Same => return Vec::new(),
            Lens::OldIsOurs(document, _) => (document, old),
            Lens::NewIsOurs(document, _) => (document, new),
        };
        let derived = document.pointer(&model.at).and_then(|model| model.get("x-ibis-derived"));
        derived
            .map(Json::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Json::text)
            .map(str::to_owned)
            .collect()
    }

    fn field(&mut self, old: &FieldSrc, new: &FieldSrc, at: Places<'_>) {
        let subject = Subject::Field;
        let rust = [old, new].map(|field| format!("{:?}", field.shape).replace("\"Ibis", "\""));
        let rust = if rust[0] == rust[1] { ["", ""] } else { ["", "another"] };
        if self.is_same() && rust[1] != rust[0] {
            let what = format!("the type was {}, is {}", old.wire_type.words(), new.wire_type.words());
            self.push(subject, Aspect::Type, true, what, at);
        } else {
            self.wire_type(subject, [&old.wire_type, &new.wire_type], ["", ""], at);
        }
        let received = "for whoever relies on what is received: the name";
        self.differ(subject, Aspect::Name, true, received, [&old.wire, &new.wire], at);
        self.deprecated(subject, old.deprecated, new.deprecated, at);
        let [ours, theirs] = self.ours_first(&old.required, &new.required);
        let is_less = *ours && !theirs && self.is_excused(at, "required fields", &Json::from("optional"));
        if old.required != new.required && !is_less {
            let what = if new.required { "is always sent now" } else { "is no longer always sent" };
            self.push(subject, Aspect::Required, true, what, at);
        }
        if self.is_same() {
            match (old.fetched_by.is_empty(), new.fetched_by.is_empty()) {
                (true, false) => self.push(subject, Aspect::Form, true, "is sent only if fetched now", at),
                (false, true) => {
                    self.push(subject, Aspect::Form, true, "is sent without being fetched now", at);
                }
                _ => {
                    let fetches = [old.fetched_by.join(", "), new.fetched_by.join(", ")];
                    let is = [fetches[0].as_str(), fetches[1].as_str()];
                    self.differ(subject, Aspect::Form, false, "what fetches it", is, at);
                }
            }
        }
    }

    fn enums(&mut self, old: &ApiSrc, new: &ApiSrc) {
        let values = |api: &ApiSrc| {
            let values = api.enums.iter().flat_map(|open| {
                let names = open.variants.iter();
                names.map(|value| {
                    Name(format!("{}::{}", open.name, value.name), value.text.clone(), open.at.clone())
                })
            });
            values.collect::<Vec<_>>()
        };
        let what = "for whoever relies on what is sent: the text";
        self.names(&values(old), &values(new), what);
    }

    fn fetch(&mut self, old: &ApiSrc, new: &ApiSrc) {
        let names = |api: &ApiSrc| {
            let Some(fetch) = &api.fetch else { return Vec::new() };
            let at = Pointer::root().key("x-ibis-fetch");
            let of = |kind: &FetchKindSrc| {
                let follows = |kind: Option<KindSrc>| kind.map_or("nothing", KindSrc::type_name).to_owned();
                let references = kind.references.iter().map(|name| (&name.name, follows(Some(name.target))));
                let pseudo = kind.pseudo_attributes.iter().map(|name| (&name.name, follows(name.chains_to)));
                let schemes = kind.attribute_schemes.iter().map(|name| (&name.name, follows(None)));
                let names = references.chain(pseudo).chain(schemes);
                let item = |name| format!("fetch!({}: {name})", kind.kind.type_name());
                names
                    .map(|(name, follows)| Name(item(name), follows, at.key(kind.kind.word())))
                    .collect::<Vec<_>>()
            };
            fetch.kinds.iter().flat_map(of).collect()
        };
        self.names(&names(old), &names(new), "what may follow");
        let steps =
            |api: &ApiSrc| api.fetch.as_ref().map(|fetch| fetch.max_reference_steps).unwrap_or_default();
        let at = Pointer::root().key("x-ibis-fetch");
        let places = Places { old: Some(&at), new: Some(&at), owner: &at };
        let [was, is] = [steps(old), steps(new)];
        "fetch!".clone_into(&mut self.item);
        let texts = [was.to_string(), is.to_string()];
        let what = "the longest chain";
        self.differ(Subject::Name, Aspect::Form, is < was, what, [&texts[0], &texts[1]], places);
    }

    fn names(&mut self, old: &[Name], new: &[Name], what: &str) {
        for (old, new) in pairs(old, new, &[&|name: &Name| name.0.clone()]) {
            let Some(name) = old.or(new) else { continue };
            self.item.clone_from(&name.0);
            let at = Places { old: old.map(|old| &old.2), new: new.map(|new| &new.2), owner: &name.2 };
            if let Some((old, new)) = self.both((Subject::Name, "names"), (old, new), at, (false, "added")) {
                self.differ(Subject::Name, Aspect::Form, true, what, [&old.1, &new.1], at);
            }
        }
    }
}

/// A name, what it stands for, and where it is.
struct Name(String, String, Pointer);

/// Where something is in either document.
#[derive(Clone, Copy)]
struct Places<'a> {
    old: Option<&'a Pointer>,
    new: Option<&'a Pointer>,
    owner: &'a Pointer,
}

fn path(endpoint: &EndpointSrc) -> String {
    use crate::model::Segment::{Param, Text};
    endpoint.path.iter().fold(String::new(), |path, segment| match segment {
        Text(text) => path + text,
        Param(wire) => path + "{" + wire + "}",
    })
}

fn is_equal(one: &WireType, other: &WireType) -> bool {
    match (one, other) {
        (WireType::Record(one), WireType::Record(other)) => record_name(one) == record_name(other),
        (WireType::List(one), WireType::List(other)) => is_equal(one, other),
        // The values of enums are compared by themselves.
        (WireType::Text { values: one, .. }, WireType::Text { values: other, .. })
            if !one.is_empty() && !other.is_empty() =>
        {
            true
        }
        _ => one == other,
    }
}

/// Whether theirs says of a type what ours says, or less.
fn says_the_same(ours: &WireType, theirs: &WireType, in_parameter: bool) -> bool {
    match (ours, theirs) {
        (WireType::List(ours), WireType::List(theirs)) => says_the_same(ours, theirs, in_parameter),
        // A list of texts is joined by commas.
        (WireType::List(item), WireType::Text { .. }) if in_parameter => says_the_same(item, theirs, false),
        (WireType::Text { format, values }, WireType::Text { format: theirs, values: their_values }) => {
            let is_day = format.as_deref() == Some("date") && theirs.as_deref() == Some("date-time");
            (theirs.is_none() || theirs == format || is_day)
                && (their_values.is_empty() || their_values == values)
        }
        (WireType::Integer(ours), WireType::Integer(theirs)) => {
            let is_own = !matches!(ours.as_deref(), None | Some("int32" | "int64"));
            let is_plain = matches!(theirs.as_deref(), None | Some("int32" | "int64"));
            ours == theirs || theirs.is_none() || is_own && is_plain
        }
        _ => is_equal(ours, theirs),
    }
}
