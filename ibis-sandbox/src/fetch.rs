//! The parameter `fetch`, such as `email,all_insts.managed_by_groups.all_members.email`, as a tree.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;

use crate::directory::{Owner, SchemeIx, Schemes};
use crate::failure::Failure;

/// The maximum number of references in a chain.
const MAX_REFERENCE_STEPS: usize = 10;

/// What to fetch with an entity besides its basic fields.
#[derive(Debug, Default)]
pub(crate) struct Fetch {
    pub(crate) attributes: AttributeChoice,
    pub(crate) all_identifiers: bool,
    pub(crate) references: BTreeMap<Reference, Fetch>,
    /// Set if contact rows are fetched: what to fetch with their people.
    pub(crate) contact_rows: Option<Box<Fetch>>,
}

/// The attributes to fetch.
#[derive(Debug, Default, Clone)]
pub(crate) struct AttributeChoice {
    /// Whether any are fetched. If so, the document has the list, even an empty one.
    pub(crate) any: bool,
    all: bool,
    schemes: BTreeSet<SchemeIx>,
}

/// The three kinds of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Person,
    Institution,
    Group,
}

/// A reference from one entity to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reference {
    PersonInstitutions,
    PersonGroups,
    PersonDirectGroups,
    InstitutionMembers,
    InstitutionParents,
    InstitutionChildren,
    InstitutionGroups,
    InstitutionMembersGroups,
    InstitutionManagedBy,
    GroupMembers,
    GroupDirectMembers,
    GroupMembersOfInst,
    GroupOwningInstitutions,
    GroupManagesInstitutions,
    GroupManagesGroups,
    GroupManagedBy,
    GroupReadsGroups,
    GroupReadBy,
    GroupIncludes,
    GroupIncludedBy,
}

use Kind::{Group, Institution, Person};

/// The source, the name in a fetch, the target, and the field in a document, in the order of the variants.
#[rustfmt::skip]
const REFERENCES: [(Kind, &str, Kind, &str, Reference); 20] = [
    (Person, "all_insts", Institution, "institutions", Reference::PersonInstitutions),
    (Person, "all_groups", Group, "groups", Reference::PersonGroups),
    (Person, "direct_groups", Group, "directGroups", Reference::PersonDirectGroups),
    (Institution, "all_members", Person, "members", Reference::InstitutionMembers),
    (Institution, "parent_insts", Institution, "parentInsts", Reference::InstitutionParents),
    (Institution, "child_insts", Institution, "childInsts", Reference::InstitutionChildren),
    (Institution, "inst_groups", Group, "groups", Reference::InstitutionGroups),
    (Institution, "members_groups", Group, "membersGroups", Reference::InstitutionMembersGroups),
    (Institution, "managed_by_groups", Group, "managedByGroups", Reference::InstitutionManagedBy),
    (Group, "all_members", Person, "members", Reference::GroupMembers),
    (Group, "direct_members", Person, "directMembers", Reference::GroupDirectMembers),
    (Group, "members_of_inst", Institution, "membersOfInst", Reference::GroupMembersOfInst),
    (Group, "owning_insts", Institution, "owningInsts", Reference::GroupOwningInstitutions),
    (Group, "manages_insts", Institution, "managesInsts", Reference::GroupManagesInstitutions),
    (Group, "manages_groups", Group, "managesGroups", Reference::GroupManagesGroups),
    (Group, "managed_by_groups", Group, "managedByGroups", Reference::GroupManagedBy),
    (Group, "reads_groups", Group, "readsGroups", Reference::GroupReadsGroups),
    (Group, "read_by_groups", Group, "readByGroups", Reference::GroupReadBy),
    (Group, "includes_groups", Group, "includesGroups", Reference::GroupIncludes),
    (Group, "included_by_groups", Group, "includedByGroups", Reference::GroupIncludedBy),
];

const PERSON_PHONES: [&str; 5] = ["universityPhone", "instPhone", "landlinePhone", "mobilePhone", "pager"];
const INSTITUTION_PHONES: [&str; 4] = ["universityPhone", "instPhone", "landlinePhone", "mobilePhone"];

impl Reference {
    /// The field that holds the reference in a document.
    pub(crate) fn field(self) -> &'static str {
        REFERENCES[self as usize].3
    }

    /// The kind of its targets.
    pub(crate) fn target(self) -> Kind {
        REFERENCES[self as usize].2
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Person => "a person",
            Institution => "an institution",
            Group => "a group",
        }
    }
}

impl Fetch {
    /// Parses a comma-separated list of chains that start at an entity of kind `root`.
    pub(crate) fn parse(schemes: &Schemes, root: Kind, text: &str) -> Result<Self, Failure> {
        let mut fetch = Self::default();
        for chain in text.split(',').map(str::trim).filter(|chain| !chain.is_empty()) {
            fetch.add(schemes, root, chain)?;
        }
        Ok(fetch)
    }

    /// Fetches the contact rows of an institution, and `people` with their people.
    pub(crate) fn contact_rows(people: Self) -> Self {
        Self { contact_rows: Some(Box::new(people)), ..Self::default() }
    }

    fn add(&mut self, schemes: &Schemes, root: Kind, chain: &str) -> Result<(), Failure> {
        let (mut at, mut kind, mut references) = (self, root, 0);
        let mut steps = chain.split('.').peekable();
        while let Some(name) = steps.next() {
            let reference = REFERENCES.iter().find(|(from, fetched, ..)| *from == kind && *fetched == name);
            let contact_rows = kind == Institution && name == "contact_rows";
            if reference.is_some() || contact_rows {
                references += 1;
                if references > MAX_REFERENCE_STEPS {
                    let status = StatusCode::INTERNAL_SERVER_ERROR;
                    return Err(Failure::new(status, "Nested fetch depth too large."));
                }
            }
            if let Some((_, _, target, _, reference)) = reference {
                (at, kind) = (at.references.entry(*reference).or_default(), *target);
            } else if contact_rows {
                (at, kind) = (at.contact_rows.get_or_insert_default(), Person);
            } else {
                at.add_leaf(schemes, kind, name)?;
                if steps.peek().is_some() {
                    let message = format!("nothing can be fetched through `{name}` in `{chain}`");
                    return Err(Failure::bad_request(message));
                }
            }
        }
        Ok(())
    }

    fn add_leaf(&mut self, schemes: &Schemes, kind: Kind, name: &str) -> Result<(), Failure> {
        let unknown = || Failure::bad_request(format!("cannot fetch `{name}` of {}", kind.word()));
        match (kind, name) {
            (Person, "all_identifiers") => self.all_identifiers = true,
            (Person, _) => self.attributes.add(schemes, Owner::Person, name).ok_or_else(unknown)?,
            (Institution, _) => self.attributes.add(schemes, Owner::Institution, name).ok_or_else(unknown)?,
            (Group, _) => return Err(unknown()),
        }
        Ok(())
    }
}

impl AttributeChoice {
    /// Adds the attributes with this name. `None` if it is unknown.
    pub(crate) fn add(&mut self, schemes: &Schemes, owner: Owner, name: &str) -> Option<()> {
        let phones: &[&str] = match (name, owner) {
            ("phone_numbers", Owner::Person) => &PERSON_PHONES,
            ("phone_numbers", Owner::Institution) => &INSTITUTION_PHONES,
            _ => &[],
        };
        if name == "all_attrs" {
            self.all = true;
        } else if phones.is_empty() {
            self.schemes.insert(schemes.named(owner, name)?);
        } else {
            self.schemes.extend(phones.iter().filter_map(|phone| schemes.named(owner, phone)));
        }
        self.any = true;
        Some(())
    }

    pub(crate) fn includes(&self, scheme: SchemeIx) -> bool {
        self.all || self.schemes.contains(&scheme)
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.any |= other.any;
        self.all |= other.all;
        self.schemes.extend(&other.schemes);
    }
}

#[cfg(test)]
mod tests {
    use super::REFERENCES;

    #[test]
    fn references_are_in_the_order_of_their_variants() {
        for (at, (.., reference)) in REFERENCES.iter().enumerate() {
            assert_eq!(*reference as usize, at);
        }
    }
}
