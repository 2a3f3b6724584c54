//! Compares two documents in terms of the API, and finds the breaking changes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::items::{self, Item, Property};
use crate::lower::record_name;
use crate::model::{ApiSrc, SchemaType};
use crate::pointer::Pointer;

use self::Aspect::{Added, Ours, Published, Removed, Required};
use super::items::Value::{Bool, Order, Str, Type};

/// The kind of item that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An operation.
    Operation,
    /// A parameter or form field.
    Parameter,
    /// A record.
    Record,
    /// A field of a record.
    Field,
    /// An enum value, or a name in a fetch.
    Name,
}

/// The aspect that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The item is new.
    Added,
    /// The item is missing.
    Removed,
    /// The item is present, but marked as missing.
    Published,
    /// The HTTP method and path.
    Request,
    /// Whether it is deprecated.
    Deprecated,
    /// Whether a parameter is required, or a field always sent.
    Required,
    /// The field of the result, or its type.
    Result,
    /// The type.
    Type,
    /// The API name or location.
    ApiName,
    /// An aspect that only our document states.
    Ours,
}

/// A difference between two documents.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The kind of item.
    pub subject: Subject,
    /// The aspect that differs.
    pub aspect: Aspect,
    /// The Rust name of the item.
    pub item: String,
    /// The change in words.
    pub change: String,
    /// Whether code may no longer compile, or sends other requests.
    pub breaking: bool,
    /// The location in the old document.
    pub old: Option<Pointer>,
    /// The location in the new document.
    pub new: Option<Pointer>,
    /// The location of the owner in the old document.
    pub owner: Pointer,
}

/// The origin of a document that states less than ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// The service's own document
    Service,
    /// The API Gateway's document
    Gateway,
}

impl Form {
    /// The extension in our document that says whether documents of this form contain an item.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Service => "x-ibis-published",
            Self::Gateway => "x-ibis-gateway",
        }
    }
}

/// Which of two documents is ours, and the form of the other.
#[derive(Clone, Copy)]
pub enum Lens<'a> {
    /// Both have the same form.
    Same,
    /// The old document is ours.
    OldIsOurs(&'a Value, Form),
    /// The new document is ours.
    NewIsOurs(&'a Value, Form),
}

/// The result of a comparison.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The differences.
    pub differences: Vec<Difference>,
    /// The number of ignored operations and fields: those marked in our document as missing in the other form.
    pub ignored: BTreeMap<&'static str, usize>,
}

/// Compares two documents.
pub fn compare(old: &ApiSrc, new: &ApiSrc, lens: Lens<'_>) -> Comparison {
    let mut comparator = Comparator { lens, found: Comparison::default() };
    let is_same = comparator.is_same();
    let mut whole = |owner: &[&str], old: &[Item<'_>], new: &[Item<'_>]| {
        let owner = Pointers { owner: Pointer::root().keys(owner), ..Pointers::default() };
        comparator.compare_items("", &owner, old, new);
    };
    whole(&["paths"], &items::operations(old), &items::operations(new));
    whole(&["components", "schemas"], &items::records(old, is_same), &items::records(new, is_same));
    if is_same {
        whole(&[], &items::names(old), &items::names(new));
    }
    comparator.found
}

/// The locations of an item in both documents, and of its owner in the old one.
#[derive(Clone, Default)]
struct Pointers {
    old: Option<Pointer>,
    new: Option<Pointer>,
    owner: Pointer,
}

struct Comparator<'a> {
    lens: Lens<'a>,
    found: Comparison,
}

impl Comparator<'_> {
    fn is_same(&self) -> bool {
        matches!(self.lens, Lens::Same)
    }

    /// Reorders a pair to ours and theirs.
    fn ours_first<T>(&self, old: T, new: T) -> [T; 2] {
        if matches!(self.lens, Lens::NewIsOurs(..)) { [new, old] } else { [old, new] }
    }

    /// Our item and its mark for the other form. The gateway's mark defaults to the service's.
    fn ours(&self, at: &Pointers) -> Option<(&Value, Option<&Value>)> {
        let (Lens::OldIsOurs(ours, form) | Lens::NewIsOurs(ours, form)) = self.lens else { return None };
        let [at, _] = self.ours_first(&at.old, &at.new);
        let value = ours.pointer(at.as_ref()?.as_str())?;
        Some((value, value.get(form.mark()).or_else(|| value.get(Form::Service.mark()))))
    }

    /// Whether our item has this mark for the other form.
    fn is_marked(&self, at: &Pointers, mark: &Value) -> bool {
        self.ours(at).is_some_and(|(_, found)| found == Some(mark))
    }

    /// Whether a difference is to be ignored because our item is marked. Counts those that are.
    fn is_ignored(&mut self, at: &Pointers, what: &'static str, mark: &Value) -> bool {
        let is_ignored = self.is_marked(at, mark);
        if is_ignored {
            *self.found.ignored.entry(what).or_default() += 1;
        }
        is_ignored
    }

    /// Compares the items of an owner.
    fn compare_items(&mut self, prefix: &str, owner: &Pointers, old: &[Item<'_>], new: &[Item<'_>]) {
        // Fields that our records derive from others are optional in the other form.
        let derived = self.ours(owner).and_then(|(ours, _)| ours["x-ibis-derived"].as_array());
        let is_derived =
            |item: &&Item<'_>| derived.is_some_and(|names| names.iter().any(|name| *name == item.keys[0]));
        let new = new.iter().filter(|item| !is_derived(item)).collect();
        for (old, new) in pairs(old, new) {
            let Some(item) = old.or(new) else { continue };
            let (subject, name) = (item.subject, format!("{prefix}{}", item.name));
            let at = Pointers {
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
                        rows.push((Published, false, "now published".to_owned()));
                    }
                    for (old, new) in old.properties.iter().zip(&new.properties) {
                        let change = self.compare_property(subject, old, new, &at);
                        rows.extend(change.map(|(breaking, change)| (old.aspect, breaking, change)));
                    }
                }
                _ if self.is_ignored(&at, kind, &no) => {}
                (None, _) => rows.push((Added, item.added.0, item.added.1.to_owned())),
                (_, None) => rows.push((Removed, true, "removed".to_owned())),
            }
            self.found.differences.extend(rows.into_iter().map(|(aspect, breaking, change)| {
                let Pointers { old, new, owner } = at.clone();
                Difference { subject, aspect, item: name.clone(), change, breaking, old, new, owner }
            }));
            if let (Some(old), Some(new)) = (old, new) {
                self.compare_items(&name, &at, &old.items, &new.items);
            }
        }
    }

    /// Compares a property. Returns whether the change is breaking, and its description; `None` if there is none.
    fn compare_property(
        &mut self,
        subject: Subject,
        old: &Property<'_>,
        new: &Property<'_>,
        at: &Pointers,
    ) -> Option<(bool, String)> {
        let is_same = self.is_same();
        if old.aspect == Ours && !is_same {
            return None;
        }
        let what = match (&old.value, &new.value) {
            (Str(what, was), Str(_, is)) if was != is && !was.is_empty() && !is.is_empty() => {
                format!("{what} changed from `{was}` to `{is}`")
            }
            // Added and removed arguments are reported on their own.
            (Order(was), Order(is))
                if was != is && is.iter().all(|name| was.contains(name)) && was.len() == is.len() =>
            {
                format!("argument order changed from `{}` to `{}`", was.join(", "), is.join(", "))
            }
            (Bool(was, _), Bool(is, [on, off])) if was != is => {
                let [ours, theirs] = self.ours_first(*was, *is);
                let is_less = old.aspect == Required && subject == Subject::Field && ours && !theirs;
                if is_less && self.is_ignored(at, "required fields", &Value::from("optional")) {
                    return None;
                }
                (if *is { on } else { off }).to_string()
            }
            (Type(what, was, was_rust), Type(_, is, is_rust)) => {
                if is_same && was_rust != is_rust {
                    return Some((true, format!("{what} changed from `{was_rust}` to `{is_rust}`")));
                }
                let [ours, theirs] = self.ours_first(*was, *is);
                let stays =
                    if is_same { is_same_type(ours, theirs) } else { is_consistent(ours, theirs, subject) };
                if stays {
                    return None;
                }
                // Records hold all integers as `i64`.
                let is_number = matches!((was, is), (SchemaType::Integer(_), SchemaType::Integer(_)));
                let change = format!("{what} changed from `{}` to `{}`", was.words(), is.words());
                return Some((!(is_same && is_number), change));
            }
            _ => return None,
        };
        Some((old.breaks, what))
    }
}

/// Pairs the items that both documents contain, followed by those that only one contains.
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

pub(super) fn is_same_type(one: &SchemaType, other: &SchemaType) -> bool {
    match (one, other) {
        (SchemaType::Record(one), SchemaType::Record(other)) => record_name(one) == record_name(other),
        (SchemaType::List(one), SchemaType::List(other)) => is_same_type(one, other),
        // Enum values are compared as items.
        (SchemaType::Str { values: one, .. }, SchemaType::Str { values: other, .. }) if !one.is_empty() => {
            !other.is_empty()
        }
        _ => one == other,
    }
}

/// Whether their type is the same as ours, or less specific.
pub(super) fn is_consistent(ours: &SchemaType, theirs: &SchemaType, subject: Subject) -> bool {
    match (ours, theirs) {
        (SchemaType::List(ours), SchemaType::List(theirs)) => is_consistent(ours, theirs, subject),
        // A comma-separated list may be declared as a string.
        (SchemaType::List(item), SchemaType::Str { .. }) if subject == Subject::Parameter => {
            is_consistent(item, theirs, subject)
        }
        (
            SchemaType::Str { format, values },
            SchemaType::Str { format: their_format, values: their_values },
        ) => {
            let is_day = format.as_deref() == Some("date") && their_format.as_deref() == Some("date-time");
            (their_format.is_none() || their_format == format || is_day)
                && (their_values.is_empty() || their_values == values)
        }
        // A scalar result may be declared as a string.
        (SchemaType::Integer(_) | SchemaType::Bool, SchemaType::Str { .. }) => subject == Subject::Operation,
        (SchemaType::Integer(ours), SchemaType::Integer(theirs)) => {
            let is_plain =
                |format: &Option<String>| matches!(format.as_deref(), None | Some("int32" | "int64"));
            ours == theirs || theirs.is_none() || !is_plain(ours) && is_plain(theirs)
        }
        _ => is_same_type(ours, theirs),
    }
}
