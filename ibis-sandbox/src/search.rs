//! Searches for words, and LQL queries whose results a test has registered.
//!
//! A record matches if, for each word of the query, one of its words begins with it. With `approxMatches`, a word that
//! contains it or differs from it in one letter matches too.

mod words;

use crate::directory::{
    Affiliation, Directory, Group, GroupIx, InstIx, Owner, Person, PersonIx, SchemeIx, Schemes, distinct,
};
use crate::failure::Failure;
use crate::fetch::Kind;
use crate::service::Arguments;
use crate::text;
use crate::view::View;
pub(crate) use words::WordIndex;

/// What a search looks for.
#[derive(Debug)]
pub(crate) enum Query<'d> {
    Words(Words),
    /// The registered result of an LQL query: identifiers.
    Lql(&'d [String]),
}

/// A query for words.
#[derive(Debug)]
pub(crate) struct Words {
    words: Vec<String>,
    approximate: bool,
}

/// The texts of a person or an institution that a search compares.
#[derive(Debug)]
pub(crate) enum Scope {
    /// Names, identifiers and all searchable attributes.
    Everything,
    /// The attribute schemes, and fields of institutions, that the caller lists.
    Listed { schemes: Vec<SchemeIx>, names: Vec<String> },
}

/// The prefixes of LQL queries for people, institutions and groups, in the order of [`Kind`]'s variants.
const LQL_PREFIXES: [&str; 3] = ["person:", "inst:", "group:"];

/// The prefix of an LQL query; `None` if it is a query for words.
pub(crate) fn lql_prefix(query: &str) -> Option<&'static str> {
    let query = query.trim_start();
    LQL_PREFIXES.into_iter().find(|prefix| query.starts_with(prefix))
}

/// Registers the result of an LQL query. The error says what is wrong with it.
pub(crate) fn register_lql(directory: &mut Directory, query: &str, ids: Vec<String>) -> Result<(), String> {
    let exists: fn(&Directory, &str) -> bool = match lql_prefix(query) {
        Some("person:") => |directory, id| directory.person_in_list(id).is_some(),
        Some("inst:") => |directory, id| directory.institution_by_id(id).is_some(),
        Some(_) => |directory, id| directory.group_by_id_or_name(id).is_some(),
        None => return Err("it does not begin with `person:`, `inst:` or `group:`".to_owned()),
    };
    if let Some(id) = ids.iter().find(|id| !exists(directory, id)) {
        return Err(format!("the directory has no `{id}`"));
    }
    directory.lql.insert(normal_lql(query), ids);
    Ok(())
}

/// An LQL query with its white space reduced to single spaces.
fn normal_lql(query: &str) -> String {
    query.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<'d> Query<'d> {
    /// Reads the parameters `query` and `approxMatches` of a search for this kind of entity.
    pub(crate) fn read(directory: &'d Directory, kind: Kind, arguments: &Arguments) -> Result<Self, Failure> {
        let query = arguments.text("query").unwrap_or_default();
        let Some(prefix) = lql_prefix(query) else {
            let words = text::words(query).collect();
            return Ok(Self::Words(Words { words, approximate: arguments.bool("approxMatches") }));
        };
        if prefix != LQL_PREFIXES[kind as usize] {
            let message = format!("an LQL query with `{prefix}` does not find {}", kind.list_field());
            return Err(Failure::bad_request(message));
        }
        directory.lql.get(&normal_lql(query)).map(|ids| Self::Lql(ids)).ok_or_else(|| {
            Failure::bad_request(
                "the sandbox cannot evaluate LQL, and no result is registered for this query",
            )
            .with_details(format!("register one: `Sandbox::builder().lql({query:?}, [\"…\"])`"))
        })
    }
}

impl Query<'_> {
    /// Reads the parameter `attributes`, which LQL ignores.
    pub(crate) fn scope(
        &self,
        schemes: &Schemes,
        owner: Owner,
        arguments: &Arguments,
    ) -> Result<Scope, Failure> {
        match self {
            Self::Words(_) => Scope::parse(schemes, owner, arguments.list("attributes")),
            Self::Lql(_) => Ok(Scope::Everything),
        }
    }
}

impl Words {
    fn word_matches(&self, wanted: &str, word: &str) -> bool {
        word.starts_with(wanted)
            || (self.approximate && (word.contains(wanted) || one_letter_off(wanted, word)))
    }

    /// Whether each word of the query matches a word in the texts.
    fn all_in<'t>(&self, texts: impl Iterator<Item = &'t str>) -> bool {
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
    fn parse(schemes: &Schemes, owner: Owner, listed: Option<&[String]>) -> Result<Self, Failure> {
        let Some(listed) = listed else { return Ok(Self::Everything) };
        let (mut found, mut names) = (Vec::new(), Vec::new());
        for name in listed {
            match schemes.named(owner, name) {
                Some(scheme) => found.push(scheme),
                None if owner == Owner::Institution && ["name", "acronym"].contains(&name.as_str()) => {
                    names.push(name.clone());
                }
                None => return Err(Failure::bad_request(format!("unknown attribute scheme `{name}`"))),
            }
        }
        Ok(Self::Listed { schemes: found, names })
    }

    fn has_name(&self, name: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Listed { names, .. } => names.iter().any(|listed| listed == name),
        }
    }

    fn has_scheme(&self, schemes: &Schemes, ix: SchemeIx) -> bool {
        match self {
            Self::Everything => schemes.get(ix).searchable,
            Self::Listed { schemes, .. } => schemes.contains(&ix),
        }
    }
}

/// The people that a search finds, by identifier.
pub(crate) fn people(
    view: &View<'_>,
    query: &Query<'_>,
    scope: &Scope,
    has_status: impl Fn(Affiliation) -> bool,
    include_cancelled: bool,
) -> Vec<PersonIx> {
    let directory = view.directory;
    let mut found = match query {
        Query::Words(words) => directory.words.candidates(words),
        Query::Lql(ids) => distinct(ids.iter().filter_map(|id| directory.person_in_list(id))),
    };
    found.retain(|&ix| {
        let person = directory.person(ix);
        (include_cancelled || !person.cancelled)
            && has_status(person.affiliation)
            && match query {
                Query::Words(words) => words.all_in(person_texts(view, ix, person, scope)),
                Query::Lql(_) => true,
            }
    });
    found
}

/// The institutions that a search finds, by instid.
pub(crate) fn institutions(
    view: &View<'_>,
    query: &Query<'_>,
    scope: &Scope,
    include_cancelled: bool,
) -> Vec<InstIx> {
    let hits = view.directory.institutions().filter(|&(ix, institution)| {
        let words = match query {
            Query::Words(words) => words,
            Query::Lql(ids) => return ids.iter().any(|id| **id == *institution.instid),
        };
        let names = [("name", Some(&*institution.name)), ("acronym", institution.acronym.as_deref())];
        let named = names.into_iter().filter(|(name, _)| scope.has_name(name)).filter_map(|(_, text)| text);
        let id = matches!(scope, Scope::Everything).then_some(&*institution.instid);
        let schemes = &view.directory.schemes;
        let attributes =
            view.institution_attributes(ix).filter(|attribute| scope.has_scheme(schemes, attribute.scheme));
        words.all_in(named.chain(id).chain(attributes.filter_map(|attribute| attribute.value.as_deref())))
    });
    hits.filter(|(_, institution)| include_cancelled || !institution.cancelled).map(|(ix, _)| ix).collect()
}

/// The groups that a search finds, by groupid.
pub(crate) fn groups(directory: &Directory, query: &Query<'_>, include_cancelled: bool) -> Vec<GroupIx> {
    let hits = directory.groups().filter(|(_, group)| {
        let Group { groupid, name, title, description, .. } = group;
        match query {
            Query::Words(words) => {
                let texts = [Some(groupid), Some(name), Some(title), description.as_ref()];
                words.all_in(texts.into_iter().flatten().map(|text| &**text))
            }
            Query::Lql(ids) => ids.iter().any(|id| **id == **groupid || **id == **name),
        }
    });
    hits.filter(|(_, group)| include_cancelled || !group.cancelled).map(|(ix, _)| ix).collect()
}

fn person_texts<'d>(
    view: &'d View<'_>,
    ix: PersonIx,
    person: &'d Person,
    scope: &'d Scope,
) -> impl Iterator<Item = &'d str> {
    let all = matches!(scope, Scope::Everything);
    let ids = std::iter::once(&*person.crsid).chain(person.identifiers.iter().map(|(_, value)| &**value));
    let schemes = &view.directory.schemes;
    let attributes =
        view.person_attributes(ix).filter(|attribute| scope.has_scheme(schemes, attribute.scheme));
    let values = attributes.filter_map(|attribute| attribute.value.as_deref());
    ids.filter(move |_| all).chain(values)
}

/// Whether the words differ by one letter, replaced, inserted or deleted. Words of fewer than four letters are too short
/// to tell.
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
