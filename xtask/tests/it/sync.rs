//! `cargo xtask spec sync`: differences from the service's own document, and which of them are applied.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::thread;

use serde_json::{Value, json};
use xtask::lower::lower;
use xtask::model::{ApiSrc, EndpointSrc};
use xtask::spec::Spec;
use xtask::spec::lint::lint;

use crate::support::{at, document, documents, folder, lookup};

const SEARCH: &str = "/paths/~1person~1search/get";
const PERSON: &str = "/components/schemas/Person/properties";

/// A copy of our document and one of theirs, in a folder.
struct Sync {
    folder: PathBuf,
}

impl Sync {
    fn new(test: &str, form: &str, change: impl FnOnce(&mut Value)) -> Self {
        let sync = Self { folder: folder(test) };
        let mut theirs = document(form);
        change(&mut theirs);
        fs::write(sync.theirs(), theirs.to_string()).unwrap();
        fs::write(sync.ours(), lookup().text).unwrap();
        sync
    }

    fn ours(&self) -> PathBuf {
        self.folder.join("ours.json")
    }

    fn theirs(&self) -> PathBuf {
        self.folder.join("theirs.json")
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = xtask(&self.theirs().to_string_lossy());
        let output = command.arg("--ours").arg(self.ours()).args(arguments).output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), stdout)
    }

    /// The rows of a table without their locations.
    fn rows(&self, arguments: &[&str]) -> Vec<String> {
        let (code, table) = self.run(arguments);
        assert_eq!(code, 1, "{table}");
        table
            .lines()
            .filter(|line| !line.starts_with(' ') && !line.contains("ignored"))
            .map(str::to_owned)
            .collect()
    }

    fn api(&self) -> ApiSrc {
        lower(&Spec::read(&self.ours()).unwrap()).unwrap()
    }

    /// Applies the differences, and asserts the rows that remain.
    fn written(&self, left: &[&str]) -> ApiSrc {
        self.run(&["--write"]);
        if left.is_empty() {
            let (code, table) = self.run(&[]);
            assert_eq!(code, 0, "{table}");
        } else {
            assert_eq!(self.rows(&[]), left);
        }
        self.api()
    }
}

fn xtask(source: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["spec", "sync", source]);
    command.env_remove("http_proxy").env_remove("HTTP_PROXY").env_remove("ALL_PROXY").env_remove("all_proxy");
    command
}

fn endpoint<'a>(api: &'a ApiSrc, id: &str) -> &'a EndpointSrc {
    let mut endpoints = api.methods.iter().flat_map(|group| &group.endpoints);
    endpoints.find(|endpoint| endpoint.id == id).unwrap()
}

fn parameter(name: &str) -> Value {
    json!({"name": name, "in": "query", "required": false, "schema": {"type": "string"}})
}

#[test]
fn published_document_does_not_differ_from_ours() {
    let sync = Sync::new("published", "published.json", |_| {});
    for arguments in [&[][..], &["--write"]] {
        let (code, table) = sync.run(arguments);
        assert_eq!(
            table,
            "differences: 0; ignored, as marked in our document: 1 fields, 8 operations, 29 required fields\n"
        );
        assert_eq!(code, 0);
        assert!(fs::read_to_string(sync.ours()).unwrap() == lookup().text);
    }
}

#[test]
fn gateways_document_does_not_differ_from_ours() {
    for text in [false, true] {
        let sync = Sync::new("gateway", "gateway.json", |theirs| {
            if text {
                // A variant without these fields and with plain names has been observed.
                let person = at(theirs, "/components/schemas/IbisPerson/properties").as_object_mut().unwrap();
                person.remove("staff");
                person.remove("student");
                *theirs = serde_json::from_str(&theirs.to_string().replace("IbisPerson", "Person")).unwrap();
            }
        });
        let (code, table) = sync.run(&["--write"]);
        assert_eq!(code, 0, "{table}");
        assert!(table.contains("9 operations"), "{table}");
        assert!(fs::read_to_string(sync.ours()).unwrap() == lookup().text);
    }
}

/// A parameter added, a field renamed, a parameter made required, and an operation removed.
#[test]
fn five_differences_are_five_rows_and_are_applied_without_the_edits() {
    let sync = Sync::new("five", "published.json", |theirs| {
        at(theirs, &format!("{SEARCH}/parameters")).as_array_mut().unwrap().push(parameter("sound"));
        at(theirs, &format!("{SEARCH}/parameters/6"))["required"] = json!(true);
        let person = at(theirs, PERSON).as_object_mut().unwrap();
        let surname = person.remove("surname").unwrap();
        person.insert("familyName".to_owned(), surname);
        theirs["paths"].as_object_mut().unwrap().remove("/version");
    });
    assert_eq!(
        sync.rows(&[]),
        [
            "IbisMethods::get_version: removed",
            "PersonMethods::search, `limit`: now required",
            "PersonMethods::search, `sound`: optional parameter added",
            "Person::surname: removed",
            "Person::family_name: added",
        ]
    );
    assert!(fs::read_to_string(sync.ours()).unwrap() == lookup().text, "a report writes nothing");
    let api = sync.written(&["IbisMethods::get_version: removed", "Person::surname: removed"]);
    let search = endpoint(&api, "Person_search");
    assert!(search.params.iter().any(|param| param.api_name == "sound" && !param.required));
    assert!(search.params.iter().any(|param| param.api_name == "limit" && param.required));
    // Other operations share the parameter that has changed.
    assert!(
        endpoint(&api, "Group_search")
            .params
            .iter()
            .any(|param| param.api_name == "limit" && !param.required)
    );
    let all = lower(&lookup()).unwrap();
    for endpoint_before in all.methods.iter().flat_map(|group| &group.endpoints) {
        let params = &endpoint(&api, &endpoint_before.id).params;
        assert!(params.len() >= endpoint_before.params.len(), "{}", endpoint_before.id);
    }
    let problems: Vec<_> =
        lint(&Spec::read(&sync.ours()).unwrap()).into_iter().map(|found| found.problem).collect();
    assert_eq!(problems.iter().filter(|problem| problem.contains("placeholder")).count(), 2, "{problems:?}");
}

#[test]
fn missing_item_is_reported_until_it_is_removed_or_kept() {
    let gone = |theirs: &mut Value| {
        theirs["paths"].as_object_mut().unwrap().remove("/version");
        at(theirs, PERSON).as_object_mut().unwrap().remove("surname");
    };
    let sync = Sync::new("gone", "published.json", gone);
    let rows = ["IbisMethods::get_version: removed", "Person::surname: removed"];
    assert_eq!(sync.rows(&["--write"]), rows);
    assert_eq!(sync.rows(&["--keep", "#/paths/~1version/get"]), rows);
    assert_eq!(sync.rows(&[]), rows[1..]);
    sync.run(&["--remove", "#/components/schemas/IbisPerson/properties/surname"]);
    let (code, table) = sync.run(&[]);
    assert_eq!((code, table.contains("9 operations")), (0, true), "{table}");
    assert!(!fs::read_to_string(sync.ours()).unwrap().contains("\"surname\": {"));
    endpoint(&sync.api(), "Ibis_getVersion");

    let (code, error) = sync.run(&["--remove", "#/paths/~1person~1search/get"]);
    assert_eq!(code, 2);
    assert!(error.contains("is not reported as removed"), "{error}");
}

#[test]
fn present_item_that_is_marked_as_missing_is_reported_and_unmarked() {
    let edit = "/person/{scheme}/{identifier}/{attrid}";
    let sync = Sync::new("now", "published.json", |theirs| {
        let mut delete =
            json!({"tags": ["person"], "operationId": "Person_deleteAttribute", "parameters": []});
        for name in ["scheme", "identifier", "attrid", "commitComment"] {
            let is_path = name != "commitComment";
            let (location, ty) =
                (if is_path { "path" } else { "query" }, if name == "attrid" { "integer" } else { "string" });
            let param = json!({"name": name, "in": location, "required": is_path, "schema": {"type": ty}});
            delete["parameters"].as_array_mut().unwrap().push(param);
        }
        delete["responses"] = json!({"200": {"description": "", "content": {"application/json": {"schema":
            {"type": "object", "properties": {"result": {"type": "object", "properties": {"value": {"type": "boolean"}}}}}}}}});
        let item = theirs["paths"].as_object_mut().unwrap().entry(edit).or_insert(json!({}));
        item["delete"] = delete;
    });
    assert_eq!(sync.rows(&[]), ["PersonMethods::delete_attribute: now published"]);
    sync.written(&[]);
}

#[test]
fn new_operation_is_added_in_our_form() {
    let sync = Sync::new("operation", "published.json", |theirs| {
        let mut hours = at(theirs, "/paths/~1person~1{scheme}~1{identifier}~1insts/get").clone();
        hours["operationId"] = json!("Person_getOldInsts");
        theirs["paths"]["/person/{scheme}/{identifier}/old-insts"] = json!({"get": hours});
    });
    assert_eq!(sync.rows(&[]), ["PersonMethods::get_old_insts: added"]);
    let api = sync.written(&[]);
    let added = endpoint(&api, "Person_getOldInsts");
    assert_eq!(added.result, endpoint(&api, "Person_getInsts").result);
    assert_eq!(added.gateway, Some(false));
    let group = api.methods.iter().find(|group| group.name == "PersonMethods").unwrap();
    assert!(group.endpoints.iter().any(|endpoint| endpoint.name == "get_old_insts"));
}

#[test]
fn new_record_and_field_are_added_with_our_names() {
    let sync = Sync::new("record", "published.json", |theirs| {
        theirs["components"]["schemas"]["Badge"] =
            json!({"type": "object", "properties": {"colour": {"type": "string", "description": "Theirs."}}});
        at(theirs, PERSON)["badge"] = json!({"$ref": "#/components/schemas/Badge"});
        at(theirs, PERSON)["mentor"] = json!({"allOf": [{"$ref": "#/components/schemas/Person"}, {}]});
    });
    assert_eq!(sync.rows(&[]), ["Person::badge: added", "Person::mentor: added", "Badge: added"]);
    sync.written(&[]);
    let ours: Value = serde_json::from_str(&fs::read_to_string(sync.ours()).unwrap()).unwrap();
    let mentor = &ours["components"]["schemas"]["IbisPerson"]["properties"]["mentor"];
    assert_eq!(mentor["allOf"], json!([{"$ref": "#/components/schemas/IbisPerson"}]));
    assert!(!ours.to_string().contains("Theirs."), "the words are ours");
}

#[test]
fn types_results_and_deprecation_are_applied() {
    let sync = Sync::new("types", "published.json", |theirs| {
        *at(theirs, &format!("{SEARCH}/parameters/5/schema/format")) = json!("int64");
        at(theirs, &format!("{SEARCH}/parameters/1"))["deprecated"] = json!(true);
        at(theirs, "/paths/~1version/get")["deprecated"] = json!(true);
        let result = "/responses/200/content/application~1json/schema/properties/result/properties/value";
        *at(theirs, &format!("/paths/~1group~1search-count/get{result}/format")) = json!("int64");
        at(theirs, &format!("{PERSON}/surname"))["format"] = json!("instid");
        at(theirs, &format!("{PERSON}/misAffiliation"))["deprecated"] = json!(true);
    });
    assert_eq!(
        sync.rows(&[]),
        [
            "GroupMethods::search_count: result changed from `integer (int32)` to `integer (int64)`",
            "IbisMethods::get_version: deprecated",
            "PersonMethods::search, `approx_matches`: deprecated",
            "PersonMethods::search, `offset`: type changed from `integer (int32)` to `integer (int64)`",
            "Person::surname: type changed from `string` to `string (instid)`",
            "Person::mis_affiliation: deprecated",
        ]
    );
    let api = sync.written(&[]);
    assert!(endpoint(&api, "Ibis_getVersion").deprecated);
    assert_eq!(xtask::render::result_type(&endpoint(&api, "Group_searchCount").result), "i64");
}

#[test]
fn more_specific_type_of_theirs_is_a_difference() {
    let sync = Sync::new("refined", "published.json", |theirs| {
        at(theirs, &format!("{SEARCH}/parameters/0/schema"))["format"] = json!("query");
    });
    assert_eq!(
        sync.rows(&[]),
        ["PersonMethods::search, `query`: type changed from `string` to `string (query)`"]
    );
}

#[test]
fn each_row_has_the_locations_in_both_documents() {
    let sync = Sync::new("places", "published.json", |theirs| {
        *at(theirs, &format!("{SEARCH}/parameters/5/schema/format")) = json!("int64");
    });
    let (_, table) = sync.run(&[]);
    let location = "#/paths/~1person~1search/get/parameters/5";
    assert!(table.contains(&format!("    ours {location}  theirs {location}\n")), "{table}");
}

#[test]
fn form_is_derived_from_the_server_or_given_by_the_caller() {
    let sync = Sync::new("form", "gateway.json", |theirs| {
        theirs["servers"] = json!([{"url": "http://localhost:8080/"}]);
    });
    let (code, error) = sync.run(&[]);
    assert_eq!(code, 2);
    assert!(error.contains("has no known server: pass `--form`"), "{error}");
    assert_eq!(sync.run(&["--form", "gateway"]).0, 0);
    assert_eq!(sync.rows(&["--form", "service"]), ["GroupMethods::get_token: removed"]);
}

/// The error for a text in place of their document.
fn refused(text: &str) -> String {
    let sync = Sync::new("refused", "published.json", |_| {});
    fs::write(sync.theirs(), text).unwrap();
    let (code, error) = sync.run(&["--write"]);
    assert_eq!(code, 2, "{error}");
    assert!(fs::read_to_string(sync.ours()).unwrap() == lookup().text);
    error
}

#[test]
fn document_that_cannot_be_compared_is_refused() {
    let servers = json!([{"url": "https://www.lookup.cam.ac.uk/api/v1"}]);
    let mut other = document("small.json");
    other["servers"] = servers.clone();
    other["paths"] = json!({});
    let faulty = json!({"openapi": "3.0.3", "servers": servers, "paths": {"/a": {"get": {"responses": []}}}});
    for (text, expected) in [
        (other.to_string(), "describes another API: it has none of our operations"),
        (
            json!({"swagger": "2.0"}).to_string(),
            "OpenAPI `2.0` is not supported: convert the document to 3.0",
        ),
        (
            json!({"openapi": "3.1.0"}).to_string(),
            "OpenAPI `3.1.0` is not supported: convert the document to 3.0",
        ),
        ("openapi: 3.0.0\npaths: {}\n".to_owned(), "this is YAML; convert it with `yq --output-format=json`"),
        ("<html><body>Log in</body></html>".to_owned(), "this is HTML or XML"),
        (faulty.to_string(), "#/paths/~1a/get/responses: expected an object, found an array"),
    ] {
        let error = refused(&text);
        assert!(error.contains(expected), "{error}");
    }
}

/// Serves one response, once.
fn serve(head: String, body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/openapi-3.0.json", listener.local_addr().unwrap());
    thread::spawn(move || {
        for _ in 0..2 {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(&stream);
            let mut lines = String::new();
            while reader.read_line(&mut lines).unwrap() > 2 {}
            let head = if lines.contains("/moved") { "HTTP/1.1 200 OK" } else { &head };
            let length = body.len();
            // A client that rejects the response closes the connection.
            let _ = write!(&stream, "{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
        }
    });
    url
}

fn fetched(url: &str) -> (i32, String) {
    let Output { status, stdout, stderr } = xtask(url).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

fn published() -> String {
    fs::read_to_string(documents().join("published.json")).unwrap()
}

#[test]
fn document_is_downloaded_from_a_loopback_address_without_tls() {
    let (code, table) = fetched(&serve("HTTP/1.1 200 OK".to_owned(), published()));
    assert_eq!(code, 0, "{table}");
}

#[test]
fn redirect_is_followed_on_the_same_host_only() {
    let (code, table) = fetched(&serve("HTTP/1.1 302 Found\r\nLocation: /moved".to_owned(), published()));
    assert_eq!(code, 0, "{table}");
    let elsewhere = "HTTP/1.1 302 Found\r\nLocation: https://directory.example.org/openapi.json";
    let (code, error) = fetched(&serve(elsewhere.to_owned(), String::new()));
    assert_eq!(code, 2);
    assert!(
        error.contains("redirect to another host: pass `https://directory.example.org/openapi.json`"),
        "{error}"
    );
}

#[test]
fn plain_http_error_statuses_and_large_responses_are_refused() {
    let (code, error) = fetched("http://directory.example.org/openapi-3.0.json");
    assert!(code == 2 && error.contains("insecure URL"), "{error}");
    let (code, error) = fetched(&serve("HTTP/1.1 404 Not Found".to_owned(), String::new()));
    assert!(code == 2 && error.contains("404"), "{error}");
    let (code, error) = fetched(&serve("HTTP/1.1 200 OK".to_owned(), " ".repeat(17 * 1024 * 1024)));
    assert!(code == 2 && error.contains("expected UTF-8 of at most 16777216 bytes"), "{error}");
    let (code, error) = fetched("no-such-file.json");
    assert!(code == 2 && error.contains("cannot read `no-such-file.json`"), "{error}");
}
