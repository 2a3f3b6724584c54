//! Values of the wrong type or form.

use ibis_client::{DecodeError, IbisResult, MisAffiliation};
use jiff::civil::date;

use super::documents::walk;

fn warnings(document: &str) -> Vec<String> {
    let result = IbisResult::from_json(document).unwrap();
    walk(&result);
    result.warnings().iter().map(ToString::to_string).collect()
}

#[test]
fn numbers_booleans_and_strings_are_interchangeable() {
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
fn unreadable_value_is_absent_with_a_warning() {
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
            "$.result.people[0].cancelled: expected a boolean, found `perhaps`",
            "$.result.people[0].surname: expected a string, found a list",
            "$.result.people[0].attributes[0].effectiveFrom: expected a date such as `2026-01-05`, found `2026-02-30`",
            "$.result.people[0].attributes[0].attrid: expected an integer, found `x`",
            "$.result.people[0].attributes[1].binaryData: expected bytes in base64, found `!!`",
            "$.result.people[0].attributes[2]: expected an object, found `not an object`",
            "$.result.people[1]: expected an object, found a number",
        ]
    );
    let person = IbisResult::from_json(document).unwrap().person();
    assert!(person.is_none());
    let person = IbisResult::from_json(document).unwrap().people().next().unwrap();
    assert_eq!((person.cancelled(), person.surname(), person.display_name()), (false, None, Some("D")));
    assert_eq!(person.attributes().unwrap().len(), 2);
}

#[test]
fn lone_surrogate_affects_only_its_own_string() {
    let document = r#"{"result": {"person": {"cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"},
        "surname": "A\ud800B", "displayName": "😀 \ud83d\ude00 \\ud800", "\udfff": 1}}}"#;
    assert_eq!(warnings(document), ["$.result.person.surname: a string with a lone surrogate"]);
    let person = IbisResult::from_json(document).unwrap().person().unwrap();
    assert_eq!((person.surname(), person.display_name()), (None, Some("😀 😀 \\ud800")));
}

#[test]
fn first_of_duplicate_fields_is_used() {
    let document =
        r#"{"result": {"institution": {"name": "N", "instid": "UIS", "cancelled": false, "name": "M"}}}"#;
    assert_eq!(warnings(document), ["$.result.institution: duplicate field `name`: the first one is used"]);
    assert_eq!(IbisResult::from_json(document).unwrap().institution().unwrap().name(), "N");
}

#[test]
fn conflicting_repetitions_are_warnings_and_the_first_is_used() {
    let document = r#"{"result": {"institutions": [
        {"cancelled": false, "instid": "UIS", "name": "N"}, {"cancelled": false, "instid": "UIS", "name": "M"}
    ]}}"#;
    assert_eq!(
        warnings(document),
        ["$.result.institutions[1].name: differs from the first occurrence of this entity, which is used"]
    );
    let result = IbisResult::from_json(document).unwrap();
    assert!(result.institutions().all(|institution| institution.name() == "N"));
}

#[test]
fn strict_decoding_makes_the_first_warning_an_error() {
    let document =
        r#"{"result": {"person": {"cancelled": [], "identifier": {"scheme": "crsid", "value": "x1"}}}}"#;
    let error = IbisResult::decoder().strict(true).decode(document).unwrap_err();
    assert!(matches!(error, DecodeError::Warning(_)));
    assert_eq!(error.to_string(), "$.result.person.cancelled: expected a boolean, found a list");
}

#[test]
fn null_in_a_list_is_a_warning() {
    let document =
        r#"{"result": {"people": [null, {}], "institution": {"contactRows": [{"emails": [null]}]}}}"#;
    let result = IbisResult::from_json(document).unwrap();
    let warnings: Vec<String> = result.warnings().iter().map(ToString::to_string).collect();
    let expected = [
        "$.result.people[0]: expected an object, found null",
        "$.result.institution.contactRows[0].emails[0]: expected a string, found null",
    ];
    assert_eq!((warnings, result.people().count()), (expected.map(str::to_owned).to_vec(), 1));
}

#[test]
fn null_is_absent() {
    let document = r#"{"result": {"person": {"cancelled": null, "identifier": null, "attributes": null, "groups": []}}}"#;
    let result = IbisResult::from_json(document).unwrap();
    let person = result.person().unwrap();
    assert!(result.warnings().is_empty());
    assert_eq!((person.identifier().scheme(), person.identifier().value()), ("", ""));
    assert!(person.attributes().is_err());
    assert_eq!(person.groups().unwrap().len(), 0);
}

#[test]
fn unknown_enum_values_are_kept() {
    let document = r#"{"result": {"person": {"misAffiliation": "visitor"}}}"#;
    let person = IbisResult::from_json(document).unwrap().person().unwrap();
    let affiliation = person.mis_affiliation().unwrap();
    assert!(matches!(&affiliation, MisAffiliation::Other(other) if other.as_str() == "visitor"));
    assert_eq!(affiliation.to_string(), "visitor");
}

#[test]
fn first_100_warnings_are_kept_and_all_are_counted() {
    let document = format!(r#"{{"result": {{"attributes": [{}7]}}}}"#, "7,".repeat(249));
    let result = IbisResult::from_json(document.clone()).unwrap();
    assert_eq!((result.warnings().len(), result.warning_count()), (100, 250));
    assert_eq!(result.warnings()[99].path, "$.result.attributes[99]");
    let error = IbisResult::decoder().strict(true).decode(document).unwrap_err();
    assert!(matches!(&error, DecodeError::Warning(warning) if warning.path == "$.result.attributes[0]"));

    let group = |n| format!(r#"{{"groupid": "1", "name": "n{n}"}}"#);
    let groups: Vec<_> = (0..251).map(group).collect();
    let document = format!(r#"{{"result": {{"groups": [{}]}}}}"#, groups.join(","));
    let result = IbisResult::from_json(document).unwrap();
    assert_eq!((result.warnings().len(), result.warning_count()), (100, 250));
    assert_eq!(result.warnings()[99].path, "$.result.groups[100].name");
}

#[test]
fn duplicate_id_or_reference_is_a_warning_and_the_first_is_used() {
    let document = r#"{"result": {"person": {"ref": "a", "ref": "b"}, "entities": {"people": [
        {"id": "a", "id": "c", "identifier": {"scheme": "crsid", "value": "abc1"}},
        {"id": "b", "identifier": {"scheme": "crsid", "value": "abc2"}}]}}}"#;
    let result = IbisResult::from_json(document).unwrap();
    assert_eq!(result.person().unwrap().identifier().value(), "abc1");
    assert_eq!(
        warnings(document),
        [
            "$.result.person: duplicate field `ref`: the first one is used",
            "$.result.entities.people[0]: duplicate field `id`: the first one is used",
        ]
    );
}

#[test]
fn object_and_list_of_one_are_interchangeable() {
    let document = r#"{"result": {"people": {"identifier": {"scheme": "crsid", "value": "abc1"},
            "attributes": {"scheme": "email", "value": "a@example.org"}, "institutions": {"ref": "u"}},
        "person": [{"identifier": [{"scheme": "crsid", "value": "abc2"}]}],
        "entities": {"institutions": {"id": "u", "instid": "UIS", "contactRows": {"emails": "b@example.org"}}}}}"#;
    let result = IbisResult::decoder().strict(true).decode(document).unwrap();
    let person = result.people().next().unwrap();
    assert_eq!(person.attribute("email").unwrap().unwrap().value(), Some("a@example.org"));
    let institution = person.institutions().unwrap().next().unwrap();
    let row = institution.contact_rows().unwrap().next().unwrap();
    assert_eq!(row.emails().collect::<Vec<_>>(), ["b@example.org"]);
    assert_eq!(result.person().unwrap().identifier().value(), "abc2");
}

#[test]
fn list_of_several_items_is_not_an_object() {
    let document = r#"{"result": {"person": [{"surname": "A"}, {"surname": "B"}], "group": [[{}]]}}"#;
    assert_eq!(
        warnings(document),
        [
            "$.result.person: expected an object, found a list",
            "$.result.group[0]: expected an object, found a list",
        ]
    );
    assert!(IbisResult::from_json(document).unwrap().person().is_none());
}

#[test]
fn numeric_date_is_the_day_that_starts_at_that_midnight_in_cambridge() {
    // 5 January and 5 July 2026, as a server in Cambridge sends them.
    let document = r#"{"result": {"attribute": {"scheme": "title", "effectiveFrom": 1767571200000,
        "effectiveTo": 1783206000000}}}"#;
    let result = IbisResult::decoder().strict(true).decode(document).unwrap();
    let attribute = result.attribute().unwrap();
    assert_eq!(attribute.effective_from(), Some(date(2026, 1, 5)));
    assert_eq!(attribute.effective_to(), Some(date(2026, 7, 5)));
    let document =
        r#"{"result": {"attribute": {"scheme": "title", "effectiveFrom": 1e300, "effectiveTo": 9e18}}}"#;
    assert_eq!(warnings(document).len(), 2);
}

#[test]
fn error_in_any_format_is_an_error() {
    for (error, message) in [
        (r#""out of order""#, Some("out of order")),
        ("503", Some("503")),
        (r#"["out of order"]"#, Some("out of order")),
        (r#"[{"message": "out of order"}]"#, Some("out of order")),
        ("[]", None),
        ("[1, 2]", None),
        ("{}", None),
        ("true", None),
    ] {
        let result = IbisResult::from_json(format!(r#"{{"result": {{"error": {error}}}}}"#)).unwrap();
        assert_eq!(result.error().expect(error).message(), message, "{error}");
    }
    for none in ["null", "false"] {
        let result = IbisResult::from_json(format!(r#"{{"result": {{"error": {none}}}}}"#)).unwrap();
        assert!(result.error().is_none());
    }
}

#[test]
fn untrusted_text_is_on_one_line_in_warnings_and_errors() {
    let hostile = format!("a\\n\\u001b[31m{}", "x".repeat(5_000));
    let documents = [
        format!(r#"{{"result": {{"person": {{"ref": "{hostile}"}}}}}}"#),
        format!(
            r#"{{"result": {{"entities": {{"groups": [{{"id": "{hostile}"}}, {{"id": "{hostile}"}}]}}}}}}"#
        ),
        format!(
            r#"{{"result": {{"person": {{"ref": "{hostile}"}}, "entities": {{"groups": [{{"id": "{hostile}"}}]}}}}}}"#
        ),
        format!(r#"{{"result": {{"{hostile}}}}}"#),
    ];
    for document in documents {
        let error = IbisResult::from_json(document).unwrap_err().to_string();
        assert!(error.chars().count() < 500 && !error.contains(char::is_control), "{error}");
    }
    let document = format!(r#"{{"result": {{"attribute": {{"scheme": "s", "attrid": "{hostile}"}}}}}}"#);
    let [warning] = &warnings(&document)[..] else { panic!("one warning") };
    assert!(warning.chars().count() < 300 && !warning.contains(char::is_control), "{warning}");
}

#[test]
fn long_paths_are_shortened() {
    let (before, after) = (r#"{"members":[{"groups":["#.repeat(30), "]}]}".repeat(30));
    let document = format!(r#"{{"result": {{"groups": [{before}7{after}]}}}}"#);
    let [warning] = &warnings(&document)[..] else { panic!("one warning") };
    assert!(warning.starts_with("$.result.groups[0].members[0]") && warning.len() < 300, "{warning}");
}

/// Quadratic merging took 21 seconds per megabyte here, and four times as long for two.
#[test]
fn lists_are_merged_in_linear_time() {
    let attributes: Vec<_> = (0..40_000).map(|n| format!(r#"{{"attrid":{n}}}"#)).collect();
    let person =
        format!(r#"{{"identifier":{{"scheme":"a","value":"b"}},"attributes":[{}]}}"#, attributes.join(","));
    let started = std::time::Instant::now();
    let result =
        IbisResult::from_json(format!(r#"{{"result": {{"people": [{person}, {person}]}}}}"#)).unwrap();
    assert_eq!(result.people().next().unwrap().attributes().unwrap().len(), 40_000);
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}
