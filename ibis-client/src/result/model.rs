//! The shapes of the service's records, as tables that the decoder follows.
//!
//! The tables are made by `record!`: see `api/generated/records.rs`.

use super::name_prefix::NamePrefix;

/// The three kinds of entity that refer to each other.
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
    /// The name that people read, such as `Person`.
    pub(crate) name: &'static str,
    /// What the record is, where it is an entity.
    pub(crate) entity: Option<EntityModel>,
    /// The fields, found by [`FieldId`].
    pub(crate) fields: &'static [Field],
    /// How many fields an object keeps: all but the ids and references at the end.
    pub(crate) stored: usize,
    /// The position of the field with which a document begins such an object.
    pub(crate) first: usize,
}

/// What makes a record an entity.
#[derive(Debug)]
pub(crate) struct EntityModel {
    pub(crate) kind: Kind,
    /// The field by which the same entity is known in two places.
    pub(crate) key: FieldId,
    /// The attribute schemes that a fetch may name.
    pub(crate) schemes: &'static [Scheme],
}

/// An attribute scheme that a fetch may name, or a name that stands for several.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) name: &'static str,
    /// The schemes that the name stands for; none if it is a scheme itself.
    pub(crate) stands_for: &'static [&'static str],
}

impl Model {
    /// A record that is part of another.
    pub(crate) const fn value(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, entity: None, fields, stored: stored(fields), first: 0 }
    }

    /// A record that others refer to, known by the field that is called `key`.
    pub(crate) const fn entity(
        name: &'static str,
        kind: Kind,
        key: &str,
        schemes: &'static [Scheme],
        fields: &'static [Field],
    ) -> Self {
        let (stored, key) = (stored(fields), position(fields, key));
        Self { name, entity: Some(EntityModel { kind, key, schemes }), fields, stored, first: stored }
    }

    pub(crate) fn field(&self, id: FieldId) -> &'static Field {
        &self.fields[usize::from(id.0)]
    }

    /// The first field for which a condition holds.
    pub(crate) fn find(&self, condition: impl Fn(&Field) -> bool) -> Option<(FieldId, &'static Field)> {
        (0..).map(FieldId).zip(self.fields).find(|(_, field)| condition(field))
    }

    /// The field that a fetch of this name brings.
    pub(crate) fn fetched_by(&self, name: &str) -> Option<(FieldId, &'static Field)> {
        self.find(|field| field.fetch == Some(name))
    }
}

/// How many fields there are before the ids and references at the end.
const fn stored(fields: &[Field]) -> usize {
    let mut stored = fields.len();
    while stored > 0 && matches!(fields[stored - 1].shape, Shape::Id | Shape::Ref) {
        stored -= 1;
    }
    stored
}

/// The field of this name, or the one behind the last.
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
    /// The name of the fetch that brings it; `None` where the service always sends it.
    pub(crate) fetch: Option<&'static str>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Bool,
    Integer,
    Str,
    Date,
    /// Base64 of bytes.
    Bytes,
    Strings,
    Value(&'static Model),
    Values(&'static Model),
    Entity(&'static Model),
    Entities(&'static Model),
    /// What references to this object say, in a flattened document.
    Id,
    /// The `id` of the object that stands for this one, in a flattened document.
    Ref,
}

impl Field {
    pub(crate) const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, prefix: NamePrefix::of(name), shape, fetch: None }
    }

    /// The field is sent only when the fetch of this name is asked for.
    pub(crate) const fn fetched_by(mut self, fetch: &'static str) -> Self {
        self.fetch = Some(fetch);
        self
    }

    /// Whether this is the field of the name, of which the first bytes are given.
    #[inline]
    pub(super) fn is_named(&self, name: &str, prefix: NamePrefix) -> bool {
        self.prefix == prefix
            && self.name.len() == name.len()
            && (NamePrefix::is_all_of(name.len()) || self.name == name)
    }

    /// The entities that a chain of a fetch goes on from: those of the field, or of the parts that it holds.
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
