//! The immutable graph that a response becomes: a tape over the text of the document.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;

use reqwest::header::HeaderMap;

use super::cell::{Range, Slot, Span};
use super::coverage::Coverage;
use super::model::{FieldId, Model};
use super::tape::Tape;
use super::warning::Warning;

/// All that one response holds.
pub(crate) struct Graph {
    pub(super) text: String,
    /// Strings of the document that had escapes, without them.
    pub(super) unescaped: String,
    pub(super) tape: Tape,
    pub(super) links: Vec<u32>,
    pub(super) spans: Vec<Span>,
    /// The node of the `result` object.
    pub(super) root: u32,
    /// The character that stands for lone surrogates in the text.
    pub(super) marker: Option<char>,
    pub(super) warning_count: usize,
    pub(super) derived: Box<dyn Derived>,
    /// Whether it is of several responses, so that no text is all of it.
    pub(super) is_joined: bool,
    /// The status and headers of the response, where there was one.
    pub(super) head: Option<(u16, HeaderMap)>,
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

    /// What the request's fetch covers, where it is known.
    pub(super) fn coverage(&self) -> Option<&Coverage> {
        self.derived.coverage(self)
    }

    /// The nodes that a field of references leads to, whether it is one or many.
    pub(super) fn targets(&self, node: u32, field: FieldId) -> &[u32] {
        match self.slot(node, field) {
            Slot::Nodes(range) => self.links(range),
            _ => &[],
        }
    }
}

/// What is worked out of a graph when it is first needed.
///
/// It is a trait for the sake of those who keep handles in a set: there are cells in it, of which neither the hash nor
/// the equality of a handle takes notice, but lints that find the cells cannot know that.
pub(super) trait Derived: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// What the request asked to fetch, where that is known.
    fn fetch(&self) -> Option<&str>;

    /// What that covers.
    fn coverage(&self, graph: &Graph) -> Option<&Coverage>;

    /// The first warnings.
    fn warnings(&self, graph: &Graph) -> &[Warning];
}

#[derive(Default)]
struct Cells {
    fetch: Option<Box<str>>,
    coverage: OnceLock<Coverage>,
    warnings: OnceLock<Vec<Warning>>,
}

/// Nothing has been worked out, or the warnings alone.
pub(super) fn derived(fetch: Option<Box<str>>, warnings: Option<Vec<Warning>>) -> Box<dyn Derived> {
    let warnings = warnings.map(OnceLock::from).unwrap_or_default();
    Box::new(Cells { fetch, coverage: OnceLock::new(), warnings })
}

impl Derived for Cells {
    fn fetch(&self) -> Option<&str> {
        self.fetch.as_deref()
    }

    fn coverage(&self, graph: &Graph) -> Option<&Coverage> {
        let fetch = self.fetch.as_deref()?;
        Some(self.coverage.get_or_init(|| Coverage::of(graph, fetch)))
    }

    fn warnings(&self, graph: &Graph) -> &[Warning] {
        if graph.warning_count == 0 {
            return &[];
        }
        self.warnings.get_or_init(|| super::decode::warnings(graph))
    }
}
