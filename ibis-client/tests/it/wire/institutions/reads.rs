//! Reads of one institution.

use ibis_client::{Institution, InstitutionMethods, Person, fetch};

use crate::wire::{
    ATTRIBUTE, ATTRIBUTE_SCHEMES, ATTRIBUTES, CONTACT_ROWS, INSTITUTION, NOBODY, NOTHING, PEOPLE, Wire,
};

pub(super) async fn get_inst(wire: &mut Wire) {
    let inst = wire
        .sends(
            "GET /api/v1/inst/BOTOLPH?fetch=all_attrs%2Cparent_insts.child_insts%2Cinst_groups&flatten=true",
        )
        .receives(INSTITUTION)
        .by(|conn| {
            InstitutionMethods::new(conn)
                .get_inst("BOTOLPH")
                .fetch(fetch!(Institution: all_attrs, parent_insts.child_insts, inst_groups))
        })
        .await
        .unwrap();
    assert_eq!((inst.instid(), inst.name()), ("BOTOLPH", "St Botolph's College"));
    assert_eq!((inst.acronym(), inst.cancelled()), (Some("SBC"), false));
    assert_eq!(inst.values_of("universityPhone").unwrap().collect::<Vec<_>>(), ["00000"]);
    assert_eq!(inst.groups().unwrap().len(), 0);
    let parents: Vec<Institution> = inst.parent_insts().unwrap().collect();
    assert_eq!((parents[0].instid(), parents[0].acronym()), ("COLL", None));
    let siblings: Vec<Institution> = parents[0].child_insts().unwrap().collect();
    assert_eq!((siblings.len(), &siblings[0]), (1, &inst));
    assert_eq!(inst.members().unwrap_err().fetch(), "all_members");

    let none = wire
        .sends("GET /api/v1/inst/St%20%25%28instid%29s?flatten=true")
        .receives(NOTHING)
        .by(|conn| InstitutionMethods::new(conn).get_inst("St %(instid)s"))
        .await;
    assert!(none.is_none());
}

pub(super) async fn get_attribute(wire: &mut Wire) {
    let attribute = wire
        .sends("GET /api/v1/inst/BOTOLPH/4711?flatten=true")
        .receives(ATTRIBUTE)
        .by(|conn| InstitutionMethods::new(conn).get_attribute("BOTOLPH", 4711))
        .await
        .unwrap();
    assert_eq!(attribute.instid, Some("BOTOLPH".parse().unwrap()));
    assert_eq!(attribute.owning_groupid, Some("000123".parse().unwrap()));

    let none = wire
        .sends("GET /api/v1/inst/%E2%98%83%F0%9F%8F%9B/0?flatten=true")
        .receives(NOTHING)
        .by(|conn| InstitutionMethods::new(conn).get_attribute("☃🏛", 0))
        .await;
    assert!(none.is_none());
}

pub(super) async fn get_attributes(wire: &mut Wire) {
    let attributes = wire
        .sends("GET /api/v1/inst/BOTOLPH/get-attributes?attrs=email%2Cjpeg%2BPhoto&flatten=true")
        .receives(ATTRIBUTES)
        .by(|conn| {
            let schemes = vec![String::from("email"), String::from("jpeg+Photo")];
            InstitutionMethods::new(conn).get_attributes("BOTOLPH", schemes)
        })
        .await;
    let schemes: Vec<&str> = attributes.iter().map(|attribute| attribute.scheme.as_str()).collect();
    assert_eq!(schemes, ["jpegPhoto", "email"]);
}

pub(super) async fn get_members(wire: &mut Wire) {
    let members = wire
        .sends("GET /api/v1/inst/BOTOLPH/members?flatten=true")
        .receives(PEOPLE)
        .by(|conn| InstitutionMethods::new(conn).get_members("BOTOLPH"))
        .await;
    assert_eq!(crsids(&members), ["aa100", "zz300"]);
    let members = wire
        .sends("GET /api/v1/inst/BOTOLPH/members?fetch=email&flatten=true")
        .receives(NOBODY)
        .by(|conn| InstitutionMethods::new(conn).get_members("BOTOLPH").fetch(fetch!(Person: email)))
        .await;
    assert!(members.is_empty());
}

pub(super) async fn get_cancelled_members(wire: &mut Wire) {
    let members = wire
        .sends("GET /api/v1/inst/BOTOLPH/cancelled-members?flatten=true")
        .receives(PEOPLE)
        .by(|conn| InstitutionMethods::new(conn).get_cancelled_members("BOTOLPH"))
        .await;
    assert_eq!(crsids(&members), ["aa100", "zz300"]);
    wire.sends("GET /api/v1/inst/%3BBOT%3Fx%3D1/cancelled-members?fetch=misAffiliation&flatten=true")
        .receives(NOBODY)
        .by(|conn| {
            InstitutionMethods::new(conn)
                .get_cancelled_members(";BOT?x=1")
                .fetch(fetch!(Person: misAffiliation))
        })
        .await;
}

pub(super) async fn get_contact_rows(wire: &mut Wire) {
    let rows = wire
        .sends("GET /api/v1/inst/BOTOLPH/contact-rows?fetch=email&flatten=true")
        .receives(CONTACT_ROWS)
        .by(|conn| InstitutionMethods::new(conn).get_contact_rows("BOTOLPH").fetch(fetch!(Person: email)))
        .await;
    let [lodge, blank] = &rows[..] else { panic!("{} rows", rows.len()) };
    assert_eq!((lodge.description(), lodge.bold(), lodge.italic()), (Some("Porters' Lodge"), true, false));
    assert_eq!(lodge.addresses().collect::<Vec<_>>(), ["1 Goose Lane\nCambridge"]);
    assert_eq!(lodge.emails().collect::<Vec<_>>(), ["porters@botolph.example"]);
    let porter = lodge.people().next().unwrap();
    assert_eq!(porter.visible_name(), Some("Thea Quay"));
    assert_eq!(porter.values_of("email").unwrap().collect::<Vec<_>>(), ["tq200@botolph.example"]);
    let phone = lodge.phone_numbers().next().unwrap();
    assert_eq!(phone.phone_type(), Some("universityPhone"));
    assert_eq!((phone.number(), phone.comment()), ("00001", Some("day and night")));
    let page = lodge.web_pages().next().unwrap();
    assert_eq!((page.url(), page.label()), ("https://botolph.example/lodge", Some("The Lodge")));
    assert_eq!((blank.description(), blank.bold(), blank.italic()), (None, false, true));
    assert_eq!((blank.people().len(), blank.phone_numbers().len(), blank.web_pages().len()), (0, 0, 0));

    let rows = wire
        .sends("GET /api/v1/inst/NOWHERE/contact-rows?flatten=true")
        .receives(NOTHING)
        .by(|conn| InstitutionMethods::new(conn).get_contact_rows("NOWHERE"))
        .await;
    assert!(rows.is_empty());
}

pub(super) async fn all_attribute_schemes(wire: &mut Wire) {
    let schemes = wire
        .sends("GET /api/v1/inst/all-attr-schemes?flatten=true")
        .receives(ATTRIBUTE_SCHEMES)
        .by(|conn| InstitutionMethods::new(conn).all_attribute_schemes())
        .await;
    let ids: Vec<(&str, i64)> =
        schemes.iter().map(|scheme| (scheme.schemeid.as_str(), scheme.precedence)).collect();
    assert_eq!(ids, [("displayName", 10), ("email", 40)]);
}

fn crsids(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.identifier().value()).collect()
}
