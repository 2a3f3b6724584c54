//! Values that are not what they should be.

use ibis_client::{DecodeError, IbisResult, MisAffiliation};
use jiff::civil::date;

use super::documents::walk;

fn warnings(document: &str) -> Vec<String> {
    let result = IbisResult::from_json(document).unwrap();
    walk(&result);
    result.warnings().iter().map(ToString::to_string).collect()
}

#[test]
fn numbers_booleans_and_strings_may_stand_for_each_other() {
    let document = r#"{"result": {"version": 1.2, "value": true,
        "groups": [{"cancelled": "false", "groupid": 100656, "name": true, "title": 1.5}],
        "attribute": {"attrid": "4711", "scheme": "x", "effectiveFrom": "2026-01-05T00:00:00Z"},
        "attributeSchemes": [{"schemeid": "x", "precedence": 7.0, "multiValued": 1, "dataType": "t", "displayName": "d"}]
    }}"#;
    let result = IbisResult::from_json(document).unwrap();
    assert!(result.warnings().is_empty(), "{:?}", result.warnings());
    assert_eq!((result.version(), result.value()), (Some("1.2"), Some("true")));
    let group = result.groups().next().unwrap();
    assert_eq!(
        (group.cancelled(), group.groupid(), group.name(), group.title()),
        (false, "100656", "true", "1.5")
    );
    let attribute = result.attribute().unwrap();
    assert_eq!(attribute.attrid(), Some(4711.into()));
    assert_eq!(attribute.effective_from(), Some(date(2026, 1, 5)));
    let scheme = result.attribute_schemes().next().unwrap();
    assert_eq!((scheme.precedence(), scheme.multi_valued()), (7, true));
}

#[test]
fn what_does_not_fit_is_absent_and_listed_with_its_path() {
    let document = r#"{"result": {"people": [
        {"cancelled": "perhaps", "identifier": {"scheme": "crsid", "value": "spqr1"}, "surname": ["x"],
         "displayName": "D", "attributes": [
            {"scheme": "email", "effectiveFrom": "2026-02-30", "attrid": "x"},
            {"scheme": "jpegPhoto", "binaryData": "!!"},
            "not an object"
         ]},
        7
    ]}}"#;
    assert_eq!(
        warnings(document),
        [
            "$.result.people[0].cancelled: a boolean was expected, not `perhaps`",
            "$.result.people[0].surname: a string was expected, not a list",
            "$.result.people[0].attributes[0].effectiveFrom: a date such as `2026-01-05` was expected, not `2026-02-30`",
            "$.result.people[0].attributes[0].attrid: an integer was expected, not `x`",
            "$.result.people[0].attributes[1].binaryData: bytes in base64 was expected, not `!!`",
            "$.result.people[0].attributes[2]: an object was expected, not `not an object`",
            "$.result.people[1]: an object was expected, not a number",
        ]
    );
    let person = IbisResult::from_json(document).unwrap().person();
    assert!(person.is_none());
    let person = IbisResult::from_json(document).unwrap().people().next().unwrap();
    assert_eq!((person.cancelled(), person.surname(), person.display_name()), (false, None, Some("D")));
    assert_eq!(person.attributes().unwrap().len(), 2);
}

#[test]
fn a_lone_surrogate_costs_its_own_string_and_no_other() {
    let document = r#"{"result": {"person": {"cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"},
        "surname": "A\ud800B", "displayName": "😀 \ud83d\ude00 \\ud800", "\udfff": 1}}}"#;
    assert_eq!(warnings(document), ["$.result.person.surname: a string with half of a surrogate pair"]);
    let person = IbisResult::from_json(document).unwrap().person().unwrap();
    assert_eq!((person.surname(), person.display_name()), (None, Some("😀 😀 \\ud800")));
}

#[test]
fn a_field_that_is_there_twice_counts_once() {
    let document =
        r#"{"result": {"institution": {"name": "N", "instid": "UIS", "cancelled": false, "name": "M"}}}"#;
    assert_eq!(warnings(document), ["$.result.institution: `name` is there twice: the first one counts"]);
    assert_eq!(IbisResult::from_json(document).unwrap().institution().unwrap().name(), "N");
}

#[test]
fn conflicting_repetitions_are_listed_and_the_first_counts() {
    let document = r#"{"result": {"institutions": [
        {"cancelled": false, "instid": "UIS", "name": "N"}, {"cancelled": false, "instid": "UIS", "name": "M"}
    ]}}"#;
    assert_eq!(
        warnings(document),
        [
            "$.result.institutions[1].name: another value than where this entity came first: the first one counts"
        ]
    );
    let result = IbisResult::from_json(document).unwrap();
    assert!(result.institutions().all(|institution| institution.name() == "N"));
}

#[test]
fn strict_decoding_makes_the_first_warning_an_error() {
    let document =
        r#"{"result": {"person": {"cancelled": [], "identifier": {"scheme": "crsid", "value": "x1"}}}}"#;
    let error = IbisResult::decoder().strict(true).decode(document).unwrap_err();
    assert!(matches!(error, DecodeError::Odd(_)));
    assert_eq!(
        error.to_string(),
        "$.result.person.cancelled: a boolean was expected, not a list (strict decoding)"
    );
}

#[test]
fn null_is_the_same_as_absent() {
    let document = r#"{"result": {"person": {"cancelled": null, "identifier": null, "attributes": null, "groups": [null]}}}"#;
    let result = IbisResult::from_json(document).unwrap();
    let person = result.person().unwrap();
    assert!(result.warnings().is_empty());
    assert_eq!((person.identifier().scheme(), person.identifier().value()), ("", ""));
    assert!(person.attributes().is_err());
    assert_eq!(person.groups().unwrap().len(), 0);
}

#[test]
fn unknown_values_of_an_enum_are_kept() {
    let document = r#"{"result": {"person": {"misAffiliation": "visitor"}}}"#;
    let person = IbisResult::from_json(document).unwrap().person().unwrap();
    let affiliation = person.mis_affiliation().unwrap();
    assert!(matches!(&affiliation, MisAffiliation::Other(other) if other.as_str() == "visitor"));
    assert_eq!(affiliation.to_string(), "visitor");
}
