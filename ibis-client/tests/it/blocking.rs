//! Calls without an async runtime.

#[cfg(unix)]
mod forked;
mod runtimes;

use std::thread;

use ibis_client::{
    AttributeRecord, Credentials, Error, GroupMethods, IbisClientConnection, IbisMethods, PersonMethods,
    fetch,
};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Fault, Sandbox};

fn sandbox() -> Sandbox {
    Sandbox::builder().start_blocking().unwrap()
}

fn connection(sandbox: &Sandbox) -> IbisClientConnection {
    let none = std::time::Duration::ZERO;
    IbisClientConnection::builder().base_url(sandbox.url()).backoff(none, none).build().unwrap()
}

#[test]
fn requests_are_sent_without_a_runtime() {
    let sandbox = sandbox();
    let conn = connection(&sandbox);
    let people = PersonMethods::new(&conn);
    let person =
        people.get_person("crsid", "spqr1").fetch(fetch!(Person: all_groups)).send().unwrap().unwrap();
    assert_eq!(person.identifier().value(), "spqr1");
    let groupid = person.groups().unwrap().next().unwrap().groupid().to_owned();
    assert!(GroupMethods::new(&conn).get_group(&groupid).send().unwrap().is_some());
}

#[test]
fn credentials_can_be_changed_and_edits_are_applied() {
    let sandbox = sandbox();
    let conn = connection(&sandbox);
    let title = AttributeRecord::new("title").with_value("Reader");
    let add = || PersonMethods::new(&conn).add_attribute("crsid", "spqr1", &title).send();
    assert!(add().is_err());
    conn.set_credentials(Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD)).unwrap();
    assert_eq!(add().unwrap().value.as_deref(), Some("Reader"));
    conn.set_password("wrong").unwrap();
    assert_eq!(add().unwrap_err().status(), Some(401));
}

#[test]
fn transient_failures_are_retried() {
    let sandbox = sandbox();
    sandbox.inject(Fault::status(503).times(1));
    sandbox.inject(Fault::truncate().times(1));
    IbisMethods::new(connection(&sandbox)).get_version().send().unwrap();
    assert_eq!(sandbox.requests().len(), 3);
}

#[test]
fn many_threads_share_a_connection() {
    let sandbox = sandbox();
    let conn = connection(&sandbox);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| IbisMethods::new(&conn).get_version().send().unwrap());
        }
    });
    assert_eq!(sandbox.requests().len(), 16);
}

#[test]
fn clone_outlives_the_original_connection() {
    let sandbox = sandbox();
    let clone = connection(&sandbox).clone();
    IbisMethods::new(&clone).get_version().send().unwrap();
}

#[tokio::test]
async fn send_within_a_runtime_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    assert!(matches!(IbisMethods::new(&conn).get_version().send(), Err(Error::WithinRuntime)));
    let blocking = {
        let conn = conn.clone();
        tokio::task::spawn_blocking(move || IbisMethods::new(conn).get_version().send())
    };
    assert!(matches!(blocking.await.unwrap(), Err(Error::WithinRuntime)));
    assert!(sandbox.requests().is_empty());
    // Within the runtime, a request can be awaited and the connection dropped.
    IbisMethods::new(&conn).get_version().await.unwrap();
    drop(conn);
}
