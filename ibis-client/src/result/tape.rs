//! The objects of a graph.
//!
//! They are not copied out of the document. Each becomes a head and a word for each of its fields, in the order of
//! its model, that says where in the text the value stands: a field is found without a search. A node is known by
//! the place of its head on the tape.

use super::model::{FieldId, Model};
use super::word::{Slot, Word, narrow};

/// The number of a node without any field: what a view stands for whose object is missing.
pub(super) const BLANK_NODE: u32 = u32::MAX;

/// An object that nobody knows.
pub(super) static BLANK: Model = Model::value("Blank", &[]);

/// The number of [`BLANK`], which no other model has.
const BLANK_MODEL: u8 = u8::MAX;

/// Gives back what was reserved in vain, if it is much: an allocator that is asked for the same amount for each
/// document has it at hand, which is faster than fresh pages for each.
pub(super) fn shrink<T>(rows: &mut Vec<T>) {
    if rows.len() < rows.capacity() / 2 {
        rows.shrink_to_fit();
    }
}

/// The objects of a graph.
#[derive(Default)]
pub(super) struct Tape {
    words: Vec<Word>,
    /// The models of the objects, by their numbers: those that this document has.
    models: Vec<&'static Model>,
}

impl Tape {
    pub(super) fn with_capacity(words: usize) -> Self {
        Self { words: Vec::with_capacity(words), models: Vec::new() }
    }

    /// Gives room back that was reserved in vain.
    pub(super) fn shrink(&mut self) {
        shrink(&mut self.words);
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Begins an object, without its head, which [`close`](Self::close) writes.
    #[inline]
    pub(super) fn open(&mut self, model: &'static Model) -> usize {
        let node = self.words.len();
        self.words.resize(node + 1 + model.stored, Word::ABSENT);
        node
    }

    /// The word of a field of an open object.
    #[inline]
    pub(super) fn word(&self, node: usize, field: usize) -> Word {
        self.words.get(node + 1 + field).copied().unwrap_or(Word::ABSENT)
    }

    #[inline]
    pub(super) fn set_word(&mut self, node: usize, field: usize, word: Word) {
        if let Some(place) = self.words.get_mut(node + 1 + field) {
            *place = word;
        }
    }

    /// Ends an object of which the fields before `upto` are of interest: the others are given back where
    /// nothing has come behind them.
    #[inline]
    pub(super) fn close(&mut self, node: usize, model: &'static Model, upto: usize) -> u32 {
        let mut fields = model.stored;
        if self.words.len() == node + 1 + fields {
            self.words.truncate(node + 1 + upto);
            fields = upto;
        }
        let number = self.number(model);
        self.set_head(node, number, fields);
        narrow(node)
    }

    /// Adds an object that has these fields, and room for all the others.
    pub(super) fn push(
        &mut self,
        model: &'static Model,
        fields: impl IntoIterator<Item = (FieldId, Word)>,
    ) -> u32 {
        let place = self.open(model);
        let number = self.number(model);
        self.set_head(place, number, model.stored);
        let node = narrow(place);
        for (field, word) in fields {
            self.set(node, field, word);
        }
        node
    }

    /// Sets a field of an object that has room for it.
    pub(super) fn set(&mut self, node: u32, field: FieldId, word: Word) {
        self.set_word(node as usize, usize::from(field.0), word);
    }

    /// Makes an object one that nobody knows.
    pub(super) fn blank(&mut self, node: u32) {
        let fields = self.head(node).fields();
        self.set_head(node as usize, BLANK_MODEL, usize::from(fields));
    }

    fn set_head(&mut self, node: usize, number: u8, fields: usize) {
        // The tables are generated, and have some twenty rows at the most.
        let fields = u8::try_from(fields).unwrap_or(u8::MAX);
        if let Some(head) = self.words.get_mut(node) {
            *head = Word::head(number, fields);
        }
    }

    /// The number of a model, which it is given when it is first met. The most frequent ones come early.
    #[inline]
    fn number(&mut self, model: &'static Model) -> u8 {
        let known = self.models.iter().position(|known| std::ptr::eq(*known, model));
        let number = known.unwrap_or_else(|| {
            self.models.push(model);
            self.models.len() - 1
        });
        u8::try_from(number).unwrap_or(BLANK_MODEL)
    }

    fn head(&self, node: u32) -> Word {
        self.words.get(node as usize).copied().unwrap_or(Word::head(BLANK_MODEL, 0))
    }

    pub(super) fn model(&self, node: u32) -> &'static Model {
        self.models.get(usize::from(self.head(node).model())).copied().unwrap_or(&BLANK)
    }

    #[inline]
    pub(super) fn slot(&self, node: u32, field: FieldId) -> Slot {
        let place = node as usize;
        match self.words.get(place) {
            Some(head) if field.0 < head.fields() => {
                self.words.get(place + 1 + usize::from(field.0)).map_or(Slot::Absent, |word| word.slot())
            }
            _ => Slot::Absent,
        }
    }

    /// The fields that an object has, packed.
    pub(super) fn words(&self, node: u32) -> impl Iterator<Item = (FieldId, Word)> {
        let first = node as usize + 1;
        let words = self.words.get(first..first + usize::from(self.head(node).fields())).unwrap_or_default();
        (0..=u8::MAX).map(FieldId).zip(words.iter().copied()).filter(|(_, word)| *word != Word::ABSENT)
    }

    /// The fields that an object has.
    pub(super) fn slots(&self, node: u32) -> impl Iterator<Item = (FieldId, Slot)> {
        self.words(node).map(|(field, word)| (field, word.slot()))
    }

    /// All objects, in their order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> {
        let after = |node: usize| Some(node + 1 + usize::from(self.words.get(node)?.fields()));
        let mut next = Some(0).filter(|_| !self.words.is_empty());
        std::iter::from_fn(move || {
            let node = next?;
            next = after(node).filter(|next| *next < self.words.len());
            Some(narrow(node))
        })
    }

    /// Adds the objects of another tape behind these, each word as `moved` has it.
    pub(super) fn append(&mut self, other: &Self, moved: impl Fn(Word) -> Word) {
        for node in other.nodes() {
            let model = other.model(node);
            let place = self.words.len();
            let fields = usize::from(other.head(node).fields());
            let first = node as usize + 1;
            self.words.push(Word::ABSENT);
            self.words.extend(other.words[first..first + fields].iter().map(|word| moved(*word)));
            let is_known = other.head(node).model() != BLANK_MODEL;
            let number = if is_known { self.number(model) } else { BLANK_MODEL };
            self.set_head(place, number, fields);
        }
    }
}
