//! Reads of one person.

use ibis_client::{
    AttributeId, AttributeRecord, Group, Institution, MisAffiliation, Person, PersonMethods, Visibility,
    fetch,
};
use jiff::civil::date;

use crate::wire::{
    ATTRIBUTE, ATTRIBUTE_SCHEMES, ATTRIBUTES, GROUPS, INSTITUTIONS, NOTHING, PERSON, Wire, value,
};

pub(super) async fn get_person(wire: &mut Wire) {
    let person = wire
        .sends(
            "GET /api/v1/person/crsid/spqr1\
             ?fetch=email%2CjpegPhoto%2Call_identifiers%2Call_insts.managed_by_groups.all_members.email\
             %2CotherScheme&flatten=true",
        )
        .receives(PERSON)
        .by(|conn| {
            PersonMethods::new(conn).get_person("crsid", "spqr1").fetch(fetch!(
                Person: email, jpegPhoto, all_identifiers,
                all_insts.managed_by_groups.all_members.email, "otherScheme"
            ))
        })
        .await
        .unwrap();
    assert_names(&person);
    assert_attributes(&person);
    assert_references(&person);

    let nobody = wire
        .sends(
            "GET /api/v1/person/a%20b%2Fc/%25%28scheme%29s%3Bx%3D1%2B2%2520%26%C3%A9%F0%9F%98%80%22%27\
             ?flatten=true",
        )
        .by_editor()
        .receives(NOTHING)
        .by(|conn| PersonMethods::new(conn).get_person("a b/c", "%(scheme)s;x=1+2%20&é😀\"'"))
        .await;
    assert!(nobody.is_none());
}

fn assert_names(person: &Person) {
    assert!(!person.cancelled());
    assert_eq!(person.identifier().to_string(), "spqr1");
    assert_eq!(person.display_name(), Some("Sam Quill 😀"));
    assert_eq!(person.registered_name(), Some("S.P. Quill"));
    assert_eq!(person.surname(), Some("Quill"));
    assert_eq!(person.visible_name(), Some("Sam Quill 😀"));
    assert_eq!(person.mis_affiliation(), Some(MisAffiliation::StaffAndStudent));
    assert!(person.is_staff() && person.is_student());
    let identifiers: Vec<String> = person.identifiers().unwrap().map(|one| one.to_string()).collect();
    assert_eq!(identifiers, ["spqr1", "usn/300000001"]);
}

fn assert_attributes(person: &Person) {
    let attributes: Vec<AttributeRecord> = person.attributes().unwrap().map(AttributeRecord::from).collect();
    let mut email = AttributeRecord::new("email")
        .with_value("spqr1@botolph.example")
        .with_comment("\"work\", mostly")
        .with_visibility(Visibility::University)
        .with_effective_from(date(2026, 1, 5))
        .with_effective_to(date(2027, 12, 31))
        .with_owning_groupid("000123".parse().unwrap());
    email.attrid = Some(AttributeId::new(4711));
    let mut photo = AttributeRecord::new("jpegPhoto")
        .with_binary_data([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10])
        .with_visibility(Visibility::World);
    photo.attrid = Some(AttributeId::new(4712));
    assert_eq!(attributes, [email, photo]);
    assert!(person.attribute("otherScheme").unwrap().is_none());
    assert_eq!(person.attribute("title").unwrap_err().fetch(), "title");
}

fn assert_references(person: &Person) {
    let institutions: Vec<Institution> = person.institutions().unwrap().collect();
    assert_eq!(institutions[0].name(), "St Botolph's College");
    let managers: Vec<Group> = institutions[0].managed_by_groups().unwrap().collect();
    assert_eq!(managers[0].groupid(), "000123");
    let members: Vec<Person> = managers[0].members().unwrap().collect();
    assert_eq!(members[0], *person);
    assert_eq!(members[1].identifier().value(), "tq200");
    assert_eq!(members[1].mis_affiliation(), None);
    assert_eq!(members[1].attributes().unwrap().len(), 0);
    assert_eq!(person.groups().unwrap_err().fetch(), "all_groups");
}

pub(super) async fn get_attribute(wire: &mut Wire) {
    let attribute = wire
        .sends("GET /api/v1/person/crsid/spqr1/4711?flatten=true")
        .receives(ATTRIBUTE)
        .by(|conn| PersonMethods::new(conn).get_attribute("crsid", "spqr1", 4711))
        .await
        .unwrap();
    assert_eq!(attribute.scheme, "labeledURI");
    assert_eq!(attribute.effective_from, Some(date(2026, 1, 5)));

    let none = wire
        .sends("GET /api/v1/person/usn/300%20000%2F1/-1?flatten=true")
        .receives(NOTHING)
        .by(|conn| PersonMethods::new(conn).get_attribute("usn", "300 000/1", -1))
        .await;
    assert!(none.is_none());
}

pub(super) async fn get_attributes(wire: &mut Wire) {
    let attributes = wire
        .sends(
            "GET /api/v1/person/crsid/spqr1/get-attributes?attrs=jpegPhoto%2Cemail%2Cmy%20scheme&flatten=true",
        )
        .receives(ATTRIBUTES)
        .by(|conn| {
            PersonMethods::new(conn).get_attributes("crsid", "spqr1", ["jpegPhoto", "email", "my scheme"])
        })
        .await;
    assert_eq!(attributes.len(), 2);
    assert_eq!(attributes[0].binary_data.as_deref(), Some(&[0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10][..]));
    assert_eq!(attributes[0].visibility, Some(Visibility::Institution));
    assert_eq!(attributes[1].value.as_deref(), Some("spqr1@botolph.example"));
    assert_eq!(attributes[1].visibility, Some(Visibility::Private));
}

pub(super) async fn get_groups(wire: &mut Wire) {
    let groups = wire
        .sends("GET /api/v1/person/crsid/spqr1/groups?flatten=true")
        .receives(GROUPS)
        .by(|conn| PersonMethods::new(conn).get_groups("crsid", "spqr1"))
        .await;
    assert_groups(&groups);
    wire.sends(
        "GET /api/v1/person/crsid/spqr1/groups?fetch=owning_insts.contact_rows.jpegPhoto&flatten=true",
    )
    .receives(GROUPS)
    .by(|conn| {
        PersonMethods::new(conn)
            .get_groups("crsid", "spqr1")
            .fetch(fetch!(Group: owning_insts.contact_rows.jpegPhoto))
    })
    .await;
}

pub(super) async fn get_insts(wire: &mut Wire) {
    let insts = wire
        .sends("GET /api/v1/person/crsid/spqr1/insts?flatten=true")
        .receives(INSTITUTIONS)
        .by(|conn| PersonMethods::new(conn).get_insts("crsid", "spqr1"))
        .await;
    assert_institutions(&insts);
    wire.sends("GET /api/v1/person/usn/%3F%23/insts?fetch=phone_numbers%2Cparent_insts&flatten=true")
        .receives(INSTITUTIONS)
        .by(|conn| {
            PersonMethods::new(conn)
                .get_insts("usn", "?#")
                .fetch(fetch!(Institution: phone_numbers, parent_insts))
        })
        .await;
}

pub(super) async fn get_managed_groups(wire: &mut Wire) {
    let groups = wire
        .sends("GET /api/v1/person/crsid/spqr1/manages-groups?flatten=true")
        .receives(GROUPS)
        .by(|conn| PersonMethods::new(conn).get_managed_groups("crsid", "spqr1"))
        .await;
    assert_groups(&groups);
    wire.sends("GET /api/v1/person/crsid/%5C%7C%5E%60/manages-groups?fetch=all_members&flatten=true")
        .receives(GROUPS)
        .by(|conn| {
            PersonMethods::new(conn).get_managed_groups("crsid", "\\|^`").fetch(fetch!(Group: all_members))
        })
        .await;
}

pub(super) async fn get_managed_insts(wire: &mut Wire) {
    let insts = wire
        .sends("GET /api/v1/person/crsid/spqr1/manages-insts?flatten=true")
        .receives(INSTITUTIONS)
        .by(|conn| PersonMethods::new(conn).get_managed_insts("crsid", "spqr1"))
        .await;
    assert_institutions(&insts);
    wire.sends("GET /api/v1/person/crsid/-._~/manages-insts?fetch=all_attrs&flatten=true")
        .receives(INSTITUTIONS)
        .by(|conn| {
            PersonMethods::new(conn).get_managed_insts("crsid", "-._~").fetch(fetch!(Institution: all_attrs))
        })
        .await;
}

pub(super) async fn is_member_of_group(wire: &mut Wire) {
    for (json, expected) in [("true", true), ("\"true\"", true), ("false", false), ("\"false\"", false)] {
        let is_member = wire
            .sends("GET /api/v1/person/crsid/spqr1/is-member-of-group/botolph%20rowers%2F1?flatten=true")
            .receives(value(json))
            .by(|conn| PersonMethods::new(conn).is_member_of_group("crsid", "spqr1", "botolph rowers/1"))
            .await;
        assert_eq!(is_member, expected);
    }
}

pub(super) async fn is_member_of_inst(wire: &mut Wire) {
    for (json, expected) in [("true", true), ("\"false\"", false)] {
        let is_member = wire
            .sends("GET /api/v1/person/crsid/spqr1/is-member-of-inst/BOTOLPH?flatten=true")
            .receives(value(json))
            .by(|conn| PersonMethods::new(conn).is_member_of_inst("crsid", "spqr1", "BOTOLPH"))
            .await;
        assert_eq!(is_member, expected);
    }
}

pub(super) async fn all_attribute_schemes(wire: &mut Wire) {
    let schemes = wire
        .sends("GET /api/v1/person/all-attr-schemes?flatten=true")
        .receives(ATTRIBUTE_SCHEMES)
        .by(|conn| PersonMethods::new(conn).all_attribute_schemes())
        .await;
    assert_eq!(schemes.len(), 2);
    let [name, email] = [&schemes[0], &schemes[1]];
    assert_eq!((&*name.schemeid, name.precedence, name.multi_valued), ("displayName", 10, false));
    assert_eq!(
        (&*email.schemeid, &*email.display_name, email.data_type.as_str()),
        ("email", "Email", "string")
    );
    assert_eq!((email.multi_valued, email.multi_lined, email.searchable), (true, false, true));
    assert_eq!(email.ldap_name.as_deref(), Some("mail"));
    assert_eq!((name.regexp.as_deref(), email.regexp.as_deref()), (None, Some("^[^@\\s]+@[^@\\s]+$")));
}

fn assert_groups(groups: &[Group]) {
    let groupids: Vec<&str> = groups.iter().map(Group::groupid).collect();
    assert_eq!(groupids, ["000123", "100042"]);
    assert_eq!(groups[1].title(), "Rowers of St Botolph's");
    assert!(groups[1].cancelled());
}

fn assert_institutions(institutions: &[Institution]) {
    let instids: Vec<&str> = institutions.iter().map(Institution::instid).collect();
    assert_eq!(instids, ["BOTOLPH", "WINGS"]);
    assert_eq!((institutions[0].acronym(), institutions[1].acronym()), (Some("SBC"), None));
    assert!(institutions[1].cancelled());
}
