//! Entities that a hierarchical document contains several times.

use ibis_client::{Group, IbisResult, Institution, Person};

fn result(document: &str) -> IbisResult {
    IbisResult::from_json(format!(r#"{{"result": {document}}}"#)).unwrap()
}

/// A person with more fields.
fn person(scheme: &str, value: &str, more: &str) -> String {
    format!(r#"{{"cancelled": false, "identifier": {{"scheme": "{scheme}", "value": "{value}"}}{more}}}"#)
}

/// Groups with these members, and the members of each.
fn members(groups: &[&[String]]) -> (Vec<Vec<Person>>, Vec<String>) {
    let group = |(number, members): (usize, &&[String])| {
        format!(
            r#"{{"cancelled": false, "groupid": "{number:06}", "name": "g{number}", "title": "G", "members": [{}]}}"#,
            members.join(",")
        )
    };
    let groups: Vec<String> = groups.iter().enumerate().map(group).collect();
    let result = result(&format!(r#"{{"groups": [{}]}}"#, groups.join(",")));
    let members = |group: Group| group.members().unwrap().collect();
    (result.groups().map(members).collect(), warnings(&result))
}

fn warnings(result: &IbisResult) -> Vec<String> {
    result.warnings().iter().map(ToString::to_string).collect()
}

fn attributes(person: &Person) -> Vec<(i64, Option<&str>)> {
    let attributes = person.attributes().unwrap();
    attributes.map(|attribute| (attribute.attrid().unwrap().get(), attribute.value())).collect()
}

#[test]
fn people_are_distinguished_by_scheme_and_value() {
    let (groups, warnings) = members(&[
        &[person("crsid", "spqr1", ""), person("usn", "spqr1", ""), person("crsid", "abc12", "")],
        &[person("usn", "spqr1", ""), person("crsid", "spqr1", r#", "surname": "Quar""#)],
    ]);
    assert_eq!(groups[0][0], groups[1][1]);
    assert_eq!(groups[0][1], groups[1][0]);
    assert_ne!(groups[0][0], groups[0][1]);
    assert_ne!(groups[0][0], groups[0][2]);
    assert_eq!(groups[0][0].surname(), Some("Quar"));
    assert_eq!(groups[0][1].surname(), None);
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn entities_of_two_kinds_with_the_same_id_are_distinct() {
    let result = result(
        r#"{"institution": {"cancelled": false, "instid": "X", "name": "Institution", "managedByGroups": [
            {"cancelled": false, "groupid": "X", "name": "group", "title": "Group"},
            {"cancelled": false, "groupid": "X", "title": "Group"}
        ]}}"#,
    );
    let institution = result.institution().unwrap();
    let groups: Vec<Group> = institution.managed_by_groups().unwrap().collect();
    assert_eq!((institution.name(), groups[0].name()), ("Institution", "group"));
    assert_eq!(groups[0], groups[1]);
}

#[test]
fn fields_of_all_occurrences_are_kept() {
    let (groups, warnings) = members(&[
        &[person("crsid", "spqr1", r#", "displayName": "Sam""#)],
        &[person("crsid", "spqr1", r#", "surname": "Quar""#)],
        &[person("crsid", "spqr1", r#", "registeredName": "S. Quar", "surname": "Quar""#)],
    ]);
    for group in &groups {
        assert_eq!(group[0], groups[0][0]);
        assert_eq!(
            (group[0].display_name(), group[0].surname(), group[0].registered_name()),
            (Some("Sam"), Some("Quar"), Some("S. Quar"))
        );
    }
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn first_of_two_values_is_used_with_a_warning() {
    let (groups, warnings) = members(&[
        &[person("crsid", "spqr1", r#", "surname": "Quar""#)],
        &[
            person("crsid", "abc12", ""),
            person("crsid", "spqr1", r#", "surname": "Square", "visibleName": "S""#),
        ],
        &[person("crsid", "spqr1", r#", "visibleName": "T""#)],
    ]);
    assert_eq!((groups[0][0].surname(), groups[0][0].visible_name()), (Some("Quar"), Some("S")));
    let differs = "differs from the first occurrence of this entity, which is used";
    assert_eq!(
        warnings,
        [
            format!("$.result.groups[1].members[1].surname: {differs}"),
            format!("$.result.groups[2].members[0].visibleName: {differs}"),
        ]
    );
}

#[test]
fn lists_are_merged_in_order_without_repetitions() {
    let item = |id: u32, value: &str| format!(r#"{{"attrid": {id}, "scheme": "email", "value": "{value}"}}"#);
    let listed =
        |items: &[String]| person("crsid", "spqr1", &format!(r#", "attributes": [{}]"#, items.join(",")));
    let (groups, warnings) = members(&[
        &[listed(&[item(1, "a"), item(2, "b"), item(1, "a")])],
        &[listed(&[item(2, "b"), item(3, "c")])],
        &[listed(&[])],
        &[listed(&[item(3, "c"), item(1, "d"), item(4, "a")])],
    ]);
    let united = [(1, "a"), (2, "b"), (3, "c"), (1, "d"), (4, "a")].map(|(id, value)| (id, Some(value)));
    for group in &groups {
        assert_eq!(attributes(&group[0]), united);
    }
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn items_that_differ_in_one_field_of_any_type_are_both_kept() {
    let base = r#""attrid": 1, "scheme": "s""#;
    for differs in [
        r#", "value": "x""#,
        r#", "effectiveFrom": "2026-01-05""#,
        r#", "effectiveFrom": "2026-01-06""#,
        r#", "binaryData": "AAAA""#,
        r#", "owningGroupid": "000001""#,
    ] {
        let listed = |more: &str| person("crsid", "spqr1", &format!(r#", "attributes": [{{{base}{more}}}]"#));
        let (groups, _) = members(&[&[listed("")], &[listed(differs)], &[listed(differs)]]);
        assert_eq!(groups[0][0].attributes().unwrap().len(), 2, "{differs}");
    }
    let listed = |attribute: &str| person("crsid", "spqr1", &format!(r#", "attributes": [{attribute}]"#));
    for (one, other) in [
        (r#"{"attrid": 1}"#, r#"{"attrid": 2}"#),
        (r#"{"value": "1"}"#, r#"{"comment": "1"}"#),
        (r#"{"effectiveFrom": "2026-01-05"}"#, r#"{"effectiveTo": "2026-01-05"}"#),
    ] {
        let (groups, _) = members(&[&[listed(one)], &[listed(other)]]);
        assert_eq!(groups[0][0].attributes().unwrap().len(), 2, "{one} {other}");
        let (groups, _) = members(&[&[listed(one)], &[listed(one)]]);
        assert_eq!(groups[0][0].attributes().unwrap().len(), 1, "{one}");
    }
}

/// The institution of each row of contact details, and its number of rows.
fn rows(rows: [&str; 2]) -> usize {
    let institution = |row: &str| {
        format!(r#"{{"cancelled": false, "instid": "UIS", "name": "Services", "contactRows": [{row}]}}"#)
    };
    let result = result(&format!(r#"{{"institutions": [{}]}}"#, rows.map(institution).join(",")));
    let institutions: Vec<Institution> = result.institutions().collect();
    assert_eq!(institutions[0], institutions[1]);
    institutions[0].contact_rows().unwrap().len()
}

#[test]
fn parts_are_compared_with_their_lists() {
    let one = r#"{"bold": true, "emails": ["a", "b"], "phoneNumbers": [{"number": "1"}, {"number": "2"}]}"#;
    assert_eq!(rows([one, one]), 1);
    for other in [
        r#"{"bold": false, "emails": ["a", "b"], "phoneNumbers": [{"number": "1"}, {"number": "2"}]}"#,
        r#"{"bold": true, "emails": ["b", "a"], "phoneNumbers": [{"number": "1"}, {"number": "2"}]}"#,
        r#"{"bold": true, "emails": ["a"], "phoneNumbers": [{"number": "1"}, {"number": "2"}]}"#,
        r#"{"bold": true, "emails": ["a", "b"], "phoneNumbers": [{"number": "1"}, {"number": "3"}]}"#,
        r#"{"bold": true, "emails": ["a", "b"], "phoneNumbers": [{"number": "1"}]}"#,
    ] {
        assert_eq!(rows([one, other]), 2, "{other}");
        assert_eq!(rows([other, one]), 2, "{other}");
    }
    // People are compared as entities, wherever their fields stand.
    let people = |more: &str| format!(r#"{{"bold": true, "people": [{}]}}"#, person("crsid", "spqr1", more));
    assert_eq!(rows([&people(""), &people(r#", "surname": "Quar""#)]), 1);
    let another = format!(r#"{{"bold": true, "people": [{}]}}"#, person("crsid", "abc12", ""));
    assert_eq!(rows([&people(""), &another]), 2);
}

#[test]
fn outermost_occurrence_is_the_first() {
    let inner = person("crsid", "spqr1", r#", "surname": "Inner""#);
    let more = format!(r#", "surname": "Outer", "institutions": [{{"instid": "X", "members": [{inner}]}}]"#);
    let result = result(&format!(r#"{{"people": [{}]}}"#, person("crsid", "spqr1", &more)));
    assert_eq!(result.people().next().unwrap().surname(), Some("Outer"));
    assert_eq!(
        warnings(&result),
        [
            "$.result.people[0].institutions[0].members[0].surname: differs from the first occurrence of this entity, which is used"
        ]
    );
}

#[test]
fn two_values_of_a_single_reference_are_a_warning() {
    let group = |inst: &str, more: &str| {
        format!(r#"{{"groupid": "1", "membersOfInst": {{"instid": "{inst}", "name": "n"}}{more}}}"#)
    };
    let more = format!(r#", "managesGroups": [{}]"#, group("B", ""));
    let result = result(&format!(r#"{{"groups": [{}]}}"#, group("A", &more)));
    let members_of = result.groups().next().unwrap().members_of_inst().unwrap().unwrap();
    assert_eq!(members_of.instid(), "A");
    assert_eq!(
        warnings(&result),
        [
            "$.result.groups[0].managesGroups[0].membersOfInst: differs from the first occurrence of this entity, which is used"
        ]
    );
}

#[test]
fn equal_lists_keep_their_repeated_items() {
    let rows = r#"[{"description": "a"}, {"bold": false}, {"description": "b"}, {"bold": false}]"#;
    let inst = format!(r#"{{"instid": "UIS", "contactRows": {rows}}}"#);
    let result = result(&format!(r#"{{"institutions": [{inst}, {inst}]}}"#));
    assert_eq!(result.institutions().next().unwrap().contact_rows().unwrap().len(), 4);
    assert_eq!(warnings(&result), [""; 0]);
}
