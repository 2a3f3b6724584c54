//! A synthetic university of any size, in the proportions of a real one and the same at every start.

mod chance;
mod names;

use std::collections::HashMap;
use std::sync::Arc;

use super::{
    Affiliation, Aspect, Assembly, Attribute, Change, ContactRow, Directory, Entity, FixtureError, Group,
    GroupIx, InstIx, Institution, NAMES, Owner, Person, PersonIx, PhoneNumber, Visibility, WebPage,
    well_known_schemes,
};
use crate::{EDITOR_GROUP, EDITOR_PASSWORD};
use chance::Chance;

/// Builds a university of `people` people, one of them `spqr1`.
pub(crate) fn synthetic(people: usize) -> Result<Directory, FixtureError> {
    let assembly = Assembly { schemes: well_known_schemes()?, ..Assembly::default() };
    let mut plan = Plan { photo: PHOTO.into(), assembly, ..Plan::default() };
    plan.add_institutions(people);
    plan.add_people(people);
    plan.add_institution_groups();
    plan.add_societies(people / 100);
    plan.add_contact_rows();
    plan.add_history(people / 10);
    Ok(plan.assembly.finish())
}

/// The smallest JPEG: a start marker and an end marker.
const PHOTO: [u8; 4] = [0xff, 0xd8, 0xff, 0xd9];

#[derive(Default)]
struct Plan {
    chance: Chance,
    photo: Arc<[u8]>,
    assembly: Assembly,
    departments: Vec<InstIx>,
    colleges: Vec<InstIx>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Top,
    School,
    Department,
    College,
}

impl Plan {
    /// Adds the university, its schools with their departments, and the colleges.
    fn add_institutions(&mut self, people: usize) {
        let departments = (people / 400).clamp(12, 600);
        let colleges = (people / 6_000).clamp(2, 31);
        let mut drafts: Vec<(String, String, Option<String>, Rank)> =
            vec![("UNIV".into(), "The Synthetic University".into(), None, Rank::Top)];
        for (at, subject) in names::SCHOOLS.iter().enumerate() {
            drafts.push((
                format!("SCH{at}"),
                format!("School of {subject}"),
                Some("UNIV".into()),
                Rank::School,
            ));
        }
        let uis = "University Information Services".to_owned();
        drafts.push(("UIS".into(), uis, Some("SCH0".into()), Rank::Department));
        for at in 1..departments {
            let school = format!("SCH{}", at % names::SCHOOLS.len());
            let name = names::department(at);
            drafts.push((format!("DEPT{at:03}"), name, Some(school), Rank::Department));
        }
        for at in 0..colleges {
            let name = names::college(at);
            drafts.push((format!("COLL{at:02}"), name, Some("UNIV".into()), Rank::College));
        }
        drafts.sort();
        let places: HashMap<String, InstIx> =
            drafts.iter().enumerate().map(|(at, draft)| (draft.0.clone(), InstIx::new(at))).collect();
        for (at, (instid, name, parent, rank)) in drafts.into_iter().enumerate() {
            let cancelled = rank == Rank::Department && instid != "UIS" && self.chance.one_in(40);
            match rank {
                Rank::Department if !cancelled => self.departments.push(InstIx::new(at)),
                Rank::College => self.colleges.push(InstIx::new(at)),
                _ => {}
            }
            let host = instid.to_lowercase();
            let attributes = [
                ("email", format!("office@{host}.example.org")),
                ("universityPhone", self.phone()),
                ("labeledURI", format!("https://{host}.example.org/")),
            ];
            let attributes = attributes
                .into_iter()
                .filter_map(|(scheme, value)| self.text(Owner::Institution, scheme, value, Visibility::World))
                .collect();
            self.assembly.institutions.push(Institution {
                instid: instid.into(),
                cancelled,
                name: name.into(),
                acronym: (rank == Rank::Department).then(|| host.to_uppercase().into()),
                attributes,
                parents: parent.and_then(|parent| places.get(&parent).copied()).into_iter().collect(),
                ..Institution::default()
            });
        }
    }

    fn add_people(&mut self, people: usize) {
        let mut drafts: Vec<(String, &'static str, String)> = Vec::with_capacity(people);
        let mut numbers: HashMap<[u8; 2], u32> = HashMap::new();
        if people > 0 {
            drafts.push(("spqr1".to_owned(), "Senata", "Romana".to_owned()));
        }
        for _ in 1..people {
            let first = self.chance.pick(&names::FIRST);
            let surname = names::surname(&mut self.chance);
            let initials = [names::initial(first), names::initial(&surname)];
            // The gaps between numbers stand for people who have left.
            let number = numbers.entry(initials).or_insert(100);
            *number += 1 + self.chance.below(3);
            let initials = initials.map(char::from);
            drafts.push((format!("{}{}{number}", initials[0], initials[1]), first, surname));
        }
        drafts.sort_unstable();
        for (at, (crsid, first, surname)) in drafts.into_iter().enumerate() {
            let person = self.person(at, crsid, first, surname);
            self.assembly.people.push(person);
        }
    }

    fn person(&mut self, at: usize, crsid: String, first: &str, surname: String) -> Person {
        let affiliation = match self.chance.below(100) {
            0..40 => Affiliation::Staff,
            40..94 => Affiliation::Student,
            94..97 => Affiliation::StaffAndStudent,
            _ => Affiliation::None,
        };
        let mut institutions = vec![self.chance.pick(&self.departments)];
        if affiliation.is_student() || self.chance.one_in(4) {
            institutions.push(self.chance.pick(&self.colleges));
        }
        if crsid == "spqr1" {
            let uis = self.assembly.institutions.iter().position(|institution| &*institution.instid == "UIS");
            institutions[0] = uis.map_or(institutions[0], InstIx::new);
        }
        let mut identifiers: Vec<(Box<str>, Box<str>)> = Vec::new();
        if affiliation.is_student() {
            identifiers.push(("usn".into(), format!("{}", 300_000_000 + at).into()));
        }
        if matches!(affiliation, Affiliation::Staff | Affiliation::StaffAndStudent) {
            identifiers.push(("staffNumber".into(), format!("{}", 1_000_000 + at).into()));
        }
        // One in a thousand has no names.
        let named = !self.chance.one_in(1000) || crsid == "spqr1";
        let initial = first.chars().next().unwrap_or_default();
        let names = [format!("{first} {surname}"), format!("{initial}. {surname}"), surname];
        let names = NAMES.into_iter().zip(names).filter(|_| named);
        let mut attributes: Vec<Attribute> = names
            .filter_map(|(scheme, name)| self.text(Owner::Person, scheme, name, Visibility::World))
            .collect();
        let cancelled = crsid != "spqr1" && self.chance.one_in(12);
        attributes.extend(self.attributes(&crsid, affiliation));
        Person {
            cancelled,
            attributes,
            crsid: crsid.into(),
            visible_name: None,
            affiliation,
            identifiers,
            institutions,
            direct_groups: Vec::new(),
        }
    }

    fn attributes(&mut self, crsid: &str, affiliation: Affiliation) -> Vec<Attribute> {
        let seen = if self.chance.one_in(8) { Visibility::University } else { Visibility::World };
        let mut attributes: Vec<(&str, String, Visibility)> = Vec::new();
        let affiliations = affiliation.text().into_iter().flat_map(|text| text.split(','));
        attributes.extend(affiliations.map(|value| ("misAffiliation", value.to_owned(), Visibility::World)));
        attributes.push(("email", format!("{crsid}@example.org"), seen));
        if affiliation.is_staff() && self.chance.one_in(2) {
            attributes.push(("universityPhone", self.phone(), Visibility::World));
        }
        if affiliation.is_staff() && self.chance.one_in(3) {
            attributes.push(("title", self.chance.pick(&names::TITLES).to_owned(), Visibility::World));
        }
        if self.chance.one_in(50) {
            attributes.push(("landlinePhone", self.phone(), Visibility::Private));
        }
        let photo = self.chance.one_in(20).then(|| self.assembly.schemes.named(Owner::Person, "jpegPhoto"));
        let photo = photo.flatten().map(|scheme| Attribute {
            binary: Some(Arc::clone(&self.photo)),
            ..Attribute::new(scheme, Visibility::University)
        });
        let texts = attributes.into_iter();
        texts
            .filter_map(|(scheme, value, seen)| self.text(Owner::Person, scheme, value, seen))
            .chain(photo)
            .collect()
    }

    fn text(&self, owner: Owner, scheme: &str, value: String, visibility: Visibility) -> Option<Attribute> {
        let scheme = self.assembly.schemes.named(owner, scheme)?;
        Some(Attribute { value: Some(value.into()), ..Attribute::new(scheme, visibility) })
    }

    /// Adds [`EDITOR_GROUP`], and a group of members and one of managers for each institution.
    fn add_institution_groups(&mut self) {
        let mut editor = Group {
            groupid: "000001".into(),
            name: EDITOR_GROUP.into(),
            title: "Editors of everything".into(),
            password: Some(EDITOR_PASSWORD.into()),
            direct_members: self.spqr1().into_iter().collect(),
            ..Group::default()
        };
        editor.manages_institutions = (0..self.assembly.institutions.len()).map(InstIx::new).collect();
        self.assembly.groups.push(editor);
        for at in 0..self.assembly.institutions.len() {
            let ix = InstIx::new(at);
            let (instid, name, cancelled) = {
                let institution = &self.assembly.institutions[at];
                (institution.instid.to_lowercase(), institution.name.clone(), institution.cancelled)
            };
            let members = GroupIx::new(self.assembly.groups.len());
            let managers = GroupIx::new(self.assembly.groups.len() + 1);
            self.add_group(Group {
                name: format!("{instid}-members").into(),
                title: format!("Members of {name}").into(),
                cancelled,
                members_of: Some(ix),
                owning_institutions: vec![ix],
                ..Group::default()
            });
            let count = self.chance.below(5) as usize + 1;
            let managing = self.some_people(count);
            self.add_group(Group {
                name: format!("{instid}-managers").into(),
                title: format!("Managers of {name}").into(),
                cancelled,
                direct_members: managing,
                owning_institutions: vec![ix],
                manages_institutions: vec![ix],
                manages_groups: vec![members, managers],
                ..Group::default()
            });
            self.assembly.groups[0].manages_groups.push(members);
        }
    }

    /// Adds societies, which manage themselves. Some include others.
    fn add_societies(&mut self, societies: usize) {
        let first = self.assembly.groups.len();
        for at in 0..societies {
            let members = self.chance.below(120) as usize + 3;
            let ix = GroupIx::new(self.assembly.groups.len());
            let includes = if at > 0 && self.chance.one_in(10) {
                vec![GroupIx::new(first + self.chance.below(u32::try_from(at).unwrap_or(1)) as usize)]
            } else {
                Vec::new()
            };
            let direct_members = self.some_people(members);
            let cancelled = self.chance.one_in(25);
            let name = names::society(at);
            self.add_group(Group {
                name: format!("society-{at}").into(),
                email: (at % 3 == 0).then(|| format!("society-{at}@example.org").into()),
                title: name.into(),
                description: Some("A society that manages itself.".into()),
                cancelled,
                direct_members,
                manages_groups: vec![ix],
                includes,
                ..Group::default()
            });
            if at % 2 == 0 {
                self.assembly.groups[0].manages_groups.push(ix);
            }
        }
    }

    fn add_contact_rows(&mut self) {
        for at in 0..self.assembly.institutions.len() {
            let people = self.some_people(2);
            let number = self.phone();
            let instid = self.assembly.institutions[at].instid.to_lowercase();
            self.assembly.institutions[at].contact_rows = vec![
                ContactRow {
                    description: Some("Office".into()),
                    bold: true,
                    emails: vec![format!("office@{instid}.example.org").into()],
                    phone_numbers: vec![PhoneNumber {
                        phone_type: Some("universityPhone".into()),
                        number: number.into(),
                        comment: None,
                    }],
                    web_pages: vec![WebPage {
                        url: format!("https://{instid}.example.org/").into(),
                        label: Some("Home page".into()),
                    }],
                    ..ContactRow::default()
                },
                ContactRow { description: Some("Heads".into()), people, ..ContactRow::default() },
            ];
        }
    }

    fn add_history(&mut self, transactions: usize) {
        for transaction in 1.. {
            let Some(person) = self.somebody().filter(|_| transaction <= transactions) else { break };
            let (subject, aspect) = match self.chance.below(10) {
                0 => (Entity::Group(self.any_group()), Aspect::Membership),
                1 => (Entity::Institution(self.chance.pick(&self.departments)), Aspect::ContactRows),
                2 => (Entity::Person(person), Aspect::Membership),
                _ => (Entity::Person(person), Aspect::Fields),
            };
            let transaction = i64::try_from(transaction).unwrap_or(i64::MAX);
            self.assembly.history.push(Change { transaction, subject, aspect });
        }
    }

    fn add_group(&mut self, group: Group) {
        let groupid = format!("{:06}", self.assembly.groups.len() + 1).into();
        self.assembly.groups.push(Group { groupid, ..group });
    }

    fn any_group(&mut self) -> GroupIx {
        let groups = u32::try_from(self.assembly.groups.len()).unwrap_or(u32::MAX);
        GroupIx::new(self.chance.below(groups) as usize)
    }

    fn somebody(&mut self) -> Option<PersonIx> {
        let people = u32::try_from(self.assembly.people.len()).ok().filter(|people| *people > 0)?;
        Some(PersonIx::new(self.chance.below(people) as usize))
    }

    fn some_people(&mut self, count: usize) -> Vec<PersonIx> {
        (0..count).filter_map(|_| self.somebody()).collect()
    }

    fn spqr1(&self) -> Option<PersonIx> {
        let at = self.assembly.people.binary_search_by(|person| (*person.crsid).cmp("spqr1")).ok()?;
        Some(PersonIx::new(at))
    }

    /// A telephone number from a range reserved for fiction.
    fn phone(&mut self) -> String {
        format!("(01632) 960{:03}", self.chance.below(1000))
    }
}
