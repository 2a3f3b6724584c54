//! The immutable graph that an answer becomes: a tape over the text of the document.

use super::cell::{Range, Slot, Span};
use super::coverage::{Coverage, RequestedFetch};
use super::model::{FieldId, Model};
use super::tape::Tape;
use super::warning::Warning;

/// All that one answer holds.
pub(crate) struct Graph {
    pub(super) text: String,
    /// Strings of the document that had escapes, without them.
    pub(super) unescaped: String,
    pub(super) tape: Tape,
    pub(super) links: Vec<u32>,
    pub(super) spans: Vec<Span>,
    /// The node of the `result` object.
    pub(super) root: u32,
    pub(super) warnings: Vec<Warning>,
    /// What the request asked to fetch, where that is known.
    pub(super) fetch: Option<Box<dyn RequestedFetch>>,
}

impl Graph {
    #[inline]
    pub(super) fn str(&self, span: Span) -> &str {
        span.of(&self.text, &self.unescaped)
    }

    pub(super) fn model(&self, node: u32) -> &'static Model {
        self.tape.model(node)
    }

    #[inline]
    pub(super) fn slot(&self, node: u32, field: FieldId) -> Slot {
        self.tape.slot(node, field)
    }

    #[inline]
    pub(super) fn links(&self, range: Range) -> &[u32] {
        &self.links[range.indices()]
    }

    /// What the request's fetch brought, where it is known.
    pub(super) fn coverage(&self) -> Option<&Coverage> {
        self.fetch.as_ref().map(|fetch| fetch.coverage(self))
    }

    /// The nodes that a field of references leads to, whether it is one or many.
    pub(super) fn targets(&self, node: u32, field: FieldId) -> &[u32] {
        match self.slot(node, field) {
            Slot::Nodes(range) => self.links(range),
            _ => &[],
        }
    }
}
