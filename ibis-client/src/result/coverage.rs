//! What a request's fetch brought for each node, where the document itself cannot say.
//!
//! A list that was fetched is in the document even when it is empty. A single reference that is absent, or
//! a scheme of which there is no attribute, may have been fetched or not: that follows from the chains of
//! the fetch, which lead from the response's top-level entities to the nodes for which they ask.

use std::collections::{HashMap, HashSet};

use super::graph::Graph;
use super::model::{Field, FieldId, Scheme, Shape};

/// The nodes at which a single reference, or the attributes of a scheme, were asked for.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    singles: HashSet<(u32, FieldId)>,
    schemes: HashMap<u32, HashSet<Box<str>>>,
    all_schemes: HashSet<u32>,
}

impl Coverage {
    /// Whether a reference to at most one entity was fetched at a node.
    pub(super) fn single(&self, node: u32, field: FieldId) -> bool {
        self.singles.contains(&(node, field))
    }

    /// Whether the attributes of a scheme were fetched at a node.
    pub(super) fn scheme(&self, node: u32, scheme: &str) -> bool {
        self.all_schemes.contains(&node)
            || self.schemes.get(&node).is_some_and(|schemes| schemes.contains(scheme))
    }

    pub(super) fn of(graph: &Graph, fetch: &str) -> Self {
        let mut coverage = Self::default();
        let roots = roots(graph, fetch);
        for chain in fetch.split(',') {
            coverage.follow(graph, chain, &roots);
        }
        coverage
    }

    fn follow(&mut self, graph: &Graph, chain: &str, roots: &[u32]) {
        let mut nodes = roots.to_vec();
        for step in chain.split('.') {
            let mut next = Vec::new();
            for node in nodes {
                self.step(graph, node, step, &mut next);
            }
            nodes = once_each(next);
        }
    }

    fn step(&mut self, graph: &Graph, node: u32, step: &str, next: &mut Vec<u32>) {
        let model = graph.model(node);
        let Some(entity) = &model.entity else { return };
        let Some((id, field)) = model.fetched_by(step) else {
            let schemes = self.schemes.entry(node).or_default();
            match entity.schemes.iter().find(|scheme| scheme.name == step) {
                Some(Scheme { stands_for: [], .. }) | None => _ = schemes.insert(step.into()),
                Some(name) => schemes.extend(name.stands_for.iter().map(|scheme| Box::from(*scheme))),
            }
            return;
        };
        match field.shape {
            Shape::Entity(_) | Shape::Entities(_) => {
                self.singles.insert((node, id));
                next.extend(graph.targets(node, id));
            }
            Shape::Values(_) if field.target().is_some() => next.extend(entities_in_parts(graph, node, id)),
            _ if field.name == "attributes" => _ = self.all_schemes.insert(node),
            _ => {}
        }
    }
}

/// The entities that chains start from: those at the top of the response, but for the response to a request for
/// contact rows, where they are the people in the rows.
fn roots(graph: &Graph, fetch: &str) -> Vec<u32> {
    let mut roots = Vec::new();
    for (id, field) in (0..).map(FieldId).zip(graph.model(graph.root).fields) {
        if matches!(field.shape, Shape::Entity(_) | Shape::Entities(_)) {
            for &node in graph.targets(graph.root, id) {
                let parts = graph.model(node).find(|field| {
                    matches!(field.shape, Shape::Values(_))
                        && field.target().is_some()
                        && !names(fetch, field)
                });
                let inside = parts.map(|(id, _)| entities_in_parts(graph, node, id)).unwrap_or_default();
                if inside.is_empty() { roots.push(node) } else { roots.extend(inside) }
            }
        }
    }
    once_each(roots)
}

/// The same nodes without repetitions.
fn once_each(mut nodes: Vec<u32>) -> Vec<u32> {
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// Whether one of the chains begins with the field.
fn names(fetch: &str, field: &Field) -> bool {
    fetch.split(',').any(|chain| chain.split('.').next() == field.fetch)
}

/// The entities in the parts that a field has, such as the people in contact rows.
fn entities_in_parts(graph: &Graph, node: u32, field: FieldId) -> Vec<u32> {
    let mut entities = Vec::new();
    for &part in graph.targets(node, field) {
        if let Some((id, _)) = graph.model(part).find(|field| matches!(field.shape, Shape::Entities(_))) {
            entities.extend(graph.targets(part, id));
        }
    }
    entities
}
