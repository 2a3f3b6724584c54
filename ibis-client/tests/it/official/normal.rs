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
pub(super) fn normalized(value: &impl Normalize) -> Value {
    let mut normal = Normal::default();
    let result = value.normalize(&mut normal);
    json!({"result": result, "entities": normal.entities})
}

/// A type that can be part of a result.
pub(super) trait Normalize {
    /// The value in the script's form. Adds entities to the table.
    fn normalize(&self, normal: &mut Normal) -> Value;
}

impl<T: Normalize> Normalize for Vec<T> {
    fn normalize(&self, normal: &mut Normal) -> Value {
        self.iter().map(|item| item.normalize(normal)).collect()
    }
}

impl<T: Normalize> Normalize for Option<T> {
    fn normalize(&self, normal: &mut Normal) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.normalize(normal))
    }
}

macro_rules! plain {
    ($($ty:ty),*) => {$(
        impl Normalize for $ty {
            fn normalize(&self, _: &mut Normal) -> Value {
                plain(self)
            }
        }
    )*};
}

impl Normalize for Secret {
    fn normalize(&self, _: &mut Normal) -> Value {
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

fn references<E: Entity + Normalize>(
    normal: &mut Normal,
    fields: &mut Map<String, Value>,
    name: &str,
    references: Result<impl Iterator<Item = E>, NotFetched>,
) {
    if let Ok(references) = references {
        let keys = references.map(|entity| entity.normalize(normal)).collect();
        fields.insert(name.to_owned(), keys);
    }
}

impl Normalize for Person {
    fn normalize(&self, normal: &mut Normal) -> Value {
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

impl Normalize for Institution {
    fn normalize(&self, normal: &mut Normal) -> Value {
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
                    let rows: Vec<Value> = rows.map(|row| row.normalize(normal)).collect();
                    fields.insert("contactRows".to_owned(), rows.into());
                }
            }
        )
    }
}

impl Normalize for Group {
    fn normalize(&self, normal: &mut Normal) -> Value {
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
                    fields.insert("membersOfInst".to_owned(), institution.normalize(normal));
                }
            }
        )
    }
}

impl Normalize for ContactRow {
    fn normalize(&self, normal: &mut Normal) -> Value {
        let mut row = plain(self.to_record());
        row["people"] = self.people().map(|person| person.normalize(normal)).collect();
        row
    }
}
