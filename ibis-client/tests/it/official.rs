//! The official Python client and this one, side by side: the same calls against sandboxes of the same data.
//!
//! The script of the sandbox's own tests makes the calls; each is then made by the typed method of the same
//! name, and the answers are compared entity by entity, field by field.

mod calls;
#[path = "../../../ibis-sandbox/tests/python/environment.rs"]
mod environment;
mod normal;

use std::collections::BTreeSet;

use ibis_client::{Credentials, Error, IbisClientConnection};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
use serde_json::{Value, json};

use self::calls::call;

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_and_this_one_agree_on_every_method() {
    let Some(python) = environment::python().unwrap() else { return };
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let port = sandbox.tls_address().unwrap().port().to_string();
    let authority = sandbox.ca_file().unwrap().display().to_string();
    let arguments = ["localhost", &port, &authority, EDITOR_GROUP, EDITOR_PASSWORD];
    let lines = environment::lines(&python, "official.py", &arguments).unwrap();
    let called: BTreeSet<&str> = lines.iter().filter_map(|line| line["call"].as_str()).collect();
    assert_eq!(called.len(), 47, "every method is called: {called:?}");

    // A fresh one, since the calls edit; over TLS too.
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let conn = IbisClientConnection::builder()
        .base_url(sandbox.tls_url().unwrap())
        .add_root_certificates(sandbox.ca_pem().unwrap())
        .credentials(Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD))
        .build()
        .unwrap();
    for line in &lines {
        let name = line["call"].as_str().unwrap();
        let ours = match call(&conn, name, &line["args"]).await {
            Ok(told) => told,
            Err(error) => told_error(&error),
        };
        let theirs = told_by_official(line);
        assert_eq!(ours, theirs, "{name} {}", line["args"]);
    }
}

/// The official client's word, without what is known to be its fault.
fn told_by_official(line: &Value) -> Value {
    if let Some(error) = line.get("error") {
        // It sees a refused fetch where this client says so before anything is sent; both name it.
        return json!({"status": error["status"], "message": error["message"]});
    }
    json!({"result": line["result"], "entities": line["entities"]})
}

fn told_error(error: &Error) -> Value {
    let Some(service_error) = error.service_error() else { panic!("{error}") };
    json!({"status": service_error.status, "message": service_error.message})
}
