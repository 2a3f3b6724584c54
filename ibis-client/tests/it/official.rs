//! Compares the official Python clients with this one: the same calls against sandboxes with the same data.
//!
//! The scripts of the sandbox's own tests make the calls. Each is then made by the typed method of the same name, and the
//! results are compared field by field.

mod calls;
#[path = "../../../ibis-sandbox/tests/python/environment.rs"]
mod environment;
mod normal;

use std::collections::BTreeSet;

use ibis_client::{Credentials, Error, IbisClientConnection};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};
use serde_json::{Value, json};

use self::calls::call;

#[tokio::test(flavor = "multi_thread")]
async fn official_client_agrees_on_every_method() {
    let Some(python) = environment::python().unwrap() else { return };
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let port = sandbox.tls_address().unwrap().port().to_string();
    let authority = sandbox.ca_file().unwrap().display().to_string();
    let arguments = ["localhost", &port, &authority, EDITOR_GROUP, EDITOR_PASSWORD];
    let lines = environment::lines(&python, "official.py", &arguments).unwrap();
    let called: BTreeSet<&str> = lines.iter().filter_map(|line| line["call"].as_str()).collect();
    assert_eq!(called.len(), 47, "every method is called: {called:?}");

    // The calls edit, so this client needs a fresh sandbox. It also uses TLS.
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
            // The official client never reads a group's email.
            Ok(result) => without(result, "group:", &["email"]),
            Err(error) => error_result(&error),
        };
        let theirs = official_result(line);
        assert_eq!(ours, theirs, "{name} {}", line["args"]);
    }
}

/// The results of the official client, without its known faults.
fn official_result(line: &Value) -> Value {
    if let Some(error) = line.get("error") {
        return json!({"status": error["status"], "message": error["message"]});
    }
    json!({"result": line["result"], "entities": line["entities"]})
}

fn error_result(error: &Error) -> Value {
    let Some(service_error) = error.service_error() else { panic!("{error}") };
    json!({"status": service_error.status, "message": service_error.message})
}

/// The results without these fields of these entities.
fn without(mut result: Value, kind: &str, names: &[&str]) -> Value {
    let entities = result["entities"].as_object_mut().into_iter().flatten();
    for (_, entity) in entities.filter(|(key, _)| key.starts_with(kind)) {
        if let Some(fields) = entity.as_object_mut() {
            fields.retain(|name, _| !names.contains(&name.as_str()));
        }
    }
    result
}

#[tokio::test(flavor = "multi_thread")]
async fn gateway_client_agrees_on_every_method() {
    let Some(python) = environment::python().unwrap() else { return };
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let base = sandbox.tls_url().unwrap();
    let (gateway_url, token) = (format!("{base}lookup/v1"), format!("{base}oauth2/v1/token"));
    let authority = sandbox.ca_file().unwrap().display().to_string();
    let arguments = [&gateway_url, &token, &authority, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET];
    let lines = environment::lines(&python, "gateway.py", &arguments).unwrap();
    let called: BTreeSet<&str> = lines.iter().filter_map(|line| line["call"].as_str()).collect();
    assert_eq!(called.len(), 38, "every method is called: {called:?}");

    let conn = IbisClientConnection::builder()
        .base_url(gateway_url)
        .token_url(token)
        .add_root_certificates(sandbox.ca_pem().unwrap())
        .credentials(Credentials::api_gateway(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET))
        .build()
        .unwrap();
    for line in &lines {
        let name = service_name(line["call"].as_str().unwrap());
        let ours = match call(&conn, &name, &service_arguments(&line["args"])).await {
            // The Python client does not know the derived fields of a person.
            Ok(result) => without(result, "person:", &["staff", "student"]),
            Err(error) => error_result(&error),
        };
        if name == "InstitutionMethods.getContactRows" {
            // The Python client looks for one field whose name has a dot in it, so it finds no rows.
            assert_eq!(line["result"], json!({}));
            assert!(ours["result"].as_array().is_some_and(|rows| !rows.is_empty()));
            continue;
        }
        let theirs = if let Some(error) = line.get("error") {
            json!({"status": error["status"], "message": error["message"]})
        } else {
            let result = line["result"].as_object().unwrap().values().next();
            json!({"result": result, "entities": line["entities"]})
        };
        assert_eq!(ours, theirs, "{name} {}", line["args"]);
    }
}

/// Converts `person_get_person` to `PersonMethods.getPerson`.
fn service_name(name: &str) -> String {
    let (group, method) = name.split_once('_').unwrap();
    let group = group[..1].to_uppercase() + &group[1..];
    format!("{group}Methods.{}", camel_case(method))
}

fn service_arguments(arguments: &Value) -> Value {
    let arguments = arguments.as_object().unwrap().iter();
    arguments.map(|(name, value)| (camel_case(name), value.clone())).collect()
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}
