//! Reads of many people.

use ibis_client::{
    Crsid, Identifier, MisAffiliation, MisStatus, Person, PersonMethods, PersonOrderBy, fetch,
};

use crate::wire::{NOBODY, PEOPLE, Wire, value};

pub(super) async fn all_people(wire: &mut Wire) {
    let people = wire
        .sends("GET /api/v1/person/all-people?flatten=true")
        .receives(PEOPLE)
        .by(|conn| PersonMethods::new(conn).all_people())
        .await;
    assert_people(&people);
    let people = wire
        .sends(
            "GET /api/v1/person/all-people?includeCancelled=false&identifier=zz%2F%2099&limit=1000\
             &fetch=direct_groups&flatten=true",
        )
        .receives(NOBODY)
        .by(|conn| {
            PersonMethods::new(conn)
                .all_people()
                .fetch(fetch!(Person: direct_groups))
                .limit(1000)
                .identifier("zz/ 99")
                .include_cancelled(false)
        })
        .await;
    assert!(people.is_empty());
}

pub(super) async fn list_people(wire: &mut Wire) {
    let people = wire
        .sends("GET /api/v1/person/list?crsids=aa100%2Cusn%2F300000001%2Czz300&flatten=true")
        .receives(PEOPLE)
        .by(|conn| PersonMethods::new(conn).list_people(["aa100", "usn/300000001", "crsid/zz300"]))
        .await;
    assert_people(&people);
    let crsids: Vec<Crsid> = vec!["aa100".parse().unwrap(), "zz300".parse().unwrap()];
    wire.sends("GET /api/v1/person/list?crsids=aa100%2Czz300&fetch=phone_numbers&flatten=true")
        .receives(NOBODY)
        .by(|conn| PersonMethods::new(conn).list_people(crsids).fetch(fetch!(Person: phone_numbers)))
        .await;
}

pub(super) async fn modified_people(wire: &mut Wire) {
    let people = wire
        .sends("GET /api/v1/person/modified-people?minTxId=0&maxTxId=9223372036854775807&flatten=true")
        .receives(PEOPLE)
        .by(|conn| PersonMethods::new(conn).modified_people(0, i64::MAX))
        .await;
    assert_people(&people);
    wire.sends(
        "GET /api/v1/person/modified-people?minTxId=-1&maxTxId=7&crsids=aa100%2CstaffNumber%2F00%207\
         &includeCancelled=true&membershipChanges=true&instNameChanges=false&fetch=all_insts&flatten=true",
    )
    .receives(NOBODY)
    .by(|conn| {
        let staff = Identifier::new("staffNumber", "00 7").unwrap();
        PersonMethods::new(conn)
            .modified_people(-1, 7)
            .crsids(["aa100".parse().unwrap(), staff])
            .include_cancelled(true)
            .membership_changes(true)
            .inst_name_changes(false)
            .fetch(fetch!(Person: all_insts))
    })
    .await;
}

pub(super) async fn search(wire: &mut Wire) {
    let people = wire
        .sends("GET /api/v1/person/search?query=Zo%C3%AB%20%26%20%22Ada%22%2B%25&flatten=true")
        .receives(PEOPLE)
        .by(|conn| PersonMethods::new(conn).search("Zoë & \"Ada\"+%"))
        .await;
    assert_people(&people);
    wire.sends(
        "GET /api/v1/person/search?query=person%3A%20surname%3D%27%25%28q%29s%27&approxMatches=true\
         &includeCancelled=true&misStatus=student&attributes=surname%2Cemail&offset=0&limit=-1\
         &orderBy=surname&fetch=all_groups.manages_insts&flatten=true",
    )
    .receives(NOBODY)
    .by(|conn| {
        PersonMethods::new(conn)
            .search("person: surname='%(q)s'")
            .approx_matches(true)
            .include_cancelled(true)
            .mis_status(MisStatus::Student)
            .attributes(["surname", "email"])
            .offset(0)
            .limit(-1)
            .order_by(PersonOrderBy::Surname)
            .fetch(fetch!(Person: all_groups.manages_insts))
    })
    .await;
}

pub(super) async fn search_count(wire: &mut Wire) {
    let count = wire
        .sends("GET /api/v1/person/search-count?query=quill&flatten=true")
        .receives(value("12"))
        .by(|conn| PersonMethods::new(conn).search_count("quill"))
        .await;
    assert_eq!(count, 12);
    let count = wire
        .sends(
            "GET /api/v1/person/search-count?query=%F0%9F%98%80&approxMatches=false&includeCancelled=true\
             &misStatus=staff&attributes=email&flatten=true",
        )
        .receives(value("\"0\""))
        .by(|conn| {
            PersonMethods::new(conn)
                .search_count("😀")
                .approx_matches(false)
                .include_cancelled(true)
                .mis_status("staff")
                .attributes(vec![String::from("email")])
        })
        .await;
    assert_eq!(count, 0);
}

fn assert_people(people: &[Person]) {
    let [ada, zoe] = people else { panic!("{} people", people.len()) };
    assert_eq!((ada.identifier().value(), zoe.identifier().value()), ("aa100", "zz300"));
    assert_eq!((ada.visible_name(), zoe.visible_name()), (Some("Ada Aster"), Some("Zoë Zephyr")));
    assert_eq!(ada.mis_affiliation(), Some(MisAffiliation::Staff));
    assert_eq!(zoe.mis_affiliation(), Some(MisAffiliation::Student));
    assert_eq!((ada.cancelled(), zoe.cancelled()), (false, true));
    assert_eq!((ada.is_student(), zoe.is_staff()), (false, false));
    assert_eq!(ada.display_name(), None);
}
