//! Streams of pages.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::TryStreamExt as _;
use ibis_client::{Call, Error, GroupMethods, InstitutionMethods, PersonMethods, fetch};
use ibis_sandbox::Fault;

use super::{NO_LIST, Scripted, directory, people};

#[tokio::test]
async fn everyone_is_returned_once_and_in_order() {
    let (sandbox, conn) = directory(300).await;
    let methods = PersonMethods::new(&conn);
    let at_once = methods.all_people().limit(10_000).await.unwrap();
    sandbox.clear_requests();

    let request = methods.all_people().limit(20).fetch(fetch!(Person: email, all_insts));
    let mut pages = request.pages();
    let mut seen = Vec::new();
    while let Some(person) = pages.next().await {
        let person = person.unwrap();
        assert!(person.institutions().is_ok());
        seen.push(person.identifier().value().to_owned());
    }
    let expected: Vec<_> = at_once.iter().map(|person| person.identifier().value()).collect();
    assert_eq!(seen, expected);
    assert_eq!(pages.received(), expected.len());
    assert_eq!(pages.last_identifier(), expected.last().copied());
    // One call per page, and one that finds no more.
    assert_eq!(sandbox.requests().len(), expected.len().div_ceil(20) + 1);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn searches_are_paged_by_offset() {
    let (_sandbox, conn) = directory(300).await;
    let methods = PersonMethods::new(&conn);
    let at_once = methods.search("a").limit(10_000).await.unwrap();
    let paged: Vec<_> = methods.search("a").limit(7).pages().try_collect().await.unwrap();
    assert!(at_once.len() > 14);
    assert!(at_once.iter().zip(&paged).all(|(one, other)| one.same_entity(other)));
    assert_eq!(at_once.len(), paged.len());

    let from_offset: Vec<_> = methods.search("a").limit(7).offset(5).pages().try_collect().await.unwrap();
    assert_eq!(from_offset.len(), at_once.len() - 5);
    assert!(from_offset[0].same_entity(&at_once[5]));

    let insts = InstitutionMethods::new(&conn);
    let at_once = insts.search("e").limit(10_000).await.unwrap();
    let paged: Vec<_> = insts.search("e").limit(3).pages().try_collect().await.unwrap();
    assert!(at_once.len() > 3 && at_once.len() == paged.len());
    let groups = GroupMethods::new(&conn);
    let at_once = groups.search("e").limit(10_000).await.unwrap();
    let paged: Vec<_> = groups.search("e").limit(3).pages().try_collect().await.unwrap();
    assert!(at_once.len() > 3 && at_once.len() == paged.len());
}

#[tokio::test]
async fn next_page_is_fetched_while_one_is_consumed() {
    let conn = Scripted::new(|call| {
        Ok(match call.query_param("identifier") {
            None => people(["a1", "b2"]),
            Some("b2") => people(["c3"]),
            Some(_) => people([]),
        })
    });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    assert!(conn.calls.lock().unwrap().is_empty(), "nothing is sent before it is polled");
    pages.next().await.unwrap().unwrap();
    // The stream is not polled in the meantime.
    while conn.values("identifier").len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(conn.values("identifier"), [None, Some("b2".to_owned())]);
    pages.next().await.unwrap().unwrap();
    pages.next().await.unwrap().unwrap();
    assert!(pages.next().await.is_none());
    assert_eq!(conn.values("identifier").last(), Some(&Some("c3".to_owned())));
}

#[tokio::test]
async fn at_most_one_page_is_fetched_ahead() {
    let conn = Scripted::new(|call| {
        let after = call.query_param("identifier").map_or(0, |id| id[1..].parse::<u32>().unwrap());
        let page: Vec<String> = (after + 1..=after + 10).map(|n| format!("p{n:03}")).collect();
        Ok(people(page.iter().map(String::as_str)))
    });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    for taken in 1..=95_usize {
        pages.next().await.unwrap().unwrap();
        assert!(conn.calls.lock().unwrap().len() <= taken.div_ceil(10) + 1, "{taken}");
    }
}

#[tokio::test]
async fn stream_ends_at_the_first_error_and_resumes_after_the_last_identifier() {
    let (sandbox, conn) = directory(100).await;
    let methods = PersonMethods::new(&conn);
    let mut pages = methods.all_people().limit(10).pages();
    let mut seen = BTreeSet::new();
    for _ in 0..15 {
        seen.insert(pages.next().await.unwrap().unwrap().identifier().value().to_owned());
    }
    sandbox.inject(Fault::status(500).times(1));
    let error = loop {
        match pages.next().await.expect("an error before the end") {
            Ok(person) => assert!(seen.insert(person.identifier().value().to_owned())),
            Err(error) => break error,
        }
    };
    assert_eq!(error.status(), Some(500));
    assert!(pages.next().await.is_none());

    let last = pages.last_identifier().unwrap();
    let mut resumed = methods.all_people().limit(10).identifier(last).pages();
    while let Some(person) = resumed.next().await {
        assert!(seen.insert(person.unwrap().identifier().value().to_owned()), "no person is returned twice");
    }
    let everyone = methods.all_people().limit(10_000).await.unwrap();
    assert_eq!(seen.len(), everyone.len());
}

#[tokio::test]
async fn repeated_page_is_an_error() {
    let conn = Scripted::new(|_| Ok(people(["a1", "b2"])));
    let pages: Result<Vec<_>, _> = PersonMethods::new(&conn).all_people().pages().try_collect().await;
    assert!(matches!(pages, Err(Error::UnexpectedResult { .. })));
    assert_eq!(conn.calls.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn cyclic_pages_are_an_error() {
    let conn = Scripted::new(|call| {
        Ok(match call.query_param("identifier") {
            Some("b2") => people(["c3", "d4"]),
            _ => people(["a1", "b2"]),
        })
    });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    let error = loop {
        if let Err(error) = pages.next().await.expect("an error before the end") {
            break error;
        }
    };
    assert_eq!(pages.received(), 4);
    assert!(error.to_string().contains("people after those of the previous page"), "{error}");

    let conn = Scripted::new(|call| {
        let offset: usize = call.query_param("offset").map_or(0, |offset| offset.parse().unwrap());
        Ok(if offset.is_multiple_of(4) { people(["a1", "b2"]) } else { people(["c3", "d4"]) })
    });
    let pages: Result<Vec<_>, _> = PersonMethods::new(&conn).search("x").pages().try_collect().await;
    assert!(matches!(pages, Err(Error::UnexpectedResult { .. })));
    assert_eq!(conn.calls.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn a_result_that_appears_during_a_search_repeats_the_last_one() {
    let conn = Scripted::new(|call| {
        Ok(match call.query_param("offset") {
            None => people(["b2", "c3"]),
            // When the page at 3 is read, another result stands before these.
            Some("2" | "3") => people(["d4"]),
            _ => people([]),
        })
    });
    let found: Vec<_> = PersonMethods::new(&conn).search("x").limit(2).pages().try_collect().await.unwrap();
    let found: Vec<_> = found.iter().map(|person| person.identifier().value()).collect();
    assert_eq!(found, ["b2", "c3", "d4", "d4"]);
}

#[tokio::test]
async fn an_entry_without_an_identifier_does_not_end_the_pages() {
    let conn = Scripted::new(|call| {
        let page = match call.query_param("identifier") {
            None => r#"{"result": {"people": [{"identifier": {"scheme": "crsid", "value": "a1"}}, {}]}}"#,
            _ => r#"{"result": {"people": []}}"#,
        };
        Ok(page.to_owned())
    });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    while let Some(person) = pages.next().await {
        person.unwrap();
    }
    assert_eq!(pages.received(), 2);
}

#[tokio::test]
async fn first_identifier_may_differ_in_form_from_those_in_responses() {
    let conn = Scripted::new(|call| {
        Ok(match call.query_param("identifier") {
            Some("crsid/b2") => people(["c3"]),
            _ => people([]),
        })
    });
    let pages = PersonMethods::new(&conn).all_people().identifier("crsid/b2").pages();
    assert_eq!(pages.try_collect::<Vec<_>>().await.unwrap().len(), 1);
}

#[tokio::test]
async fn page_with_a_missing_list_is_requested_once_more() {
    let is_broken = AtomicBool::new(true);
    let conn = Scripted::new(move |call| {
        Ok(match call.query_param("identifier") {
            None => people(["a1", "b2"]),
            Some("b2") if is_broken.swap(false, Ordering::Relaxed) => NO_LIST.to_owned(),
            Some("b2") => people(["c3"]),
            Some(_) => people([]),
        })
    });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    let mut seen = 0;
    while let Some(person) = pages.next().await {
        person.unwrap();
        seen += 1;
    }
    assert_eq!((seen, pages.warning_count()), (3, 0));
    assert_eq!(conn.calls.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn page_with_a_missing_list_is_the_end_with_a_warning() {
    let conn = Scripted::new(|call| {
        Ok(call.query_param("identifier").map_or_else(|| people(["a1", "b2"]), |_| NO_LIST.to_owned()))
    });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    while let Some(person) = pages.next().await {
        person.unwrap();
    }
    assert_eq!(conn.calls.lock().unwrap().len(), 3);
    assert_eq!(pages.received(), 2);
    let [warning] = pages.warnings() else { panic!("{:?}", pages.warnings()) };
    assert_eq!((&*warning.path, pages.warning_count()), ("$.result.people", 1));
}

#[tokio::test]
async fn warnings_of_all_pages_are_collected_up_to_a_limit() {
    let conn = Scripted::new(|call| {
        let after = call.query_param("identifier").map_or(0, |id| id[1..].parse::<u32>().unwrap());
        let page = (after + 1..=(after + 60).min(180)).map(|n| {
            format!(r#"{{"cancelled": [1, 2], "identifier": {{"scheme": "crsid", "value": "p{n:03}"}}}}"#)
        });
        Ok(format!(r#"{{"result": {{"people": [{}]}}}}"#, page.collect::<Vec<_>>().join(",")))
    });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    pages.next().await.unwrap().unwrap();
    assert_eq!((pages.warnings().len(), pages.warning_count()), (60, 60));
    assert!(pages.warnings()[0].path.ends_with("people[0].cancelled"), "{}", pages.warnings()[0]);
    while let Some(person) = pages.next().await {
        person.unwrap();
    }
    assert_eq!((pages.warnings().len(), pages.warning_count()), (100, 180));
}

#[tokio::test]
async fn stream_can_be_moved_to_another_task() {
    let (_sandbox, conn) = directory(40).await;
    let pages = PersonMethods::new(conn).all_people().pages();
    let people: Vec<_> = tokio::spawn(pages.try_collect()).await.unwrap().unwrap();
    assert!(people.len() > 20);
}

#[cfg(feature = "blocking")]
#[test]
fn pages_are_an_iterator_without_a_runtime() {
    let sandbox = ibis_sandbox::Sandbox::builder().people(100).start_blocking().unwrap();
    let builder = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).retries(0);
    let conn = builder.build().unwrap();
    let methods = PersonMethods::new(&conn);
    let at_once = methods.all_people().limit(10_000).send().unwrap();
    let paged: Result<Vec<_>, _> = methods.all_people().limit(9).pages().into_iter().collect();
    assert_eq!(paged.unwrap().len(), at_once.len());

    sandbox.inject(Fault::status(500));
    let mut broken = methods.all_people().pages().into_iter();
    assert_eq!(broken.next().unwrap().unwrap_err().status(), Some(500));
    assert!(broken.next().is_none());
}

#[tokio::test]
async fn unreadable_page_is_an_error_and_not_the_end() {
    for entries in ["null, null", r#""aa2", "aa3""#] {
        let conn = Scripted::new(move |call: &Call| {
            let entries = match call.query_param("identifier") {
                None => r#"{"identifier": {"scheme": "crsid", "value": "aa1"}}"#,
                Some(_) => entries,
            };
            Ok(format!(r#"{{"result": {{"people": [{entries}]}}}}"#))
        });
        let mut pages = PersonMethods::new(&conn).all_people().pages();
        assert!(pages.next().await.unwrap().is_ok());
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("expected an object, found"), "{error}");
        assert!(pages.next().await.is_none());
    }
}
