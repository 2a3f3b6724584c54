//! How two documents differ in terms of the API, and which of that breaks callers.

use std::collections::{BTreeMap, BTreeSet};

use super::json::Json;
use crate::lower::record_name;
use crate::model::{
    ApiSrc, EndpointSrc, FieldSrc, KindSrc, ModelSrc, ParamRole, ParamSrc, Role, Segment, WireType,
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
    /// A value of an enum, or a name in a fetch.
    Name,
}

/// How it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is there, though it is marked as missing.
    Published,
    /// The path and the HTTP method.
    Call,
    /// Whether it should no longer be used.
    Deprecated,
    /// Whether it has to be given, or is always sent.
    Required,
    /// The field of the result, or what that holds.
    Result,
    /// The type.
    Type,
    /// The name or the place, by which it is sent.
    Wire,
    /// What our document alone can say.
    Ours,
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
    pub fn mark(self) -> &'static str {
        match self {
            Self::Service => "x-ibis-published",
            Self::Gateway => "x-ibis-gateway",
        }
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
    /// How many operations and fields of ours are marked as missing in the other form.
    pub not_looked_for: BTreeMap<&'static str, usize>,
}

/// Compares two documents.
pub fn compare(old: &ApiSrc, new: &ApiSrc, lens: Lens<'_>) -> Comparison {
    let mut comparing = Comparing { lens, found: Comparison::default() };
    let is_same = matches!(lens, Lens::Same);
    let [root, paths, schemas] =
        [&[][..], &["paths"], &["components", "schemas"]].map(|at| Pointer::root().keys(at));
    comparing.items("", Places(None, None, &paths), &operations(old), &operations(new));
    comparing.items("", Places(None, None, &schemas), &records(old, is_same), &records(new, is_same));
    if is_same {
        comparing.items("", Places(None, None, &root), &names(old), &names(new));
    }
    comparing.found
}

/// Something that a document has, what it says of it, and what is in it.
struct Item<'a> {
    subject: Subject,
    name: String,
    /// By one of these it is the same in the other document; the first counts most.
    keys: Vec<String>,
    at: Pointer,
    facts: Vec<Fact<'a>>,
    items: Vec<Item<'a>>,
    /// What it means that it is new.
    added: (bool, &'static str),
}

/// What a document says of something. The words are those before a value; or, of something that is so or not, those for
/// either.
struct Fact<'a>(Aspect, Breaks, &'static str, Value<'a>);

enum Value<'a> {
    Text(String),
    Flag(bool),
    Type(&'a WireType, Option<String>),
}

/// Whether a change of it breaks callers.
#[derive(Clone, Copy)]
enum Breaks {
    Always,
    Never,
    /// Where it was there.
    If(bool),
}

use Aspect::{Added, Call, Deprecated, Ours, Published, Removed, Required, Type, Wire};
use Breaks::{Always, If, Never};
use Value::{Flag, Text};

const DEPRECATED: &str = "is deprecated|is no longer deprecated";

fn operations(api: &ApiSrc) -> Vec<Item<'_>> {
    let endpoints =
        api.methods.iter().flat_map(|group| group.endpoints.iter().map(move |endpoint| (group, endpoint)));
    let operations = endpoints.map(|(group, endpoint)| {
        let EndpointSrc { http, name, field, .. } = endpoint;
        let call = format!("{http} {}", path(endpoint));
        let method = format!("{}::{name}", group.name);
        let required = endpoint.params.iter().filter(|param| param.required).map(|param| param.name.as_str());
        let gateway = endpoint.gateway.unwrap_or(true);
        let result = Value::Type(&endpoint.wire_type, Some(result_type(&endpoint.result)));
        Item {
            subject: Subject::Operation,
            keys: vec![call.clone(), endpoint.id.to_lowercase(), method.clone()],
            at: endpoint.at.clone(),
            facts: vec![
                Fact(Ours, Always, "the method", Text(method.clone())),
                Fact(Call, Always, "the call", Text(call)),
                Fact(Deprecated, Never, DEPRECATED, Flag(endpoint.deprecated)),
                Fact(
                    Aspect::Result,
                    Always,
                    "for whoever relies on what is received: the field",
                    Text(field.clone()),
                ),
                Fact(Aspect::Result, Always, "the result", result),
                Fact(
                    Ours,
                    If(gateway),
                    "is at the API Gateway, too|is no longer at the API Gateway",
                    Flag(gateway),
                ),
                Fact(
                    Ours,
                    Always,
                    "the order of its arguments",
                    Text(required.collect::<Vec<_>>().join(", ")),
                ),
            ],
            items: endpoint.params.iter().map(parameter).collect(),
            name: method,
            added: (false, "added"),
        }
    });
    operations.collect()
}

fn parameter(param: &ParamSrc) -> Item<'_> {
    let ParamSrc { wire, place, required, .. } = param;
    let place = place.word();
    let role = param.role.map_or("none", ParamRole::word);
    Item {
        subject: Subject::Parameter,
        name: format!(", `{}`", param.name),
        keys: vec![format!("{place} {wire}"), wire.clone(), param.name.clone()],
        at: param.at.clone(),
        facts: vec![
            Fact(Type, Always, "the type", Value::Type(&param.wire_type, Some(param_type(&param.ty)))),
            Fact(Wire, Always, "the name", Text(wire.clone())),
            Fact(Wire, Always, "the place", Text(place.to_owned())),
            Fact(Deprecated, Never, DEPRECATED, Flag(param.deprecated)),
            Fact(Required, Always, "is required now|is optional now", Flag(*required)),
            // A role that comes brings `pages` or `batched`, and one that goes takes it away.
            Fact(Ours, If(param.role.is_some()), "the role", Text(role.to_owned())),
        ],
        items: Vec::new(),
        added: if *required {
            (true, "a required parameter, added")
        } else {
            (false, "an optional parameter, added")
        },
    }
}

/// The records. In other forms than ours each response has its own result.
fn records(api: &ApiSrc, with_results: bool) -> Vec<Item<'_>> {
    let is_there = |model: &&ModelSrc| with_results || !matches!(model.role, Role::Answer | Role::Pool);
    let records = api.models.iter().filter(is_there).map(|model| Item {
        subject: Subject::Record,
        name: model.name.clone(),
        keys: vec![model.name.clone()],
        at: model.at.clone(),
        facts: vec![Fact(Ours, Always, "the part that it plays", Text(format!("{:?}", model.role)))],
        items: model.fields.iter().map(|field| self::field(field, with_results)).collect(),
        added: (false, "added"),
    });
    records.collect()
}

fn field(field: &FieldSrc, is_same: bool) -> Item<'_> {
    let FieldSrc { wire, name, required, fetched_by, .. } = field;
    let fetched = !fetched_by.is_empty();
    Item {
        subject: Subject::Field,
        name: format!("::{name}"),
        keys: vec![wire.clone(), name.clone()],
        at: field.at.clone(),
        facts: vec![
            Fact(Type, Always, "the type", Value::Type(&field.wire_type, None)),
            Fact(Wire, Always, "the name", Text(wire.clone())),
            Fact(Deprecated, Never, DEPRECATED, Flag(field.deprecated)),
            Fact(Required, Always, "is always sent now|is no longer always sent", Flag(*required)),
            Fact(
                Ours,
                Always,
                "is sent only if fetched now|is sent without being fetched now",
                Flag(fetched),
            ),
            Fact(Ours, Never, "what fetches it", Text(fetched_by.join(", "))),
        ],
        items: Vec::new(),
        // Records that callers have stored would not read without it.
        added: if *required { (is_same, "added, and always sent") } else { (false, "added") },
    }
}

/// The values of enums, the names in a fetch, and the lengths of its chains.
fn names(api: &ApiSrc) -> Vec<Item<'_>> {
    let name = |name: String, at: &Pointer, what, value: String| Item {
        subject: Subject::Name,
        keys: vec![name.clone()],
        name,
        at: at.clone(),
        facts: vec![Fact(Ours, Always, what, Text(value))],
        items: Vec::new(),
        added: (false, "added"),
    };
    let values = api.enums.iter().flat_map(|open| open.variants.iter().map(move |value| (open, value)));
    let values = values.map(|(open, value)| {
        name(format!("{}::{}", open.name, value.name), &open.at, "the text", value.text.clone())
    });
    let mut names: Vec<_> = values.collect();
    let Some(fetch) = &api.fetch else { return names };
    let at = Pointer::root().key("x-ibis-fetch");
    for kind in &fetch.kinds {
        let follows = |kind: Option<KindSrc>| kind.map_or("nothing", KindSrc::type_name).to_owned();
        let references = kind.references.iter().map(|name| (&name.name, follows(Some(name.target))));
        let pseudo = kind.pseudo_attributes.iter().map(|name| (&name.name, follows(name.chains_to)));
        let schemes = kind.attribute_schemes.iter().map(|name| (&name.name, follows(None)));
        for (known, follows) in references.chain(pseudo).chain(schemes) {
            let item = format!("fetch!({}: {known})", kind.kind.type_name());
            names.push(name(item, &at.key(kind.kind.word()), "what may follow", follows));
        }
    }
    let steps = (1..=fetch.max_reference_steps.min(99)).map(|steps| format!("fetch!, a chain of {steps}"));
    names.extend(steps.map(|steps| name(steps, &at, "", String::new())));
    names
}

/// Where something is in either document, and what has it in the old one.
#[derive(Clone, Copy)]
struct Places<'a>(Option<&'a Pointer>, Option<&'a Pointer>, &'a Pointer);

struct Comparing<'a> {
    lens: Lens<'a>,
    found: Comparison,
}

impl Comparing<'_> {
    fn push(
        &mut self,
        subject: Subject,
        aspect: Aspect,
        breaking: bool,
        [item, what]: [&str; 2],
        at: Places<'_>,
    ) {
        let (item, what) = (item.to_owned(), what.to_owned());
        let (old, new, owner) = (at.0.cloned(), at.1.cloned(), at.2.clone());
        self.found.differences.push(Difference { subject, aspect, item, what, breaking, old, new, owner });
    }

    /// Ours of two things, and theirs.
    fn ours_first<T>(&self, old: T, new: T) -> [T; 2] {
        if matches!(self.lens, Lens::NewIsOurs(..)) { [new, old] } else { [old, new] }
    }

    /// Our value at a place, and its mark for the other form. What the service does not publish the gateway has not
    /// either, unless that is said.
    fn ours(&self, at: Places<'_>) -> Option<(&Json, Option<&Json>)> {
        let (Lens::OldIsOurs(ours, form) | Lens::NewIsOurs(ours, form)) = self.lens else { return None };
        let value = ours.pointer(self.ours_first(at.0, at.1)[0]?)?;
        Some((value, value.get(form.mark()).or_else(|| value.get(Form::Service.mark()))))
    }

    /// Whether ours has something that the other form never says, and is marked so. It is counted.
    fn is_excused(&mut self, at: Places<'_>, what: &'static str, mark: &Json) -> bool {
        let is_excused = self.ours(at).is_some_and(|(_, found)| found == Some(mark));
        if is_excused {
            *self.found.not_looked_for.entry(what).or_default() += 1;
        }
        is_excused
    }

    /// Compares what two things have, which are the same and have this name.
    fn items(&mut self, prefix: &str, owner: Places<'_>, old: &[Item<'_>], new: &[Item<'_>]) {
        // Fields that a record of ours has by other means, so that a form may have them or not.
        let derived = self.ours(owner).and_then(|(ours, _)| ours.get("x-ibis-derived"));
        let derived = derived.map(Json::items).unwrap_or_default();
        let is_derived = |item: &&Item<'_>| derived.iter().any(|name| name.text() == Some(&item.keys[0]));
        let mut pairs: Vec<(Option<&Item<'_>>, Option<&Item<'_>>)> =
            old.iter().map(|old| (Some(old), None)).collect();
        let mut rest: Vec<&Item<'_>> = new.iter().filter(|item| !is_derived(item)).collect();
        for key in 0..3 {
            for (old, new) in &mut pairs {
                let wanted = old.and_then(|old| old.keys.get(key));
                if new.is_none()
                    && wanted.is_some()
                    && let Some(i) = rest.iter().position(|new| new.keys.get(key) == wanted)
                {
                    *new = Some(rest.remove(i));
                }
            }
        }
        pairs.extend(rest.into_iter().map(|new| (None, Some(new))));
        for (old, new) in pairs {
            let at = Places(old.map(|old| &old.at), new.map(|new| &new.at), owner.0.unwrap_or(owner.2));
            let Some(item) = old.or(new) else { continue };
            let (subject, name) = (item.subject, format!("{prefix}{}", item.name));
            let no = Json::Bool(false);
            match (old, new) {
                (Some(old), Some(new)) => {
                    if self.ours(at).is_some_and(|(_, mark)| mark == Some(&no)) {
                        self.push(subject, Published, false, [&name, "is there now"], at);
                    }
                    for (old, new) in old.facts.iter().zip(&new.facts) {
                        self.fact(subject, &name, old, new, at);
                    }
                    self.items(&name, at, &old.items, &new.items);
                }
                _ if self.is_excused(
                    at,
                    if subject == Subject::Operation { "operations" } else { "fields" },
                    &no,
                ) => {}
                (None, _) => self.push(subject, Added, item.added.0, [&name, item.added.1], at),
                (_, None) => self.push(subject, Removed, true, [&name, "removed"], at),
            }
        }
    }

    fn fact(&mut self, subject: Subject, name: &str, old: &Fact<'_>, new: &Fact<'_>, at: Places<'_>) {
        let Fact(aspect, breaks, what, was) = old;
        let is_same = matches!(self.lens, Lens::Same);
        if *aspect == Ours && !is_same {
            return;
        }
        let breaking = matches!(breaks, Always | If(true));
        match (was, &new.3) {
            (Text(was), Text(is)) if was != is => {
                // That one is new or gone is told by itself.
                let set = |text: &str| text.split(", ").map(str::to_owned).collect::<BTreeSet<_>>();
                let is_told =
                    what.contains("order") && set(was) != set(is) || was.is_empty() || is.is_empty();
                // The signature may stay, but what goes over the network does not.
                let relied = match (aspect, subject) {
                    (Call, _) | (Wire, Subject::Parameter) => "for whoever relies on what is sent: ",
                    (Wire, _) => "for whoever relies on what is received: ",
                    _ => "",
                };
                if !is_told {
                    self.push(
                        subject,
                        *aspect,
                        breaking,
                        [name, &format!("{relied}{what} was `{was}`, is `{is}`")],
                        at,
                    );
                }
            }
            (Flag(was), Flag(is)) if was != is => {
                let [ours, theirs] = self.ours_first(*was, *is);
                let is_less = *aspect == Required && ours && !theirs && subject == Subject::Field;
                if !is_less || !self.is_excused(at, "required fields", &Json::from("optional")) {
                    let (on, off) = what.split_once('|').unwrap_or((what, what));
                    self.push(subject, *aspect, breaking, [name, if *is { on } else { off }], at);
                }
            }
            (Value::Type(was, rust), Value::Type(is, new_rust)) => {
                let [ours, theirs] = self.ours_first(*was, *is);
                let texts = [rust.clone(), new_rust.clone()].map(Option::unwrap_or_default);
                if is_same && texts[0] != texts[1] {
                    let text = format!("{what} was `{}`, is `{}`", texts[0], texts[1]);
                    self.push(subject, *aspect, true, [name, &text], at);
                } else if !(if is_same {
                    is_equal(ours, theirs)
                } else {
                    says_the_same(ours, theirs, subject)
                }) {
                    // Of integers in records there is one type in Rust.
                    let is_number = matches!((was, is), (WireType::Integer(_), WireType::Integer(_)));
                    let text = format!("{what} was {}, is {}", was.words(), is.words());
                    self.push(subject, *aspect, !(is_same && is_number), [name, &text], at);
                }
            }
            _ => {}
        }
    }
}

fn path(endpoint: &EndpointSrc) -> String {
    endpoint.path.iter().fold(String::new(), |path, segment| match segment {
        Segment::Text(text) => path + text,
        Segment::Param(wire) => path + "{" + wire + "}",
    })
}

fn is_equal(one: &WireType, other: &WireType) -> bool {
    match (one, other) {
        (WireType::Record(one), WireType::Record(other)) => record_name(one) == record_name(other),
        (WireType::List(one), WireType::List(other)) => is_equal(one, other),
        // The values of enums are compared by themselves.
        (WireType::Text { values: one, .. }, WireType::Text { values: other, .. }) if !one.is_empty() => {
            !other.is_empty()
        }
        _ => one == other,
    }
}

/// Whether theirs says of a type what ours says, or less.
pub(super) fn says_the_same(ours: &WireType, theirs: &WireType, subject: Subject) -> bool {
    match (ours, theirs) {
        (WireType::List(ours), WireType::List(theirs)) => says_the_same(ours, theirs, subject),
        // A list of texts is joined by commas.
        (WireType::List(item), WireType::Text { .. }) if subject == Subject::Parameter => {
            says_the_same(item, theirs, subject)
        }
        (
            WireType::Text { format, values },
            WireType::Text { format: their_format, values: their_values },
        ) => {
            let is_day = format.as_deref() == Some("date") && their_format.as_deref() == Some("date-time");
            (their_format.is_none() || their_format == format || is_day)
                && (their_values.is_empty() || their_values == values)
        }
        // A single value of a result may be there as text, whatever it is.
        (WireType::Integer(_) | WireType::Flag, WireType::Text { .. }) => subject == Subject::Operation,
        (WireType::Integer(ours), WireType::Integer(theirs)) => {
            let is_plain =
                |format: &Option<String>| matches!(format.as_deref(), None | Some("int32" | "int64"));
            ours == theirs || theirs.is_none() || !is_plain(ours) && is_plain(theirs)
        }
        _ => is_equal(ours, theirs),
    }
}
