//! The endpoints of institutions.

mod reads;
mod searches;

use ibis_client::{AttributeId, AttributeRecord, InstitutionMethods, Visibility};
use jiff::civil::date;

use self::reads::{
    all_attribute_schemes, get_attribute, get_attributes, get_cancelled_members, get_contact_rows, get_inst,
    get_members,
};
use self::searches::{all_insts, list_insts, modified_insts, search, search_count};
use super::{ATTRIBUTE, GROUP, PHOTO, Wire, value};
use crate::support::rows::rows;

rows! {
    Wire, mod sends_and_decodes, "InstitutionMethods":
    "getInst" => get_inst,
    "getAttribute" => get_attribute,
    "getAttributes" => get_attributes,
    "getMembers" => get_members,
    "getCancelledMembers" => get_cancelled_members,
    "getContactRows" => get_contact_rows,
    "allAttributeSchemes" => all_attribute_schemes,
    "allInsts" => all_insts,
    "listInsts" => list_insts,
    "modifiedInsts" => modified_insts,
    "search" => search,
    "searchCount" => search_count,
    "createGroup" => create_group,
    "addAttribute" => add_attribute,
    "updateAttribute" => update_attribute,
    "deleteAttribute" => delete_attribute,
}

async fn create_group(wire: &mut Wire) {
    let group = wire
        .sends("POST /api/v1/inst/BOTOLPH/create-group?flatten=true")
        .by_editor()
        .form("name=botolph-editors&title=Editors%20of%20St%20Botolph%27s&description=")
        .receives(GROUP)
        .by(|conn| {
            InstitutionMethods::new(conn).create_group(
                "BOTOLPH",
                "botolph-editors",
                "Editors of St Botolph's",
                "",
            )
        })
        .await;
    assert_eq!((group.groupid(), group.name()), ("000123", "botolph-editors"));
    assert_eq!(group.email(), Some("editors@botolph.example"));

    wire.sends("POST /api/v1/inst/BOTOLPH/create-group?flatten=true")
        .by_editor()
        .form(
            "name=a%2Bb&title=%25%28title%29s%20%26%20co%3B%20%F0%9F%98%80&description=1st%0D%0A2nd%20%3D%20%22x%22\
             &managedBy=000123&commitComment=new%2C%20at%20last",
        )
        .receives(GROUP)
        .by(|conn| {
            InstitutionMethods::new(conn)
                .create_group("BOTOLPH", "a+b", "%(title)s & co; 😀", "1st\r\n2nd = \"x\"")
                .commit_comment("new, at last")
                .managed_by("000123")
        })
        .await;
}

async fn add_attribute(wire: &mut Wire) {
    let stored = wire
        .sends("POST /api/v1/inst/BOTOLPH/add-attribute?flatten=true")
        .by_editor()
        .form("attr=scheme%3AYWRkcmVzcw%3D%3D%2Cvalue%3AMSBHb29zZSBMYW5lCkNhbWJyaWRnZQ%3D%3D")
        .receives(ATTRIBUTE)
        .by(|conn| {
            let address = AttributeRecord::new("address").with_value("1 Goose Lane\nCambridge");
            InstitutionMethods::new(conn).add_attribute("BOTOLPH", address)
        })
        .await;
    assert_eq!(stored.attrid, Some(AttributeId::new(4711)));
    assert_eq!(stored.visibility, Some(Visibility::World));

    let stored = wire
        .sends("POST /api/v1/inst/A%20B%3BC/add-attribute?flatten=true")
        .by_editor()
        .form(
            "attr=scheme%3AanBlZ1Bob3Rv%2CbinaryData%3A%2F9j%2F4AAQ\
             &position=2147483647&allowDuplicates=false&commitComment=",
        )
        .receives(PHOTO)
        .by(|conn| {
            let photo =
                AttributeRecord::new("jpegPhoto").with_binary_data([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]);
            InstitutionMethods::new(conn)
                .add_attribute("A B;C", photo)
                .position(i32::MAX)
                .allow_duplicates(false)
                .commit_comment("")
        })
        .await;
    assert_eq!(stored.binary_data.as_deref(), Some(&[0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10][..]));
}

async fn update_attribute(wire: &mut Wire) {
    let email = || AttributeRecord::new("email").with_value("spqr1@botolph.example");
    let stored = wire
        .sends("PUT /api/v1/inst/BOTOLPH/4711?flatten=true")
        .by_editor()
        .form("attr=scheme%3AZW1haWw%3D%2Cvalue%3Ac3BxcjFAYm90b2xwaC5leGFtcGxl")
        .receives(ATTRIBUTE)
        .by(|conn| InstitutionMethods::new(conn).update_attribute("BOTOLPH", 4711, email()))
        .await;
    assert_eq!(stored.value.as_deref(), Some("https://botolph.example/?a=1&b=\"2\""));
    assert_eq!(stored.effective_to, Some(date(2027, 2, 28)));

    wire.sends("PUT /api/v1/inst/BOTOLPH/4294967295?flatten=true")
        .by_editor()
        .form(
            "attr=scheme%3AZW1haWw%3D%2Cvalue%3Ac3BxcjFAYm90b2xwaC5leGFtcGxl\
             &commitComment=50%25%20off%20%26%20more%3B%20%C3%A9",
        )
        .receives(ATTRIBUTE)
        .by(|conn| {
            InstitutionMethods::new(conn)
                .update_attribute("BOTOLPH", u32::MAX, email())
                .commit_comment("50% off & more; é")
        })
        .await;
}

async fn delete_attribute(wire: &mut Wire) {
    for (json, expected) in [("true", true), ("\"true\"", true), ("false", false)] {
        let deleted = wire
            .sends("DELETE /api/v1/inst/BOTOLPH/5001?flatten=true")
            .by_editor()
            .receives(value(json))
            .by(|conn| InstitutionMethods::new(conn).delete_attribute("BOTOLPH", 5001))
            .await;
        assert_eq!(deleted, expected);
    }
    wire.sends("DELETE /api/v1/inst/BOTOLPH/-5?commitComment=no%20longer%2Fneeded&flatten=true")
        .by_editor()
        .receives(value("true"))
        .by(|conn| {
            InstitutionMethods::new(conn).delete_attribute("BOTOLPH", -5).commit_comment("no longer/needed")
        })
        .await;
}
