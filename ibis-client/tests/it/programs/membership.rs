//! Checks of membership.

use ibis_client::{Credentials, Crsid, GroupMethods, PersonMethods, fetch};
use ibis_sandbox::Sandbox;

use super::{connect, editor};

#[tokio::test]
async fn person_is_in_an_institution_by_id() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(connect(&sandbox, editor()));
    let person = people.get_person("crsid", "bq201").fetch(fetch!(Person: all_insts)).await.unwrap().unwrap();
    assert!(person.in_inst("ASTRO").unwrap() && person.in_inst("GEMSUG").unwrap());
    assert!(!person.in_inst("GEM").unwrap() && !person.in_inst("").unwrap());
}

#[tokio::test]
async fn person_is_in_a_group_by_padded_id_or_name() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(connect(&sandbox, editor()));
    let person =
        people.get_person("crsid", "bq201").fetch(fetch!(Person: all_groups)).await.unwrap().unwrap();
    assert!(person.in_group("000031").unwrap() && person.in_group("kazoo-society").unwrap());
    // The group includes the kazoo society.
    assert!(person.in_group("noisy-societies").unwrap());
    assert!(!person.in_group("31").unwrap() && !person.in_group("uis-editors").unwrap());
}

#[tokio::test]
async fn group_has_direct_and_indirect_members() {
    let sandbox = Sandbox::start().await.unwrap();
    let groups = GroupMethods::new(connect(&sandbox, editor()));
    let crsid: Crsid = "bq201".parse().unwrap();
    for name in ["kazoo-society", "noisy-societies"] {
        let group = groups.get_group(name).fetch(fetch!(Group: all_members)).await.unwrap().unwrap();
        assert!(group.has_member(&crsid).unwrap(), "{name}");
        assert!(!group.has_member("spqr1").unwrap(), "{name}");
    }
}

#[tokio::test]
async fn unfetched_membership_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    let request = PersonMethods::new(&conn).get_person("crsid", "bq201");
    let person = request.fetch(fetch!(Person: direct_groups)).await.unwrap().unwrap();
    assert_eq!(person.in_inst("ASTRO").unwrap_err().fetch(), "all_insts");
    assert_eq!(person.in_group("000031").unwrap_err().fetch(), "all_groups");
    let request = GroupMethods::new(&conn).get_group("000031");
    let group = request.fetch(fetch!(Group: direct_members)).await.unwrap().unwrap();
    assert_eq!(group.has_member("bq201").unwrap_err().fetch(), "all_members");
}

#[tokio::test]
async fn hidden_membership_looks_like_no_membership() {
    let sandbox = Sandbox::start().await.unwrap();
    for (credentials, sees_it) in [(Credentials::anonymous(), false), (editor(), true)] {
        let people = PersonMethods::new(connect(&sandbox, credentials));
        let person = people.get_person("crsid", "ds204").fetch(fetch!(Person: all_groups)).await.unwrap();
        assert_eq!(person.unwrap().in_group("kazoo-society").unwrap(), sees_it);
        assert_eq!(people.is_member_of_group("crsid", "ds204", "kazoo-society").await.unwrap(), sees_it);
    }
}
