//! People, institutions and groups, and the references between them.

use crate::directory::{Entity, GroupIx, InstIx, PersonIx};
use crate::fetch::{Kind, Reference};
use crate::formats::{Field, Node};
use crate::view::View;

impl Entity {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Person(_) => Kind::Person,
            Self::Institution(_) => Kind::Institution,
            Self::Group(_) => Kind::Group,
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

    /// The field of a result that holds a single entity of this kind, and the name of an item of a list, in XML.
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
    let institutions = |found: &[InstIx]| institutions(directory.live_institutions(found));
    let groups = |found: &[GroupIx]| groups(directory.live_groups(found));
    match reference {
        Reference::InstitutionMembers => people(directory.live_people(&institution.members)),
        Reference::InstitutionParents => institutions(&institution.parents),
        Reference::InstitutionChildren => institutions(&institution.children),
        Reference::InstitutionGroups => groups(&institution.groups),
        Reference::InstitutionMembersGroups => groups(&institution.members_groups),
        Reference::InstitutionManagedBy => groups(&institution.managed_by),
        _ => Vec::new(),
    }
}

fn from_group(view: &View<'_>, ix: GroupIx, reference: Reference) -> Vec<Entity> {
    let directory = view.directory;
    let group = directory.group(ix);
    let institutions = |found: &[InstIx]| institutions(directory.live_institutions(found));
    let groups = |found: &[GroupIx]| groups(directory.live_groups(found));
    match reference {
        Reference::GroupMembers => people(directory.live_people(&view.all_members(ix))),
        Reference::GroupDirectMembers => people(directory.live_people(&view.direct_members(ix))),
        Reference::GroupMembersOfInst => institutions(group.members_of.as_slice()),
        Reference::GroupOwningInstitutions => institutions(&group.owning_institutions),
        Reference::GroupManagesInstitutions => institutions(&group.manages_institutions),
        Reference::GroupManagesGroups => groups(&group.manages_groups),
        Reference::GroupManagedBy => groups(&group.managed_by),
        Reference::GroupReadsGroups => groups(&group.reads_groups),
        Reference::GroupReadBy => groups(&group.read_by),
        Reference::GroupIncludes => groups(&group.includes),
        Reference::GroupIncludedBy => groups(&group.included_by),
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
