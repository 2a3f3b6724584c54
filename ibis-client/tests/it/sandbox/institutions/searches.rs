//! Reads of many institutions.

use ibis_client::{InstitutionMethods, InstitutionOrderBy, fetch};

use crate::sandbox::{Visit, instids, refused_with};

pub(super) async fn all_insts(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    let all = institutions.all_insts().fetch(fetch!(Institution: child_insts)).await.unwrap();
    assert_eq!(
        instids(&all),
        [
            "ASTRO", "COLL", "GEMS", "GEMSPG", "GEMSUG", "GEMSUG25", "MUSIC", "PLANTS", "RIDDLE", "RUNES",
            "SPARK", "SPARKPG", "SPARKUG", "TECHNO", "TONGUE", "UIS", "UISDEV", "UNIV", "WONDER"
        ]
    );
    let colleges: Vec<_> = all[1].child_insts().unwrap().collect();
    assert_eq!(instids(&colleges), ["SPARK", "SPARKPG", "SPARKUG", "GEMS"]);
    let all = institutions.all_insts().include_cancelled(true).await.unwrap();
    assert_eq!((all.len(), all[7].instid(), all[7].cancelled()), (20, "OLDLAB", true));
}

pub(super) async fn list_insts(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    let found = institutions.list_insts(["UIS", "NOWHERE", "OLDLAB", "GEMS"]).await.unwrap();
    assert_eq!(instids(&found), ["GEMS", "OLDLAB", "UIS"]);
    let found = institutions.list_insts(["UIS"]).fetch(fetch!(Institution: phone_numbers)).await.unwrap();
    assert_eq!(found[0].values_of("instPhone").unwrap().collect::<Vec<_>>(), ["60100"]);
}

pub(super) async fn modified_insts(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    assert_eq!(instids(&institutions.modified_insts(0, 12).await.unwrap()), ["SPARK", "UIS", "UNIV"]);
    assert_eq!(instids(&institutions.modified_insts(2, 12).await.unwrap()), ["SPARK"]);
    let changed = institutions.modified_insts(2, 11).contact_row_changes(true).membership_changes(true);
    assert_eq!(instids(&changed.include_cancelled(true).await.unwrap()), ["OLDLAB", "PLANTS", "UIS"]);
    let changed = institutions.modified_insts(0, 12).instids(["UIS", "GEMS"]);
    assert_eq!(instids(&changed.await.unwrap()), ["UIS"]);
}

pub(super) async fn search(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    assert_eq!(instids(&institutions.search("faculty").await.unwrap()), ["TONGUE", "MUSIC"]);
    let found = institutions.search("faculty").order_by(InstitutionOrderBy::Instid).await.unwrap();
    assert_eq!(instids(&found), ["MUSIC", "TONGUE"]);
    let page = institutions.search("faculty").offset(1).limit(1).await.unwrap();
    assert_eq!(instids(&page), ["MUSIC"]);
    assert_eq!(instids(&institutions.search("elvish & <runic>").await.unwrap()), ["RUNES"]);
    let found = institutions.search("punchcard").attributes(["address"]).await.unwrap();
    assert_eq!(instids(&found), ["UIS"]);
    assert!(institutions.search("former").await.unwrap().is_empty());
    let found = institutions.search("former").include_cancelled(true).await.unwrap();
    assert_eq!(instids(&found), ["OLDLAB"]);
    refused_with(400, institutions.search("x").order_by("acronym").await);
}

pub(super) async fn search_count(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    assert_eq!(institutions.search_count("school").await.unwrap(), 3);
    assert_eq!(institutions.search_count("former").await.unwrap(), 0);
    assert_eq!(institutions.search_count("former").include_cancelled(true).await.unwrap(), 1);
    assert_eq!(institutions.search_count("schoul").approx_matches(true).await.unwrap(), 3);
}
