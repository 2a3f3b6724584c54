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

/// Long enough for any machine.
const LONG: Duration = Duration::from_secs(60);

fn admission(sandbox: &Sandbox, admit_unknown: bool, timeout: Duration) -> Arc<program::Admission> {
    let members_of = arguments(["inst:UIS", "group:kazoo-society"]);
    let admission = program::Admission::new(&connect(sandbox, editor()), &members_of, admit_unknown);
    let mut admission = admission.unwrap();
    admission.timeout = timeout;
    Arc::new(admission)
}

async fn login(admission: &Arc<program::Admission>, crsid: &str) -> (u16, Value) {
    let response = program::login(State(Arc::clone(admission)), Path(crsid.to_owned())).await;
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
    let admission = admission(&sandbox, false, LONG);
    // A member of the institution, of the group, and one whose membership is hidden.
    for crsid in ["spqr1", "bq201", "ds204"] {
        assert_eq!(login(&admission, crsid).await, (200, verdict(crsid, "yes", true)));
    }
    // A member of neither, a cancelled person, and an unknown one.
    for crsid in ["ob77", "old11", "nobody9"] {
        assert_eq!(login(&admission, crsid).await, (403, verdict(crsid, "no", false)));
    }
    let (status, body) = login(&admission, "Not a CRSid").await;
    assert_eq!((status, body), (400, json!({ "error": "not a CRSid" })));
}

#[tokio::test]
async fn outage_is_reported_as_unknown_and_the_cache_outlasts_it() {
    let sandbox = Sandbox::start().await.unwrap();
    for admit_unknown in [false, true] {
        sandbox.clear_faults();
        let admission = admission(&sandbox, admit_unknown, LONG);
        login(&admission, "spqr1").await;
        sandbox.inject(Fault::status(500));
        assert_eq!(login(&admission, "bq201").await, (503, verdict("bq201", "cannot tell", admit_unknown)));
        assert_eq!(login(&admission, "spqr1").await, (200, verdict("spqr1", "yes", true)));
    }
}

#[tokio::test]
async fn slow_directory_times_out() {
    let sandbox = Sandbox::builder().fault(Fault::delay(Duration::from_secs(20))).start().await.unwrap();
    let (start, admission) = (Instant::now(), admission(&sandbox, true, program::TIMEOUT));
    assert_eq!(login(&admission, "spqr1").await, (503, verdict("spqr1", "cannot tell", true)));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[tokio::test]
async fn name_without_a_kind_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let admission = program::Admission::new(&connect(&sandbox, editor()), &arguments(["UIS"]), false);
    assert_eq!(admission.err().unwrap().to_string(), "`UIS` is neither `inst:INSTID` nor `group:GROUP`");
}
