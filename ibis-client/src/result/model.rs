//! The shapes of the service's records, as tables that the decoder follows.
//!
//! `record!` defines the tables: see `api/generated/records.rs`.

use super::name_prefix::NamePrefix;

/// The kind of an entity: person, institution or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A person.
    Person,
    /// An institution.
    Institution,
    /// A group.
    Group,
}

impl Kind {
    /// The kind as a word: `person`, `institution` or `group`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Institution => "institution",
            Self::Group => "group",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The position of a field in its model's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FieldId(pub(crate) u8);

/// A record of the service: its name and its fields.
#[derive(Debug)]
pub struct Model {
    /// The name for error messages, such as `Person`.
    pub(crate) name: &'static str,
    /// Present if the record is an entity.
    pub(crate) entity: Option<EntityModel>,
    /// The fields, indexed by [`FieldId`].
    pub(crate) fields: &'static [Field],
    /// The number of fields that go on the tape: all but the ids and references at the end.
    pub(crate) stored: usize,
    /// The position of the field that usually comes first in a document.
    pub(crate) first: usize,
}

/// What makes a record an entity.
#[derive(Debug)]
pub(crate) struct EntityModel {
    pub(crate) kind: Kind,
    /// The field that identifies the entity.
    pub(crate) key: FieldId,
    /// The attribute schemes that a fetch may name.
    pub(crate) schemes: &'static [Scheme],
}

/// An attribute scheme that a fetch may name, or a name that stands for several.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) name: &'static str,
    /// The schemes that the name stands for; empty if it is a scheme itself.
    pub(crate) stands_for: &'static [&'static str],
}

impl Model {
    /// A record that is part of another.
    pub(crate) const fn value(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, entity: None, fields, stored: stored(fields), first: 0 }
    }

    /// A record that others refer to, identified by the field named `key`.
    pub(crate) const fn entity(
        name: &'static str,
        kind: Kind,
        key: &str,
        schemes: &'static [Scheme],
        fields: &'static [Field],
    ) -> Self {
        let (stored, key) = (stored(fields), position(fields, key));
        // Most objects are references, whose only field is the last of the table.
        let first = fields.len().saturating_sub(1);
        Self { name, entity: Some(EntityModel { kind, key, schemes }), fields, stored, first }
    }

    pub(crate) fn field(&self, id: FieldId) -> &'static Field {
        &self.fields[usize::from(id.0)]
    }

    /// The first field for which a condition holds.
    pub(crate) fn find(&self, condition: impl Fn(&Field) -> bool) -> Option<(FieldId, &'static Field)> {
        (0..).map(FieldId).zip(self.fields).find(|(_, field)| condition(field))
    }

    /// The field that this name fetches.
    pub(crate) fn fetched_by(&self, name: &str) -> Option<(FieldId, &'static Field)> {
        self.find(|field| field.fetch == Some(name))
    }
}

/// The number of fields before the ids and references at the end.
const fn stored(fields: &[Field]) -> usize {
    let mut stored = fields.len();
    while stored > 0 && matches!(fields[stored - 1].shape, Shape::Id | Shape::Ref) {
        stored -= 1;
    }
    stored
}

/// The field of this name, or one past the last field.
const fn position(fields: &[Field], name: &str) -> FieldId {
    let mut position = 0;
    while (position as usize) < fields.len() {
        let field = &fields[position as usize];
        if field.name.len() == name.len() && field.prefix.equals(NamePrefix::of(name)) {
            break;
        }
        position += 1;
    }
    FieldId(position)
}

/// A field of a record.
#[derive(Debug)]
pub(crate) struct Field {
    /// The name in JSON.
    pub(crate) name: &'static str,
    prefix: NamePrefix,
    pub(crate) shape: Shape,
    /// The name that fetches the field; `None` if the service always sends it.
    pub(crate) fetch: Option<&'static str>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Bool,
    Integer,
    Str,
    Date,
    /// Bytes in base64.
    Bytes,
    Strings,
    Value(&'static Model),
    Values(&'static Model),
    Entity(&'static Model),
    Entities(&'static Model),
    /// In a flattened document, the id by which references name this object.
    Id,
    /// In a flattened document, the id of the object that this reference names.
    Ref,
}

impl Field {
    pub(crate) const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, prefix: NamePrefix::of(name), shape, fetch: None }
    }

    /// Marks the field as sent only if this name is fetched.
    pub(crate) const fn fetched_by(mut self, fetch: &'static str) -> Self {
        self.fetch = Some(fetch);
        self
    }

    /// Whether the field has this name, given with its prefix.
    #[inline]
    pub(super) fn is_named(&self, name: &str, prefix: NamePrefix) -> bool {
        self.prefix == prefix
            && self.name.len() == name.len()
            && (NamePrefix::is_all_of(name.len()) || self.name == name)
    }

    /// The entities from which a chain of a fetch continues: those of the field, or of its parts.
    pub(crate) fn target(&self) -> Option<&'static Model> {
        match self.shape {
            Shape::Entity(model) | Shape::Entities(model) => Some(model),
            Shape::Values(part) => part.fields.iter().find_map(|field| match field.shape {
                Shape::Entities(model) => Some(model),
                _ => None,
            }),
            _ => None,
        }
    }
}
