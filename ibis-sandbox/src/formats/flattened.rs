//! The flattened document: each entity once, with an id, and references everywhere else.

use std::collections::{HashMap, HashSet};

use super::contents;
use super::document::{Field, Fields, Node};
use crate::directory::Entity;
use crate::entity::targets;
use crate::fetch::{AttributeChoice, Fetch, Reference};
use crate::response::Roots;
use crate::view::View;

/// Adds the roots as references, and all entities that were fetched.
pub(crate) fn add<'d>(fields: &mut Fields<'d>, view: &View<'d>, roots: &Roots, fetch: &Fetch) {
    let mut plan = Plan::default();
    roots.entities().iter().for_each(|&root| plan.visit(root, fetch));
    plan.walk(view);
    fields.extend(roots.field(roots.entities().iter().map(|&root| plan.refer(root)).collect()));
    fields.push(Field::element("entities", Node::Object(plan.entities(view))));
}

/// The entities of the document, and what is fetched with each.
#[derive(Default)]
struct Plan<'f> {
    ids: HashMap<Entity, usize>,
    wanted: Vec<(Entity, Wanted)>,
    /// The fetches applied to each entity so far, so that cycles end.
    seen: HashSet<(Entity, *const Fetch)>,
    open: Vec<(Entity, &'f Fetch)>,
}

/// The union of all fetches of an entity.
#[derive(Default)]
struct Wanted {
    attributes: AttributeChoice,
    all_identifiers: bool,
    contact_rows: bool,
    references: HashSet<Reference>,
}

impl<'f> Plan<'f> {
    fn visit(&mut self, entity: Entity, fetch: &'f Fetch) {
        if !self.seen.insert((entity, std::ptr::from_ref(fetch))) {
            return;
        }
        let place = *self.ids.entry(entity).or_insert(self.wanted.len());
        if place == self.wanted.len() {
            self.wanted.push((entity, Wanted::default()));
        }
        let wanted = &mut self.wanted[place].1;
        wanted.attributes.join(&fetch.attributes);
        wanted.all_identifiers |= fetch.all_identifiers;
        wanted.contact_rows |= fetch.contact_rows.is_some();
        wanted.references.extend(fetch.references.keys());
        self.open.push((entity, fetch));
    }

    fn walk(&mut self, view: &View<'_>) {
        let mut next = 0;
        while let Some(&(entity, fetch)) = self.open.get(next) {
            next += 1;
            for (&reference, beyond) in &fetch.references {
                for target in targets(view, entity, reference) {
                    self.visit(target, beyond);
                }
            }
            if let (Entity::Institution(ix), Some(beyond)) = (entity, &fetch.contact_rows) {
                for row in &view.directory.institution(ix).contact_rows {
                    for person in view.directory.live_people(&row.people) {
                        self.visit(Entity::Person(person), beyond);
                    }
                }
            }
        }
    }

    fn refer<'d>(&self, entity: Entity) -> Node<'d> {
        Node::Object(vec![Field::attribute("ref", Node::owned(self.id(entity)))])
    }

    /// The first letter of its kind, and its number.
    fn id(&self, entity: Entity) -> String {
        let place = self.ids.get(&entity).copied().unwrap_or_default();
        format!("{}{}", &entity.kind().item()[..1], place + 1)
    }

    fn entities<'d>(&self, view: &View<'d>) -> Fields<'d> {
        let (mut people, mut institutions, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for (entity, wanted) in &self.wanted {
            let node = self.entity(view, *entity, wanted);
            match entity {
                Entity::Person(_) => people.push(node),
                Entity::Institution(_) => institutions.push(node),
                Entity::Group(_) => groups.push(node),
            }
        }
        vec![
            Field::list("people", "person", people),
            Field::list("institutions", "institution", institutions),
            Field::list("groups", "group", groups),
        ]
    }

    fn entity<'d>(&self, view: &View<'d>, entity: Entity, wanted: &Wanted) -> Node<'d> {
        let mut fields = contents::entity(view, entity, wanted.all_identifiers, &wanted.attributes);
        if let Entity::Institution(ix) = entity
            && wanted.contact_rows
        {
            let rows = view.directory.institution(ix).contact_rows.iter().map(|row| {
                let people = view.directory.live_people(&row.people).into_iter();
                contents::contact_row(row, people.map(|ix| self.refer(Entity::Person(ix))).collect())
            });
            fields.push(Field::list("contactRows", "contactRow", rows.collect()));
        }
        let mut references: Vec<Reference> = wanted.references.iter().copied().collect();
        references.sort_unstable();
        for reference in references {
            let nodes = targets(view, entity, reference).into_iter().map(|entity| self.refer(entity));
            fields.extend(reference.into_field(nodes.collect()));
        }
        fields.push(Field::attribute("id", Node::owned(self.id(entity))));
        Node::Object(fields)
    }
}
