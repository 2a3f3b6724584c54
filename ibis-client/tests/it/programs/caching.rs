//! A caching connection.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use ibis_client::{
    AttributeRecord, BoxFuture, Cached, Call, Connection, Credentials, Crsid, Error, GroupMethods,
    IbisMethods, IbisResult, Method, PersonMethods, fetch,
};
use ibis_sandbox::{Fault, Sandbox};

use super::{connect, editor};
use crate::support::refused;

const LONG: Duration = Duration::from_secs(3600);

fn cached(sandbox: &Sandbox) -> Cached {
    Cached::new(connect(sandbox, editor()), LONG)
}

/// The number of requests.
fn requests(sandbox: &Sandbox) -> usize {
    sandbox.requests().len()
}

#[tokio::test]
async fn repeated_read_is_sent_once_and_returns_the_same_graph() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(cached(&sandbox));
    let read = || async { people.get_person("crsid", "bq201").fetch(fetch!(Person: all_insts)).await };
    let (one, other) = (read().await.unwrap().unwrap(), read().await.unwrap().unwrap());
    assert_eq!(one, other);
    assert!(one.in_inst("ASTRO").unwrap());
    assert_eq!(requests(&sandbox), 1);
    // Another fetch is another call.
    people.get_person("crsid", "bq201").await.unwrap();
    assert_eq!(requests(&sandbox), 2);
}

#[tokio::test]
async fn expired_result_is_read_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(Cached::new(connect(&sandbox, editor()), Duration::ZERO));
    for reads in 1..=2 {
        people.get_person("crsid", "bq201").await.unwrap();
        assert_eq!(requests(&sandbox), reads);
    }
}

#[tokio::test]
async fn concurrent_callers_share_one_request() {
    let sandbox = Sandbox::builder().fault(Fault::delay(Duration::from_millis(100))).start().await.unwrap();
    let people = PersonMethods::new(cached(&sandbox));
    let calls = (0..50).map(|_| async { people.get_person("crsid", "bq201").await });
    let found: Vec<_> = join_all(calls).await.into_iter().map(|person| person.unwrap().unwrap()).collect();
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(requests(&sandbox), 1);
}

#[tokio::test]
async fn shared_call_continues_when_its_first_caller_is_dropped() {
    let sandbox = Sandbox::builder().fault(Fault::delay(Duration::from_millis(200))).start().await.unwrap();
    let people = PersonMethods::new(cached(&sandbox));
    let hasty = people.get_person("crsid", "bq201").timeout(Duration::from_millis(20)).await;
    assert!(refused(hasty).is_timeout());
    assert!(people.get_person("crsid", "bq201").await.unwrap().is_some());
    assert_eq!(requests(&sandbox), 1);
}

#[tokio::test]
async fn edit_clears_the_cache() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(cached(&sandbox));
    let titles = || async {
        let request = people.get_person("crsid", "bq201").fetch(fetch!(Person: title));
        request.await.unwrap().unwrap().values_of("title").unwrap().count()
    };
    assert_eq!(titles().await, 0);
    let title = AttributeRecord::new("title").with_value("Reader");
    people.add_attribute("crsid", "bq201", title).await.unwrap();
    assert_eq!(titles().await, 1);
}

#[tokio::test]
async fn failures_are_shared_but_not_cached() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(cached(&sandbox));
    sandbox.inject(Fault::status(500).times(1));
    let calls = (0..5).map(|_| async { people.get_person("crsid", "bq201").await });
    for result in join_all(calls).await {
        assert_eq!(refused(result).status(), Some(500));
    }
    assert_eq!(requests(&sandbox), 1);
    people.get_person("crsid", "bq201").await.unwrap();
    assert_eq!(requests(&sandbox), 2);
}

#[tokio::test]
async fn token_and_last_transaction_are_never_cached() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = cached(&sandbox);
    let (service, groups) = (IbisMethods::new(conn.clone()), GroupMethods::new(conn));
    for round in 1..=2 {
        service.get_last_transaction_id().await.unwrap();
        groups.get_token("uis-editors", "an-audience").await.unwrap();
        assert_eq!(requests(&sandbox), 2 * round);
    }
}

#[tokio::test]
async fn results_of_other_credentials_are_never_returned() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    let groups = GroupMethods::new(Cached::new(&conn, LONG));
    let hidden: Crsid = "ds204".parse().unwrap();
    let sees_hidden = || async {
        let request = groups.get_group("kazoo-society").fetch(fetch!(Group: all_members));
        request.await.unwrap().unwrap().has_member(&hidden).unwrap()
    };
    assert!(sees_hidden().await);
    conn.set_credentials(Credentials::anonymous()).unwrap();
    assert!(!sees_hidden().await);
    conn.set_credentials(editor()).unwrap();
    assert!(sees_hidden().await);
}

#[tokio::test]
async fn least_recently_used_results_are_evicted() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(cached(&sandbox).max_entries(2));
    let read = |crsid| {
        let (people, sandbox) = (&people, &sandbox);
        async move {
            let before = requests(sandbox);
            people.get_person("crsid", crsid).await.unwrap();
            requests(sandbox) > before
        }
    };
    assert!(read("bq201").await && read("ds204").await && !read("bq201").await);
    assert!(read("spqr1").await);
    assert!(!read("bq201").await && read("ds204").await);
}

#[tokio::test]
async fn result_over_the_limit_is_not_cached() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(cached(&sandbox).max_bytes(10));
    for reads in 1..=2 {
        people.get_person("crsid", "bq201").await.unwrap();
        assert_eq!(requests(&sandbox), reads);
    }
}

#[tokio::test]
async fn invalid_call_is_refused_as_without_a_cache() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = refused(PersonMethods::new(cached(&sandbox)).get_person("crsid", "..").await);
    assert!(matches!(error, Error::Parameter { .. }), "{error}");
    assert_eq!(requests(&sandbox), 0);
}

#[test]
fn shared_call_on_an_idle_runtime_is_retried() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let driven = runtime();
    let sandbox =
        Sandbox::builder().fault(Fault::delay(Duration::from_millis(100))).start_blocking().unwrap();
    let people = Arc::new(PersonMethods::new(cached(&sandbox)));
    let frozen = runtime();
    // The call begins, and then its runtime is no longer polled.
    frozen.block_on(async {
        let call = people.get_person("crsid", "bq201").timeout(Duration::from_millis(20));
        assert!(refused(call.await).is_timeout());
    });
    assert!(driven.block_on(people.get_person("crsid", "bq201").into_future()).unwrap().is_some());
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_calls_are_served_from_the_cache() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let people = PersonMethods::new(cached(&sandbox));
    for _ in 0..2 {
        assert!(people.get_person("crsid", "bq201").send().unwrap().is_some());
    }
    assert_eq!(requests(&sandbox), 1);
}

#[tokio::test]
async fn longest_lifetime_does_not_overflow() {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(Cached::new(connect(&sandbox, editor()), Duration::MAX));
    for _ in 0..2 {
        people.get_person("crsid", "bq201").await.unwrap();
    }
    assert_eq!(requests(&sandbox), 1);
}

#[tokio::test]
async fn missing_list_is_requested_again_bypassing_the_cache() {
    struct MissingListOnce(std::sync::atomic::AtomicUsize);

    impl Connection for MissingListOnce {
        fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            let is_first = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
            let person = r#"{"result": {"people": [{"identifier": {"scheme": "crsid", "value": "spqr1"}}]}}"#;
            let document = if is_first { r#"{"result": {}}"# } else { person };
            Box::pin(std::future::ready(Ok(IbisResult::from_json(document).unwrap())))
        }
    }

    let people = PersonMethods::new(Cached::new(Arc::new(MissingListOnce(0.into())), LONG));
    // CRSids may be written with their scheme, in any case.
    let batch = people.list_people(["CRSid/spqr1"]).batched().await.unwrap();
    assert_eq!((batch.found.len(), batch.not_found.len(), batch.warnings.len()), (1, 0, 0));
}

#[tokio::test]
async fn headers_count_towards_the_size_of_the_cache() {
    use crate::support::socket::{Response, Socket};

    let response = Response::json(r#"{"result": {"value": "1"}}"#).header("x-long", &"x".repeat(50_000));
    let socket = Socket::serving(response).await;
    let cached = Cached::new(socket.connection(), LONG).max_bytes(120_000);
    for round in 1..=2 {
        for number in 0..3 {
            let call = Call::new(Method::Get, format!("/api/v1/{number}"));
            cached.invoke_method(call).await.unwrap();
        }
        // Two of the three fit.
        assert_eq!(socket.requests().len(), 3 * round);
    }
}

#[tokio::test]
async fn nothing_is_cached_while_the_outcome_of_an_edit_is_unknown() {
    let sandbox = Sandbox::start().await.unwrap();
    let cached = cached(&sandbox);
    let (people, groups) = (PersonMethods::new(cached.clone()), GroupMethods::new(cached));
    sandbox.inject(Fault::delay(Duration::from_millis(500)).times(1));
    let edit = groups.update_direct_members("kazoo-society").add_ids(["spqr1"]);
    assert!(edit.timeout(Duration::from_millis(100)).await.unwrap_err().outcome_unknown());
    let before = requests(&sandbox);
    for checks in 1..=3 {
        people.is_member_of_group("crsid", "spqr1", "kazoo-society").await.unwrap();
        assert_eq!(requests(&sandbox), before + checks);
    }
    // A dropped edit may have been applied as well.
    let sandbox = Sandbox::start().await.unwrap();
    let groups = GroupMethods::new(self::cached(&sandbox));
    sandbox.inject(Fault::delay(Duration::from_millis(500)).times(1));
    let edit = groups.update_direct_members("kazoo-society").add_ids(["spqr1"]).into_future();
    assert!(tokio::time::timeout(Duration::from_millis(100), edit).await.is_err());
    let before = requests(&sandbox);
    for checks in 1..=2 {
        groups.get_group("kazoo-society").await.unwrap();
        assert_eq!(requests(&sandbox), before + checks);
    }
}
