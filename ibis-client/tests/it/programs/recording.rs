//! Recording calls, and replaying them in a test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibis_client::{
    BoxFuture, Call, Connection, Credentials, Error, FromResult, GroupMethods, HasConnection,
    IbisClientConnection, IbisResult, Method, Params, PersonMethods, Recording, Replaying, Secret,
    SharedConnection, fetch, ibis_methods,
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
async fn application_behaves_the_same_over_a_replay() {
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
async fn recording_contains_no_credentials_or_secrets() {
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

/// Custom endpoints of the application.
struct Custom(SharedConnection);

impl HasConnection for Custom {
    fn connection(&self) -> SharedConnection {
        self.0.clone()
    }
}

/// A custom result that contains a secret.
struct Wrapped;

impl FromResult for Wrapped {
    fn from_result(_: &IbisResult) -> Result<Self, Error> {
        Ok(Self)
    }

    fn is_secret() -> bool {
        true
    }
}

#[ibis_methods(module = custom)]
impl Custom {
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
async fn secrets_of_custom_endpoints_are_not_recorded() {
    let file = Scratch::new("custom");
    let sandbox = Sandbox::start().await.unwrap();
    let custom = Custom(Recording::new(connect(&sandbox, editor()), &file).unwrap().into());
    custom.plain("crsid", "bq201").await.unwrap();
    custom.secret().await.unwrap();
    custom.wrapped().await.unwrap();
    let text = file.text();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("bq201"), "{text}");
}

/// A connection that responds with a document.
struct Canned(&'static str);

impl Connection for Canned {
    fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(std::future::ready(Ok(IbisResult::from_json(self.0).unwrap())))
    }
}

#[tokio::test]
async fn replayed_responses_decode_as_recorded() {
    let nested = format!(r#"{{"result": {{"new": {}{}, "value": "x"}}}}"#, "[".repeat(120), "]".repeat(120));
    for document in [
        r#"{"result": {"person": {"cancelled": true, "cancelled": false, "surname": "A", "surname": "B"}}}"#,
        r#"{"result": {"value": 123456789012345678901234, "version": 1.10}}"#,
        r#"{"result": {"person": {"surname": "a\ud800b"}, "value": "c\udfffd"}}"#,
        "{\n\"result\": {\r\n\"value\": \"a b\", \"x\": 1e999}}\n",
        nested.leak(),
    ] {
        let file = Scratch::new("exact");
        let call = || Call::new(Method::Get, "/api/v1/person/crsid/spqr1");
        let original = Recording::new(Canned(document), &file).unwrap().invoke_method(call()).await.unwrap();
        let replayed = Replaying::open(&file).unwrap().invoke_method(call()).await.unwrap();
        let seen = |result: &IbisResult| {
            let person =
                result.person().map(|person| (person.cancelled(), person.surname().map(str::to_owned)));
            let values = (result.value().map(str::to_owned), result.version().map(str::to_owned));
            (person, values, result.warnings().to_vec())
        };
        assert_eq!(seen(&replayed), seen(&original), "{}", file.text());
    }
}

#[tokio::test]
async fn replay_reads_the_fetch_from_a_form() {
    let file = Scratch::new("form");
    let line = r#"{"call": "POST /api/v1/x", "form": "fetch=email", "response": {"result": {"person": {"attributes": []}}}}"#;
    std::fs::write(&file, line).unwrap();
    let call = Call::new(Method::Post, "/api/v1/x").form_params(Params::new().with("fetch", "email"));
    let result = Replaying::open(&file).unwrap().invoke_method(call).await.unwrap();
    assert!(result.person().unwrap().attribute("title").is_err());
}

#[tokio::test]
async fn edit_that_cannot_be_recorded_succeeds_and_the_next_call_is_not_sent() {
    let file = Scratch::new("broken");
    let conn = Arc::new(Canned(r#"{"result": {"value": "true"}}"#));
    let recording = Recording::new(&conn, &file).unwrap().rewrite(|text| text.replace("true", "\""));
    let people = PersonMethods::new(recording);
    assert!(people.delete_attribute("crsid", "spqr1", 1).await.unwrap());
    let error = people.delete_attribute("crsid", "spqr1", 2).await.unwrap_err();
    assert!(matches!(error, Error::Configuration { .. }) && !error.outcome_unknown(), "{error}");
    assert!(error.to_string().contains("a call was made, but cannot be recorded"), "{error}");
}

#[tokio::test]
async fn token_is_not_recorded_for_any_form_of_its_path() {
    let file = Scratch::new("paths");
    let recording = Recording::new(Canned(r#"{"result": {"value": "open-sesame"}}"#), &file).unwrap();
    let what = Call::new(Method::Get, "/api/v1/group/%(group)s/%(what)s")
        .path_params(Params::new().with("group", "1").with("what", "token"));
    let kind =
        Call::new(Method::Get, "/api/v1/%(kind)s/1/token").path_params(Params::new().with("kind", "group"));
    let slashes = Call::new(Method::Get, "/api/v1//group/1/token");
    for call in [what, kind, slashes, Call::new(Method::Get, "api/v1/group/1/token/")] {
        recording.invoke_method(call).await.unwrap();
    }
    assert_eq!(file.text(), "");
}

#[tokio::test]
async fn names_are_rewritten_before_recording() {
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
async fn unrecorded_call_is_an_error_with_the_nearest_one() {
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
async fn repeated_call_replays_its_responses_in_order_and_then_the_last_one() {
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
async fn service_errors_of_edits_are_replayed() {
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
fn invalid_recording_is_refused_with_the_line() {
    let file = Scratch::new("broken");
    fs::write(&file, "{\"call\": \"GET /api/v1/version\"}\n{\"nonsense\": 1}\n").unwrap();
    let error = Replaying::open(&file).unwrap_err().to_string();
    assert!(error.contains("line 2") && error.contains("call"), "{error}");
    let conn = IbisClientConnection::local().unwrap();
    let error = Recording::new(conn, "/no/such/folder/x").unwrap_err().to_string();
    assert!(error.contains("/no/such/folder/x"), "{error}");
}
