//! Reads of many institutions.

use ibis_client::{InstId, Institution, InstitutionMethods, InstitutionOrderBy, fetch};

use crate::wire::{INSTITUTIONS, NOTHING, Wire, value};

pub(super) async fn all_insts(wire: &mut Wire) {
    let insts = wire
        .sends("GET /api/v1/inst/all-insts?flatten=true")
        .receives(INSTITUTIONS)
        .by(|conn| InstitutionMethods::new(conn).all_insts())
        .await;
    assert_institutions(&insts);
    let insts = wire
        .sends("GET /api/v1/inst/all-insts?includeCancelled=true&fetch=child_insts&flatten=true")
        .receives(NOTHING)
        .by(|conn| {
            InstitutionMethods::new(conn)
                .all_insts()
                .fetch(fetch!(Institution: child_insts))
                .include_cancelled(true)
        })
        .await;
    assert!(insts.is_empty());
}

pub(super) async fn list_insts(wire: &mut Wire) {
    let insts = wire
        .sends("GET /api/v1/inst/list?instids=BOTOLPH%2CWINGS%2CA%26B%20%3D%20C&flatten=true")
        .receives(INSTITUTIONS)
        .by(|conn| InstitutionMethods::new(conn).list_insts(["BOTOLPH", "WINGS", "A&B = C"]))
        .await;
    assert_institutions(&insts);
    wire.sends("GET /api/v1/inst/list?instids=BOTOLPH&fetch=contact_rows.jpegPhoto&flatten=true")
        .receives(NOTHING)
        .by(|conn| {
            let instids: [InstId; 1] = ["BOTOLPH".parse().unwrap()];
            InstitutionMethods::new(conn)
                .list_insts(&instids)
                .fetch(fetch!(Institution: contact_rows.jpegPhoto))
        })
        .await;
}

pub(super) async fn modified_insts(wire: &mut Wire) {
    let insts = wire
        .sends("GET /api/v1/inst/modified-insts?minTxId=41&maxTxId=9007199254740993&flatten=true")
        .receives(INSTITUTIONS)
        .by(|conn| InstitutionMethods::new(conn).modified_insts(41, 9_007_199_254_740_993_i64))
        .await;
    assert_institutions(&insts);
    wire.sends(
        "GET /api/v1/inst/modified-insts?minTxId=-9223372036854775808&maxTxId=0&instids=BOTOLPH%2CWINGS\
         &includeCancelled=false&contactRowChanges=true&membershipChanges=false&fetch=members_groups\
         &flatten=true",
    )
    .receives(NOTHING)
    .by(|conn| {
        InstitutionMethods::new(conn)
            .modified_insts(i64::MIN, 0)
            .instids(["BOTOLPH", "WINGS"])
            .include_cancelled(false)
            .contact_row_changes(true)
            .membership_changes(false)
            .fetch(fetch!(Institution: members_groups))
    })
    .await;
}

pub(super) async fn search(wire: &mut Wire) {
    let insts = wire
        .sends("GET /api/v1/inst/search?query=inst%3A%20name%20%3D%20%27St%20%2A%27&flatten=true")
        .receives(INSTITUTIONS)
        .by(|conn| InstitutionMethods::new(conn).search("inst: name = 'St *'"))
        .await;
    assert_institutions(&insts);
    wire.sends(
        "GET /api/v1/inst/search?query=1%2B1%3D2%3B%20100%25&approxMatches=true&includeCancelled=false\
         &attributes=address%2Cacronym&offset=-2147483648&limit=20&orderBy=instid\
         &fetch=managed_by_groups.all_members.email&flatten=true",
    )
    .receives(NOTHING)
    .by(|conn| {
        InstitutionMethods::new(conn)
            .search("1+1=2; 100%")
            .order_by(InstitutionOrderBy::Instid)
            .limit(20)
            .offset(i32::MIN)
            .attributes(["address", "acronym"])
            .include_cancelled(false)
            .approx_matches(true)
            .fetch(fetch!(Institution: managed_by_groups.all_members.email))
    })
    .await;
}

pub(super) async fn search_count(wire: &mut Wire) {
    let count = wire
        .sends("GET /api/v1/inst/search-count?query=&flatten=true")
        .receives(value("2147483647"))
        .by(|conn| InstitutionMethods::new(conn).search_count(""))
        .await;
    assert_eq!(count, i32::MAX);
    let count = wire
        .sends(
            "GET /api/v1/inst/search-count?query=a%2Cb&approxMatches=true&includeCancelled=true\
             &attributes=address&flatten=true",
        )
        .receives(value("\"17\""))
        .by(|conn| {
            InstitutionMethods::new(conn)
                .search_count("a,b")
                .approx_matches(true)
                .include_cancelled(true)
                .attributes(["address"])
        })
        .await;
    assert_eq!(count, 17);
}

fn assert_institutions(institutions: &[Institution]) {
    let names: Vec<(&str, &str)> = institutions.iter().map(|inst| (inst.instid(), inst.name())).collect();
    assert_eq!(names, [("BOTOLPH", "St Botolph's College"), ("WINGS", "Wings & Co")]);
    assert_eq!((institutions[0].cancelled(), institutions[1].cancelled()), (false, true));
}
