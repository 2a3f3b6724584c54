//! The official clients, compared with the JSON of the same requests.
//!
//! A client calls one sandbox, which records its requests. The same requests are then sent to a fresh one, and each
//! response is compared with the result of the client, entity by entity and field by field.

#[path = "../python/environment.rs"]
mod environment;

use std::collections::BTreeMap;

use ibis_sandbox::{
    EDITOR_GROUP, EDITOR_PASSWORD, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, ReceivedRequest, Sandbox,
};
use serde_json::{Map, Value, json};

use self::environment::{lines, python};
use crate::support::{Client, Failure, Outcome, Response};

#[tokio::test(flavor = "multi_thread")]
async fn official_client_reads_every_response() -> Outcome {
    let Some(python) = python()? else { return Ok(()) };
    let sandbox = Sandbox::builder().tls().start().await?;
    let port = sandbox.tls_address().ok_or("no TLS")?.port().to_string();
    let authority = sandbox.ca_file().ok_or("no authority")?.display().to_string();
    let lines =
        lines(&python, "official.py", &["localhost", &port, &authority, EDITOR_GROUP, EDITOR_PASSWORD])?;
    let calls: std::collections::BTreeSet<&str> =
        lines.iter().filter_map(|line| line["call"].as_str()).collect();
    assert_eq!(calls.len(), 47, "every method is called: {calls:?}");

    let requests = sandbox.requests();
    assert_eq!(lines.len(), requests.len());
    let fresh = Sandbox::start().await?;
    for (line, request) in lines.iter().zip(&requests) {
        assert_eq!(request.header("accept"), Some("application/xml"));
        let response = repeat(&fresh, request, "application/json").await?;
        let (mut actual, expected) = (client_result(line), service_result(&response)?);
        let mut expected = value_only(expected);
        if line["call"] == json!("InstitutionMethods.getContactRows") {
            rows_only(&mut expected);
        }
        without_known_faults(&mut expected);
        without_known_faults(&mut actual);
        assert_eq!(
            actual, expected,
            "{} {}\n{} {:?}",
            line["call"], line["args"], request.path, request.query
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn gateway_client_reads_every_response() -> Outcome {
    let Some(python) = python()? else { return Ok(()) };
    let sandbox = Sandbox::builder().tls().start().await?;
    let base = sandbox.tls_url().ok_or("no TLS")?;
    let authority = sandbox.ca_file().ok_or("no authority")?.display().to_string();
    let (gateway_url, token) = (format!("{base}lookup/v1"), format!("{base}oauth2/v1/token"));
    let lines = lines(
        &python,
        "gateway.py",
        &[&gateway_url, &token, &authority, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET],
    )?;
    let calls: std::collections::BTreeSet<&str> =
        lines.iter().filter_map(|line| line["call"].as_str()).collect();
    assert_eq!(calls.len(), 38, "every method is called: {calls:?}");

    let requests: Vec<ReceivedRequest> =
        sandbox.requests().into_iter().filter(|request| request.path.starts_with("/lookup/v1")).collect();
    assert_eq!(lines.len(), requests.len());
    for (line, request) in lines.iter().zip(&requests) {
        let response = repeat(&sandbox, request, "application/json").await?;
        let mut expected = service_result(&response)?;
        let actual = client_result(line);
        if line["call"] == json!("institution_get_contact_rows") {
            // The client looks for a field whose name has a dot in it, so it finds no rows.
            assert_eq!(actual["result"], json!({}));
            continue;
        }
        without_derived(&mut expected);
        assert_eq!(actual, expected, "{} {}", line["call"], line["args"]);
    }
    Ok(())
}

/// Repeats a recorded request in another format.
async fn repeat(sandbox: &Sandbox, request: &ReceivedRequest, accept: &str) -> Result<Response, Failure> {
    let mut client = Client::at(sandbox.address()).await?.with("Accept", accept);
    for name in ["authorization", "content-type"] {
        if let Some(value) = request.header(name) {
            client = client.with(name, value);
        }
    }
    let query = request.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    client.send(&request.method, &format!("{}{query}", request.path), &[], &request.body).await
}

fn client_result(line: &Value) -> Value {
    match line.get("error") {
        Some(error) => json!({"error": without_empty_texts(error)}),
        None => json!({"result": line["result"], "entities": line["entities"]}),
    }
}

/// A document of the service in the normal form of the scripts: entities in a table, and their keys elsewhere.
fn service_result(response: &Response) -> Result<Value, Failure> {
    let document = response.json()?["result"].clone();
    if let Some(error) = document.get("error") {
        return Ok(json!({"error": without_empty_texts(error)}));
    }
    let mut normal = Normal::default();
    for (kind, list) in [("person", "people"), ("institution", "institutions"), ("group", "groups")] {
        for entity in document["entities"][list].as_array().into_iter().flatten() {
            let id = entity["id"].as_str().unwrap_or_default().to_owned();
            normal.keys.insert(id, key(kind, entity));
        }
    }
    for entity in
        ["people", "institutions", "groups"].iter().filter_map(|list| document["entities"][list].as_array())
    {
        for entity in entity {
            normal.entity(entity);
        }
    }
    let mut fields = document.as_object().cloned().unwrap_or_default();
    fields.remove("version");
    fields.remove("entities");
    let result = normal.of(&Value::Object(fields));
    Ok(json!({"result": result, "entities": normal.entities}))
}

#[derive(Default)]
struct Normal {
    /// From the ids of a flattened document.
    keys: BTreeMap<String, String>,
    entities: Map<String, Value>,
}

impl Normal {
    fn of(&mut self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.of(item)).collect(),
            Value::Object(fields) => {
                if let Some(id) = fields.get("ref").and_then(Value::as_str) {
                    return json!(self.keys.get(id));
                }
                if ["instid", "groupid", "identifier"].iter().any(|name| fields.contains_key(*name))
                    && fields.contains_key("cancelled")
                {
                    return json!(self.entity(value));
                }
                Value::Object(fields.iter().map(|(name, field)| (name.clone(), self.of(field))).collect())
            }
            other => other.clone(),
        }
    }

    fn entity(&mut self, entity: &Value) -> String {
        let kind = if entity.get("groupid").is_some() {
            "group"
        } else if entity.get("instid").is_some() {
            "institution"
        } else {
            "person"
        };
        let key = key(kind, entity);
        if !self.entities.contains_key(&key) {
            self.entities.insert(key.clone(), Value::Null);
            let mut fields = Map::new();
            for (name, field) in entity.as_object().into_iter().flatten().filter(|(name, _)| *name != "id") {
                let field = self.of(field);
                fields.insert(name.clone(), field);
            }
            self.entities.insert(key.clone(), Value::Object(fields));
        }
        key
    }
}

fn key(kind: &str, entity: &Value) -> String {
    let name = match kind {
        "person" => &entity["identifier"]["value"],
        "institution" => &entity["instid"],
        _ => &entity["groupid"],
    };
    format!("{kind}:{}", name.as_str().unwrap_or_default())
}

/// The official client's methods return the only field of the result, and convert the text of a value.
fn value_only(mut expected: Value) -> Value {
    let Some(fields) = expected.get("result").and_then(Value::as_object).cloned() else { return expected };
    let result =
        fields.into_iter().next().map_or(Value::Null, |(name, field)| match (name.as_str(), &field) {
            ("value", Value::String(text)) => match text.as_str() {
                "true" => json!(true),
                "false" => json!(false),
                text => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
            },
            _ => field,
        });
    expected["result"] = result;
    expected
}

/// The official client returns the rows without their institution.
fn rows_only(expected: &mut Value) {
    let key = expected["result"].as_str().unwrap_or_default().to_owned();
    let institution = expected["entities"].as_object_mut().and_then(|entities| entities.remove(&key));
    expected["result"] =
        institution.map(|mut institution| institution["contactRows"].take()).unwrap_or_default();
}

/// The official client never reads a group's email.
fn without_known_faults(expected: &mut Value) {
    for (key, entity) in expected.get_mut("entities").and_then(Value::as_object_mut).into_iter().flatten() {
        if key.starts_with("group:")
            && let Some(fields) = entity.as_object_mut()
        {
            fields.remove("email");
        }
    }
}

/// The gateway's description lacks the derived fields.
fn without_derived(expected: &mut Value) {
    for entity in expected
        .get_mut("entities")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(|entities| entities.values_mut())
    {
        if let Some(fields) = entity.as_object_mut() {
            fields.remove("staff");
            fields.remove("student");
        }
    }
}

/// The official client reads an empty XML element as no text.
fn without_empty_texts(error: &Value) -> Value {
    let fields = error.as_object().into_iter().flatten();
    Value::Object(
        fields
            .filter(|(_, field)| **field != json!(""))
            .map(|(name, field)| (name.clone(), field.clone()))
            .collect(),
    )
}
