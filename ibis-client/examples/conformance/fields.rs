//! The known fields of documents, and the format of their values.

use ibis_client::{
    AttributeRecord, AttributeSchemeRecord, ContactPhoneNumberRecord, ContactRowRecord, ContactWebPageRecord,
    GroupRecord, Identifier, InstitutionRecord, PersonRecord,
};
use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde_json::Value;

use super::server::Server;

const REFERENCE: &str = "a reference: `ref` and nothing else";
const DERIVED: &str = "a person: always with `staff` and `student`";
const DATE: &str = "a date: `2026-01-05`";
const AFFILIATION: &str = "no affiliation: absent, not blank";
const VISIBLE: &str = "a visible name: the display name if that is visible";
const VERSION: &str = "the version: 1.2";
pub(crate) const ASSUMPTIONS: [&str; 6] = [REFERENCE, DERIVED, VISIBLE, DATE, AFFILIATION, VERSION];

/// The fields that any result may have.
const RESULT: &[&str] = &[
    "version",
    "value",
    "person",
    "institution",
    "group",
    "identifier",
    "attribute",
    "people",
    "institutions",
    "groups",
    "attributes",
    "attributeSchemes",
    "entities",
];

/// The known fields of an object, by the name of the field that holds it: those of the record, and further ones.
fn known(holder: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match holder {
        "result" => (RESULT, &[]),
        "entities" => (&["people", "institutions", "groups"], &[]),
        "person" | "people" => (names::<PersonRecord>(), &["id", "staff", "student"]),
        "institution" | "institutions" => (names::<InstitutionRecord>(), &["id"]),
        "group" | "groups" => (names::<GroupRecord>(), &["id"]),
        "identifier" | "identifiers" => (names::<Identifier>(), &[]),
        "attribute" | "attributes" => (names::<AttributeRecord>(), &[]),
        "attributeSchemes" => (names::<AttributeSchemeRecord>(), &[]),
        "contactRows" => (names::<ContactRowRecord>(), &[]),
        "phoneNumbers" => (names::<ContactPhoneNumberRecord>(), &[]),
        "webPages" => (names::<ContactWebPageRecord>(), &[]),
        _ => return None,
    })
}

/// The names of a record's fields, which serde's derive passes to a deserializer.
fn names<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    struct Names<'a>(&'a mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Names<'_> {
        type Error = Error;

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _name: &'static str,
            fields: &'static [&'static str],
            _visitor: V,
        ) -> Result<V::Value, Error> {
            *self.0 = fields;
            Err(Error::custom("only the names are wanted"))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
            Err(Error::custom("not a struct"))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    let mut names: &[&str] = &[];
    // This always fails, after the names are set.
    let _ = T::deserialize(Names(&mut names));
    names
}

/// Inspects the value of a field, recursively.
pub(crate) fn inspect(server: &mut Server, holder: &str, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| inspect(server, holder, item)),
        Value::Object(object) if object.contains_key("ref") => {
            let others = || format!("{} fields in `{holder}`", object.len());
            server.note(REFERENCE, Some(object.len() == 1), others);
        }
        Value::Object(object) => {
            let Some((record, more)) = known(holder) else {
                return server.find(format!("an object in `{holder}`"));
            };
            for (name, value) in object {
                if record.contains(&name.as_str()) || more.contains(&name.as_str()) {
                    inspect(server, name, value);
                } else {
                    server.find(format!("`{name}` in `{holder}`"));
                }
            }
            if holder == "people" {
                let has = |name| object.get(name).is_some_and(Value::is_boolean);
                server.note(DERIVED, Some(has("staff") && has("student")), || "one is missing".to_owned());
                let shown = object.get("displayName").map(|name| object.get("visibleName") == Some(name));
                server.note(VISIBLE, shown, || "another name".to_owned());
            }
        }
        Value::String(text) => inspect_text(server, holder, text),
        _ => {}
    }
}

fn inspect_text(server: &mut Server, holder: &str, text: &str) {
    match holder {
        "effectiveFrom" | "effectiveTo" => {
            let form = text.replace(|c: char| c.is_ascii_digit(), "9");
            server.note(DATE, Some(form == "9999-99-99"), || format!("`{form}`"));
        }
        "misAffiliation" => {
            server.note(AFFILIATION, Some(!text.is_empty()), || "blank".to_owned());
        }
        "version" => server.note(VERSION, Some(text == "1.2"), || format!("`{text}`")),
        _ => {}
    }
}
