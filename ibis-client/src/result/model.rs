//! The shapes of the service's records, as tables that the decoder follows.
//!
//! The tables themselves are generated: see `api/generated/`.

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
}

/// What makes a record an entity.
#[derive(Debug)]
pub(crate) struct EntityModel {
    pub(crate) kind: Kind,
    /// The field by which the same entity is known in two places.
    pub(crate) key: FieldId,
    /// The position of the field with which a flattened document begins an entity or a reference.
    pub(crate) first: usize,
}

impl Model {
    /// A record that is part of another.
    pub(crate) const fn value(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, entity: None, fields }
    }

    /// A record that others refer to.
    pub(crate) const fn entity(
        name: &'static str,
        kind: Kind,
        key: FieldId,
        fields: &'static [Field],
    ) -> Self {
        let mut first = 0;
        while first < fields.len() && !matches!(fields[first].shape, Shape::Id | Shape::Ref) {
            first += 1;
        }
        Self { name, entity: Some(EntityModel { kind, key, first }), fields }
    }

    pub(crate) fn field(&self, id: FieldId) -> &'static Field {
        &self.fields[usize::from(id.0)]
    }
}

/// A field of a record.
#[derive(Debug)]
pub(crate) struct Field {
    /// The name on the wire.
    pub(crate) name: &'static str,
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
        Self { name, shape, fetch: None }
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

    /// The field is sent only when the fetch of this name is asked for.
    pub(crate) const fn fetched_by(mut self, fetch: &'static str) -> Self {
        self.fetch = Some(fetch);
        self
    }
}
