//! Values that cannot be read where a person, institution or group belongs: nobody must be missing in silence.

use ibis_client::{
    AttributeRecord, BoxFuture, Call, Connection, DecodeError, Error, GroupMethods, IbisMethods, IbisResult,
    PersonMethods, fetch,
};

struct Fixed(&'static str);

impl Connection for Fixed {
    fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(std::future::ready(Ok(IbisResult::from_json(self.0).unwrap())))
    }
}

const MEMBERS: &str = r#"{"result": {"people": [7, {"identifier": {"scheme": "crsid", "value": "bq201"}}]}}"#;

#[track_caller]
fn assert_unreadable<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Error {
    let error = outcome.unwrap_err();
    let first = if let Error::Batch { source, .. } = &error { source } else { &error };
    let Error::Decode { source, .. } = first else { panic!("{error:?}") };
    assert!(
        matches!(source, DecodeError::Warning(warning) if warning.path.starts_with("$.result.")),
        "{error:?}"
    );
    error
}

#[tokio::test]
async fn unreadable_person_is_not_a_missing_one() {
    for document in [r#"{"result": {"person": 7}}"#, r#"{"result": {"person": "x"}}"#] {
        assert_unreadable(PersonMethods::new(Fixed(document)).get_person("crsid", "spqr1").await);
    }
}

#[tokio::test]
async fn list_with_an_unreadable_entry_is_an_error() {
    assert_unreadable(GroupMethods::new(Fixed(MEMBERS)).get_members("1").await);
    let batch = PersonMethods::new(Fixed(MEMBERS)).list_people(["crsid/spqr1", "crsid/bq201"]).batched();
    assert_unreadable(batch.await);
}

#[tokio::test]
async fn membership_is_not_denied_by_an_unreadable_reference() {
    for groups in ["7", "[7]", "[null]", r#"["x"]"#] {
        let document = format!(
            r#"{{"result": {{"person": {{"identifier": {{"scheme": "crsid", "value": "spqr1"}}, "groups": {groups}}}}}}}"#
        );
        let people = PersonMethods::new(Fixed(document.leak()));
        assert_unreadable(people.get_person("crsid", "spqr1").fetch(fetch!(Person: all_groups)).await);
    }
}

#[tokio::test]
async fn edit_with_an_unreadable_member_in_its_response_is_in_doubt() {
    for document in [MEMBERS, r#"{"result": {"people": [7]}}"#] {
        let edit = GroupMethods::new(Fixed(document)).update_direct_members("1").add_ids(["crsid/bq201"]);
        assert!(assert_unreadable(edit.await).outcome_unknown());
    }
}

/// A result that the program reads itself is decoded as far as possible.
#[tokio::test]
async fn document_with_an_unreadable_entry_is_decoded_with_a_warning() {
    let result =
        Fixed(MEMBERS).invoke_method(Call::new(ibis_client::Method::Get, "/api/v1/x")).await.unwrap();
    assert_eq!((result.people().count(), result.warning_count()), (1, 1));
    IbisMethods::new(Fixed(r#"{"result": {"value": "1.2"}}"#)).get_version().await.unwrap();
}

#[tokio::test]
async fn empty_value_in_the_place_of_an_entity_counts_as_none() {
    let people = r#""people": [{"identifier": {"scheme": "crsid", "value": "bq201"}, "institutions": "", "groups": false}]"#;
    let beside =
        [r#""person": """#, r#""person": []"#, r#""person": false"#, r#""institution": null, "groups": """#];
    for beside in beside {
        let document = format!(r#"{{"result": {{{people}, {beside}}}}}"#).leak();
        assert_eq!(PersonMethods::new(Fixed(document)).search("x").await.unwrap().len(), 1);
        let document = format!(r#"{{"result": {{"attribute": {{"scheme": "title"}}, {beside}}}}}"#).leak();
        let edit = PersonMethods::new(Fixed(document)).add_attribute(
            "crsid",
            "bq201",
            AttributeRecord::new("title"),
        );
        edit.await.unwrap();
    }
}

#[tokio::test]
async fn reference_that_cannot_be_read_is_an_error() {
    for reference in [r#"{"ref": {}}"#, r#"{"ref": [1]}"#, r#""\ud800""#] {
        let document = format!(
            r#"{{"result": {{"people": [{{"ref": "p"}}, {reference}],
            "entities": {{"people": [{{"id": "p", "identifier": {{"scheme": "crsid", "value": "bq201"}}}}]}}}}}}"#
        );
        assert_unreadable(GroupMethods::new(Fixed(document.leak())).get_members("1").await);
    }
}
