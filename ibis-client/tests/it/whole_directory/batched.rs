//! Lists of identifiers that do not fit into one URL.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use ibis_client::{
    BoxFuture, Call, Connection, Error, GroupMethods, IbisClientConnection, IbisResult, InstitutionMethods,
    PersonMethods, fetch,
};
use ibis_sandbox::{Fault, Sandbox};

use super::{NO_LIST, Scripted, directory, people};
use crate::support::socket::{Request, Socket};

/// Enough CRSids for several calls.
fn many() -> Vec<String> {
    (0..3000).map(|n| format!("abc{n}")).collect()
}

/// A connection that finds everyone.
#[expect(clippy::unnecessary_wraps, reason = "a scripted connection returns a result")]
fn found(call: &Call) -> Result<String, Error> {
    Ok(people(call.query_param("crsids").unwrap().split(',')))
}

#[tokio::test]
async fn no_url_is_longer_than_the_limit() {
    let (sandbox, conn) = directory(20).await;
    let identifiers = (0..2000).map(|n| format!("staffNumber/é{n}"));
    PersonMethods::new(&conn).list_people(identifiers).batched().await.unwrap();
    let lengths: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| {
            sandbox.url().len() + request.path.len() + request.query.as_deref().unwrap_or("").len()
        })
        .collect();
    assert!(lengths.len() > 4);
    assert!(lengths.iter().all(|length| *length <= 8000), "{lengths:?}");
    // The URLs are not much shorter than the limit either, except the last.
    assert!(lengths.iter().filter(|length| **length < 7500).count() <= 1, "{lengths:?}");
}

#[tokio::test]
async fn list_longer_than_any_url_is_split() {
    let conn = Scripted::new(found);
    let ids = (0..20_000).map(|n| format!("abc{n}"));
    let batch = PersonMethods::new(&conn).list_people(ids).batched().await.unwrap();
    assert_eq!((batch.found.len(), batch.not_found.len()), (20_000, 0));
}

#[tokio::test]
async fn no_url_is_longer_than_the_limit_with_a_long_base_url() {
    let server = Socket::serving(r#"{"result": {"people": []}}"#).await;
    for length in [1, 240, 251, 400, 3000, 7700] {
        let base = format!("{}{}/", server.url(), "b".repeat(length));
        let conn = IbisClientConnection::builder().base_url(&base).build().unwrap();
        let batch = PersonMethods::new(&conn).list_people(many()).batched().await.unwrap();
        assert_eq!(batch.not_found.len(), 3000);
    }
    let lengths: Vec<_> =
        server.requests().iter().map(|request| request_url(&server, request).len()).collect();
    assert!(lengths.iter().all(|length| *length <= 8000), "{lengths:?}");
    assert!(lengths.iter().filter(|length| **length > 7700).count() > lengths.len() / 2, "{lengths:?}");
}

fn request_url(server: &Socket, request: &Request) -> String {
    format!("http://{}{}", server.address(), request.line.split_once(' ').unwrap().1)
}

#[tokio::test]
async fn identifier_too_long_for_a_url_is_refused_and_nothing_is_sent() {
    let conn = Scripted::new(found);
    let ids = ["spqr1".to_owned(), format!("usn/{}", "9".repeat(8000))];
    let error = PersonMethods::new(&conn).list_people(ids).batched().await.unwrap_err();
    assert!(error.to_string().contains("exceed the service's limit of 8000 characters"), "{error}");

    let server = Socket::idle().await;
    let base = format!("{}{}/", server.url(), "b".repeat(7990));
    let conn = IbisClientConnection::builder().base_url(base).build().unwrap();
    let error = PersonMethods::new(&conn).list_people(["spqr1"]).batched().await.unwrap_err();
    assert!(matches!(error, Error::Parameter { .. }), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn batches_return_the_same_as_one_call() {
    let (sandbox, conn) = directory(2500).await;
    let methods = PersonMethods::new(&conn);
    let everyone = methods.all_people().limit(10_000).fetch(fetch!(Person: email, all_insts)).await.unwrap();
    sandbox.clear_requests();

    let crsids = everyone.iter().rev().map(|person| person.identifier().value());
    let request = methods.list_people(crsids).fetch(fetch!(Person: email, all_insts));
    let batch = request.batched().await.unwrap();
    assert!(sandbox.requests().len() > 2);
    assert!(batch.not_found.is_empty());
    assert_eq!(batch.found.len(), everyone.len());
    let mut institutions = BTreeSet::new();
    for (one, other) in everyone.iter().zip(&batch.found) {
        assert_eq!(one.to_record(), other.to_record());
        for (one, other) in one.institutions().unwrap().zip(other.institutions().unwrap()) {
            assert_eq!(one.to_record(), other.to_record());
            institutions.insert(other.instid().to_owned());
        }
    }
    assert!(!institutions.is_empty());
}

#[tokio::test]
async fn same_entity_in_two_batches_is_the_same_node() {
    let (_sandbox, conn) = directory(2500).await;
    let methods = PersonMethods::new(&conn);
    let everyone = methods.all_people().limit(10_000).await.unwrap();
    let crsids = everyone.iter().map(|person| person.identifier().value());
    let request = methods.list_people(crsids).fetch(fetch!(Person: all_insts.all_members));
    let batch = request.batched().await.unwrap();
    let (first, last) = (&batch.found[0], &batch.found[batch.found.len() - 1]);
    let mut handles = std::collections::HashMap::new();
    for person in &batch.found {
        for inst in person.institutions().unwrap() {
            let known = handles.entry(inst.instid().to_owned()).or_insert_with(|| inst.clone());
            assert_eq!(*known, inst);
            assert!(inst.members().is_ok());
        }
    }
    assert_ne!(first, last);
    // A member that is also in the list is the same node.
    let member = first.institutions().unwrap().next().unwrap().members().unwrap().next().unwrap();
    let listed = batch.found.iter().find(|person| person.same_entity(&member)).unwrap();
    assert_eq!(*listed, member);
}

#[tokio::test]
async fn list_is_sorted_and_deduplicated() {
    let conn = Scripted::new(found);
    let ids: Vec<_> = many().into_iter().rev().chain(many()).collect();
    let batch = PersonMethods::new(&conn).list_people(ids).batched().await.unwrap();
    let crsids: Vec<_> = batch.found.iter().map(|person| person.identifier().value()).collect();
    assert_eq!(crsids.len(), 3000);
    assert!(crsids.is_sorted());
    let sent: Vec<_> = conn.values("crsids").into_iter().flatten().collect();
    assert_eq!(sent.iter().map(|ids| ids.split(',').count()).sum::<usize>(), 3000);
}

#[tokio::test]
async fn missing_identifiers_are_listed() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = IbisClientConnection::builder().base_url(sandbox.url()).build().unwrap();
    let methods = PersonMethods::new(&conn);
    let ids = ["nobody2", "usn/300000001", "SPQR1", "crsid/xyz1", "usn/999999999", "nobody1"];
    let batch = methods.list_people(ids).batched().await.unwrap();
    assert_eq!(batch.not_found, ["nobody2", "usn/999999999", "nobody1"]);
    assert_eq!(batch.found.len(), 2);

    let batch = InstitutionMethods::new(&conn).list_insts(["NOSUCH", "UIS"]).batched().await.unwrap();
    assert_eq!((batch.found.len(), batch.not_found), (1, vec!["NOSUCH".to_owned()]));

    let group = GroupMethods::new(&conn).search("a").limit(1).await.unwrap().remove(0);
    let ids = [group.name(), "no-such-group", group.groupid()];
    let batch = GroupMethods::new(&conn).list_groups(ids).batched().await.unwrap();
    assert_eq!((batch.found.len(), batch.not_found), (1, vec!["no-such-group".to_owned()]));
}

#[tokio::test]
async fn failing_batch_fails_the_call_and_names_its_identifiers() {
    let (sandbox, conn) = directory(20).await;
    sandbox.inject(Fault::status(500).times(1));
    let request = PersonMethods::new(&conn).list_people(many()).batched().concurrency(1);
    let error = request.await.unwrap_err();
    assert_eq!(error.status(), Some(500));
    let Error::Batch { ids, .. } = &error else { panic!("{error:?}") };
    let first = sandbox.requests().remove(0);
    assert!(ids.len() > 500 && ids[0] == "abc0");
    assert_eq!(first.query.unwrap().matches("abc").count(), ids.len());
    assert!(error.to_string().contains("from `abc0` to `abc"), "{error}");
    // The other batches were abandoned.
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn concurrency_is_limited() {
    /// Counts concurrent calls.
    #[derive(Default)]
    struct Gauge {
        now: AtomicUsize,
        most: AtomicUsize,
    }

    impl Connection for Gauge {
        fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            Box::pin(async move {
                let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
                self.most.fetch_max(now, Ordering::SeqCst);
                tokio::task::yield_now().await;
                self.now.fetch_sub(1, Ordering::SeqCst);
                Ok(IbisResult::from_json(found(&call)?).unwrap())
            })
        }
    }

    for allowed in [1, 2, 3] {
        let conn = std::sync::Arc::new(Gauge::default());
        PersonMethods::new(&conn).list_people(many()).batched().concurrency(allowed).await.unwrap();
        assert_eq!(conn.most.load(Ordering::SeqCst), allowed);
    }
}

#[tokio::test]
async fn empty_list_needs_no_call() {
    let conn = Scripted::new(found);
    let batch = PersonMethods::new(&conn).list_people([""; 0]).batched().await.unwrap();
    assert!(batch.found.is_empty() && batch.not_found.is_empty());
    assert!(conn.calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn invalid_identifier_is_refused_and_nothing_is_sent() {
    let conn = Scripted::new(found);
    let error = PersonMethods::new(&conn).list_people(["spqr1", "a,b"]).batched().await.unwrap_err();
    assert!(matches!(error, Error::Parameter { .. }), "{error:?}");
    assert!(conn.calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn edit_between_two_calls_is_a_warning_and_the_first_value_is_used() {
    let conn = Scripted::new(|call: &Call| {
        let ids = call.query_param("crsids").unwrap();
        let name = if ids.starts_with("abc0,") { "Old" } else { "New" };
        let people = ids.split(',').map(|crsid| {
            format!(
                r#"{{"cancelled": false, "identifier": {{"scheme": "crsid", "value": "{crsid}"}},
                    "institutions": [{{"instid": "UIS", "name": "{name}"}}]}}"#
            )
        });
        Ok(format!(r#"{{"result": {{"people": [{}]}}}}"#, people.collect::<Vec<_>>().join(",")))
    });
    let batch = PersonMethods::new(&conn).list_people(many()).batched().await.unwrap();
    for person in [&batch.found[0], &batch.found[2999]] {
        assert_eq!(person.institutions().unwrap().next().unwrap().name(), "Old");
    }
    assert!(!batch.warnings.is_empty());
    assert!(batch.warnings.iter().all(|warning| warning.path == "institution UIS.name"));
}

#[tokio::test]
async fn first_hundred_edits_between_two_calls_are_reported() {
    let conn = Scripted::new(|call: &Call| {
        let ids = call.query_param("crsids").unwrap();
        let name = if ids.starts_with("abc0,") { "Old" } else { "New" };
        let crsid = ids.split(',').next().unwrap();
        let institutions = (0..150).map(|n| format!(r#"{{"instid": "INST{n}", "name": "{name}"}}"#));
        Ok(format!(
            r#"{{"result": {{"people": [{{"identifier": {{"scheme": "crsid", "value": "{crsid}"}},
                "institutions": [{}]}}]}}}}"#,
            institutions.collect::<Vec<_>>().join(",")
        ))
    });
    let batch = PersonMethods::new(&conn).list_people(many()).batched().await.unwrap();
    assert_eq!(batch.warnings.len(), 100);
    assert_eq!(batch.found[0].institutions().unwrap().next().unwrap().name(), "Old");
}

/// Two batches in which an institution has these fields, read with this fetch.
async fn edited_between(first: &'static str, then: &'static str) -> (ibis_client::Institution, Vec<String>) {
    struct EditedBetween(&'static str, &'static str);

    impl Connection for EditedBetween {
        fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            let ids = call.query_param("crsids").unwrap();
            let fields = if ids.starts_with("abc0,") { self.0 } else { self.1 };
            let crsid = ids.split(',').next().unwrap();
            let document = format!(
                r#"{{"result": {{"people": [{{"identifier": {{"scheme": "crsid", "value": "{crsid}"}},
                    "institutions": [{{"instid": "UIS", "name": "n", {fields}}}]}}]}}}}"#
            );
            let fetch = ibis_client::Fetch::<ibis_client::Person>::parse(call.query_param("fetch").unwrap());
            let result = IbisResult::decoder().fetch(fetch.unwrap()).decode(document).unwrap();
            Box::pin(async move { Ok(result) })
        }
    }

    let people = PersonMethods::new(std::sync::Arc::new(EditedBetween(first, then)));
    let fetch = fetch!(Person: all_insts.email, all_insts.managed_by_groups, all_insts.all_members);
    let batch = people.list_people(many()).fetch(fetch).batched().concurrency(1).await.unwrap();
    let institution = batch.found[0].institutions().unwrap().next().unwrap();
    let mut warnings: Vec<_> = batch.warnings.iter().map(|warning| warning.path.clone()).collect();
    warnings.dedup();
    (institution, warnings)
}

#[tokio::test]
async fn lists_that_differ_between_two_calls_are_a_warning_and_the_first_is_used() {
    let (institution, warnings) = edited_between(
        r#""managedByGroups": [{"groupid": "1", "name": "g", "title": "G"}]"#,
        r#""managedByGroups": [{"groupid": "2", "name": "h", "title": "H"}]"#,
    )
    .await;
    let managers: Vec<_> = institution.managed_by_groups().unwrap().collect();
    assert_eq!(managers.iter().map(|group| group.groupid()).collect::<Vec<_>>(), ["1"]);
    assert_eq!(warnings, ["institution UIS.managedByGroups"]);

    // A list that became longer has changed too.
    let (institution, warnings) = edited_between(
        r#""managedByGroups": []"#,
        r#""managedByGroups": [{"groupid": "2", "name": "h", "title": "H"}]"#,
    )
    .await;
    assert_eq!(institution.managed_by_groups().unwrap().len(), 0);
    assert_eq!(warnings, ["institution UIS.managedByGroups"]);

    let added = r#""attributes": [{"scheme": "email", "value": "old@example.org"},
        {"scheme": "email", "value": "new@example.org"}]"#;
    for then in
        [r#""attributes": [{"scheme": "email", "value": "new@example.org"}]"#, r#""attributes": []"#, added]
    {
        let first = r#""attributes": [{"scheme": "email", "value": "old@example.org"}]"#;
        let (institution, warnings) = edited_between(first, then).await;
        let values: Vec<_> = institution.values_of("email").unwrap().map(str::to_owned).collect();
        assert_eq!(values, ["old@example.org"]);
        assert_eq!(warnings, ["institution UIS.attributes"]);
    }
}

#[tokio::test]
async fn attributes_only_in_the_second_response_are_a_warning_if_both_fetched_them() {
    let then = r#""attributes": [{"scheme": "email", "value": "new@example.org"}, {"scheme": "title", "value": "T"}]"#;
    let (institution, warnings) = edited_between(r#""attributes": []"#, then).await;
    let schemes: Vec<_> =
        institution.attributes().unwrap().map(|attribute| attribute.scheme().to_owned()).collect();
    // The title was fetched only by the second call.
    assert_eq!(schemes, ["title"]);
    assert_eq!(warnings, ["institution UIS.attributes"]);
}

/// The first response does not show the institution's attributes, since it only has the institution elsewhere.
#[tokio::test]
async fn attributes_only_in_the_third_response_are_a_warning_if_the_second_fetched_them() {
    struct Thrice(AtomicUsize);

    impl Connection for Thrice {
        fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            let email = r#"{"scheme": "email", "value": "a@example.org"}"#;
            let inst = |attributes: &str| format!(r#"{{"instid": "UIS", "attributes": [{attributes}]}}"#);
            let fields = match self.0.fetch_add(1, Ordering::Relaxed) {
                0 => r#""groups": [{"groupid": "1", "membersOfInst": {"instid": "UIS"}}]"#.to_owned(),
                1 => format!(r#""institutions": [{}]"#, inst("")),
                _ => format!(r#""institutions": [{}]"#, inst(email)),
            };
            let crsid = call.query_param("crsids").unwrap().split(',').next().unwrap().to_owned();
            let document = format!(
                r#"{{"result": {{"people": [{{"identifier": {{"scheme": "crsid", "value": "{crsid}"}}, {fields}}}]}}}}"#
            );
            let result = IbisResult::decoder().fetch(fetch!(Person: all_insts.email)).decode(document);
            Box::pin(std::future::ready(Ok(result.unwrap())))
        }
    }

    let people = PersonMethods::new(std::sync::Arc::new(Thrice(AtomicUsize::new(0))));
    let batch = people.list_people(many()).batched().concurrency(1).await.unwrap();
    let institution = batch.found.iter().find_map(|person| person.institutions().ok()?.next()).unwrap();
    assert!(institution.attribute("email").unwrap().is_none());
    assert_eq!(batch.warnings[0].path, "institution UIS.attributes");
}

#[tokio::test]
async fn equal_or_separately_fetched_lists_are_not_a_warning() {
    let email = r#""attributes": [{"scheme": "email", "value": "a@example.org"}]"#;
    let managers = r#""managedByGroups": [{"groupid": "1", "name": "g", "title": "G"}]"#;
    for list in [email, managers] {
        let (_, warnings) = edited_between(list, list).await;
        assert_eq!(warnings, [""; 0]);
    }
    // The title was fetched by a chain that reaches the institution only in the second response.
    let both =
        r#""attributes": [{"scheme": "email", "value": "a@example.org"}, {"scheme": "title", "value": "T"}]"#;
    let (institution, warnings) = edited_between(email, both).await;
    assert_eq!(institution.attributes().unwrap().len(), 2);
    assert_eq!(warnings, [""; 0]);
    let (_, warnings) = edited_between(both, email).await;
    assert_eq!(warnings, [""; 0]);
}

#[tokio::test]
async fn batch_without_its_list_is_requested_once_more_and_then_a_warning() {
    let responses = AtomicUsize::new(0);
    let conn = Scripted::new(move |call: &Call| {
        let is_broken = responses.fetch_add(1, Ordering::SeqCst).is_multiple_of(2);
        if is_broken { Ok(NO_LIST.to_owned()) } else { found(call) }
    });
    let request = PersonMethods::new(&conn).list_people(many());
    let batch = request.batched().concurrency(1).await.unwrap();
    assert_eq!((batch.found.len(), batch.warnings), (3000, vec![]));

    let conn = Scripted::new(|_: &Call| Ok(NO_LIST.to_owned()));
    let batch = PersonMethods::new(&conn).list_people(["spqr1"]).batched().await.unwrap();
    assert_eq!((batch.found.len(), batch.not_found.len()), (0, 1));
    assert_eq!(batch.warnings[0].path, "$.result.people");
}

#[cfg(feature = "blocking")]
#[test]
fn batches_are_sent_without_a_runtime() {
    let sandbox = ibis_sandbox::Sandbox::builder().start_blocking().unwrap();
    let builder = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).retries(0);
    let conn = builder.build().unwrap();
    let ids = many().into_iter().chain(["spqr1".to_owned()]);
    let batch = PersonMethods::new(&conn).list_people(ids).batched().send().unwrap();
    assert_eq!((batch.found.len(), batch.not_found.len()), (1, 3000));
    assert!(sandbox.requests().len() > 2);
}

#[tokio::test]
async fn other_lists_are_ignored() {
    let conn = Scripted::new(|_: &Call| {
        Ok(r#"{"result": {"people": [], "institutions": [{"instid": "UIS"}], "groups": []}}"#.to_owned())
    });
    let batch = InstitutionMethods::new(&conn).list_insts(["UIS"]).batched().await.unwrap();
    assert_eq!((batch.found.len(), batch.not_found.len()), (1, 0));
}

#[tokio::test]
async fn people_with_the_same_value_in_two_schemes_are_distinct() {
    let person = |scheme: &str| format!(r#"{{"identifier": {{"scheme": "{scheme}", "value": "1234567"}}}}"#);
    let people = format!(r#"{{"result": {{"people": [{}, {}]}}}}"#, person("usn"), person("staffNumber"));
    let conn = Scripted::new(move |_: &Call| Ok(people.clone()));
    let batch = PersonMethods::new(&conn).list_people(many()).batched().await.unwrap();
    assert_eq!(batch.found.len(), 2);
}

#[tokio::test]
async fn edit_between_two_calls_is_reported_before_a_hundred_other_warnings() {
    let conn = Scripted::new(|call: &Call| {
        let ids = call.query_param("crsids").unwrap();
        let name = if ids.starts_with("abc0,") { "Old" } else { "New" };
        let crsid = ids.split(',').next().unwrap();
        let attributes = vec![r#"{"attrid": "x", "scheme": "s"}"#; 100].join(",");
        Ok(format!(
            r#"{{"result": {{"people": [{{"identifier": {{"scheme": "crsid", "value": "{crsid}"}},
                "attributes": [{attributes}], "institutions": [{{"instid": "UIS", "name": "{name}"}}]}}]}}}}"#
        ))
    });
    let batch = PersonMethods::new(&conn).list_people(many()).batched().await.unwrap();
    assert_eq!((batch.warnings[0].path.as_str(), batch.warnings.len()), ("institution UIS.name", 100));
    assert!(batch.warning_count > 200);
}
