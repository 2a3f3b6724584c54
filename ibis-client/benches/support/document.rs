//! A flattened document of fictional people, generated from a seed: always the same for the same number of people.

use std::iter;

use serde::Serialize;

use super::rng::Rng;

/// The number of the first group and institution.
const FIRST_GROUP: usize = 100_000;
const SCHEMES: [&str; 8] = [
    "email",
    "title",
    "address",
    "universityPhone",
    "labeledURI",
    "mobexPhone",
    "instPhone",
    "landlinePhone",
];
const SURNAMES: [&str; 8] =
    ["Ashdown", "Bexley", "Carmichael", "Dunwoody", "Élan", "Featherstone", "Grimaldi", "O’Hara"];
const FORENAMES: [&str; 8] = ["Ada", "Basil", "Clémence", "Dora", "Edmund", "Flora", "Giles", "Hesper"];

#[derive(Serialize)]
pub(crate) struct Document {
    pub(crate) result: Response,
}

#[derive(Serialize)]
pub(crate) struct Response {
    pub(crate) version: &'static str,
    pub(crate) people: Vec<Reference>,
    pub(crate) entities: Entities,
}

#[derive(Serialize)]
pub(crate) struct Entities {
    pub(crate) people: Vec<Person>,
    pub(crate) institutions: Vec<Institution>,
    pub(crate) groups: Vec<Group>,
}

#[derive(Serialize)]
pub(crate) struct Reference {
    #[serde(rename = "ref")]
    pub(crate) target: String,
}

#[derive(Serialize)]
pub(crate) struct Identifier {
    pub(crate) scheme: &'static str,
    pub(crate) value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person {
    pub(crate) cancelled: bool,
    pub(crate) identifier: Identifier,
    pub(crate) display_name: String,
    pub(crate) registered_name: String,
    pub(crate) surname: &'static str,
    pub(crate) visible_name: String,
    pub(crate) mis_affiliation: &'static str,
    pub(crate) staff: bool,
    pub(crate) student: bool,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) institutions: Vec<Reference>,
    pub(crate) groups: Vec<Reference>,
    pub(crate) id: String,
}

#[derive(Serialize)]
pub(crate) struct Attribute {
    pub(crate) attrid: usize,
    pub(crate) scheme: &'static str,
    pub(crate) value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instid: Option<String>,
    pub(crate) visibility: &'static str,
    #[serde(rename = "effectiveFrom")]
    pub(crate) effective_from: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Institution {
    pub(crate) cancelled: bool,
    pub(crate) instid: String,
    pub(crate) name: String,
    pub(crate) acronym: String,
    /// The groups whose members are those of the institution. Only in documents with members.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<Reference>,
    pub(crate) id: String,
}

#[derive(Serialize)]
pub(crate) struct Group {
    pub(crate) cancelled: bool,
    pub(crate) groupid: String,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) members: Vec<Reference>,
    pub(crate) id: String,
}

impl Document {
    /// Creates a document of people with 8 attributes, 2 institutions and 5 groups each.
    pub(crate) fn new(people: usize) -> Self {
        let (institutions, groups) = (count(people, 30), count(people, 10));
        let mut rng = Rng::new();
        let entities = Entities {
            people: (0..people).map(|place| person(place, institutions, groups, &mut rng)).collect(),
            institutions: (0..institutions).map(institution).collect(),
            groups: (0..groups).map(group).collect(),
        };
        let people = (0..people).map(|place| reference('p', place)).collect();
        Self { result: Response { version: "1.2", people, entities } }
    }
}

/// One for every `share` people, but enough to choose from.
fn count(people: usize, share: usize) -> usize {
    (people / share).max(10)
}

pub(crate) fn reference(kind: char, place: usize) -> Reference {
    Reference { target: format!("{kind}{place}") }
}

fn person(place: usize, institutions: usize, groups: usize, rng: &mut Rng) -> Person {
    let (forename, surname) = (rng.of(&FORENAMES), rng.of(&SURNAMES));
    let display_name = format!("{forename} {surname}");
    let initial = forename.chars().next().unwrap_or('N');
    let is_staff = rng.below(2) == 0;
    Person {
        cancelled: false,
        identifier: Identifier { scheme: "crsid", value: format!("ab{place}") },
        registered_name: format!("{initial}. {surname}"),
        surname,
        visible_name: display_name.clone(),
        display_name,
        mis_affiliation: if is_staff { "staff" } else { "student" },
        staff: is_staff,
        student: !is_staff,
        attributes: (0..SCHEMES.len()).map(|kind| attribute(place, kind, institutions, rng)).collect(),
        institutions: distinct(rng, institutions, 2).map(|other| reference('i', other)).collect(),
        groups: distinct(rng, groups, 5).map(|other| reference('g', other)).collect(),
        id: format!("p{place}"),
    }
}

fn attribute(place: usize, kind: usize, institutions: usize, rng: &mut Rng) -> Attribute {
    let number = 10_000 + rng.below(90_000);
    let value = match kind {
        0 => format!("ab{place}@example.org"),
        1 => "Keeper of the Directory".to_owned(),
        2 => format!("Office {}\nThe Turntable Building\nCambridge", number % 100),
        4 => format!("https://www.example.org/people/ab{place}"),
        _ => format!("01223 {number}"),
    };
    let has_more = rng.below(2) == 0;
    Attribute {
        attrid: place * SCHEMES.len() + kind,
        scheme: SCHEMES[kind],
        value,
        comment: has_more.then_some("for work, and in \"Full Term\" only"),
        instid: has_more.then(|| format!("INST{}", rng.below(institutions))),
        visibility: if kind == 0 { "world" } else { "university" },
        effective_from: "2026-01-05",
    }
}

/// Chooses `many` distinct numbers below `below`.
fn distinct(rng: &mut Rng, below: usize, many: usize) -> impl Iterator<Item = usize> {
    let first = rng.below(below);
    let step = 1 + rng.below((below / many).max(2) - 1);
    iter::successors(Some(first), move |place| Some((place + step) % below)).take(many)
}

fn institution(place: usize) -> Institution {
    Institution {
        cancelled: false,
        instid: format!("INST{place}"),
        name: format!("Department of Inquiry {place}"),
        acronym: format!("DOI{place}"),
        groups: Vec::new(),
        id: format!("i{place}"),
    }
}

fn group(place: usize) -> Group {
    Group {
        cancelled: false,
        groupid: (FIRST_GROUP + place).to_string(),
        name: format!("society-{place}"),
        title: format!("Society {place}"),
        description: format!("Those who meet on day {} of the term", place % 60),
        members: Vec::new(),
        id: format!("g{place}"),
    }
}
