//! What was fetched for each node, if the document itself does not show it.
//!
//! A fetched list is in the document even if it is empty. But an absent reference, or a scheme without attributes, may or
//! may not have been fetched. This is decided by following the chains of the fetch from the top-level entities.

use std::collections::{HashMap, HashSet};

use super::graph::Graph;
use super::model::{Field, FieldId, Scheme, Shape};

/// The schemes whose attributes were fetched.
#[derive(Clone, Copy, Debug)]
pub(super) enum Schemes<'a> {
    All,
    These(&'a HashSet<Box<str>>),
}

impl Schemes<'_> {
    pub(super) fn contain(self, scheme: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(schemes) => schemes.contains(scheme),
        }
    }
}

/// The nodes for which a single reference, or the attributes of a scheme, were fetched.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    singles: HashSet<(u32, FieldId)>,
    schemes: HashMap<u32, HashSet<Box<str>>>,
    all_schemes: HashSet<u32>,
    no_schemes: HashSet<Box<str>>,
}

impl Coverage {
    /// Whether a reference to at most one entity was fetched for a node.
    pub(super) fn single(&self, node: u32, field: FieldId) -> bool {
        self.singles.contains(&(node, field))
    }

    /// The schemes whose attributes were fetched for a node.
    pub(super) fn schemes(&self, node: u32) -> Schemes<'_> {
        if self.all_schemes.contains(&node) {
            return Schemes::All;
        }
        Schemes::These(self.schemes.get(&node).unwrap_or(&self.no_schemes))
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

/// The entities that chains start from: the top-level entities of the response, or for a request for contact rows, the
/// people in the rows.
fn roots(graph: &Graph, fetch: &str) -> Vec<u32> {
    let mut roots = Vec::new();
    for (id, field) in (0..).map(FieldId).zip(graph.model(graph.root).fields) {
        if matches!(field.shape, Shape::Entity(_) | Shape::Entities(_)) {
            // A list may name one entity many times.
            for node in once_each(graph.targets(graph.root, id).to_vec()) {
                let parts = graph.model(node).find(|field| {
                    matches!(field.shape, Shape::Values(_))
                        && field.target().is_some()
                        && !starts_with(fetch, field)
                });
                let inside = parts.map(|(id, _)| entities_in_parts(graph, node, id)).unwrap_or_default();
                if inside.is_empty() { roots.push(node) } else { roots.extend(inside) }
            }
        }
    }
    once_each(roots)
}

/// The nodes without duplicates.
fn once_each(mut nodes: Vec<u32>) -> Vec<u32> {
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// Whether one of the chains starts with the field.
fn starts_with(fetch: &str, field: &Field) -> bool {
    fetch.split(',').any(|chain| chain.split('.').next() == field.fetch)
}

/// The entities in the parts that a field holds, such as the people in contact rows.
fn entities_in_parts(graph: &Graph, node: u32, field: FieldId) -> Vec<u32> {
    let mut entities = Vec::new();
    for &part in graph.targets(node, field) {
        if let Some((id, _)) = graph.model(part).find(|field| matches!(field.shape, Shape::Entities(_))) {
            entities.extend(graph.targets(part, id));
        }
    }
    entities
}
