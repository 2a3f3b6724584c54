//! An index from words to people, so that a search among 200,000 looks at few of them.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Query;
use crate::directory::{Person, PersonIx};
use crate::text;

/// Which people have which words. It only narrows a search: whether a person is found, and what the caller may
/// see of them, is decided on the person.
#[derive(Debug)]
pub(crate) struct WordIndex {
    people: BTreeMap<Box<str>, Vec<PersonIx>>,
    /// The place of each person in the order of surnames.
    surname_rank: Vec<u32>,
}

impl WordIndex {
    /// Indexes the people, who stand in the order of their indices.
    pub(crate) fn new(people: &[Person]) -> Self {
        let mut by_word: BTreeMap<Box<str>, Vec<PersonIx>> = BTreeMap::new();
        for (at, person) in people.iter().enumerate() {
            for word in words_of(person) {
                match by_word.get_mut(word.as_str()) {
                    Some(holders) => holders.push(PersonIx::new(at)),
                    None => drop(by_word.insert(word.into(), vec![PersonIx::new(at)])),
                }
            }
        }
        Self { people: by_word, surname_rank: surname_ranks(people) }
    }

    /// Adds the words that a person has now. Words that are gone stay: they cost a second look, no false find.
    pub(crate) fn update(&mut self, ix: PersonIx, person: &Person) {
        for word in words_of(person) {
            let holders = self.people.entry(word.into()).or_default();
            if let Err(at) = holders.binary_search(&ix) {
                holders.insert(at, ix);
            }
        }
    }

    /// The people that have, for each word of the query, a word that matches it; in their order.
    pub(crate) fn candidates(&self, query: &Query) -> Vec<PersonIx> {
        let mut found: Option<Vec<PersonIx>> = None;
        for wanted in &query.words {
            let holders = self.holders(query, wanted);
            found = Some(match found {
                None => holders,
                Some(mut before) => {
                    before.retain(|ix| holders.binary_search(ix).is_ok());
                    before
                }
            });
        }
        found.unwrap_or_default()
    }

    pub(crate) fn sort_by_surname(&self, people: &mut [PersonIx]) {
        people.sort_unstable_by_key(|ix| self.surname_rank[ix.at()]);
    }

    fn holders(&self, query: &Query, wanted: &str) -> Vec<PersonIx> {
        let mut holders: Vec<PersonIx> = if query.approximate {
            let hits = self.people.iter().filter(|(word, _)| query.word_matches(wanted, word));
            hits.flat_map(|(_, holders)| holders).copied().collect()
        } else {
            let from_there = self.people.range::<str, _>((Bound::Included(wanted), Bound::Unbounded));
            let hits = from_there.take_while(|(word, _)| word.starts_with(wanted));
            hits.flat_map(|(_, holders)| holders).copied().collect()
        };
        holders.sort_unstable();
        holders.dedup();
        holders
    }
}

fn words_of(person: &Person) -> Vec<String> {
    let names = [&person.display_name, &person.registered_name, &person.surname];
    let names = names.into_iter().flatten().map(|text| &**text);
    let ids = std::iter::once(&*person.crsid).chain(person.identifiers.iter().map(|(_, value)| &**value));
    let attributes = person.attributes.iter().filter_map(|attribute| attribute.value.as_deref());
    let mut words: Vec<String> = names.chain(ids).chain(attributes).flat_map(text::words).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn surname_ranks(people: &[Person]) -> Vec<u32> {
    let folded = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_lowercase();
    let mut order: Vec<(String, usize)> =
        people.iter().enumerate().map(|(at, person)| (folded(&person.surname), at)).collect();
    order.sort_unstable();
    let mut ranks = vec![0; people.len()];
    for (rank, (_, at)) in order.into_iter().enumerate() {
        ranks[at] = u32::try_from(rank).unwrap_or(u32::MAX);
    }
    ranks
}
