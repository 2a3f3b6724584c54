//! The example `conformance`.

use std::time::Duration;

use ibis_client::{BoxFuture, Call, Connection, Error, IbisClientConnection, IbisResult, PersonMethods};
use ibis_sandbox::{Fault, Sandbox};

use super::super::{connect, editor};

#[path = "../../../../examples/conformance/main.rs"]
mod program;

/// A server whose documents differ from the sandbox's.
struct Different {
    inner: IbisClientConnection,
    change: fn(String) -> String,
}

impl Connection for Different {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async move {
            let result = self.inner.invoke_method(call).await?;
            let document = (self.change)(result.response().json().unwrap_or_default().to_owned());
            Ok(IbisResult::from_json(document).unwrap())
        })
    }
}

async fn report(sandbox: &Sandbox, change: fn(String) -> String) -> String {
    let inner = connect(sandbox, editor());
    program::compare(Different { inner, change }, Duration::ZERO).await.unwrap()
}

#[tokio::test]
async fn sandbox_meets_every_assumption() {
    let sandbox = Sandbox::start().await.unwrap();
    let report = program::compare(&connect(&sandbox, editor()), Duration::ZERO).await.unwrap();
    for difference in ["**", "not seen", "not called"] {
        assert!(!report.contains(difference), "{report}");
    }
    assert!(report.contains("| a fetch of eleven steps: 500 | kept |"), "{report}");
    assert_eq!(report.matches(" | 200 |").count(), 38, "{report}");
    // Reads only.
    assert!(sandbox.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn differences_in_documents_are_reported() {
    let sandbox = Sandbox::start().await.unwrap();
    let report = report(&sandbox, |document| {
        document
            .replace("\"cancelled\" :", "\"shoeSize\" : 43, \"cancelled\" :")
            .replace("\"effectiveTo\" : \"2", "\"effectiveTo\" : \"on 2")
            .replace("\"people\" : [ ],\n    \"entities\"", "\"entities\"")
            .replace("\"precedence\" : 1", "\"precedence\" : 9")
    });
    let report = report.await;
    for line in [
        "| **`shoeSize` in `people`** |",
        "| **`$.result.entities.people[].attributes[].effectiveTo`: expected a date such as `2026-01-05`** |",
        "| a date: `2026-01-05` | **broken** ",
        "| nobody found: an empty list | **broken** 1 times, kept 0 times: status 200 with entities, version |",
        "| schemes: by precedence | **broken** 1 times",
        "| all groups: by groupid | kept |",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }
}

#[tokio::test]
async fn other_statuses_are_reported() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::status(404).at("/api/v1/person/list"));
    sandbox.inject(Fault::garble().at("/api/v1/group/list"));
    let report = program::compare(&connect(&sandbox, editor()), Duration::ZERO).await.unwrap();
    for line in [
        "| `GET /api/v1/person/list` | **status 404** |",
        "| people listed: each once | **broken** 1 times, kept 0 times: status 404 |",
        "| `GET /api/v1/group/list` | **no valid response** |",
        "| groups listed: the same | not seen |",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }
}

#[tokio::test]
async fn report_contains_no_personal_data() {
    let sandbox = Sandbox::start().await.unwrap();
    let report = report(&sandbox, |document| {
        // Every person has an unreadable value and an unknown field.
        document.replace("\"cancelled\" : false", "\"cancelled\" : \"Ms\"").replace("\"surname\"", "\"sn\"")
    });
    let report = report.await;
    assert!(report.contains("`sn` in `people`") && report.contains("people[].cancelled"), "{report}");
    let people = PersonMethods::new(connect(&sandbox, editor())).all_people().await.unwrap();
    for person in &people {
        for name in [person.identifier().value(), person.best_name(), person.surname().unwrap_or("Smith")] {
            assert!(!report.contains(name), "{name}: {report}");
        }
    }
}
