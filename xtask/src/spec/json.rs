//! JSON whose objects keep the order of their keys: that of `properties` is the order of arguments and of fields.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

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

/// The fields of an object, in their order.
pub type Object = IndexMap<String, Json>;

impl Json {
    /// The object, if it is one.
    pub fn object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The object, to be changed, if it is one.
    pub fn object_mut(&mut self) -> Option<&mut Object> {
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

    /// What a reference within a document leads to; the value itself where it is none.
    pub fn resolved<'a>(&'a self, document: &'a Self) -> &'a Self {
        let target = self.get("$ref").and_then(Self::text).and_then(|text| text.strip_prefix("#/"));
        let keys: Option<Vec<String>> = target
            .map(|target| target.split('/').map(|key| key.replace("~1", "/").replace("~0", "~")).collect());
        keys.and_then(|keys| document.at(&keys.iter().map(String::as_str).collect::<Vec<_>>()))
            .unwrap_or(self)
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

    /// The text of a file, with two spaces for each level.
    ///
    /// # Errors
    /// If a value cannot be written.
    pub fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}
