//! Several graphs into one.

use std::sync::Arc;

use super::document::{Document, EntityRow};
use super::{DecodeError, LARGEST_DOCUMENT};
use crate::api::RESULT;
use crate::result::graph::{Entry, Graph, NodeRow, Run, Slot, narrow};
use crate::result::model::{FieldId, Shape};

/// Joins the answers of calls that returned lists of one kind: same entity, same node; their lists become one, in
/// the order of the identifiers, without repetitions.
///
/// Where two answers differ in a field, because it was edited between the calls, the first one counts and the
/// other is an oddity.
pub(in crate::result) fn join(graphs: &[Arc<Graph>]) -> Result<Graph, DecodeError> {
    let length = graphs.iter().map(|graph| graph.text.len() + graph.unescaped.len()).sum();
    if length > LARGEST_DOCUMENT {
        return Err(DecodeError::TooLarge { length });
    }
    let mut text = String::with_capacity(length);
    let mut document = Document::default();
    for graph in graphs {
        append(&mut document, &mut text, graph);
    }
    let list = list_field(graphs);
    let mut listed: Vec<u32> = Vec::new();
    let mut nodes_before = 0;
    for graph in graphs {
        listed.extend(graph.targets(graph.root, list).iter().map(|node| node + nodes_before));
        nodes_before += narrow(graph.nodes.len());
    }
    // A link run of its own, so that merging leads it to the merged nodes too.
    let run = Run::new(document.links.len(), listed.len());
    document.links.append(&mut listed);
    document.entity_paths = document.entities.iter().map(|entity| document.name(&text, entity)).collect();
    document.merge_repetitions(&text);

    let mut listed = document.links[run.range()].to_vec();
    listed.sort_by_cached_key(|node| document.id(&text, *node));
    listed.dedup();
    let run = Run::new(document.links.len(), listed.len());
    document.links.append(&mut listed);
    let entries = Run::new(document.entries.len(), 1);
    document.entries.push(Entry::new(list, Slot::Nodes(run)));
    document.root = narrow(document.nodes.len());
    document.nodes.push(NodeRow { model: &RESULT, entries });
    let fetch = graphs.first().and_then(|graph| graph.fetch.clone());
    Ok(document.into_graph(text, fetch))
}

/// The field of the result that has the list.
fn list_field(graphs: &[Arc<Graph>]) -> FieldId {
    let lists = |graph: &Arc<Graph>| {
        graph
            .entries(graph.root)
            .iter()
            .map(|entry| entry.field)
            .find(|field| matches!(RESULT.field(*field).shape, Shape::Entities(_)))
    };
    graphs.iter().find_map(lists).unwrap_or(FieldId(0))
}

/// Adds the rows of a graph behind those that are there.
fn append(document: &mut Document, text: &mut String, graph: &Graph) {
    let (text_before, unescaped_before) = (text.len(), document.unescaped.len());
    let (nodes, entries) = (document.nodes.len(), document.entries.len());
    let (links, spans) = (document.links.len(), document.spans.len());
    let moved = |slot| match slot {
        Slot::Text(span) => Slot::Text(span.moved(text_before, unescaped_before)),
        Slot::Node(node) => Slot::Node(narrow(node as usize + nodes)),
        Slot::Nodes(run) => Slot::Nodes(run.moved(links)),
        Slot::Texts(run) => Slot::Texts(run.moved(spans)),
        Slot::Flag(_) | Slot::Integer(_) | Slot::Date(_) => slot,
    };
    text.push_str(&graph.text);
    document.unescaped.push_str(&graph.unescaped);
    document.entries.extend(graph.entries.iter().map(|entry| Entry::new(entry.field, moved(entry.slot()))));
    document.links.extend(graph.links.iter().map(|link| narrow(*link as usize + nodes)));
    document.spans.extend(graph.spans.iter().map(|span| span.moved(text_before, unescaped_before)));
    document.oddities.extend(graph.oddities.iter().cloned());
    for (node, row) in (nodes..).zip(&graph.nodes) {
        if let Some(entity) = &row.model.entity {
            document.entities.push(EntityRow { kind: entity.kind, node: narrow(node), id: None });
        }
        document.nodes.push(NodeRow { model: row.model, entries: row.entries.moved(entries) });
    }
}

impl Document {
    /// A name for an entity that comes from several documents, in place of a path.
    fn name(&self, text: &str, entity: &EntityRow) -> String {
        format!("{} {}", entity.kind, self.id(text, entity.node))
    }

    /// The id that lists are in the order of: of a person, the value of the identifier.
    fn id(&self, text: &str, node: u32) -> String {
        let model = self.nodes[node as usize].model;
        let key = model.entity.as_ref().and_then(|entity| self.key(text, entity.kind, node));
        let (scheme_or_id, value) = key.map(|(_, first, second)| (first, second)).unwrap_or_default();
        if value.is_empty() { scheme_or_id } else { value }.to_owned()
    }
}
