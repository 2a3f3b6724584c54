//! The shapes of the service's records, as tables that the decoder follows.
//!
//! The tables themselves are generated: see `api/generated/`.

use super::head::Head;

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
pub(crate) struct Model {
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
}

impl Model {
    /// A record that is part of another.
    pub(crate) const fn value(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, entity: None, fields, stored: stored(fields), first: 0 }
    }

    /// A record that others refer to.
    pub(crate) const fn entity(
        name: &'static str,
        kind: Kind,
        key: FieldId,
        fields: &'static [Field],
    ) -> Self {
        let stored = stored(fields);
        Self { name, entity: Some(EntityModel { kind, key }), fields, stored, first: stored }
    }

    pub(crate) fn field(&self, id: FieldId) -> &'static Field {
        &self.fields[usize::from(id.0)]
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

/// A field of a record.
#[derive(Debug)]
pub(crate) struct Field {
    /// The name on the wire.
    pub(crate) name: &'static str,
    head: Head,
    pub(crate) shape: Shape,
    /// The name of the fetch that brings it; `None` where the service always sends it.
    pub(crate) fetch: Option<&'static str>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Flag,
    Integer,
    Text,
    Date,
    /// Base64 of bytes.
    Bytes,
    Texts,
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
    const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, head: Head::of(name), shape, fetch: None }
    }

    pub(crate) const fn flag(name: &'static str) -> Self {
        Self::new(name, Shape::Flag)
    }

    pub(crate) const fn integer(name: &'static str) -> Self {
        Self::new(name, Shape::Integer)
    }

    pub(crate) const fn text(name: &'static str) -> Self {
        Self::new(name, Shape::Text)
    }

    pub(crate) const fn date(name: &'static str) -> Self {
        Self::new(name, Shape::Date)
    }

    pub(crate) const fn bytes(name: &'static str) -> Self {
        Self::new(name, Shape::Bytes)
    }

    pub(crate) const fn texts(name: &'static str) -> Self {
        Self::new(name, Shape::Texts)
    }

    pub(crate) const fn value(name: &'static str, model: &'static Model) -> Self {
        Self::new(name, Shape::Value(model))
    }

    pub(crate) const fn values(name: &'static str, model: &'static Model) -> Self {
        Self::new(name, Shape::Values(model))
    }

    pub(crate) const fn one(name: &'static str, model: &'static Model) -> Self {
        Self::new(name, Shape::Entity(model))
    }

    pub(crate) const fn many(name: &'static str, model: &'static Model) -> Self {
        Self::new(name, Shape::Entities(model))
    }

    pub(crate) const fn id(name: &'static str) -> Self {
        Self::new(name, Shape::Id)
    }

    pub(crate) const fn reference(name: &'static str) -> Self {
        Self::new(name, Shape::Ref)
    }

    /// Whether this is the field of the name, of which the head is given.
    #[inline]
    pub(super) fn is_named(&self, name: &str, head: Head) -> bool {
        self.head == head
            && self.name.len() == name.len()
            && (Head::is_all_of(name.len()) || self.name == name)
    }

    /// The field is sent only when the fetch of this name is asked for.
    pub(crate) const fn fetched_by(mut self, fetch: &'static str) -> Self {
        self.fetch = Some(fetch);
        self
    }
}
