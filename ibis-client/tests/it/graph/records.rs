//! Owned records.

use std::fmt::Debug;

use ibis_client::{
    AttributeRecord, GroupMethods, IbisResult, InstitutionMethods, PersonMethods, PersonRecord, fetch,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

const PERSON: &str = r#"{"result": {"person": {"ref": "p"}, "entities": {
    "people": [{"id": "p", "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"},
        "displayName": "S.P. \"Quentin\" Rhys", "misAffiliation": "staff,student",
        "identifiers": [{"scheme": "crsid", "value": "spqr1"}, {"scheme": "usn", "value": "123456789"}],
        "attributes": [{"attrid": 7, "scheme": "jpegPhoto", "binaryData": "AP8K", "visibility": "world",
                        "effectiveFrom": "2026-01-05", "owningGroupid": "000001"}],
        "institutions": [{"ref": "i"}], "directGroups": [{"ref": "g"}]}],
    "institutions": [{"id": "i", "cancelled": false, "instid": "UIS", "name": "Services"}],
    "groups": [{"id": "g", "cancelled": false, "groupid": "000001", "name": "g", "title": "G"}]
}}}"#;

fn record() -> PersonRecord {
    IbisResult::from_json(PERSON).unwrap().person().unwrap().to_record()
}

#[test]
fn references_become_identifiers_and_unfetched_fields_are_absent() {
    let record = record();
    assert_eq!(record.institutions.as_deref(), Some(&["UIS".parse().unwrap()][..]));
    assert_eq!(record.direct_groups.as_deref(), Some(&["000001".parse().unwrap()][..]));
    assert_eq!(record.groups, None);
    assert_eq!(record.display_name.as_deref(), Some("S.P. \"Quentin\" Rhys"));
    let photo: &AttributeRecord = &record.attributes.as_ref().unwrap()[0];
    assert_eq!(photo.binary_data.as_deref(), Some(&[0, 255, 10][..]));
}

#[test]
fn records_use_the_field_names_of_the_service_and_round_trip() {
    let record = record();
    let json = serde_json::to_value(&record).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "cancelled": false,
            "identifier": {"scheme": "crsid", "value": "spqr1"},
            "displayName": "S.P. \"Quentin\" Rhys",
            "misAffiliation": "staff,student",
            "identifiers": [{"scheme": "crsid", "value": "spqr1"}, {"scheme": "usn", "value": "123456789"}],
            "attributes": [{
                "attrid": 7, "scheme": "jpegPhoto", "binaryData": "AP8K", "visibility": "world",
                "effectiveFrom": "2026-01-05", "owningGroupid": "000001"
            }],
            "institutions": ["UIS"],
            "directGroups": ["000001"],
        })
    );
    assert_eq!(serde_json::from_value::<PersonRecord>(json).unwrap(), record);
}

/// Writes and reads every record of a sandbox, with everything fetched.
#[tokio::test]
async fn every_record_of_a_directory_round_trips() {
    let sandbox = ibis_sandbox::Sandbox::start().await.unwrap();
    let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build().unwrap();

    let fetch = fetch!(Person: all_attrs, all_identifiers, all_insts, all_groups, direct_groups);
    let people = PersonMethods::new(&conn).all_people().include_cancelled(true).limit(500).fetch(fetch);
    for person in people.await.unwrap() {
        round_trips(&person.to_record());
    }
    let fetch = fetch!(
        Institution: all_attrs, contact_rows, all_members, parent_insts, child_insts, inst_groups, members_groups,
        managed_by_groups
    );
    for institution in InstitutionMethods::new(&conn).all_insts().fetch(fetch).await.unwrap() {
        round_trips(&institution.to_record());
    }
    let fetch = fetch!(
        Group: all_members, direct_members, members_of_inst, owning_insts, manages_insts, manages_groups,
        managed_by_groups, reads_groups, read_by_groups, includes_groups, included_by_groups
    );
    for group in GroupMethods::new(&conn).all_groups().fetch(fetch).await.unwrap() {
        round_trips(&group.to_record());
    }
    for scheme in PersonMethods::new(&conn).all_attribute_schemes().await.unwrap() {
        round_trips(&scheme);
    }
}

fn round_trips<R: Serialize + DeserializeOwned + PartialEq + Debug>(record: &R) {
    let json = serde_json::to_string(record).unwrap();
    assert_eq!(&serde_json::from_str::<R>(&json).unwrap(), record, "{json}");
}
