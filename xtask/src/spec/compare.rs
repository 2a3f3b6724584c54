//! How two documents differ in terms of the API, and which of that breaks callers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::items::{self, Fact, Item};
use crate::lower::record_name;
use crate::model::{ApiSrc, WireType};
use crate::pointer::Pointer;

use self::Aspect::{Added, Ours, Published, Removed, Required};
use super::items::Value::{Flag, Order, Text, Type};

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
    OldIsOurs(&'a Value, Form),
    /// The new one.
    NewIsOurs(&'a Value, Form),
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
    let is_same = comparing.is_same();
    let mut whole = |owner: &[&str], old: &[Item<'_>], new: &[Item<'_>]| {
        comparing.items("", &Places { owner: Pointer::root().keys(owner), ..Places::default() }, old, new);
    };
    whole(&["paths"], &items::operations(old), &items::operations(new));
    whole(&["components", "schemas"], &items::records(old, is_same), &items::records(new, is_same));
    if is_same {
        whole(&[], &items::names(old), &items::names(new));
    }
    comparing.found
}

/// Where something is in either document, and what has it in the old one.
#[derive(Clone, Default)]
struct Places {
    old: Option<Pointer>,
    new: Option<Pointer>,
    owner: Pointer,
}

struct Comparing<'a> {
    lens: Lens<'a>,
    found: Comparison,
}

impl Comparing<'_> {
    fn is_same(&self) -> bool {
        matches!(self.lens, Lens::Same)
    }

    /// Ours of two things, and theirs.
    fn ours_first<T>(&self, old: T, new: T) -> [T; 2] {
        if matches!(self.lens, Lens::NewIsOurs(..)) { [new, old] } else { [old, new] }
    }

    /// Our value at a place, and its mark for the other form. What the service does not publish the gateway has not
    /// either, unless that is said.
    fn ours(&self, at: &Places) -> Option<(&Value, Option<&Value>)> {
        let (Lens::OldIsOurs(ours, form) | Lens::NewIsOurs(ours, form)) = self.lens else { return None };
        let [at, _] = self.ours_first(&at.old, &at.new);
        let value = ours.pointer(at.as_ref()?.as_str())?;
        Some((value, value.get(form.mark()).or_else(|| value.get(Form::Service.mark()))))
    }

    /// Whether ours has this mark for the other form.
    fn is_marked(&self, at: &Places, mark: &Value) -> bool {
        self.ours(at).is_some_and(|(_, found)| found == Some(mark))
    }

    /// Whether ours has something that the other form never says, and is marked so. It is counted.
    fn is_excused(&mut self, at: &Places, what: &'static str, mark: &Value) -> bool {
        let is_excused = self.is_marked(at, mark);
        if is_excused {
            *self.found.not_looked_for.entry(what).or_default() += 1;
        }
        is_excused
    }

    /// Compares what two things have, which are the same and have this name.
    fn items(&mut self, prefix: &str, owner: &Places, old: &[Item<'_>], new: &[Item<'_>]) {
        // Fields that a record of ours has by other means, so that a form may have them or not.
        let derived = self.ours(owner).and_then(|(ours, _)| ours["x-ibis-derived"].as_array());
        let is_derived =
            |item: &&Item<'_>| derived.is_some_and(|names| names.iter().any(|name| *name == item.keys[0]));
        let new = new.iter().filter(|item| !is_derived(item)).collect();
        for (old, new) in pairs(old, new) {
            let Some(item) = old.or(new) else { continue };
            let (subject, name) = (item.subject, format!("{prefix}{}", item.name));
            let at = Places {
                old: old.map(|old| old.at.clone()),
                new: new.map(|new| new.at.clone()),
                owner: owner.old.as_ref().unwrap_or(&owner.owner).clone(),
            };
            let kind = if subject == Subject::Operation { "operations" } else { "fields" };
            let no = Value::Bool(false);
            let mut rows = Vec::new();
            match (old, new) {
                (Some(old), Some(new)) => {
                    if self.is_marked(&at, &no) {
                        rows.push((Published, false, "is there now".to_owned()));
                    }
                    for (old, new) in old.facts.iter().zip(&new.facts) {
                        let change = self.change(subject, old, new, &at);
                        rows.extend(change.map(|(breaking, what)| (old.aspect, breaking, what)));
                    }
                }
                _ if self.is_excused(&at, kind, &no) => {}
                (None, _) => rows.push((Added, item.added.0, item.added.1.to_owned())),
                (_, None) => rows.push((Removed, true, "removed".to_owned())),
            }
            self.found.differences.extend(rows.into_iter().map(|(aspect, breaking, what)| {
                let Places { old, new, owner } = at.clone();
                Difference { subject, aspect, item: name.clone(), what, breaking, old, new, owner }
            }));
            if let (Some(old), Some(new)) = (old, new) {
                self.items(&name, &at, &old.items, &new.items);
            }
        }
    }

    /// Whether a fact has changed so that it breaks callers, and how; none if it has not.
    fn change(
        &mut self,
        subject: Subject,
        old: &Fact<'_>,
        new: &Fact<'_>,
        at: &Places,
    ) -> Option<(bool, String)> {
        let is_same = self.is_same();
        if old.aspect == Ours && !is_same {
            return None;
        }
        let what = match (&old.value, &new.value) {
            (Text(what, was), Text(_, is)) if was != is && !was.is_empty() && !is.is_empty() => {
                format!("{what} was `{was}`, is `{is}`")
            }
            // That one is new or gone is told by itself.
            (Order(was), Order(is))
                if was != is && is.iter().all(|name| was.contains(name)) && was.len() == is.len() =>
            {
                format!("the order of its arguments was `{}`, is `{}`", was.join(", "), is.join(", "))
            }
            (Flag(was, _), Flag(is, [on, off])) if was != is => {
                let [ours, theirs] = self.ours_first(*was, *is);
                let is_less = old.aspect == Required && subject == Subject::Field && ours && !theirs;
                if is_less && self.is_excused(at, "required fields", &Value::from("optional")) {
                    return None;
                }
                (if *is { on } else { off }).to_string()
            }
            (Type(what, was, was_rust), Type(_, is, is_rust)) => {
                if is_same && was_rust != is_rust {
                    return Some((true, format!("{what} was `{was_rust}`, is `{is_rust}`")));
                }
                let [ours, theirs] = self.ours_first(*was, *is);
                let stays =
                    if is_same { is_equal(ours, theirs) } else { says_the_same(ours, theirs, subject) };
                if stays {
                    return None;
                }
                // Of integers in records there is one type in Rust.
                let is_number = matches!((was, is), (WireType::Integer(_), WireType::Integer(_)));
                return Some((
                    !(is_same && is_number),
                    format!("{what} was {}, is {}", was.words(), is.words()),
                ));
            }
            _ => return None,
        };
        Some((old.breaks, what))
    }
}

/// What is the same in two documents, and what only one of them has.
fn pairs<'a>(
    old: &'a [Item<'a>],
    mut rest: Vec<&'a Item<'a>>,
) -> Vec<(Option<&'a Item<'a>>, Option<&'a Item<'a>>)> {
    let mut pairs: Vec<_> = old.iter().map(|old| (Some(old), None)).collect();
    for key in 0..3 {
        for (old, new) in &mut pairs {
            let wanted = old.and_then(|old| old.keys.get(key));
            let found = rest.iter().position(|new| wanted.is_some() && new.keys.get(key) == wanted);
            if let (None, Some(found)) = (&new, found) {
                *new = Some(rest.remove(found));
            }
        }
    }
    pairs.extend(rest.into_iter().map(|new| (None, Some(new))));
    pairs
}

pub(super) fn is_equal(one: &WireType, other: &WireType) -> bool {
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
