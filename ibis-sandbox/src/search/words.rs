//! An index from words to people, so that a search need not look at all 200,000 of them.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Words;
use crate::directory::{Person, PersonIx, distinct};
use crate::text;

/// The people who have each word. It only narrows a search: the candidates are then checked as the caller sees them.
#[derive(Debug)]
pub(crate) struct WordIndex(BTreeMap<Box<str>, Vec<PersonIx>>);

impl WordIndex {
    /// Indexes the people of a directory.
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

    /// Adds the words that a person has now. Former words stay, since they only cost time.
    pub(crate) fn update(&mut self, ix: PersonIx, person: &Person) {
        for word in words_of(person) {
            let holders = self.0.entry(word.into()).or_default();
            if let Err(at) = holders.binary_search(&ix) {
                holders.insert(at, ix);
            }
        }
    }

    /// The people who have a match for each word of the query, by identifier.
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
        // Words that begin alike stand together; with approximate matches, any word may match.
        let start = if query.approximate { Bound::Unbounded } else { Bound::Included(wanted) };
        let hits = self.0.range::<str, _>((start, Bound::Unbounded));
        let hits = hits.take_while(|(word, _)| query.approximate || word.starts_with(wanted));
        let hits = hits.filter(|(word, _)| query.word_matches(wanted, word));
        distinct(hits.flat_map(|(_, holders)| holders).copied())
    }
}

fn words_of(person: &Person) -> Vec<String> {
    let ids = std::iter::once(&*person.crsid).chain(person.identifiers.iter().map(|(_, value)| &**value));
    let attributes = person.attributes.iter().filter_map(|attribute| attribute.value.as_deref());
    distinct(ids.chain(attributes).flat_map(text::words))
}
