//! What was fetched for each node, if the document itself does not show it.
//!
//! A fetched list is in the document even if it is empty. But an absent reference, or a scheme without attributes, may or
//! may not have been fetched. This is decided by following the chains of the fetch from the top-level entities.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::graph::Graph;
use super::model::{FieldId, Scheme, Shape};

/// The nodes for which a single reference, or the attributes of a scheme, were fetched.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// For each step of the fetch, what it fetched, and for which nodes.
    singles: Vec<(FieldId, Nodes)>,
    schemes: Vec<(Box<str>, Nodes)>,
    all_schemes: Vec<Nodes>,
}

/// Nodes of one model, in order and each once. Chains from the same nodes share them.
type Nodes = Arc<[u32]>;

fn contains(nodes: &Nodes, node: u32) -> bool {
    nodes.binary_search(&node).is_ok()
}

/// The schemes whose attributes were fetched for a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schemes<'a> {
    /// `None` if it is unknown what was fetched: all of them may have been.
    pub(super) coverage: Option<&'a Coverage>,
    pub(super) node: u32,
}

impl<'a> Schemes<'a> {
    pub(super) fn contain(self, scheme: &str) -> bool {
        self.are_all() || self.names().any(|name| name == scheme)
    }

    pub(super) fn are_all(self) -> bool {
        self.coverage
            .is_none_or(|coverage| coverage.all_schemes.iter().any(|nodes| contains(nodes, self.node)))
    }

    /// The names of those that were fetched one by one.
    pub(super) fn names(self) -> impl Iterator<Item = &'a str> {
        let schemes = self.coverage.into_iter().flat_map(|coverage| &coverage.schemes);
        schemes.filter(move |(_, nodes)| contains(nodes, self.node)).map(|(name, _)| &**name)
    }
}

impl Coverage {
    /// Whether a reference to at most one entity was fetched for a node.
    pub(super) fn single(&self, node: u32, field: FieldId) -> bool {
        self.singles.iter().any(|(single, nodes)| *single == field && contains(nodes, node))
    }

    pub(super) fn of(graph: &Graph, fetch: &str) -> Self {
        let mut coverage = Self::default();
        for nodes in roots(graph, fetch) {
            coverage.follow(graph, fetch.split(',').collect(), nodes);
        }
        coverage
    }

    /// Follows chains from the same nodes. A step that several of them share is taken once.
    fn follow<'c>(&mut self, graph: &Graph, chains: Vec<&'c str>, nodes: Nodes) {
        let mut open = vec![(chains, nodes)];
        while let Some((chains, nodes)) = open.pop() {
            let mut steps: BTreeMap<&str, Vec<&'c str>> = BTreeMap::new();
            for chain in chains {
                let (step, rest) =
                    chain.split_once('.').map_or((chain, None), |(step, rest)| (step, Some(rest)));
                steps.entry(step).or_default().extend(rest);
            }
            for (step, rests) in steps {
                open.extend(self.step(graph, step, &nodes).map(|next| (rests, next)));
            }
        }
    }

    /// Takes a step from nodes. Returns the entities that it leads to, if it does.
    fn step(&mut self, graph: &Graph, step: &str, nodes: &Nodes) -> Option<Nodes> {
        let model = graph.tape.model(*nodes.first()?);
        let entity = model.entity.as_ref()?;
        let Some((id, field)) = model.fetched_by(step) else {
            let names = match entity.schemes.iter().find(|scheme| scheme.name == step) {
                Some(Scheme { stands_for: [], .. }) | None => &[step],
                Some(name) => name.stands_for,
            };
            for name in names {
                self.schemes.push((Box::from(*name), Arc::clone(nodes)));
            }
            return None;
        };
        match field.shape {
            Shape::Entity(_) | Shape::Entities(_) => {
                self.singles.push((id, Arc::clone(nodes)));
                Some(once_each(nodes.iter().flat_map(|node| graph.targets(*node, id)).copied()))
            }
            Shape::Values(_) if field.target().is_some() => Some(entities_in_parts(graph, nodes, id)),
            _ => {
                if field.name == "attributes" {
                    self.all_schemes.push(Arc::clone(nodes));
                }
                None
            }
        }
    }
}

/// The entities that chains start from: the top-level entities of the response, and the people in their contact rows, from
/// which the chains of a request for contact rows start. Nothing in a response tells such a request from others, but a list
/// that was not fetched is not there either.
fn roots(graph: &Graph, fetch: &str) -> Vec<Nodes> {
    let mut roots = Vec::new();
    for (id, field) in (0..).map(FieldId).zip(graph.tape.model(graph.root).fields) {
        if !matches!(field.shape, Shape::Entity(_) | Shape::Entities(_)) {
            continue;
        }
        let nodes = once_each(graph.targets(graph.root, id).iter().copied());
        let parts = nodes.first().and_then(|node| {
            graph.tape.model(*node).find(|field| {
                matches!(field.shape, Shape::Values(_))
                    && field.target().is_some()
                    && fetch.split(',').all(|chain| chain.split('.').next() != field.fetch)
            })
        });
        let inside = parts.map(|(id, _)| entities_in_parts(graph, &nodes, id));
        roots.push(nodes);
        roots.extend(inside);
    }
    roots
}

/// The nodes without duplicates.
fn once_each(nodes: impl Iterator<Item = u32>) -> Nodes {
    let mut nodes: Vec<u32> = nodes.collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes.into()
}

/// The entities in the parts that a field of nodes holds, such as the people in contact rows.
fn entities_in_parts(graph: &Graph, nodes: &[u32], field: FieldId) -> Nodes {
    let parts = nodes.iter().flat_map(|node| graph.targets(*node, field));
    once_each(parts.flat_map(|part| {
        let entities = graph.tape.model(*part).find(|field| matches!(field.shape, Shape::Entities(_)));
        entities.into_iter().flat_map(|(id, _)| graph.targets(*part, id)).copied()
    }))
}
