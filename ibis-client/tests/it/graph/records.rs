//! Owned records.

use ibis_client::{Attribute, IbisResult, PersonRecord};

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
fn references_become_identifiers_and_what_was_not_fetched_is_absent() {
    let record = record();
    assert_eq!(record.institutions.as_deref(), Some(&["UIS".parse().unwrap()][..]));
    assert_eq!(record.direct_groups.as_deref(), Some(&["000001".parse().unwrap()][..]));
    assert_eq!(record.groups, None);
    assert_eq!(record.display_name.as_deref(), Some("S.P. \"Quentin\" Rhys"));
    let photo: &Attribute = &record.attributes.as_ref().unwrap()[0];
    assert_eq!(photo.binary_data.as_deref(), Some(&[0, 255, 10][..]));
}

#[test]
fn records_use_the_service_s_field_names_and_round_trip() {
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
