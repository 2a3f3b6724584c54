//! The endpoints of people.

mod reads;
mod searches;

use ibis_client::{AttributeId, AttributeRecord, PersonMethods, Visibility};
use jiff::civil::date;

use self::reads::{
    all_attribute_schemes, get_attribute, get_attributes, get_groups, get_insts, get_managed_groups,
    get_managed_insts, get_person, is_member_of_group, is_member_of_inst,
};
use self::searches::{all_people, list_people, modified_people, search, search_count};
use super::{ATTRIBUTE, PHOTO, Wire, value};
use crate::support::rows::rows;

rows! {
    Wire, mod sends_and_decodes, "PersonMethods":
    "getPerson" => get_person,
    "getAttribute" => get_attribute,
    "getAttributes" => get_attributes,
    "getGroups" => get_groups,
    "getInsts" => get_insts,
    "getManagedGroups" => get_managed_groups,
    "getManagedInsts" => get_managed_insts,
    "isMemberOfGroup" => is_member_of_group,
    "isMemberOfInst" => is_member_of_inst,
    "allAttributeSchemes" => all_attribute_schemes,
    "allPeople" => all_people,
    "listPeople" => list_people,
    "modifiedPeople" => modified_people,
    "search" => search,
    "searchCount" => search_count,
    "addAttribute" => add_attribute,
    "updateAttribute" => update_attribute,
    "deleteAttribute" => delete_attribute,
}

async fn add_attribute(wire: &mut Wire) {
    let photo = AttributeRecord::new("jpegPhoto").with_binary_data([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]);
    let stored = wire
        .sends("POST /api/v1/person/crsid/spqr1/add-attribute?flatten=true")
        .by_editor()
        .form("attr=scheme%3AanBlZ1Bob3Rv%2CbinaryData%3A%2F9j%2F4AAQ")
        .receives(PHOTO)
        .by(|conn| PersonMethods::new(conn).add_attribute("crsid", "spqr1", &photo))
        .await;
    assert_eq!(stored.binary_data, photo.binary_data);
    assert_eq!((stored.attrid, stored.value), (Some(AttributeId::new(4712)), None));

    let mut full = AttributeRecord::new("jpegPhoto")
        .with_value("a, b: ü 😀")
        .with_binary_data([0, 255, 10, 250])
        .with_comment("\"50% + x; y\"")
        .with_instid("BOTOLPH".parse().unwrap())
        .with_visibility(Visibility::University)
        .with_effective_from(date(2026, 1, 5))
        .with_effective_to(date(2026, 12, 31))
        .with_owning_groupid("000123".parse().unwrap());
    full.attrid = Some(AttributeId::new(-7));
    wire.sends("POST /api/v1/person/usn/300%20000%2F1/add-attribute?flatten=true")
        .by_editor()
        .form(
            "attr=scheme%3AanBlZ1Bob3Rv%2Cattrid%3A-7%2Cvalue%3AYSwgYjogw7wg8J%2BYgA%3D%3D\
             %2CbinaryData%3AAP8K%2Bg%3D%3D%2Ccomment%3AIjUwJSArIHg7IHki%2Cinstid%3AQk9UT0xQSA%3D%3D\
             %2Cvisibility%3AdW5pdmVyc2l0eQ%3D%3D%2CeffectiveFrom%3A05%20Jan%202026\
             %2CeffectiveTo%3A31%20Dec%202026%2CowningGroupid%3AMDAwMTIz\
             &position=-1&allowDuplicates=true&commitComment=50%25%20off%20%26%20more%3B%20%C3%A9",
        )
        .receives(ATTRIBUTE)
        .by(|conn| {
            PersonMethods::new(conn)
                .add_attribute("usn", "300 000/1", full)
                .commit_comment("50% off & more; é")
                .allow_duplicates(true)
                .position(-1)
        })
        .await;
}

async fn update_attribute(wire: &mut Wire) {
    let mut title = AttributeRecord::new("title")
        .with_value("Reader")
        .with_effective_from(date(2026, 3, 1))
        .with_effective_to(date(2028, 2, 29));
    title.attrid = Some(AttributeId::new(42));
    let stored = wire
        .sends("PUT /api/v1/person/crsid/spqr1/42?flatten=true")
        .by_editor()
        .form(
            "attr=scheme%3AdGl0bGU%3D%2Cattrid%3A42%2Cvalue%3AUmVhZGVy%2CeffectiveFrom%3A01%20Mar%202026\
             %2CeffectiveTo%3A29%20Feb%202028",
        )
        .receives(ATTRIBUTE)
        .by(|conn| PersonMethods::new(conn).update_attribute("crsid", "spqr1", 42, title))
        .await;
    let mut expected = AttributeRecord::new("labeledURI")
        .with_value("https://botolph.example/?a=1&b=\"2\"")
        .with_comment("Home page")
        .with_instid("BOTOLPH".parse().unwrap())
        .with_visibility(Visibility::World)
        .with_effective_from(date(2026, 1, 5))
        .with_effective_to(date(2027, 2, 28))
        .with_owning_groupid("000123".parse().unwrap());
    expected.attrid = Some(AttributeId::new(4711));
    assert_eq!(stored, expected);

    wire.sends("PUT /api/v1/person/staffNumber/0%252e/-9223372036854775808?flatten=true")
        .form(
            "attr=scheme%3AYWRkcmVzcw%3D%3D%2Cvalue%3AMSBHb29zZSBMYW5lCkNhbWJyaWRnZQ%3D%3D\
             &commitComment=%C3%85ngstr%C3%B6m%20%26%20%22co%22%0A2nd%20line",
        )
        .receives(ATTRIBUTE)
        .by(|conn| {
            let address = AttributeRecord::new("address").with_value("1 Goose Lane\nCambridge");
            PersonMethods::new(conn)
                .update_attribute("staffNumber", "0%2e", AttributeId::new(i64::MIN), address)
                .commit_comment("Ångström & \"co\"\n2nd line")
        })
        .await;
}

async fn delete_attribute(wire: &mut Wire) {
    let deleted = wire
        .sends("DELETE /api/v1/person/crsid/spqr1/4711?flatten=true")
        .by_editor()
        .receives(value("true"))
        .by(|conn| PersonMethods::new(conn).delete_attribute("crsid", "spqr1", 4711))
        .await;
    assert!(deleted);

    let deleted = wire
        .sends(
            "DELETE /api/v1/person/crsid/spqr1/4711?commitComment=Left%3B%201%2B1%20%3D%202%3F&flatten=true",
        )
        .by_editor()
        .receives(value("\"false\""))
        .by(|conn| {
            PersonMethods::new(conn).delete_attribute("crsid", "spqr1", 4711).commit_comment("Left; 1+1 = 2?")
        })
        .await;
    assert!(!deleted);
}
