//! Responses that lack their list, or that cannot be read completely.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use ibis_client::mirror::{Change, Mirror, Stage};
use ibis_client::{BoxFuture, Cached, Call, Connection, Error, IbisClientConnection, IbisResult};
use ibis_sandbox::Sandbox;

use super::directory::{connection, edit, editor, server};
use super::replica::{Replica, mirror};

/// A connection in which some of the responses lack their lists, from the one numbered `first` on.
struct MissingLists {
    inner: IbisClientConnection,
    calls: AtomicUsize,
    first: usize,
    responses: usize,
}

impl MissingLists {
    fn new(inner: &IbisClientConnection, first: usize, responses: usize) -> Self {
        Self { inner: inner.clone(), calls: AtomicUsize::new(0), first, responses }
    }
}

impl Connection for MissingLists {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        if !call.path().ends_with("last-transaction") {
            let number = self.calls.fetch_add(1, Ordering::Relaxed);
            if (self.first..self.first.saturating_add(self.responses)).contains(&number) {
                return Box::pin(async { Ok(IbisResult::from_json(r#"{"result": {}}"#).unwrap()) });
            }
        }
        self.inner.invoke_method(call)
    }
}

#[tokio::test]
async fn list_missing_once_is_requested_again() {
    for first in 0.. {
        let sandbox = Sandbox::start().await.unwrap();
        let (conn, editor) = (connection(&sandbox), editor(&sandbox));
        let missing = MissingLists::new(&conn, first, 1);
        let mut replica = Replica::default();
        let mut mirror = mirror(std::sync::Arc::new(missing));
        let (mut edits, mut steps) = (0, 0);
        while let Some(step) = mirror.next_step().await.unwrap() {
            assert_eq!(step.warning_count(), 0, "response {first}");
            replica.store(step.changes());
            let _ = step.delivered();
            steps += 1;
            if edits < 5 {
                edit(&editor, edits).await;
                edits += 1;
            }
        }
        assert_eq!(replica.entries, server(&conn).await, "response {first}");
        // Nine pages of people and an empty one, the institutions, the groups, and three lists of changes.
        if first == 10 + 1 + 1 + 3 * 3 {
            assert_eq!(steps, 9 + 1 + 1 + 3);
            break;
        }
    }
}

#[tokio::test]
async fn missing_list_is_empty_with_a_warning_or_an_error_if_strict() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    let mut lenient = mirror(MissingLists::new(&conn, 2, usize::MAX));
    let mut reported = Vec::new();
    while let Some(step) = lenient.next_step().await.unwrap() {
        let paths = step.warnings().iter().map(|warning| warning.path.clone());
        reported.push((step.progress().stage, paths.collect::<Vec<_>>()));
        let _ = step.delivered();
    }
    let (people, institutions) = ("$.result.people".to_owned(), "$.result.institutions".to_owned());
    let expected = [
        (Stage::People, vec![]),
        (Stage::People, vec![]),
        (Stage::Institutions, vec![people, institutions]),
        (Stage::Groups, vec!["$.result.groups".to_owned()]),
    ];
    assert_eq!(reported, expected);

    let mut strict = mirror(MissingLists::new(&conn, 2, usize::MAX)).strict(true);
    for _ in 0..2 {
        let _ = strict.next_step().await.unwrap().unwrap().delivered();
    }
    for _ in 0..2 {
        let error = strict.next_step().await.unwrap_err();
        assert!(error.to_string().contains("the response has no `people`"), "{error}");
        assert!(error.to_string().contains("/api/v1/person/all-people"), "{error}");
    }
}

/// A connection that returns these documents, and reports an edit after the load.
struct Documents {
    document: fn(&Call) -> String,
    last_transactions: Mutex<Vec<u32>>,
}

impl Documents {
    fn new(document: fn(&Call) -> String) -> Self {
        Self { document, last_transactions: Mutex::default() }
    }

    fn edited_after_the_load(self) -> Self {
        Self { last_transactions: Mutex::new(vec![7]), ..self }
    }
}

impl Connection for Documents {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        let result = if call.path().ends_with("last-transaction") {
            let last = self.last_transactions.lock().unwrap().pop().unwrap_or(8);
            format!(r#"{{"result": {{"value": "{last}"}}}}"#)
        } else {
            (self.document)(&call)
        };
        Box::pin(async move { Ok(IbisResult::from_json(result).unwrap()) })
    }
}

/// Documents with an unreadable entry of each kind among readable ones.
fn unreadable(call: &Call) -> String {
    let person = |crsid: &str, cancelled: &str| {
        format!(r#"{{"cancelled": {cancelled}, "identifier": {{"scheme": "crsid", "value": "{crsid}"}}}}"#)
    };
    let list = match call.path().rsplit('/').next().unwrap() {
        "all-people" if call.query_param("identifier").is_some() => r#""people": []"#.to_owned(),
        "all-people" => {
            let people = [person("aa1", "false"), person("bb1", r#""perhaps""#), person("cc1", "true")];
            format!(r#""people": [{}]"#, people.join(","))
        }
        "all-insts" => r#""institutions": [{"instid": "UIS", "cancelled": {}, "name": "x"}]"#.to_owned(),
        _ => r#""groups": [{"groupid": "1", "cancelled": 7, "name": "x", "title": "x"}]"#.to_owned(),
    };
    format!(r#"{{"result": {{{list}}}}}"#)
}

#[tokio::test]
async fn entry_with_an_unreadable_cancelled_field_is_skipped() {
    let mut mirror = Mirror::new(Documents::new(unreadable));
    let (mut present, mut cancelled, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(step) = mirror.next_step().await.unwrap() {
        for change in step.changes() {
            let seen = if matches!(change, Change::Present(_)) { &mut present } else { &mut cancelled };
            seen.push(change.entry().key());
        }
        assert_eq!(step.warnings().len(), step.warning_count());
        warnings.extend(step.warnings().iter().map(|warning| warning.path.clone()));
        let _ = step.delivered();
    }
    assert_eq!(present, ["person/aa1"]);
    assert_eq!(cancelled, ["person/cc1"]);
    for path in [
        "person/bb1.cancelled",
        "$.result.people[1].cancelled",
        "institution/UIS.cancelled",
        "group/1.cancelled",
    ] {
        assert!(warnings.iter().any(|warning| warning == path), "{path} in {warnings:?}");
    }
}

#[tokio::test]
async fn changed_entry_without_a_cancelled_field_is_skipped() {
    let documents = Documents::new(|call| {
        let person = r#"{"identifier": {"scheme": "crsid", "value": "aa1"}}"#;
        match call.path().rsplit('/').next().unwrap() {
            "modified-people" => format!(r#"{{"result": {{"people": [{person}]}}}}"#),
            _ => r#"{"result": {"people": [], "institutions": [], "groups": []}}"#.to_owned(),
        }
    });
    let mut mirror = Mirror::new(documents.edited_after_the_load());
    let mut reported = Vec::new();
    while let Some(step) = mirror.next_step().await.unwrap() {
        assert!(step.changes().is_empty());
        let paths = step.warnings().iter().map(|warning| warning.path.clone());
        reported.push((step.progress().stage, paths.collect::<Vec<_>>()));
        let _ = step.delivered();
    }
    let changes = (Stage::Changes, vec!["person/aa1.cancelled".to_owned()]);
    assert_eq!(reported, [(Stage::Institutions, vec![]), (Stage::Groups, vec![]), changes]);
}

#[tokio::test]
async fn strict_mirror_stops_at_an_unreadable_value() {
    let mut mirror = Mirror::new(Documents::new(unreadable)).strict(true);
    for _ in 0..2 {
        let error = mirror.next_step().await.unwrap_err();
        assert!(error.to_string().contains("$.result.people[1].cancelled"), "{error}");
    }
}

#[tokio::test]
async fn cyclic_pages_do_not_load_endlessly() {
    let mut mirror = Mirror::new(Documents::new(|call| {
        let crsid = match call.query_param("identifier") {
            None | Some("cc1") => "aa1",
            Some("aa1") => "bb1",
            Some(_) => "cc1",
        };
        format!(
            r#"{{"result": {{"people": [{{"cancelled": false, "identifier": {{"scheme": "crsid", "value": "{crsid}"}}}}]}}}}"#
        )
    }));
    for _ in 0..3 {
        let _ = mirror.next_step().await.unwrap().unwrap().delivered();
    }
    let error = mirror.next_step().await.unwrap_err();
    assert!(error.to_string().contains("people after those of the previous page"), "{error}");
}

#[tokio::test]
async fn strict_mirror_stops_at_a_changed_entry_without_a_cancelled_field() {
    let documents = Documents::new(|call| match call.path().rsplit('/').next().unwrap() {
        "modified-people" => {
            r#"{"result": {"people": [{"identifier": {"scheme": "crsid", "value": "aa1"}}]}}"#.to_owned()
        }
        _ => r#"{"result": {"people": [], "institutions": [], "groups": []}}"#.to_owned(),
    });
    let mut mirror = Mirror::new(documents.edited_after_the_load()).strict(true);
    let error = loop {
        match mirror.next_step().await {
            Ok(step) => _ = step.unwrap().delivered(),
            Err(error) => break error,
        }
    };
    assert!(error.to_string().contains("person/aa1.cancelled"), "{error}");
}

#[tokio::test]
async fn entry_without_an_identifier_is_skipped() {
    let mut mirror = Mirror::new(Documents::new(|_| {
        let named = r#"{"cancelled": false, "identifier": {"scheme": "crsid", "value": "aa1"}}"#;
        format!(r#"{{"result": {{"people": [{{"cancelled": false, "surname": "A"}}, {named}]}}}}"#)
    }));
    let step = mirror.next_step().await.unwrap().unwrap();
    let keys: Vec<_> = step.changes().iter().map(|change| change.entry().key()).collect();
    assert_eq!((keys, step.warning_count()), (vec!["person/aa1".to_owned()], 1));
    assert!(step.warnings()[0].to_string().contains("it is missing"), "{:?}", step.warnings());
}

#[tokio::test]
async fn unreadable_page_is_not_the_end_of_the_load() {
    let mut mirror = Mirror::new(Documents::new(|call| {
        let entries = match call.query_param("identifier") {
            None => r#"{"cancelled": false, "identifier": {"scheme": "crsid", "value": "aa1"}}"#,
            Some(_) => r#"null, "aa3""#,
        };
        format!(r#"{{"result": {{"people": [{entries}]}}}}"#)
    }));
    _ = mirror.next_step().await.unwrap().unwrap().delivered();
    let error = mirror.next_step().await.unwrap_err();
    assert!(error.to_string().contains("expected an object, found"), "{error}");
}

/// The cache holds the people as they were before an edit through another connection.
#[tokio::test]
async fn mirror_over_a_cache_misses_no_edit() {
    let sandbox = Sandbox::start().await.unwrap();
    let (conn, editor) = (connection(&sandbox), editor(&sandbox));
    let cached = std::sync::Arc::new(Cached::new(&conn, std::time::Duration::from_secs(300)));
    for edits in 0..2 {
        let mut replica = Replica::default();
        let mut mirror = mirror(std::sync::Arc::clone(&cached));
        while let Some(step) = mirror.next_step().await.unwrap() {
            replica.store(step.changes());
            let _ = step.delivered();
        }
        assert_eq!(replica.entries, server(&conn).await);
        edit(&editor, edits).await;
    }
}
