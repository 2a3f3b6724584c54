//! The immutable graph that an answer becomes: entries over the text of the document.
//!
//! Objects are not copied out of the document. Each becomes a run of entries, one for each field that
//! the document has, which say where in the text the value stands.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::fetched::Fetched;
use super::model::{FieldId, Model};
use super::oddity::Oddity;

/// Where a string stands: in the document, or among the strings that had to be unescaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    /// The length; the highest bit says that the string is one of the unescaped.
    length: u32,
}

const UNESCAPED: u32 = 1 << 31;

impl Span {
    pub(super) fn in_document(start: usize, length: usize) -> Self {
        Self { start: narrow(start), length: narrow(length) }
    }

    pub(super) fn unescaped(start: usize, length: usize) -> Self {
        Self { start: narrow(start), length: narrow(length) | UNESCAPED }
    }

    /// The same string where the two texts have come behind others, of these lengths.
    pub(super) fn moved(self, document: usize, unescaped: usize) -> Self {
        let behind = if self.length & UNESCAPED == 0 { document } else { unescaped };
        Self { start: narrow(self.start as usize + behind), length: self.length }
    }

    /// The string itself, given the two texts that it may stand in.
    pub(super) fn of<'a>(self, document: &'a str, unescaped: &'a str) -> &'a str {
        let source = if self.length & UNESCAPED == 0 { document } else { unescaped };
        let start = self.start as usize;
        source.get(start..start + (self.length & !UNESCAPED) as usize).unwrap_or_default()
    }
}

/// Documents are refused above 1 GiB ([`super::decode`]), so that no position is cut off here.
pub(super) fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Text(Span),
    Flag(bool),
    Integer(i64),
    Date(Date),
    /// One object.
    Node(u32),
    /// Several objects: a run of links.
    Nodes(Run),
    /// Several strings: a run of spans.
    Texts(Run),
}

/// A run of consecutive things in one of the graph's vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    start: u32,
    length: u32,
}

impl Run {
    pub(super) fn new(start: usize, length: usize) -> Self {
        Self { start: narrow(start), length: narrow(length) }
    }

    pub(super) fn range(self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + self.length as usize
    }

    pub(super) fn len(self) -> usize {
        self.length as usize
    }

    /// The same run where its vector has come behind another of this length.
    pub(super) fn moved(self, behind: usize) -> Self {
        Self { start: narrow(self.start as usize + behind), length: self.length }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Text,
    Flag,
    Integer,
    Date,
    Node,
    Nodes,
    Texts,
}

/// A field that an object has, packed: there are some ten of them for each of 100,000 objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) field: FieldId,
    tag: Tag,
    words: [u32; 2],
}

impl Entry {
    pub(super) fn new(field: FieldId, slot: Slot) -> Self {
        let (tag, words) = match slot {
            Slot::Text(span) => (Tag::Text, [span.start, span.length]),
            Slot::Flag(flag) => (Tag::Flag, [u32::from(flag), 0]),
            Slot::Integer(integer) => (Tag::Integer, split(integer)),
            Slot::Date(date) => (Tag::Date, split(pack_date(date))),
            Slot::Node(node) => (Tag::Node, [node, 0]),
            Slot::Nodes(run) => (Tag::Nodes, [run.start, run.length]),
            Slot::Texts(run) => (Tag::Texts, [run.start, run.length]),
        };
        Self { field, tag, words }
    }

    pub(super) fn slot(self) -> Slot {
        let [first, second] = self.words;
        match self.tag {
            Tag::Text => Slot::Text(Span { start: first, length: second }),
            Tag::Flag => Slot::Flag(first != 0),
            Tag::Integer => Slot::Integer(join(self.words)),
            Tag::Date => Slot::Date(unpack_date(join(self.words))),
            Tag::Node => Slot::Node(first),
            Tag::Nodes => Slot::Nodes(Run { start: first, length: second }),
            Tag::Texts => Slot::Texts(Run { start: first, length: second }),
        }
    }
}

/// The two halves of an integer, the lower one first.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the halves are cut off on purpose"
)]
const fn split(integer: i64) -> [u32; 2] {
    [integer as u32, (integer >> 32) as u32]
}

#[expect(clippy::cast_possible_wrap, reason = "the upper half has the sign")]
const fn join([low, high]: [u32; 2]) -> i64 {
    (((high as u64) << 32) | low as u64) as i64
}

fn pack_date(date: Date) -> i64 {
    (i64::from(date.year()) << 16) | (i64::from(date.month()) << 8) | i64::from(date.day())
}

fn unpack_date(packed: i64) -> Date {
    let part = |shift: u32| i8::try_from((packed >> shift) & 0x7f).unwrap_or(1);
    // What `pack_date` packed is a date; the fallback is there so that nothing here can panic.
    Date::new(i16::try_from(packed >> 16).unwrap_or(0), part(8), part(0)).unwrap_or(Date::ZERO)
}

/// An object: a run of entries, sorted by field.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeRow {
    pub(super) model: &'static Model,
    pub(super) entries: Run,
}

/// The number of a node without any field: what a view stands for whose object is missing.
pub(super) const BLANK_NODE: u32 = u32::MAX;

const BLANK: NodeRow = NodeRow {
    model: &Model { name: "Blank", entity: None, fields: &[] },
    entries: Run { start: 0, length: 0 },
};

/// All that one answer holds.
pub(crate) struct Graph {
    pub(super) text: String,
    /// Strings of the document that had escapes, without them.
    pub(super) unescaped: String,
    pub(super) nodes: Vec<NodeRow>,
    pub(super) entries: Vec<Entry>,
    pub(super) links: Vec<u32>,
    pub(super) spans: Vec<Span>,
    /// The node of the `result` object.
    pub(super) root: u32,
    pub(super) oddities: Vec<Oddity>,
    /// What the request asked to fetch, where that is known.
    pub(super) fetch: Option<Box<str>>,
    /// What follows from it for each node; worked out when an accessor first needs it.
    pub(super) fetched: OnceLock<Fetched>,
}

impl Graph {
    pub(super) fn str(&self, span: Span) -> &str {
        span.of(&self.text, &self.unescaped)
    }

    pub(super) fn row(&self, node: u32) -> NodeRow {
        self.nodes.get(node as usize).copied().unwrap_or(BLANK)
    }

    pub(super) fn entries(&self, node: u32) -> &[Entry] {
        &self.entries[self.row(node).entries.range()]
    }

    pub(super) fn slot(&self, node: u32, field: FieldId) -> Option<Slot> {
        // Entries are sorted by field, and most objects have most fields: the place is at or a little before
        // the field's own number.
        let upto = self.entries(node).iter().take(usize::from(field.0) + 1);
        let entry = upto.rev().find(|entry| entry.field <= field)?;
        (entry.field == field).then(|| entry.slot())
    }

    pub(super) fn text(&self, node: u32, field: FieldId) -> Option<&str> {
        match self.slot(node, field) {
            Some(Slot::Text(span)) => Some(self.str(span)),
            _ => None,
        }
    }

    pub(super) fn links(&self, run: Run) -> &[u32] {
        &self.links[run.range()]
    }

    /// The nodes that a field of references leads to, whether it is one or many.
    pub(super) fn targets(&self, node: u32, field: FieldId) -> &[u32] {
        match self.slot(node, field) {
            Some(Slot::Nodes(run)) => self.links(run),
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_twelve_bytes() {
        assert_eq!(size_of::<Entry>(), 12);
    }

    #[test]
    fn slots_survive_packing() {
        let date = Date::constant(2026, 1, 5);
        for slot in [
            Slot::Text(Span::in_document(7, 9)),
            Slot::Text(Span::unescaped(0, 0)),
            Slot::Flag(true),
            Slot::Integer(i64::MIN),
            Slot::Integer(-1),
            Slot::Date(date),
            Slot::Date(Date::MIN),
            Slot::Date(Date::MAX),
            Slot::Node(u32::MAX),
            Slot::Nodes(Run::new(1, 2)),
            Slot::Texts(Run::new(3, 0)),
        ] {
            assert_eq!(Entry::new(FieldId(3), slot).slot(), slot);
        }
    }
}
