//! `cargo xtask spec fetch`: what the service publishes, in the form of ours.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::thread;

use xtask::lower::lower;
use xtask::spec::Spec;
use xtask::spec::diff::Changes;
use xtask::spec::json::Json;
use xtask::spec::normalize::normalize;

use crate::support::published::{object, published, text};
use crate::support::{folder, lookup, workspace};

fn ours() -> Json {
    serde_json::from_str(&lookup().text).unwrap()
}

/// The value at a place, to be changed.
fn at<'a>(document: &'a mut Json, keys: &[&str]) -> &'a mut Json {
    keys.iter().fold(document, |value, key| value.object_mut().unwrap().get_mut(*key).unwrap())
}

/// Serves one answer, once.
fn serve(status: &'static str, body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/openapi-3.0.json", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(&stream);
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap() > 2 {
            line.clear();
        }
        let length = body.len();
        write!(&stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
            .unwrap();
    });
    url
}

fn fetch(url: &str, out: &std::path::Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["spec", "fetch", url, "--out"]).arg(out);
    command.env_remove("http_proxy").env_remove("HTTP_PROXY").env_remove("ALL_PROXY").env_remove("all_proxy");
    command.output().unwrap()
}

#[test]
fn published_document_is_brought_into_the_form_of_ours_byte_for_byte() {
    let out = folder("fetch").join("fetched.json");
    let url = serve("200 OK", published(&ours()).to_text().unwrap());
    let output = fetch(&url, &out);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let (fetched, ours) = (fs::read_to_string(&out).unwrap(), lookup().text);
    let differ = fetched.lines().zip(ours.lines()).find(|(fetched, ours)| fetched != ours);
    assert_eq!(differ, None);
    assert!(fetched == ours);
    assert!(String::from_utf8_lossy(&output.stdout).contains("fetched.json"));
}

#[test]
fn our_own_document_is_in_its_own_form() {
    let normalized = normalize(&ours(), &ours()).to_text().unwrap();
    assert!(normalized == lookup().text);
}

/// What the API Gateway publishes: its own server, paths without the prefix, and none of the edits.
#[test]
fn gateways_document_lacks_what_the_gateway_does_not_offer_and_nothing_else() {
    let ours = ours();
    let mut theirs = published(&ours);
    let server = object([("url", text("https://api.apps.cam.ac.uk/lookup/v1"))]);
    *at(&mut theirs, &["servers"]) = Json::List(vec![server]);
    let paths = at(&mut theirs, &["paths"]).object_mut().unwrap();
    *paths = paths
        .iter()
        .map(|(path, item)| {
            let path = path.strip_prefix("/api/v1").unwrap();
            let mut item = item.clone();
            item.object_mut().unwrap().retain(|http, _| {
                ours.at(&["paths", path, http, "x-ibis-gateway"]) == Some(&Json::Bool(true))
            });
            (path.to_owned(), item)
        })
        .filter(|(_, item)| !item.object().unwrap().is_empty())
        .collect();
    let made = normalize(&theirs, &ours).to_text().unwrap();
    let lowered = |text: String| lower(&Spec::parse(text).unwrap()).unwrap();
    let changes = Changes::between(&lowered(lookup().text), &lowered(made));
    let removed: Vec<_> = changes.iter().map(|change| format!("{} {}", change.item, change.what)).collect();
    let own = lowered(lookup().text);
    let elsewhere = own.methods.iter().flat_map(|group| {
        let not_there = group.endpoints.iter().filter(|endpoint| endpoint.gateway == Some(false));
        not_there.map(|endpoint| format!("{}::{} removed", group.name, endpoint.name))
    });
    let elsewhere: Vec<_> = elsewhere.collect();
    assert!(elsewhere.contains(&"GroupMethods::update_direct_members removed".to_owned()));
    assert_eq!(removed, elsewhere);
}

#[test]
fn what_the_service_says_stands() {
    let mut theirs = published(&ours());
    let search = ["paths", "/api/v1/person/search", "get"];
    *at(&mut theirs, &[&search[..], &["summary"]].concat()) = text("Looks for people.");
    let limit = object([
        ("name", text("page")),
        ("in", text("query")),
        ("schema", object([("type", text("integer"))])),
    ]);
    let Json::List(parameters) = at(&mut theirs, &[&search[..], &["parameters"]].concat()) else { panic!() };
    parameters.push(limit);
    let operations =
        at(&mut theirs, &["paths", "/api/v1/person/{scheme}/{identifier}"]).object_mut().unwrap();
    operations.shift_remove("get");
    let person =
        at(&mut theirs, &["components", "schemas", "IbisPerson", "properties"]).object_mut().unwrap();
    person.shift_remove("surname");
    person.insert("pronouns".to_owned(), object([("type", text("string"))]));

    let made = normalize(&theirs, &ours());
    let search = made.at(&["paths", "/person/search", "get"]).unwrap();
    assert_eq!(search.get("summary"), Some(&text("Looks for people.")));
    assert_eq!(search.get("parameters").unwrap().items().last().unwrap().get("name"), Some(&text("page")));
    assert_eq!(search.get("description"), ours().at(&["paths", "/person/search", "get", "description"]));
    let person = made.at(&["components", "schemas", "IbisPerson", "properties"]).unwrap();
    assert!(
        person.get("surname").is_none() && person.get("pronouns").is_some() && person.get("ref").is_some()
    );
    assert!(made.at(&["paths", "/person/{scheme}/{identifier}", "get"]).is_none());
}

#[test]
fn answer_that_has_become_another_is_kept_as_it_is_published() {
    let mut theirs = published(&ours());
    let response =
        ["responses", "200", "content", "application/json", "schema", "properties", "result", "properties"];
    let version = ["paths", "/api/v1/person/search", "get"];
    *at(&mut theirs, &[&version[..], &response[..]].concat()) =
        object([("value", object([("type", text("boolean"))]))]);
    let made = normalize(&theirs, &ours());
    let search = made.at(&["paths", "/person/search", "get"]).unwrap();
    assert!(search.get("x-ibis-result").is_none());
    assert!(search.at(&response).unwrap().get("value").is_some());
}

#[test]
fn enum_of_ours_is_given_the_values_that_it_lacks() {
    let mut theirs = published(&ours());
    let visibility = ["components", "schemas", "IbisAttribute", "properties", "visibility", "enum"];
    let Json::List(values) = at(&mut theirs, &visibility) else { panic!("the enum is written out") };
    values.push(text("old-members"));
    let made = normalize(&theirs, &ours());
    let visibility = made.at(&["components", "schemas", "Visibility"]).unwrap();
    let last = |key: &str| visibility.get(key).unwrap().items().last().unwrap().clone();
    assert_eq!(last("enum"), text("old-members"));
    assert_eq!(last("x-enum-varnames"), text("OldMembers"));
    assert_eq!(last("x-enum-descriptions"), text("The service says `old-members`."));
}

#[test]
fn what_is_no_document_is_refused_and_nothing_is_written() {
    let out = folder("fetch_refused").join("fetched.json");
    for (status, body, expected) in [
        ("200 OK", "<html>", "not an OpenAPI document in JSON"),
        ("200 OK", "{\"openapi\": \"3.1.0\"}", "OpenAPI `3.1.0` is not supported: expected 3.0"),
        ("404 Not Found", "", "http status: 404"),
    ] {
        let url = serve(status, body.to_owned());
        let output = fetch(&url, &out);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(&format!("cannot fetch `{url}`")) && stderr.contains(expected), "{stderr}");
        assert!(!out.exists());
    }
    assert!(workspace().join("spec/lookup.openapi.json").exists());
}
