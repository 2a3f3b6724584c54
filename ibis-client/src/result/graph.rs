//! The immutable graph of a response: a tape over the text of the document.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;

use reqwest::header::HeaderMap;

use super::cell::{Range, Slot, Span};
use super::coverage::Coverage;
use super::model::FieldId;
use super::tape::Tape;
use super::warning::Warning;

/// The content of one response, or of several that were joined.
pub(crate) struct Graph {
    pub(super) text: String,
    /// The strings that have escapes in the document, unescaped.
    pub(super) unescaped: String,
    pub(super) tape: Tape,
    pub(super) links: Vec<u32>,
    pub(super) spans: Vec<Span>,
    /// The node of the `result` object.
    pub(super) root: u32,
    /// The character that replaces lone surrogates in the text.
    pub(super) marker: Option<char>,
    pub(super) warning_count: usize,
    /// Which warning is the first about a value that stands where an entity belongs.
    pub(super) lost_entity: Option<usize>,
    pub(super) derived: Box<dyn Derived>,
    /// Whether the graph was joined from several responses, so that the text is not a document.
    pub(super) is_joined: bool,
    /// The HTTP status and headers, if the document came over HTTP.
    pub(super) head: Option<(u16, HeaderMap)>,
}

impl Graph {
    #[inline]
    pub(super) fn str(&self, span: Span) -> &str {
        span.of(&self.text, &self.unescaped)
    }

    /// The memory of the text, the objects and the headers, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let headers = self.head.iter().flat_map(|(_, headers)| headers);
        self.text.capacity()
            + self.unescaped.capacity()
            + self.tape.bytes()
            + size_of::<u32>() * self.links.capacity()
            + size_of::<Span>() * self.spans.capacity()
            + headers.map(|(name, value)| name.as_str().len() + value.len()).sum::<usize>()
    }

    #[inline]
    pub(super) fn links(&self, range: Range) -> &[u32] {
        &self.links[range.indices()]
    }

    /// What was fetched for which node, if the request's fetch is known.
    pub(super) fn coverage(&self) -> Option<&Coverage> {
        self.derived.coverage(self)
    }

    /// The nodes that a field refers to, whether it holds one reference or a list.
    pub(super) fn targets(&self, node: u32, field: FieldId) -> &[u32] {
        if let Slot::Nodes(range) = self.tape.slot(node, field) { self.links(range) } else { &[] }
    }
}

/// Values that are computed from a graph when they are first needed.
///
/// As a trait object, it hides the `OnceLock`s from clippy, which would otherwise warn about handles as keys of a set. But
/// neither the hash nor the equality of a handle depends on them.
pub(super) trait Derived: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// The names that the request fetched, if they are known.
    fn fetch(&self) -> Option<&str>;

    /// What these names fetched for which node.
    fn coverage(&self, graph: &Graph) -> Option<&Coverage>;

    /// The first warnings.
    fn warnings(&self, graph: &Graph) -> &[Warning];
}

struct LazyValues {
    fetch: Option<Box<str>>,
    coverage: OnceLock<Coverage>,
    warnings: OnceLock<Vec<Warning>>,
}

/// Nothing is computed yet, except the warnings if they are given.
pub(super) fn derived(fetch: Option<Box<str>>, warnings: Option<Vec<Warning>>) -> Box<dyn Derived> {
    let warnings = warnings.map(OnceLock::from).unwrap_or_default();
    Box::new(LazyValues { fetch, coverage: OnceLock::new(), warnings })
}

impl Derived for LazyValues {
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
