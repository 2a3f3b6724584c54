//! Values that do not fit the compact form: long integers, long ids, keys and ids with escapes.

use ibis_client::{DecodeError, IbisResult, Kind};

#[test]
fn integer_may_have_64_bits() {
    for integer in [i64::MAX, i64::MIN, 1 << 59, (1 << 59) - 1, -(1 << 59), -(1 << 59) - 1, 0] {
        for written in [integer.to_string(), format!("\"{integer}\"")] {
            let document =
                format!(r#"{{"result": {{"attribute": {{"scheme": "x", "attrid": {written}}}}}}}"#);
            let result = IbisResult::from_json(document).unwrap();
            let attribute = result.attribute().unwrap();
            assert_eq!(attribute.attrid(), Some(integer.into()), "{written}");
            assert_eq!(attribute.to_record().attrid, Some(integer.into()));
            assert!(result.warnings().is_empty());
        }
    }
}

#[test]
fn number_in_place_of_a_string_keeps_its_digits() {
    for number in [
        "7",
        "1.5",
        "1.10",
        "7.0",
        "-0",
        "1e20",
        "1E+2",
        "1e308",
        "-1e-300",
        "123456789012345678901234567890",
    ] {
        for document in [
            format!(r#"{{"result": {{"value": {number}}}}}"#),
            format!("{{\"result\": {{\"value\" :\n {number} , \"version\": 1.20}}}}"),
        ] {
            let result = IbisResult::from_json(document).unwrap();
            assert_eq!(result.value(), Some(number));
            assert_eq!(result.warnings(), []);
        }
    }
}

#[test]
fn number_with_unknown_digits_is_a_warning() {
    // The digits are found after the key, but elements of a list have no key, and this key has an escape.
    let rows = r#"{"result": {"institution": {"contactRows": [{"emails": ["a", 1.10, 2]}]}}}"#;
    let result = IbisResult::from_json(rows).unwrap();
    let rows: Vec<_> = result.institution().unwrap().contact_rows().unwrap().collect();
    assert_eq!(rows[0].emails().collect::<Vec<_>>(), ["a", "2"]);
    assert_eq!(result.warnings()[0].path, "$.result.institution.contactRows[0].emails[1]");
    let result = IbisResult::from_json(r#"{"result": {"v\u0061lue": 1.10}}"#).unwrap();
    assert_eq!((result.value(), result.warning_count()), (None, 1));
}

/// A flattened document with a person and a group of the same id, written as given in `id` and `ref`.
fn flattened(id: &str, reference: &str) -> String {
    format!(
        r#"{{"result": {{"people": [{{"ref": "{reference}"}}, {{"ref": "{reference}"}}], "entities": {{
            "people": [{{"id": "{id}", "identifier": {{"scheme": "crsid", "value": "spqr1"}},
                        "groups": [{{"ref": "{reference}"}}]}}],
            "groups": [{{"groupid": "1", "name": "g", "title": "G", "id": "{id}"}}]}}}}}}"#
    )
}

#[test]
fn ids_of_any_length_are_resolved_with_and_without_escapes() {
    for length in [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 300] {
        let id: String = ('a'..='z').cycle().take(length).collect();
        let escapes: Vec<String> = id.bytes().map(|letter| format!("\\u{letter:04x}")).collect();
        let escaped = escapes.concat();
        for (id, reference) in [(&id, &id), (&id, &escaped), (&escaped, &id), (&escaped, &escaped)] {
            let result = IbisResult::from_json(flattened(id, reference)).unwrap();
            let people: Vec<_> = result.people().collect();
            assert_eq!(people.len(), 2);
            assert_eq!(people[0], people[1], "{id}");
            assert_eq!(people[0].groups().unwrap().next().unwrap().groupid(), "1");
        }
    }
}

#[test]
fn ids_with_a_common_prefix_are_distinct() {
    for (id, reference) in [
        ("person.crsid.ab123", "person.crsid.ab124"),
        ("person.crsid.ab1", "person.crsid.ab12"),
        ("abcdefghijklmno", "abcdefghijklmnop"),
        ("a", "a\\u0000"),
        ("", "\\u0000"),
    ] {
        let error = IbisResult::from_json(flattened(id, reference)).unwrap_err();
        // Errors show no control characters.
        let text = reference.replace("\\u0000", "");
        assert!(
            matches!(&error, DecodeError::DanglingReference { expected: Kind::Person, id, path }
                if *id == text && path == "$.result.people[0]"),
            "{error:?}"
        );
    }
}

#[test]
fn other_fields_of_a_reference_are_ignored() {
    for reference in [
        r#"{"ref": "p", "displayName": "Other"}"#,
        r#"{"displayName": "Other", "ref": "p"}"#,
        r#"{"identifier": {"scheme": "crsid", "value": "other"}, "ref": "p", "attributes": [{"scheme": "x"}]}"#,
    ] {
        let document = format!(
            r#"{{"result": {{"person": {reference}, "entities": {{"people": [
                {{"id": "p", "identifier": {{"scheme": "crsid", "value": "spqr1"}}, "displayName": "Sam"}}]}}}}}}"#
        );
        let result = IbisResult::from_json(document).unwrap();
        assert_eq!(result.person().unwrap().display_name(), Some("Sam"), "{reference}");
        assert_eq!(result.person().unwrap().identifier().value(), "spqr1");
    }
}

#[test]
fn keys_may_be_escaped_and_fields_in_any_order() {
    let document = r#"{"\u0072esult": {"institution": {"name": "Services", "managedByGroups": [],
        "\u0069nstid": "UIS", "childInst\u0073": [], "cancelled": false}}}"#;
    let result = IbisResult::from_json(document).unwrap();
    let institution = result.institution().unwrap();
    assert_eq!((institution.instid(), institution.name()), ("UIS", "Services"));
    assert_eq!(institution.child_insts().unwrap().len(), 0);
    assert_eq!(institution.managed_by_groups().unwrap().len(), 0);
    assert!(result.warnings().is_empty());
}
