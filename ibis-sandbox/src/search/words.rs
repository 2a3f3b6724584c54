//! An index from words to people, so that a search does not look at each of 200,000 people.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Words;
use crate::directory::{Person, PersonIx};
use crate::text;

/// Which people have which words. It only narrows a search: each candidate is then checked as the caller sees it.
#[derive(Debug)]
pub(crate) struct WordIndex(BTreeMap<Box<str>, Vec<PersonIx>>);

impl WordIndex {
    /// Indexes people, who are in order of their indices.
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
        Self(by_word)
    }

    /// Adds the words that a person has now. Former words stay: they cost time, but find nobody.
    pub(crate) fn update(&mut self, ix: PersonIx, person: &Person) {
        for word in words_of(person) {
            let holders = self.0.entry(word.into()).or_default();
            if let Err(at) = holders.binary_search(&ix) {
                holders.insert(at, ix);
            }
        }
    }

    /// The people that have, for each word of the query, a word that matches it; by identifier.
    pub(crate) fn candidates(&self, query: &Words) -> Vec<PersonIx> {
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

    fn holders(&self, query: &Words, wanted: &str) -> Vec<PersonIx> {
        let mut holders: Vec<PersonIx> = if query.approximate {
            let hits = self.0.iter().filter(|(word, _)| query.word_matches(wanted, word));
            hits.flat_map(|(_, holders)| holders).copied().collect()
        } else {
            let from_there = self.0.range::<str, _>((Bound::Included(wanted), Bound::Unbounded));
            let hits = from_there.take_while(|(word, _)| word.starts_with(wanted));
            hits.flat_map(|(_, holders)| holders).copied().collect()
        };
        holders.sort_unstable();
        holders.dedup();
        holders
    }
}

fn words_of(person: &Person) -> Vec<String> {
    let ids = std::iter::once(&*person.crsid).chain(person.identifiers.iter().map(|(_, value)| &**value));
    let attributes = person.attributes.iter().filter_map(|attribute| attribute.value.as_deref());
    let mut words: Vec<String> = ids.chain(attributes).flat_map(text::words).collect();
    words.sort_unstable();
    words.dedup();
    words
}
