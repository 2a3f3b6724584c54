//! JSON whose objects keep the order of their keys: that of `properties` is the order of arguments and of fields.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::pointer::Pointer;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Json {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Object),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The fields of an object, in their order.
pub type Object = IndexMap<String, Json>;

impl Json {
    /// The object, if it is one.
    pub fn object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The list; an empty one if it is none.
    pub fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The value of a field, if it is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.object()?.get(key)
    }

    /// The value at the end of a way of keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The fields of an object, none if it is none.
    pub fn fields(&self) -> impl Iterator<Item = (&String, &Self)> {
        self.object().into_iter().flatten()
    }

    /// The value at a place.
    pub fn pointer(&self, at: &Pointer) -> Option<&Self> {
        at.steps().try_fold(self, |value, step| match value {
            Self::Object(object) => object.get(&step),
            Self::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The value at a place, to be changed.
    pub fn pointer_mut(&mut self, at: &Pointer) -> Option<&mut Self> {
        at.steps().try_fold(self, |value, step| match value {
            Self::Object(object) => object.get_mut(&step),
            Self::List(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Takes out the value at a place.
    pub fn remove(&mut self, at: &Pointer) -> Option<Self> {
        let (owner, last) = at.split()?;
        match self.pointer_mut(&owner)? {
            Self::Object(object) => object.shift_remove(&last),
            Self::List(items) => {
                let index = last.parse::<usize>().ok().filter(|index| *index < items.len())?;
                Some(items.remove(index))
            }
            _ => None,
        }
    }

    /// Puts a value under a key of the object at a place.
    pub fn put(&mut self, at: &Pointer, key: &str, value: Self) {
        if let Some(Self::Object(object)) = self.pointer_mut(at) {
            object.insert(key.to_owned(), value);
        }
    }

    /// Sorts the keys of all objects but those of `properties`.
    pub fn sort(&mut self) {
        self.sort_unless(false);
    }

    fn sort_unless(&mut self, keep: bool) {
        match self {
            Self::Object(object) => {
                if !keep {
                    object.sort_keys();
                }
                for (key, value) in object {
                    value.sort_unless(key == "properties" && !keep);
                }
            }
            Self::List(items) => items.iter_mut().for_each(Self::sort),
            _ => {}
        }
    }

    /// An object of these fields.
    pub fn of<const N: usize>(fields: [(&str, Self); N]) -> Self {
        Self::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// The text of a file, with two spaces for each level.
    ///
    /// # Errors
    /// If a value cannot be written.
    pub fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}
