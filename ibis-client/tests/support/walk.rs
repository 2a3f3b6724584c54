//! Reads every field of every entity in a result, through the public interface.

use std::collections::HashSet;
use std::hint::black_box;

use foldhash::fast::RandomState;
use ibis_client::{AttributeRef, ContactRow, Group, IbisResult, Institution, NotFetched, Person};

/// The entities that are still to be read, and those that have been read.
#[derive(Default)]
struct Walk {
    people: Vec<Person>,
    institutions: Vec<Institution>,
    groups: Vec<Group>,
    seen_people: HashSet<Person, RandomState>,
    seen_institutions: HashSet<Institution, RandomState>,
    seen_groups: HashSet<Group, RandomState>,
}

/// Reads every field once. Returns the number of entities.
pub(crate) fn walk(result: &IbisResult) -> usize {
    let mut walk = Walk::default();
    black_box((result.version(), result.value(), result.warnings()));
    black_box(result.identifier().map(|identifier| (identifier.scheme(), identifier.value())));
    black_box(result.error().map(|error| (error.status(), error.code(), error.message(), error.details())));
    result.attribute().into_iter().chain(result.attributes()).for_each(read_attribute);
    for scheme in result.attribute_schemes() {
        black_box(scheme.to_record());
    }
    // The queue is read from its end, so people are read in the order of the document.
    walk.people.extend(result.person().into_iter().chain(result.people().rev()));
    walk.institutions.extend(result.institution().into_iter().chain(result.institutions()));
    walk.groups.extend(result.group().into_iter().chain(result.groups()));
    walk.run()
}

impl Walk {
    fn run(mut self) -> usize {
        loop {
            if let Some(person) = self.people.pop() {
                if !self.seen_people.contains(&person) {
                    self.read_person(&person);
                    self.seen_people.insert(person);
                }
            } else if let Some(institution) = self.institutions.pop() {
                if !self.seen_institutions.contains(&institution) {
                    self.read_institution(&institution);
                    self.seen_institutions.insert(institution);
                }
            } else if let Some(group) = self.groups.pop() {
                if !self.seen_groups.contains(&group) {
                    self.read_group(&group);
                    self.seen_groups.insert(group);
                }
            } else {
                return self.seen_people.len() + self.seen_institutions.len() + self.seen_groups.len();
            }
        }
    }

    fn read_person(&mut self, person: &Person) {
        black_box((person.cancelled(), person.identifier().scheme(), person.identifier().value()));
        black_box((person.display_name(), person.registered_name(), person.surname()));
        black_box((person.visible_name(), person.mis_affiliation(), person.best_name()));
        black_box((person.is_staff(), person.is_student()));
        for identifier in person.identifiers().into_iter().flatten() {
            black_box((identifier.scheme(), identifier.value()));
        }
        person.attributes().into_iter().flatten().for_each(read_attribute);
        push(&mut self.institutions, person.institutions());
        push(&mut self.groups, person.groups());
        push(&mut self.groups, person.direct_groups());
    }

    fn read_institution(&mut self, institution: &Institution) {
        black_box((institution.cancelled(), institution.instid(), institution.name(), institution.acronym()));
        institution.attributes().into_iter().flatten().for_each(read_attribute);
        for row in institution.contact_rows().into_iter().flatten() {
            self.read_row(&row);
        }
        push(&mut self.people, institution.members());
        push(&mut self.institutions, institution.parent_insts());
        push(&mut self.institutions, institution.child_insts());
        push(&mut self.groups, institution.groups());
        push(&mut self.groups, institution.members_groups());
        push(&mut self.groups, institution.managed_by_groups());
    }

    fn read_row(&mut self, row: &ContactRow) {
        black_box((row.description(), row.bold(), row.italic()));
        row.addresses().chain(row.emails()).for_each(|text| _ = black_box(text));
        for number in row.phone_numbers() {
            black_box((number.phone_type(), number.number(), number.comment()));
        }
        for page in row.web_pages() {
            black_box((page.url(), page.label()));
        }
        self.people.extend(row.people());
    }

    fn read_group(&mut self, group: &Group) {
        black_box((group.cancelled(), group.groupid(), group.name(), group.title()));
        black_box((group.description(), group.email()));
        self.institutions.extend(group.members_of_inst().ok().flatten());
        push(&mut self.people, group.members());
        push(&mut self.people, group.direct_members());
        push(&mut self.institutions, group.owning_insts());
        push(&mut self.institutions, group.manages_insts());
        push(&mut self.groups, group.manages_groups());
        push(&mut self.groups, group.managed_by_groups());
        push(&mut self.groups, group.reads_groups());
        push(&mut self.groups, group.read_by_groups());
        push(&mut self.groups, group.includes_groups());
        push(&mut self.groups, group.included_by_groups());
    }
}

fn push<E>(queue: &mut Vec<E>, references: Result<impl Iterator<Item = E>, NotFetched>) {
    queue.extend(references.into_iter().flatten());
}

fn read_attribute(attribute: AttributeRef<'_>) {
    black_box((attribute.attrid(), attribute.scheme(), attribute.value(), attribute.binary_data()));
    black_box((attribute.comment(), attribute.instid(), attribute.visibility()));
    black_box((attribute.effective_from(), attribute.effective_to(), attribute.owning_groupid()));
}
