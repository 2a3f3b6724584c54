//! People, institutions and groups, and the references between them.

use crate::directory::{GroupIx, InstIx, PersonIx};
use crate::fetch::{Kind, Reference};
use crate::formats::{Field, Node};
use crate::view::View;

/// A person, an institution or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Entity {
    Person(PersonIx),
    Institution(InstIx),
    Group(GroupIx),
}

impl Entity {
    /// The field of a result that holds a single entity of this kind.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Institution(_) => "institution",
            Self::Group(_) => "group",
        }
    }

    /// The first letter of its id in a flattened document.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Person(_) => 'p',
            Self::Institution(_) => 'i',
            Self::Group(_) => 'g',
        }
    }
}

impl Kind {
    /// The field of a result that holds a list of this kind.
    pub(crate) fn list_field(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Institution => "institutions",
            Self::Group => "groups",
        }
    }

    /// The name of an item in such a list, in XML.
    pub(crate) fn item(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Institution => "institution",
            Self::Group => "group",
        }
    }
}

impl Reference {
    /// The field that holds these targets. `None` for a single reference without a target.
    pub(crate) fn into_field(self, mut nodes: Vec<Node<'_>>) -> Option<Field<'_>> {
        if self == Self::GroupMembersOfInst {
            return Some(Field::element(self.field(), nodes.pop()?));
        }
        Some(Field::list(self.field(), self.target().item(), nodes))
    }
}

/// The targets of a reference that are not cancelled, in the order of the document. Empty if entities of this kind have no
/// such reference.
pub(crate) fn targets(view: &View<'_>, from: Entity, reference: Reference) -> Vec<Entity> {
    match from {
        Entity::Person(ix) => from_person(view, ix, reference),
        Entity::Institution(ix) => from_institution(view, ix, reference),
        Entity::Group(ix) => from_group(view, ix, reference),
    }
}

fn from_person(view: &View<'_>, ix: PersonIx, reference: Reference) -> Vec<Entity> {
    match reference {
        Reference::PersonInstitutions => institutions(view.directory.institutions_of(ix)),
        Reference::PersonGroups => groups(view.all_groups(ix)),
        Reference::PersonDirectGroups => groups(view.direct_groups(ix)),
        _ => Vec::new(),
    }
}

fn from_institution(view: &View<'_>, ix: InstIx, reference: Reference) -> Vec<Entity> {
    let directory = view.directory;
    let institution = directory.institution(ix);
    match reference {
        Reference::InstitutionMembers => people(directory.live_people(&institution.members)),
        Reference::InstitutionParents => institutions(directory.live_institutions(&institution.parents)),
        Reference::InstitutionChildren => institutions(directory.live_institutions(&institution.children)),
        Reference::InstitutionGroups => groups(directory.live_groups(&institution.groups)),
        Reference::InstitutionMembersGroups => groups(directory.live_groups(&institution.members_groups)),
        Reference::InstitutionManagedBy => groups(directory.live_groups(&institution.managed_by)),
        _ => Vec::new(),
    }
}

fn from_group(view: &View<'_>, ix: GroupIx, reference: Reference) -> Vec<Entity> {
    let directory = view.directory;
    let group = directory.group(ix);
    match reference {
        Reference::GroupMembers => people(directory.live_people(&view.all_members(ix))),
        Reference::GroupDirectMembers => people(directory.live_people(&view.direct_members(ix))),
        Reference::GroupMembersOfInst => {
            let followed: Vec<InstIx> = group.members_of.into_iter().collect();
            institutions(directory.live_institutions(&followed))
        }
        Reference::GroupOwningInstitutions => {
            institutions(directory.live_institutions(&group.owning_institutions))
        }
        Reference::GroupManagesInstitutions => {
            institutions(directory.live_institutions(&group.manages_institutions))
        }
        Reference::GroupManagesGroups => groups(directory.live_groups(&group.manages_groups)),
        Reference::GroupManagedBy => groups(directory.live_groups(&group.managed_by)),
        Reference::GroupReadsGroups => groups(directory.live_groups(&group.reads_groups)),
        Reference::GroupReadBy => groups(directory.live_groups(&group.read_by)),
        Reference::GroupIncludes => groups(directory.live_groups(&group.includes)),
        Reference::GroupIncludedBy => groups(directory.live_groups(&group.included_by)),
        _ => Vec::new(),
    }
}

fn people(found: Vec<PersonIx>) -> Vec<Entity> {
    found.into_iter().map(Entity::Person).collect()
}

fn institutions(found: Vec<InstIx>) -> Vec<Entity> {
    found.into_iter().map(Entity::Institution).collect()
}

fn groups(found: Vec<GroupIx>) -> Vec<Entity> {
    found.into_iter().map(Entity::Group).collect()
}
