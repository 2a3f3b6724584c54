//! The hierarchical document: entities written in full wherever they are reached.

use axum::http::StatusCode;

use super::contents;
use super::document::{Field, Fields, Node};
use crate::directory::Entity;
use crate::entity::targets;
use crate::failure::Failure;
use crate::fetch::Fetch;
use crate::response::Roots;
use crate::view::View;

/// A chain that goes back and forth multiplies: ten steps through an institution of 100 members would exhaust memory.
const MAX_ENTITIES: usize = 500_000;

/// Adds the roots with everything that was fetched.
pub(crate) fn add<'d>(
    fields: &mut Fields<'d>,
    view: &View<'d>,
    roots: &Roots,
    fetch: &Fetch,
) -> Result<(), Failure> {
    let mut expansion = Expansion { view, left: MAX_ENTITIES };
    fields.extend(roots.field(expansion.entities(roots.entities(), fetch)?));
    Ok(())
}

struct Expansion<'v, 'd> {
    view: &'v View<'d>,
    left: usize,
}

impl<'d> Expansion<'_, 'd> {
    fn entities(&mut self, entities: &[Entity], fetch: &Fetch) -> Result<Vec<Node<'d>>, Failure> {
        entities.iter().map(|&entity| self.entity(entity, fetch)).collect()
    }

    fn entity(&mut self, entity: Entity, fetch: &Fetch) -> Result<Node<'d>, Failure> {
        let view = self.view;
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            let message = format!("the hierarchical document has more than {MAX_ENTITIES} entities");
            Failure::new(StatusCode::INTERNAL_SERVER_ERROR, message).with_details("use `flatten=true`")
        })?;
        let mut fields = contents::entity(view, entity, fetch.all_identifiers, &fetch.attributes);
        if let (Entity::Institution(ix), Some(beyond)) = (entity, &fetch.contact_rows) {
            let mut rows = Vec::new();
            for row in &view.directory.institution(ix).contact_rows {
                let people = view.directory.live_people(&row.people);
                let people: Vec<Entity> = people.into_iter().map(Entity::Person).collect();
                rows.push(contents::contact_row(row, self.entities(&people, beyond)?));
            }
            fields.push(Field::list("contactRows", "contactRow", rows));
        }
        for (&reference, beyond) in &fetch.references {
            let nodes = self.entities(&targets(view, entity, reference), beyond)?;
            fields.extend(reference.into_field(nodes));
        }
        Ok(Node::Object(fields))
    }
}
