//! Recording calls, and replaying them in a test.

use std::fs;
use std::path::{Path, PathBuf};

use ibis_client::{
    Credentials, Error, FromResult, GroupMethods, HasConnection, IbisClientConnection, IbisResult,
    PersonMethods, Recording, Replaying, Secret, SharedConnection, fetch, ibis_methods,
};
use ibis_sandbox::{EDITOR_PASSWORD, Sandbox};

use super::{connect, editor};
use crate::support::refused;

/// A file that is removed when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("ibis-{name}-{}.ndjson", std::process::id())))
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.0).unwrap()
    }
}

impl AsRef<Path> for Scratch {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A sample application.
async fn institutions(people: &PersonMethods, crsid: &str) -> Result<Vec<String>, Error> {
    let person = people.get_person("crsid", crsid).fetch(fetch!(Person: all_insts, email)).await?;
    let Some(person) = person else { return Ok(Vec::new()) };
    Ok(person.institutions()?.map(|institution| institution.name().to_owned()).collect())
}

#[tokio::test]
async fn application_does_the_same_over_a_replay_without_a_server() {
    let file = Scratch::new("same");
    let sandbox = Sandbox::start().await.unwrap();
    let recorded = {
        let people = PersonMethods::new(Recording::new(connect(&sandbox, editor()), &file).unwrap());
        (institutions(&people, "bq201").await.unwrap(), institutions(&people, "nobody9").await.unwrap())
    };
    drop(sandbox);
    let people = PersonMethods::new(Replaying::open(&file).unwrap());
    assert_eq!(institutions(&people, "bq201").await.unwrap(), recorded.0);
    assert_eq!(institutions(&people, "nobody9").await.unwrap(), recorded.1);
    assert!(recorded.0.len() > 1 && recorded.1.is_empty());
    // One line per call.
    assert_eq!(file.text().lines().count(), 2);
}

#[tokio::test]
async fn recording_has_no_credentials_and_no_secrets() {
    let file = Scratch::new("secrets");
    let sandbox = Sandbox::start().await.unwrap();
    let groups = GroupMethods::new(Recording::new(connect(&sandbox, editor()), &file).unwrap());
    let token = groups.get_token("uis-editors", "an-audience").await.unwrap();
    groups.get_group("uis-editors").await.unwrap();
    let text = file.text();
    assert_eq!(text.lines().count(), 1);
    for secret in [token.expose(), EDITOR_PASSWORD, "Basic ", "authorization"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

/// Endpoints of the application's own.
struct Own(SharedConnection);

impl HasConnection for Own {
    fn connection(&self) -> SharedConnection {
        self.0.clone()
    }
}

/// A type of the application's own that contains a secret.
struct Wrapped;

impl FromResult for Wrapped {
    fn from_result(_: &IbisResult) -> Result<Self, Error> {
        Ok(Self)
    }

    fn is_secret() -> bool {
        true
    }
}

#[ibis_methods(module = own)]
impl Own {
    /// Returns a person.
    #[ibis(GET "/api/v1/person/%(scheme)s/%(identifier)s")]
    fn plain(&self, scheme: &str, identifier: &str) -> IbisResult;

    /// Returns a secret.
    #[ibis(GET "/api/v1/last-transaction")]
    fn secret(&self) -> Option<Secret>;

    /// Returns a type that contains a secret.
    #[ibis(GET "/api/v1/version")]
    fn wrapped(&self) -> Wrapped;
}

#[tokio::test]
async fn secrets_of_own_endpoints_are_not_recorded() {
    let file = Scratch::new("own");
    let sandbox = Sandbox::start().await.unwrap();
    let own = Own(Recording::new(connect(&sandbox, editor()), &file).unwrap().into());
    own.plain("crsid", "bq201").await.unwrap();
    own.secret().await.unwrap();
    own.wrapped().await.unwrap();
    let text = file.text();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("bq201"), "{text}");
}

#[tokio::test]
async fn names_are_rewritten_before_they_are_recorded() {
    let file = Scratch::new("names");
    let sandbox = Sandbox::start().await.unwrap();
    let recording = Recording::new(connect(&sandbox, editor()), &file).unwrap();
    let recording =
        recording.rewrite(|text| text.replace("bq201", "abc1").replace("Quillfeather", "Example"));
    let person = PersonMethods::new(recording).get_person("crsid", "bq201").await.unwrap().unwrap();
    // The application sees what the service sent.
    assert_eq!(person.surname(), Some("Quillfeather"));
    let text = file.text();
    assert!(!text.contains("bq201") && !text.contains("Quillfeather"), "{text}");
    let people = PersonMethods::new(Replaying::open(&file).unwrap());
    let replayed = people.get_person("crsid", "abc1").await.unwrap().unwrap();
    assert_eq!(replayed.surname(), Some("Example"));
}

#[tokio::test]
async fn call_that_was_not_recorded_is_an_error_with_the_nearest_one() {
    let file = Scratch::new("nearest");
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(Recording::new(connect(&sandbox, editor()), &file).unwrap());
    institutions(&people, "bq201").await.unwrap();
    people.get_insts("crsid", "bq202").await.unwrap();
    let people = PersonMethods::new(Replaying::open(&file).unwrap());
    let error = refused(people.get_person("crsid", "bq201").fetch(fetch!(Person: all_insts)).await);
    assert_eq!(
        error.to_string(),
        "recording: `GET /api/v1/person/crsid/bq201?fetch=all_insts` was not recorded; the nearest recorded call is \
         `GET /api/v1/person/crsid/bq201?fetch=all_insts%2Cemail`"
    );
}

#[tokio::test]
async fn repeated_call_gets_its_responses_in_order_and_then_the_last_one() {
    let file = Scratch::new("order");
    let line = |name: &str| {
        format!(
            r#"{{"call": "GET /api/v1/person/crsid/abc1", "response": {{"result": {{"person": {{"cancelled": false,
            "identifier": {{"scheme": "crsid", "value": "abc1"}}, "displayName": "{name}"}}}}}}}}"#
        )
        .replace('\n', "")
    };
    fs::write(&file, format!("{}\n\n{}\n", line("First"), line("Second"))).unwrap();
    let people = PersonMethods::new(Replaying::open(&file).unwrap());
    for name in ["First", "Second", "Second"] {
        let person = people.get_person("crsid", "abc1").await.unwrap().unwrap();
        assert_eq!(person.display_name(), Some(name));
    }
}

#[tokio::test]
async fn errors_of_the_service_and_edits_are_replayed_too() {
    let file = Scratch::new("errors");
    let sandbox = Sandbox::start().await.unwrap();
    let anonymous = Recording::new(connect(&sandbox, Credentials::anonymous()), &file).unwrap();
    let edit = |groups: GroupMethods| async move {
        groups.update_direct_members("uis-editors").add_ids(["bq201"]).commit_comment("test").await
    };
    let recorded = refused(edit(GroupMethods::new(anonymous)).await);
    let replayed = refused(edit(GroupMethods::new(Replaying::open(&file).unwrap())).await);
    assert_eq!(recorded.status(), replayed.status());
    assert_eq!(
        recorded.service_error().and_then(|error| error.message.clone()),
        replayed.service_error().and_then(|error| error.message.clone())
    );
}

#[test]
fn file_that_is_not_a_recording_is_refused_with_the_line() {
    let file = Scratch::new("broken");
    fs::write(&file, "{\"call\": \"GET /api/v1/version\"}\n{\"nonsense\": 1}\n").unwrap();
    let error = Replaying::open(&file).unwrap_err().to_string();
    assert!(error.contains("line 2") && error.contains("call"), "{error}");
    let conn = IbisClientConnection::local().unwrap();
    let error = Recording::new(conn, "/no/such/folder/x").unwrap_err().to_string();
    assert!(error.contains("/no/such/folder/x"), "{error}");
}
