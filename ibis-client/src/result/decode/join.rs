//! Joining the graphs of several responses.

use super::document::Document;
use super::{DecodeError, LARGEST_DOCUMENT};
use crate::IbisResult;
use crate::api::RESULT;
use crate::result::cell::{Cell, Range, Slot, narrow};
use crate::result::coverage::Schemes;
use crate::result::graph::{Graph, derived};
use crate::result::model::FieldId;

/// The responses that are joined, and where their nodes begin on the tape.
pub(super) struct Batches {
    results: Vec<IbisResult>,
    starts: Vec<u32>,
}

impl Batches {
    /// The schemes whose attributes were fetched for a node by its own response.
    pub(super) fn schemes(&self, node: u32) -> Schemes<'_> {
        let batch = self.starts.partition_point(|start| *start <= node).saturating_sub(1);
        let own = node - self.starts.get(batch).copied().unwrap_or_default();
        Schemes { coverage: self.results.get(batch).and_then(|result| result.graph.coverage()), node: own }
    }
}

/// Joins the lists that responses hold in a field of the result: one graph with one node per entity, and one list in order
/// of identifier, without duplicates.
///
/// If two responses differ in a field, because it was edited between the calls, the first value is used, with a warning
/// about the other.
pub(in crate::result) fn join(results: Vec<IbisResult>, list: FieldId) -> Result<Graph, DecodeError> {
    let length = results.iter().map(|result| result.graph.text.len() + result.graph.unescaped.len()).sum();
    if length > LARGEST_DOCUMENT {
        return Err(DecodeError::TooLarge { limit: LARGEST_DOCUMENT });
    }
    let mut text = String::with_capacity(length);
    let mut document = Document::default();
    let (mut starts, mut listed) = (Vec::new(), Vec::new());
    for IbisResult { graph } in &results {
        let start = narrow(document.tape.len());
        starts.push(start);
        listed.extend(graph.targets(graph.root, list).iter().map(|node| node + start));
        append(&mut document, &mut text, graph);
    }
    let batches = Batches { results, starts };
    // The list is among the links, so that merging replaces its nodes too.
    let range = Range::new(document.links.len(), listed.len());
    document.links.append(&mut listed);
    document.merge_repetitions(&text, Some(&batches));

    let mut listed = document.links[range.indices()].to_vec();
    listed.sort_unstable();
    listed.dedup();
    listed.sort_by(|one, other| document.id(&text, *one).cmp(document.id(&text, *other)));
    let range = Range::new(document.links.len(), listed.len());
    document.links.append(&mut listed);
    document.root = document.tape.push(&RESULT, [(list, Cell::nodes(range))]);
    let fetch = batches.results.first().and_then(|first| first.graph.derived.fetch()).map(Box::from);
    // What differs between the responses is told nowhere else.
    for result in &batches.results {
        document.warnings.extend(result);
    }
    let warnings = std::mem::take(&mut document.warnings.first);
    Ok(document.into_graph(text, None, derived(fetch, Some(warnings))))
}

/// Appends the objects of a graph to a document.
fn append(document: &mut Document, text: &mut String, graph: &Graph) {
    let (text_before, unescaped_before) = (text.len(), document.unescaped.len());
    let (cells, links, spans) = (document.tape.len(), document.links.len(), document.spans.len());
    let moved = |cell: Cell| match cell.slot() {
        Slot::Str(span) => Cell::str(span.moved(text_before, unescaped_before)),
        Slot::Node(node) => Cell::node(narrow(node as usize + cells)),
        Slot::Nodes(range) => Cell::nodes(range.moved(links)),
        Slot::Strings(range) => Cell::strings(range.moved(spans)),
        Slot::Absent | Slot::Bool(_) | Slot::Integer(_) | Slot::Date(_) => cell,
    };
    text.push_str(&graph.text);
    document.unescaped.push_str(&graph.unescaped);
    document.tape.append(&graph.tape, moved);
    document.links.extend(graph.links.iter().map(|link| narrow(*link as usize + cells)));
    document.spans.extend(graph.spans.iter().map(|span| span.moved(text_before, unescaped_before)));
    let entities = graph.tape.nodes().filter(|node| graph.tape.model(*node).entity.is_some());
    document.entities.extend(entities.map(|node| narrow(node as usize + cells)));
}

impl Document {
    /// Names an entity of a joined result, where a path would be ambiguous.
    pub(super) fn name(&self, text: &str, entity: u32) -> String {
        let node = self.tape.moved_to(entity).unwrap_or(entity);
        let kind = self.tape.model(node).entity.as_ref().map_or("", |entity| entity.kind.as_str());
        format!("{kind} {}", self.id(text, node))
    }

    /// The id that lists are sorted by: for a person, the value of the identifier.
    fn id<'a>(&'a self, text: &'a str, node: u32) -> &'a str {
        let key = self.key(text, node);
        let (scheme_or_id, value) = key.map(|(_, first, second)| (first, second)).unwrap_or_default();
        if value.is_empty() { scheme_or_id } else { value }
    }
}
