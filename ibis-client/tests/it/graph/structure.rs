//! Size, depth and broken references.

use std::fmt::Write as _;

use ibis_client::{DecodeError, IbisResult, Kind};

use super::documents::walk;

#[test]
fn chain_of_100_000_references_is_walked() {
    const LENGTH: usize = 100_000;
    let mut institutions = String::new();
    for number in 0..LENGTH {
        let next =
            if number + 1 < LENGTH { format!(r#"[{{"ref": "{}"}}]"#, number + 1) } else { "[]".to_owned() };
        let separator = if number == 0 { "" } else { "," };
        write!(
            institutions,
            r#"{separator}{{"id": "{number}", "cancelled": false, "instid": "I{number}", "name": "n", "childInsts": {next}}}"#
        )
        .unwrap();
    }
    let document = format!(
        r#"{{"result": {{"institution": {{"ref": "0"}}, "entities": {{"institutions": [{institutions}]}}}}}}"#
    );
    let result = IbisResult::from_json(document).unwrap();
    assert_eq!(walk(&result), LENGTH);
    let mut last = result.institution().unwrap();
    drop(result);
    while let Some(next) = { last.child_insts().unwrap().next() } {
        last = next;
    }
    assert_eq!(last.instid(), "I99999");
}

#[test]
fn entity_may_refer_to_itself() {
    let document = r#"{"result": {"group": {"ref": "g"}, "entities": {"groups": [
        {"id": "g", "cancelled": false, "groupid": "1", "name": "g", "title": "G", "managedByGroups": [{"ref": "g"}]}
    ]}}}"#;
    let result = IbisResult::from_json(document).unwrap();
    let group = result.group().unwrap();
    assert_eq!(group.managed_by_groups().unwrap().next().unwrap(), group);
    assert_eq!(walk(&result), 1);
}

const DEPTH: usize = 10_000;

#[test]
fn entities_nested_10_000_deep_are_refused_without_overflow() {
    let (open, close) = (r#"{"instid": "I", "childInsts":["#.repeat(DEPTH), "]}".repeat(DEPTH));
    let error =
        IbisResult::from_json(format!(r#"{{"result": {{"institution": {open}{close}}}}}"#)).unwrap_err();
    assert!(error.to_string().contains("recursion limit"), "{error}");
}

#[test]
fn unknown_fields_may_be_nested_10_000_deep() {
    for (open, close) in [("[", "]"), (r#"{"x":[7,"#, "]}")] {
        let nested = format!("{}1{}", open.repeat(DEPTH), close.repeat(DEPTH));
        let document = format!(r#"{{"result": {{"unknown": {nested}, "person": {nested}, "value": "x"}}}}"#);
        let result = IbisResult::from_json(document).unwrap();
        assert_eq!(result.value(), Some("x"));
    }
}

#[test]
fn entities_of_different_kinds_may_have_the_same_id() {
    let document = r#"{"result": {"people": [{"ref": "1"}], "groups": [{"ref": "1"}], "entities": {
        "people": [{"id": "1", "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"}}],
        "groups": [{"id": "1", "cancelled": false, "groupid": "1", "name": "g", "title": "G"}]
    }}}"#;
    let result = IbisResult::from_json(document).unwrap();
    assert_eq!(result.people().next().unwrap().identifier().value(), "spqr1");
    assert_eq!(result.groups().next().unwrap().name(), "g");
}

#[test]
fn dangling_reference_is_reported_with_its_path() {
    let document = r#"{"result": {"people": [{"ref": "p"}], "entities": {"people": [
        {"id": "p", "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"},
         "groups": [{"ref": "nowhere"}]}
    ]}}}"#;
    assert_eq!(
        IbisResult::from_json(document).unwrap_err(),
        DecodeError::DanglingReference {
            expected: Kind::Group,
            id: "nowhere".to_owned(),
            path: "$.result.entities.people[0].groups[0]".to_owned(),
        }
    );
}

#[test]
fn reference_to_another_kind_is_reported_with_its_path() {
    let document = r#"{"result": {"people": [{"ref": "x"}], "entities": {"groups": [
        {"id": "x", "cancelled": false, "groupid": "1", "name": "g", "title": "G"}
    ]}}}"#;
    let error = IbisResult::from_json(document).unwrap_err();
    assert_eq!(
        error.to_string(),
        "$.result.people[0] refers to the person `x`, but that is the id of a group"
    );
}

#[test]
fn duplicate_id_is_reported_with_its_path() {
    let document = r#"{"result": {"groups": [{"ref": "x"}], "entities": {"groups": [
        {"id": "x", "cancelled": false, "groupid": "1", "name": "g", "title": "G"},
        {"id": "x", "cancelled": false, "groupid": "2", "name": "h", "title": "H"}
    ]}}}"#;
    let error = IbisResult::from_json(document).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the id `x` at $.result.entities.groups[1] is already that of another group"
    );
}

#[test]
fn other_json_is_refused() {
    for (document, words) in [
        ("", "EOF"),
        ("null", "no `result` object"),
        ("{}", "no `result` object"),
        (r#"{"result": null}"#, "no `result` object"),
        (r#"{"result": {}} x"#, "trailing characters"),
        (r#"{"result": {"person": {"identifier": {"scheme": "crs"#, "$.result.person.identifier.scheme"),
    ] {
        let error = IbisResult::from_json(document).unwrap_err().to_string();
        assert!(error.contains(words), "{document}: {error}");
    }
    assert_eq!(IbisResult::from_json(b"{\"\xff".to_vec()).unwrap_err(), DecodeError::Utf8 { offset: 2 });
}

#[test]
fn byte_order_mark_is_ignored() {
    assert_eq!(IbisResult::from_json("\u{feff}{\"result\": {\"value\": \"x\"}}").unwrap().value(), Some("x"));
}
