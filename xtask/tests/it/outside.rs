//! A document that is not Lookup's becomes a module of a crate of one's own, which compiles and calls.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread;

use serde_json::{Value, json};
use xtask::codegen::{Codegen, Outcome};

use crate::support::{folder, name, workspace};

fn document() -> PathBuf {
    workspace().join("xtask/tests/it/documents/museum.json")
}

/// Generates the module, and gives the files and the notes.
fn generate(spec: &Path, out: &Path) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let codegen = Codegen {
        spec: Some(spec.to_owned()),
        out: Some(out.to_owned()),
        client: Some("ibis_client".to_owned()),
        check: false,
    };
    match codegen.run()? {
        Outcome::Written { files, notes } => Ok((files.iter().map(|file| name(file)).collect(), notes)),
        Outcome::Checked { .. } => panic!("a check was not asked for"),
    }
}

#[test]
fn module_has_a_file_for_each_group_and_is_restored_byte_for_byte() {
    let out = folder("outside").join("museum");
    let (files, _) = generate(&document(), &out).unwrap();
    assert_eq!(
        files,
        [
            "museum.rs",
            "open_enums.rs",
            "circle.rs",
            "department.rs",
            "exhibit.rs",
            "keeper.rs",
            "loan.rs",
            "museum.rs"
        ]
    );
    let text = |file: &str| fs::read_to_string(out.join(file)).unwrap();
    let before: Vec<_> = files[1..].iter().map(|file| text(file)).collect();
    fs::remove_dir_all(&out).unwrap();
    generate(&document(), &out).unwrap();
    assert_eq!(files[1..].iter().map(|file| text(file)).collect::<Vec<_>>(), before);
}

#[test]
fn what_the_client_does_not_read_is_noted() {
    let out = folder("outside_notes").join("museum");
    let (_, notes) = generate(&document(), &out).unwrap();
    assert_eq!(
        notes,
        [
            "`apprenticeSince` of `Keeper` is not read: ibis-client's `Person` has no such field",
            "`badge` of `Keeper` is not read: ibis-client's `Person` has no such field",
        ]
    );
}

#[test]
fn answer_in_a_field_that_the_client_does_not_read_is_an_error() {
    let out = folder("outside_errors");
    let mut document: Value = serde_json::from_str(&fs::read_to_string(document()).unwrap()).unwrap();
    let result = document
        .pointer_mut(
            "/paths/~1exhibit~1count/get/responses/200/content/application~1json/schema/properties/result",
        )
        .unwrap();
    *result = json!({"type": "object", "properties": {"exhibits": {"type": "array", "items": {"$ref": "#/components/schemas/Label"}}}});
    let spec = out.join("museum.json");
    fs::write(&spec, document.to_string()).unwrap();
    let error = generate(&spec, &out.join("museum")).unwrap_err();
    assert_eq!(
        error.root_cause().to_string(),
        "#/paths/~1exhibit~1count/get: ibis-client reads no field `exhibits` of an answer like this: expected `value` \
         or one of `attribute`, `attributeSchemes` (a list), `attributes` (a list), `group`, `groups` (a list), \
         `institution`, `institution.contactRows` (a list), `institutions` (a list), `people` (a list), `person`"
    );
}

#[test]
fn module_compiles_against_the_client_and_calls_a_server() {
    let package = package();
    let (url, requests) = serve(answers());
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--", &url])
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", target())
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().collect::<Vec<_>>(),
        [
            "labels: Clock, 1715",
            "count: 7",
            "keepers: A. Keeper",
            "added: Some(\"31\")",
            "due: 2026-02-01",
            "loan: 12",
            "extended: 2026-01-05",
            "borrowers: 0",
            "nobody: true",
            "department: Clocks",
            "circle: Friends of clocks",
            "version: 7",
            "endpoints: 10",
        ]
    );
    assert_eq!(
        requests.try_iter().collect::<Vec<_>>(),
        [
            "GET /api/v1/exhibit/A%207%2F1?kinds=title%2Cartist&flatten=true ",
            "GET /api/v1/exhibit/count?type=clock&since=05%20Jan%202026&order-by=year&flatten=true ",
            "GET /api/v1/exhibit/A7/keepers?fetch=email&flatten=true ",
            "POST /api/v1/exhibit/A7/label?flatten=true label=scheme%3AdGl0bGU%3D%2Cvalue%3AQSBjbG9jaw%3D%3D&move=true",
            "GET /api/v1/loan/12/due?flatten=true ",
            "POST /api/v1/loan?flatten=true object=A7&borrower=spqr1&until=05%20Jan%202026",
            "PUT /api/v1/loan/12/extend?flatten=true until=05%20Jan%202026&for=a%20friend",
            "GET /api/v1/loan/borrowers?objects=A7%2CA8&status=2nd-reminder&flatten=true ",
            "GET /api/v1/keeper/badge/0?flatten=true ",
            "GET /api/v1/department/CLOCKS?flatten=true ",
            "POST /api/v1/circle/new?flatten=true title=Friends%20of%20clocks",
            "GET /api/v1/version?flatten=true ",
        ]
    );
}

/// Where this test was built: what it was built from need not be built again.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned()
}

/// A package that is no member of the workspace, with the module and a program that uses it. What does not change keeps
/// its file, so that it is not built again.
fn package() -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("museum_package");
    let source = package.join("src");
    fs::create_dir_all(&source).unwrap();
    generate(&document(), &source.join("museum")).unwrap();
    let client = workspace().join("ibis-client");
    let manifest = format!(
        "[package]\nname = \"museum\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
         [dependencies]\nibis-client = {{ path = '{}' }}\njiff = {{ version = \"1\", default-features = false, \
         features = [\"std\"] }}\ntokio = {{ version = \"1\", features = [\"rt\"] }}\n\n[profile.dev]\ndebug = \
         \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n",
        client.display()
    );
    write(&package.join("Cargo.toml"), &manifest);
    write(&source.join("main.rs"), include_str!("outside/main.rs"));
    // The versions of the workspace: no other need be there.
    fs::copy(workspace().join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    package
}

fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text).unwrap();
    }
}

/// What the server answers, by method and path.
fn answers() -> BTreeMap<&'static str, Value> {
    let keeper = json!({"cancelled": false, "identifier": {"scheme": "crsid", "value": "ak1"}, "displayName": "A. Keeper"});
    BTreeMap::from([
        (
            "GET /api/v1/exhibit/A%207%2F1",
            json!({"attributes": [{"scheme": "title", "value": "Clock"}, {"scheme": "year", "value": "1715"}]}),
        ),
        ("GET /api/v1/exhibit/count", json!({"value": 7})),
        ("GET /api/v1/exhibit/A7/keepers", json!({"people": [keeper]})),
        ("POST /api/v1/exhibit/A7/label", json!({"attribute": {"scheme": "title", "attrid": 31}})),
        ("GET /api/v1/loan/12/due", json!({"value": "2026-02-01"})),
        ("POST /api/v1/loan", json!({"value": "12"})),
        ("PUT /api/v1/loan/12/extend", json!({"value": "2026-01-05"})),
        ("GET /api/v1/loan/borrowers", json!({"people": []})),
        ("GET /api/v1/keeper/badge/0", json!({})),
        (
            "GET /api/v1/department/CLOCKS",
            json!({"institution": {"instid": "CLOCKS", "name": "Clocks", "cancelled": false}}),
        ),
        (
            "POST /api/v1/circle/new",
            json!({"group": {"groupid": "7", "name": "clocks", "title": "Friends of clocks", "cancelled": false}}),
        ),
        ("GET /api/v1/version", json!({"value": "7"})),
    ])
}

/// Serves the answers as long as the test runs, and tells the target and the body of each request.
fn serve(answers: BTreeMap<&'static str, Value>) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (tell, requests) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { continue };
            let Some((line, body)) = request(&stream) else { continue };
            let key = line.split('?').next().unwrap_or_default();
            let (status, answer) = match answers.get(key) {
                Some(answer) => ("200 OK", answer.clone()),
                None => ("404 Not Found", json!({"error": {"status": 404, "message": key}})),
            };
            let answer = json!({"result": answer}).to_string();
            let _ = tell.send(format!("{line} {body}"));
            let _ = write!(
                &stream,
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: \
                 close\r\n\r\n{answer}",
                answer.len()
            );
        }
    });
    (url, requests)
}

/// The method with the target, and the body.
fn request(stream: &TcpStream) -> Option<(String, String)> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (line, _) = first.trim().rsplit_once(' ')?;
    Some((line.to_owned(), String::from_utf8(body).ok()?))
}
