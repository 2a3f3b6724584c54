//! The example `login`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::to_bytes;
use axum::extract::{Path, State};
use ibis_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use super::super::{connect, editor};
use super::arguments;

#[path = "../../../../examples/login.rs"]
mod program;

/// However slow this machine is.
const LONG: Duration = Duration::from_secs(60);

fn door(sandbox: &Sandbox, admit_unknown: bool, timeout: Duration) -> Arc<program::Door> {
    let members_of = arguments(["inst:UIS", "group:kazoo-society"]);
    let door = program::Door::new(&connect(sandbox, editor()), &members_of, admit_unknown);
    let mut door = door.unwrap();
    door.timeout = timeout;
    Arc::new(door)
}

async fn login(door: &Arc<program::Door>, crsid: &str) -> (u16, Value) {
    let response = program::login(State(Arc::clone(door)), Path(crsid.to_owned())).await;
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1000).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

fn verdict(crsid: &str, verdict: &str, admit: bool) -> Value {
    json!({ "crsid": crsid, "verdict": verdict, "admit": admit })
}

#[tokio::test]
async fn members_of_institutions_and_groups_are_admitted() {
    let sandbox = Sandbox::start().await.unwrap();
    let door = door(&sandbox, false, LONG);
    // By the institution; by the group; by a membership that is hidden from others.
    for crsid in ["spqr1", "bq201", "ds204"] {
        assert_eq!(login(&door, crsid).await, (200, verdict(crsid, "yes", true)));
    }
    // Neither; cancelled; not in the directory.
    for crsid in ["ob77", "old11", "nobody9"] {
        assert_eq!(login(&door, crsid).await, (403, verdict(crsid, "no", false)));
    }
    let (status, body) = login(&door, "Not a CRSid").await;
    assert_eq!((status, body), (400, json!({ "error": "not a CRSid" })));
}

#[tokio::test]
async fn outage_is_reported_as_unknown_and_the_cache_outlasts_it() {
    let sandbox = Sandbox::start().await.unwrap();
    for admit_unknown in [false, true] {
        sandbox.clear_faults();
        let door = door(&sandbox, admit_unknown, LONG);
        login(&door, "spqr1").await;
        sandbox.inject(Fault::status(500));
        assert_eq!(login(&door, "bq201").await, (503, verdict("bq201", "cannot tell", admit_unknown)));
        assert_eq!(login(&door, "spqr1").await, (200, verdict("spqr1", "yes", true)));
    }
}

#[tokio::test]
async fn slow_directory_times_out() {
    let sandbox = Sandbox::builder().fault(Fault::delay(Duration::from_secs(20))).start().await.unwrap();
    let (start, door) = (Instant::now(), door(&sandbox, true, program::TIMEOUT));
    assert_eq!(login(&door, "spqr1").await, (503, verdict("spqr1", "cannot tell", true)));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[tokio::test]
async fn name_without_a_kind_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let door = program::Door::new(&connect(&sandbox, editor()), &arguments(["UIS"]), false);
    assert_eq!(door.err().unwrap().to_string(), "`UIS` is neither `inst:INSTID` nor `group:GROUP`");
}
