//! Free-text search.
//!
//! A query finds what has, for each of its words, a word that begins so. An approximate query is also content
//! with a word that contains it or differs from it in one letter.

mod words;

use crate::directory::{
    Affiliation, Directory, Group, GroupIx, InstIx, Owner, Person, PersonIx, scheme, scheme_named,
};
use crate::failure::Failure;
use crate::text;
use crate::view::View;
pub(crate) use words::WordIndex;

/// A query, split into words.
#[derive(Debug)]
pub(crate) struct Query {
    words: Vec<String>,
    approximate: bool,
}

/// Which texts of a person or an institution a search looks at.
#[derive(Debug)]
pub(crate) enum Scope {
    /// Names, identifiers and all searchable attributes.
    Everything,
    /// The schemes and names that the caller lists.
    Listed { schemes: Vec<u8>, names: Vec<String> },
}

/// A restriction to staff or students.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MisStatus {
    Staff,
    Student,
}

impl Query {
    /// Reads a query; one in the directory's own query language is beyond the sandbox.
    pub(crate) fn parse(text: &str, approximate: bool) -> Result<Self, Failure> {
        let start = text.trim_start();
        let lql = ["person:", "inst:", "group:"].into_iter().find(|prefix| start.starts_with(prefix));
        if let Some(prefix) = lql {
            let message =
                format!("the sandbox has no LQL: a query that begins with `{prefix}` is not understood");
            return Err(Failure::bad_request(message).with_details("search for plain words instead"));
        }
        Ok(Self { words: text::words(text).collect(), approximate })
    }

    fn word_matches(&self, wanted: &str, word: &str) -> bool {
        word.starts_with(wanted)
            || (self.approximate && (word.contains(wanted) || one_letter_off(wanted, word)))
    }

    /// Whether each word of the query is among the words of the texts.
    fn matches<'t>(&self, texts: impl Iterator<Item = &'t str>) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let mut missing: Vec<&String> = self.words.iter().collect();
        for text in texts {
            for word in text::words(text) {
                missing.retain(|wanted| !self.word_matches(wanted, &word));
            }
            if missing.is_empty() {
                return true;
            }
        }
        false
    }
}

impl Scope {
    pub(crate) fn parse(owner: Owner, listed: Option<&[String]>) -> Result<Self, Failure> {
        let Some(listed) = listed else { return Ok(Self::Everything) };
        let (mut schemes, mut names) = (Vec::new(), Vec::new());
        for name in listed {
            match scheme_named(owner, name) {
                Some(place) => schemes.push(place),
                None if NAMES.contains(&name.as_str()) => names.push(name.clone()),
                None => return Err(Failure::bad_request(format!("unknown attribute scheme `{name}`"))),
            }
        }
        Ok(Self::Listed { schemes, names })
    }

    fn has_name(&self, name: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Listed { names, .. } => names.iter().any(|listed| listed == name),
        }
    }

    fn has_scheme(&self, place: u8) -> bool {
        match self {
            Self::Everything => scheme(place).searchable,
            Self::Listed { schemes, .. } => schemes.contains(&place),
        }
    }
}

/// Names that can be listed beside attribute schemes.
const NAMES: [&str; 5] = ["displayName", "registeredName", "surname", "name", "acronym"];

/// The people that a search finds, in the order of their surnames if so wished, else of their identifiers.
pub(crate) fn people(
    view: &View<'_>,
    query: &Query,
    scope: &Scope,
    status: Option<MisStatus>,
    include_cancelled: bool,
    by_surname: bool,
) -> Vec<PersonIx> {
    let directory = view.directory;
    let mut found = directory.words().candidates(query);
    found.retain(|&ix| {
        let person = directory.person(ix);
        (include_cancelled || !person.cancelled)
            && status.is_none_or(|status| has_status(person.affiliation, status))
            && query.matches(person_texts(view, ix, person, scope))
    });
    if by_surname {
        directory.words().sort_by_surname(&mut found);
    }
    found
}

/// The institutions that a search finds, by instid.
pub(crate) fn institutions(
    view: &View<'_>,
    query: &Query,
    scope: &Scope,
    include_cancelled: bool,
) -> Vec<InstIx> {
    let hits = view.directory.institutions().filter(|&(ix, institution)| {
        let names = [("name", Some(&*institution.name)), ("acronym", institution.acronym.as_deref())];
        let named = names.into_iter().filter(|(name, _)| scope.has_name(name)).filter_map(|(_, text)| text);
        let id = matches!(scope, Scope::Everything).then_some(&*institution.instid);
        let attributes =
            view.institution_attributes(ix).filter(|attribute| scope.has_scheme(attribute.scheme));
        let texts = named.chain(id).chain(attributes.filter_map(|attribute| attribute.value.as_deref()));
        (include_cancelled || !institution.cancelled) && query.matches(texts)
    });
    hits.map(|(ix, _)| ix).collect()
}

/// The groups that a search finds, by groupid.
pub(crate) fn groups(directory: &Directory, query: &Query, include_cancelled: bool) -> Vec<GroupIx> {
    let texts = |group: &Group| {
        [
            Some(group.groupid.clone()),
            Some(group.name.clone()),
            Some(group.title.clone()),
            group.description.clone(),
        ]
    };
    let hits = directory.groups().filter(|(_, group)| {
        let texts = texts(group);
        (include_cancelled || !group.cancelled) && query.matches(texts.iter().flatten().map(|text| &**text))
    });
    hits.map(|(ix, _)| ix).collect()
}

fn has_status(affiliation: Affiliation, status: MisStatus) -> bool {
    match status {
        MisStatus::Staff => affiliation.is_staff(),
        MisStatus::Student => affiliation.is_student(),
    }
}

fn person_texts<'d>(
    view: &'d View<'_>,
    ix: PersonIx,
    person: &'d Person,
    scope: &'d Scope,
) -> impl Iterator<Item = &'d str> {
    let names = [
        ("displayName", person.display_name.as_deref()),
        ("registeredName", person.registered_name.as_deref()),
        ("surname", person.surname.as_deref()),
    ];
    let named = names.into_iter().filter(|(name, _)| scope.has_name(name)).filter_map(|(_, text)| text);
    let all = matches!(scope, Scope::Everything);
    let ids = std::iter::once(&*person.crsid).chain(person.identifiers.iter().map(|(_, value)| &**value));
    let attributes = view.person_attributes(ix).filter(|attribute| scope.has_scheme(attribute.scheme));
    let values = attributes.filter_map(|attribute| attribute.value.as_deref());
    named.chain(ids.filter(move |_| all)).chain(values)
}

/// Whether the words differ in one letter: another one, one more or one less. Short words are too alike for that.
fn one_letter_off(wanted: &str, word: &str) -> bool {
    let a: Vec<char> = wanted.chars().collect();
    let b: Vec<char> = word.chars().collect();
    if a.len() < 4 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => a.is_empty() || a[1..] == b[1..],
        std::cmp::Ordering::Less => *a == b[1..],
        std::cmp::Ordering::Greater => a[1..] == *b,
    }
}
