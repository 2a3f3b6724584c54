//! Results in the form that the script prints: entities in a table, and keys everywhere else.

use ibis_client::{
    AttributeRecord, AttributeSchemeRecord, ContactRow, Entity, Group, Institution, NotFetched, Person,
    Secret, TransactionId,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A result under construction.
#[derive(Default)]
pub(super) struct Normal {
    entities: Map<String, Value>,
}

/// Describes a result.
pub(super) fn told(value: &impl Told) -> Value {
    let mut normal = Normal::default();
    let result = value.told(&mut normal);
    json!({"result": result, "entities": normal.entities})
}

/// A type that can be part of a result.
pub(super) trait Told {
    /// The value in the script's form. Adds entities to the table.
    fn told(&self, normal: &mut Normal) -> Value;
}

impl<T: Told> Told for Vec<T> {
    fn told(&self, normal: &mut Normal) -> Value {
        self.iter().map(|item| item.told(normal)).collect()
    }
}

impl<T: Told> Told for Option<T> {
    fn told(&self, normal: &mut Normal) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.told(normal))
    }
}

macro_rules! plain {
    ($($ty:ty),*) => {$(
        impl Told for $ty {
            fn told(&self, _: &mut Normal) -> Value {
                plain(self)
            }
        }
    )*};
}

impl Told for Secret {
    fn told(&self, _: &mut Normal) -> Value {
        self.expose().into()
    }
}

plain!(String, bool, i32, TransactionId, AttributeRecord, AttributeSchemeRecord);

fn plain(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// Adds an entity to the table, with keys for its references. Returns its own key.
macro_rules! entity {
    ($normal:ident, $key:expr, $entity:ident, [$($wire:literal: $accessor:ident),* $(,)?], |$fields:ident| $more:block) => {{
        let key = $key;
        if !$normal.entities.contains_key(&key) {
            // An entity may refer to itself.
            $normal.entities.insert(key.clone(), Value::Null);
            let Value::Object(mut $fields) = plain($entity.to_record()) else { unreachable!() };
            $(references($normal, &mut $fields, $wire, $entity.$accessor());)*
            $more
            $normal.entities.insert(key.clone(), Value::Object($fields));
        }
        Value::String(key)
    }};
}

fn references<E: Entity + Told>(
    normal: &mut Normal,
    fields: &mut Map<String, Value>,
    name: &str,
    references: Result<impl Iterator<Item = E>, NotFetched>,
) {
    if let Ok(references) = references {
        let keys = references.map(|entity| entity.told(normal)).collect();
        fields.insert(name.to_owned(), keys);
    }
}

impl Told for Person {
    fn told(&self, normal: &mut Normal) -> Value {
        entity!(
            normal,
            format!("person:{}", self.identifier().value()),
            self,
            ["institutions": institutions, "groups": groups, "directGroups": direct_groups],
            |fields| {
                fields.insert("staff".to_owned(), self.is_staff().into());
                fields.insert("student".to_owned(), self.is_student().into());
            }
        )
    }
}

impl Told for Institution {
    fn told(&self, normal: &mut Normal) -> Value {
        entity!(
            normal,
            format!("institution:{}", self.instid()),
            self,
            [
                "members": members,
                "parentInsts": parent_insts,
                "childInsts": child_insts,
                "groups": groups,
                "membersGroups": members_groups,
                "managedByGroups": managed_by_groups,
            ],
            |fields| {
                if let Ok(rows) = self.contact_rows() {
                    let rows: Vec<Value> = rows.map(|row| row.told(normal)).collect();
                    fields.insert("contactRows".to_owned(), rows.into());
                }
            }
        )
    }
}

impl Told for Group {
    fn told(&self, normal: &mut Normal) -> Value {
        entity!(
            normal,
            format!("group:{}", self.groupid()),
            self,
            [
                "members": members,
                "directMembers": direct_members,
                "owningInsts": owning_insts,
                "managesInsts": manages_insts,
                "managesGroups": manages_groups,
                "managedByGroups": managed_by_groups,
                "readsGroups": reads_groups,
                "readByGroups": read_by_groups,
                "includesGroups": includes_groups,
                "includedByGroups": included_by_groups,
            ],
            |fields| {
                if let Ok(Some(institution)) = self.members_of_inst() {
                    fields.insert("membersOfInst".to_owned(), institution.told(normal));
                }
            }
        )
    }
}

impl Told for ContactRow {
    fn told(&self, normal: &mut Normal) -> Value {
        let mut row = plain(self.to_record());
        row["people"] = self.people().map(|person| person.told(normal)).collect();
        row
    }
}
