//! What a request's fetch brought for each node, where the document itself cannot say.
//!
//! A list that was fetched is in the document even when it is empty. A single reference that is absent, or
//! a scheme of which there is no attribute, may have been fetched or not: that follows from the chains of
//! the fetch, which lead from the answer's top-level entities to the nodes for which they ask.

use std::collections::{HashMap, HashSet};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;

use super::Kind;
use super::graph::Graph;
use super::model::{FieldId, Shape};
use super::word::Slot;
use crate::fetch::{FetchTable, table};

/// The nodes at which a single reference, or the attributes of a scheme, were asked for.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    singles: HashSet<(u32, FieldId)>,
    schemes: HashMap<u32, HashSet<Box<str>>>,
    all_schemes: HashSet<u32>,
}

impl Fetched {
    /// Whether a reference to at most one entity was fetched at a node.
    pub(super) fn single(&self, node: u32, field: FieldId) -> bool {
        self.singles.contains(&(node, field))
    }

    /// Whether the attributes of a scheme were fetched at a node.
    pub(super) fn scheme(&self, node: u32, scheme: &str) -> bool {
        self.all_schemes.contains(&node)
            || self.schemes.get(&node).is_some_and(|schemes| schemes.contains(scheme))
    }

    fn of(graph: &Graph, fetch: &str) -> Self {
        let mut fetched = Self::default();
        let roots = roots(graph, fetch);
        for chain in fetch.split(',') {
            fetched.follow(graph, chain, &roots);
        }
        fetched
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
        let Some(entity) = &graph.model(node).entity else { return };
        let table = table(entity.kind);
        if let Some(reference) = table.references.iter().find(|reference| reference.name == step) {
            if let Some(field) = field_named(graph, node, reference.field) {
                self.singles.insert((node, field));
                next.extend(graph.targets(node, field));
            }
        } else if step == "contact_rows" {
            next.extend(people_of_contact_rows(graph, node));
        } else {
            self.attributes(table, node, step);
        }
    }

    fn attributes(&mut self, table: &FetchTable, node: u32, step: &str) {
        let schemes = self.schemes.entry(node).or_default();
        match table.pseudo_attributes.iter().find(|pseudo| pseudo.name == step) {
            Some(pseudo) if pseudo.field != "attributes" => {}
            Some(pseudo) if pseudo.expands_to.is_empty() => _ = self.all_schemes.insert(node),
            Some(pseudo) => schemes.extend(pseudo.expands_to.iter().map(|scheme| Box::from(*scheme))),
            None => _ = schemes.insert(step.into()),
        }
    }
}

/// What a request asked to fetch, and what follows from it for the nodes of its answer.
///
/// It is a trait for the sake of those who keep handles in a set: there is a cell in it, of which neither the hash nor
/// the equality of a handle takes notice, but lints that find the cell cannot know that.
pub(super) trait Asked: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// The fetch, as it was sent.
    fn names(&self) -> &str;

    /// What it brought: worked out when it is first needed, for the graph of the answer.
    fn fetched(&self, graph: &Graph) -> &Fetched;
}

struct Fetch {
    names: Box<str>,
    fetched: OnceLock<Fetched>,
}

/// What a request asked to fetch.
pub(super) fn asked(names: Box<str>) -> Box<dyn Asked> {
    Box::new(Fetch { names, fetched: OnceLock::new() })
}

impl Asked for Fetch {
    fn names(&self) -> &str {
        &self.names
    }

    fn fetched(&self, graph: &Graph) -> &Fetched {
        self.fetched.get_or_init(|| Fetched::of(graph, &self.names))
    }
}

/// The entities that chains start from: those at the top of the answer, but for the answer to a request for
/// contact rows, where they are the people in the rows.
fn roots(graph: &Graph, fetch: &str) -> Vec<u32> {
    let asked_for_rows = names_contact_rows(fetch);
    let mut roots = Vec::new();
    for (field, shape) in fields(graph, graph.root) {
        if matches!(shape, Shape::Entity(_) | Shape::Entities(_)) {
            for &node in graph.targets(graph.root, field) {
                let rows = people_of_contact_rows(graph, node);
                if rows.is_empty() || asked_for_rows {
                    roots.push(node);
                } else {
                    roots.extend(rows);
                }
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

fn names_contact_rows(fetch: &str) -> bool {
    fetch.split(',').any(|chain| chain.split('.').next() == Some("contact_rows"))
}

fn people_of_contact_rows(graph: &Graph, node: u32) -> Vec<u32> {
    let Some(entity) = &graph.model(node).entity else { return Vec::new() };
    if entity.kind != Kind::Institution {
        return Vec::new();
    }
    let rows = field_named(graph, node, "contactRows").map(|field| graph.slot(node, field));
    let Some(Slot::Nodes(rows)) = rows else { return Vec::new() };
    let mut people = Vec::new();
    for &row in graph.links(rows) {
        if let Some(field) = field_named(graph, row, "people") {
            people.extend(graph.targets(row, field));
        }
    }
    people
}

fn fields(graph: &Graph, node: u32) -> impl Iterator<Item = (FieldId, Shape)> {
    (0..).map(FieldId).zip(graph.model(node).fields.iter().map(|field| field.shape))
}

fn field_named(graph: &Graph, node: u32, name: &str) -> Option<FieldId> {
    let position = graph.model(node).fields.iter().position(|field| field.name == name)?;
    u8::try_from(position).ok().map(FieldId)
}
