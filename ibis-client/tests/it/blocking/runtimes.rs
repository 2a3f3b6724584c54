//! Calls that are alternately awaited and sent on one connection, which must not use the sockets of an idle runtime.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ibis_client::{IbisClientConnection, IbisMethods, PersonMethods};
use ibis_sandbox::{Fault, Sandbox};
use tokio::runtime::{Builder, Runtime};

use super::{connection, sandbox};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn awaited(runtime: &Runtime, conn: &IbisClientConnection) {
    runtime.block_on(async { IbisMethods::new(conn).get_version().await }).unwrap();
}

fn sent(conn: &IbisClientConnection) {
    IbisMethods::new(conn).get_version().send().unwrap();
}

#[test]
fn call_is_sent_while_the_runtime_of_another_is_idle() {
    let sandbox = sandbox();
    let conn = connection(&sandbox);
    let runtime = runtime();
    awaited(&runtime, &conn);
    sent(&conn);
    awaited(&runtime, &conn);
    sent(&conn);
    assert_eq!(sandbox.requests().len(), 4);
}

#[test]
fn call_is_sent_while_the_runtime_of_another_is_dropped() {
    let sandbox = sandbox();
    let conn = connection(&sandbox);
    let runtime = runtime();
    awaited(&runtime, &conn);
    sandbox.inject(Fault::delay(Duration::from_millis(300)).times(1));
    let (begun, is_begun) = mpsc::channel();
    let sending = {
        let conn = conn.clone();
        thread::spawn(move || {
            begun.send(()).unwrap();
            sent(&conn);
        })
    };
    is_begun.recv().unwrap();
    drop(runtime);
    sending.join().unwrap();
    // A call can also be sent without any other runtime.
    sent(&conn);
    assert_eq!(sandbox.requests().len(), 3);
}

#[test]
fn call_is_awaited_after_another_was_sent() {
    let sandbox = sandbox();
    let conn = connection(&sandbox);
    sent(&conn);
    let first = runtime();
    awaited(&first, &conn);
    drop(first);
    awaited(&runtime(), &conn);
    sent(&conn);
    assert_eq!(sandbox.requests().len(), 4);
}

#[test]
fn call_is_awaited_while_another_is_sent() {
    let sandbox = sandbox();
    let conn = connection(&sandbox);
    let sending = {
        let conn = conn.clone();
        thread::spawn(move || (0..20).for_each(|_| sent(&conn)))
    };
    let runtime = runtime();
    (0..20).for_each(|_| awaited(&runtime, &conn));
    sending.join().unwrap();
    assert_eq!(sandbox.requests().len(), 40);
}

#[test]
fn eight_threads_send_concurrently() {
    let sandbox = Sandbox::builder().people(200).start_blocking().unwrap();
    let conn = connection(&sandbox);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    // The response is decoded on this thread.
                    let people = PersonMethods::new(&conn).all_people().limit(100).send().unwrap();
                    assert_eq!(people.len(), 100);
                }
            });
        }
    });
    assert_eq!(sandbox.requests().len(), 80);
}

#[test]
fn pages_begun_on_a_runtime_continue_without_it() {
    let sandbox = Sandbox::builder().people(100).start_blocking().unwrap();
    let conn = connection(&sandbox);
    let methods = PersonMethods::new(&conn);
    let everyone = methods.all_people().limit(10_000).send().unwrap();
    let runtime = runtime();
    let mut pages = methods.all_people().limit(7).pages();
    let mut seen: Vec<_> = runtime
        .block_on(async { vec![pages.next().await.unwrap().unwrap(), pages.next().await.unwrap().unwrap()] });
    seen.extend(pages.into_iter().map(|person| person.unwrap()));
    assert_eq!(seen.len(), everyone.len());
    assert!(seen.iter().zip(&everyone).all(|(one, other)| one.same_entity(other)));
    drop(runtime);
}
