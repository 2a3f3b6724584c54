//! Empty and unfetched fields are different.

use ibis_client::{Fetch, Group, IbisResult, Institution, Person, fetch};

const GROUP: &str = r#"{"result": {"group": {"ref": "g"}, "entities": {
    "people": [
        {"id": "p", "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"}, "groups": [{"ref": "h"}]}
    ],
    "groups": [
        {"id": "g", "cancelled": false, "groupid": "1", "name": "g", "title": "G", "members": [{"ref": "p"}], "owningInsts": []},
        {"id": "h", "cancelled": false, "groupid": "2", "name": "h", "title": "H"}
    ]
}}}"#;

fn group(fetch: Option<Fetch<Group>>) -> Group {
    let decoder = IbisResult::decoder();
    let decoder = match fetch {
        Some(fetch) => decoder.fetch(fetch),
        None => decoder,
    };
    decoder.decode(GROUP).unwrap().group().unwrap()
}

#[test]
fn empty_list_in_the_response_was_fetched() {
    let group = group(None);
    assert_eq!(group.owning_insts().unwrap().len(), 0);
    let error = group.manages_insts().unwrap_err();
    assert_eq!((error.field(), error.fetch()), ("managesInsts", "manages_insts"));
    assert_eq!(
        error.to_string(),
        "`managesInsts` of this group was not fetched: add `manages_insts` to the fetch of the request"
    );
}

#[test]
fn single_reference_is_none_only_if_fetched() {
    assert!(group(None).members_of_inst().is_err());
    assert!(group(Some(fetch!(Group: all_members))).members_of_inst().is_err());
    assert!(group(Some(fetch!(Group: members_of_inst))).members_of_inst().unwrap().is_none());
}

#[test]
fn fetch_covers_only_the_nodes_of_its_chains() {
    let group = group(Some(fetch!(Group: all_members.all_groups.members_of_inst)));
    assert!(group.members_of_inst().is_err());
    let member = group.members().unwrap().next().unwrap();
    let their_group = member.groups().unwrap().next().unwrap();
    assert!(their_group.members_of_inst().unwrap().is_none());
}

fn person(fetch: Option<Fetch<Person>>) -> Person {
    let document = r#"{"result": {"person": {"cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"},
        "attributes": [{"scheme": "email", "value": "a@example.org"}, {"scheme": "email", "value": "b@example.org"}]}}}"#;
    let decoder = IbisResult::decoder();
    let decoder = match fetch {
        Some(fetch) => decoder.fetch(fetch),
        None => decoder,
    };
    decoder.decode(document).unwrap().person().unwrap()
}

#[test]
fn scheme_without_attributes_is_empty_only_if_fetched() {
    for fetch in [
        fetch!(Person: title),
        fetch!(Person: email, title),
        fetch!(Person: all_attrs),
        Fetch::parse("title,unlisted").unwrap(),
    ] {
        assert_eq!(person(Some(fetch)).attribute("title").unwrap().map(|title| title.scheme()), None);
    }
    for fetch in
        [fetch!(Person: email), fetch!(Person: phone_numbers), fetch!(Person: all_groups.all_members.title)]
    {
        let error = person(Some(fetch)).attribute("title").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`attributes` of this person was not fetched: add `title` to the fetch of the request"
        );
    }
    assert!(person(Some(fetch!(Person: phone_numbers))).attribute("pager").unwrap().is_none());
    // Without the fetch, only the presence of the list is known.
    assert!(person(None).attribute("title").unwrap().is_none());
}

#[test]
fn values_of_a_scheme_keep_their_order() {
    let person = person(Some(fetch!(Person: email)));
    assert_eq!(person.values_of("email").unwrap().collect::<Vec<_>>(), ["a@example.org", "b@example.org"]);
    assert_eq!(person.attribute("email").unwrap().unwrap().value(), Some("a@example.org"));
}

#[test]
fn attributes_absent_from_the_response_were_not_fetched() {
    let document = r#"{"result": {"institution": {"cancelled": false, "instid": "UIS", "name": "N"}}}"#;
    let institution: Institution = IbisResult::from_json(document).unwrap().institution().unwrap();
    assert!(institution.attributes().is_err());
    assert!(institution.attribute("email").is_err());
    assert!(institution.contact_rows().is_err());
}

#[test]
fn fetch_of_contact_rows_starts_at_their_people() {
    let document = r#"{"result": {"institution": {"ref": "i"}, "entities": {
        "people": [{"id": "p", "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"}, "attributes": []}],
        "institutions": [{"id": "i", "cancelled": false, "instid": "UIS", "name": "N", "contactRows": [
            {"bold": true, "italic": false, "addresses": [], "emails": ["x@example.org"], "people": [{"ref": "p"}],
             "phoneNumbers": [], "webPages": []}
        ]}]
    }}}"#;
    let result = IbisResult::decoder().fetch(fetch!(Person: email)).decode(document).unwrap();
    let rows: Vec<ibis_client::ContactRow> = result.extract().unwrap();
    let person = rows[0].people().next().unwrap();
    assert!(person.attribute("email").unwrap().is_none());
    assert!(person.attribute("title").is_err());
    assert_eq!(rows[0].emails().collect::<Vec<_>>(), ["x@example.org"]);
}

/// B is requested itself, and is also a child of A, whose children are fetched with their contact rows.
#[test]
fn institution_with_contact_rows_keeps_its_own_fetched_fields() {
    let document = r#"{"result": {"institutions": [{"ref": "a"}, {"ref": "b"}], "entities": {
        "people": [{"id": "p", "identifier": {"scheme": "crsid", "value": "spqr1"}}],
        "institutions": [
            {"id": "a", "instid": "A", "attributes": [], "childInsts": [{"ref": "b"}]},
            {"id": "b", "instid": "B", "attributes": [{"scheme": "email", "value": "b@example.org"}],
             "childInsts": [], "contactRows": [{"people": [{"ref": "p"}]}]}]}}}"#;
    let fetch = fetch!(Institution: email, child_insts.contact_rows);
    let result = IbisResult::decoder().fetch(fetch).decode(document).unwrap();
    let b = result.institutions().nth(1).unwrap();
    assert_eq!(b.attribute("email").unwrap().and_then(|email| email.value()), Some("b@example.org"));
    let row = b.contact_rows().unwrap().next().unwrap();
    assert!(row.people().next().unwrap().attribute("email").is_err());
}
