//! Recording calls and responses to a file, and replaying them.

mod nearest;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use self::nearest::nearest;
use crate::{
    BoxFuture, Call, Connection, Error, IbisResult, IntoSharedConnection, ServiceError, SharedConnection,
};

const SETTING: &str = "recording";

/// The request line and the form of a call: see `Call::text`.
type CallText = (String, Option<String>);

/// One line of a recording.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Line {
    /// The request line: `GET /api/v1/person/crsid/spqr1?fetch=email`.
    call: String,
    /// The form of an edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    form: Option<String>,
    /// The HTTP status, if the response came over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// The document, if the call succeeded, as it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    response: Option<Box<RawValue>>,
    /// The error that the service reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<ErrorLine>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct ErrorLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// A connection that records the calls over another one, and their responses, to a file.
///
/// The file is newline-delimited JSON, which [`Replaying`] reads. It holds results and the errors that the service reports.
/// It does not hold other failures, credentials, or results that are a [`Secret`](crate::Secret). The file contains
/// people's names and identifiers unless [`rewrite`](Self::rewrite) changes them.
///
/// If a call cannot be recorded, a read is an [`Error::Configuration`]. An edit was made, so its outcome is returned, and
/// instead each later call is that error; it is not sent.
///
/// ```
/// use ibis_client::{IbisClientConnection, PersonMethods, Recording, Replaying};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = ibis_sandbox::Sandbox::start().await?;
/// # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
/// # let file = std::env::temp_dir().join(format!("ibis-recording-{}.ndjson", std::process::id()));
/// let recording = Recording::new(&conn, &file)?.rewrite(|text| text.replace("spqr1", "abc1"));
/// let person = PersonMethods::new(recording).get_person("crsid", "spqr1").await?;
/// # drop(sandbox);
///
/// // In a test, without a network:
/// let people = PersonMethods::new(Replaying::open(&file)?);
/// let replayed = people.get_person("crsid", "abc1").await?.ok_or("no such person")?;
/// assert_eq!(replayed.identifier().value(), "abc1");
///
/// let error = people.get_person("crsid", "abc2").await.unwrap_err().to_string();
/// assert!(error.contains("abc2") && error.contains("nearest") && error.contains("abc1"));
/// # std::fs::remove_file(&file)?;
/// # Ok(())
/// # }
/// ```
pub struct Recording {
    connection: SharedConnection,
    file: Mutex<File>,
    /// Why an edit could not be recorded.
    failure: OnceLock<Error>,
    rewrite: Box<dyn Fn(&str) -> String + Send + Sync>,
}

impl Recording {
    /// Wraps a connection. Creates the file, or empties it if it exists.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if the file cannot be created.
    pub fn new(connection: impl IntoSharedConnection, file: impl AsRef<Path>) -> Result<Self, Error> {
        let path = file.as_ref();
        let file = File::create(path).map_err(|error| problem(path, error))?;
        Ok(Self {
            connection: connection.into(),
            file: Mutex::new(file),
            failure: OnceLock::new(),
            rewrite: Box::new(str::to_owned),
        })
    }

    /// Sets a function that changes text before it is written, such as names.
    ///
    /// The function is called with the request line (percent-encoded), the form of an edit, the JSON text of the response,
    /// and the code and message of an error. For a response it must return JSON.
    #[must_use]
    pub fn rewrite(mut self, rewrite: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        self.rewrite = Box::new(rewrite);
        self
    }

    fn write(&self, (call, form): CallText, outcome: &Result<IbisResult, Error>) -> Result<(), Error> {
        let rewritten = |text: Option<&str>| text.map(|text| (self.rewrite)(text));
        let fail = |error: &dyn fmt::Display| {
            Error::configuration(SETTING, format_args!("a call was made, but cannot be recorded: {error}"))
        };
        let (call, form) = ((self.rewrite)(&call), rewritten(form.as_deref()));
        let mut line = Line { call, form, ..Line::default() };
        match outcome {
            Ok(result) => {
                let received = result.received();
                let Some(json) = rewritten(received.as_deref()) else { return Ok(()) };
                line.status = result.response().status();
                // Within a string, JSON has no line breaks.
                let json = json.trim_start_matches('\u{feff}').replace(['\r', '\n'], " ");
                line.response = Some(RawValue::from_string(json).map_err(|error| fail(&error))?);
            }
            Err(Error::Service { error, .. }) => {
                line.status = Some(error.status);
                let (code, message) = (rewritten(error.code.as_deref()), rewritten(error.message.as_deref()));
                line.error = Some(ErrorLine { code, message });
            }
            Err(_) => return Ok(()),
        }
        let mut text = serde_json::to_vec(&line).map_err(|error| fail(&error))?;
        text.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let length = file.stream_position();
        file.write_all(&text).map_err(|error| {
            // Half a line would make the whole recording unreadable.
            _ = length.and_then(|length| file.set_len(length).and(file.seek(SeekFrom::Start(length))));
            fail(&error)
        })
    }
}

impl Connection for Recording {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async move {
            if let Some(failure) = self.failure.get() {
                return Err(failure.clone());
            }
            let text = call.public_text();
            let is_read = call.method().is_safe();
            let outcome = self.connection.invoke_method(call).await;
            match text.map(|text| self.write(text, &outcome)) {
                Some(Err(failure)) if is_read => Err(failure),
                Some(Err(failure)) => {
                    tracing::error!(%failure, "an edit was made, but cannot be recorded");
                    _ = self.failure.set(failure);
                    outcome
                }
                _ => outcome,
            }
        })
    }

    fn server(&self) -> Option<&str> {
        self.connection.server()
    }

    fn identity(&self) -> u64 {
        self.connection.identity()
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording").field("connection", &self.connection).finish_non_exhaustive()
    }
}

/// A connection that replays the responses that a [`Recording`] wrote to a file, without a network.
///
/// A call that was recorded several times gets its responses in order, and the last one from then on. A call that was not
/// recorded is an error, which names the call and the most similar one in the file.
///
/// ```
/// use ibis_client::{PersonMethods, Replaying};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = std::env::temp_dir().join(format!("ibis-replay-{}.ndjson", std::process::id()));
/// // A line can also be written by hand.
/// std::fs::write(&file, r#"{"call": "GET /api/v1/person/crsid/abc1", "response": {"result": {}}}"#)?;
/// let people = PersonMethods::new(Replaying::open(&file)?);
/// assert!(people.get_person("crsid", "abc1").await?.is_none());
/// # std::fs::remove_file(&file)?;
/// # Ok(())
/// # }
/// ```
pub struct Replaying {
    lines: Mutex<HashMap<CallText, VecDeque<Line>>>,
}

impl Replaying {
    /// Reads a recording from a file.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if the file cannot be read or is not a recording.
    pub fn open(file: impl AsRef<Path>) -> Result<Self, Error> {
        let path = file.as_ref();
        let text = fs::read_to_string(path).map_err(|error| problem(path, error))?;
        let mut lines: HashMap<_, VecDeque<Line>> = HashMap::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let parsed = serde_json::from_str(line);
            let line: Line =
                parsed.map_err(|error| problem(path, format_args!("line {}: {error}", number + 1)))?;
            lines.entry((line.call.clone(), line.form.clone())).or_default().push_back(line);
        }
        Ok(Self { lines: Mutex::new(lines) })
    }

    fn replay(&self, call: &Call) -> Result<IbisResult, Error> {
        let key = call.text().map_err(|source| Error::Parameter { call: call.label(), source })?;
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.get_mut(&key).and_then(|left| match left.len() {
            1 => left.front().cloned(),
            _ => left.pop_front(),
        });
        let line = line.ok_or_else(|| unrecorded(&key, lines.keys()))?;
        drop(lines);
        if let Some(ErrorLine { code, message }) = line.error {
            let error = ServiceError { code, message, ..ServiceError::new(line.status.unwrap_or(500)) };
            return Err(Error::Service { call: call.label(), error: error.into() });
        }
        let document = line.response.as_ref().map_or("null", |response| response.get()).to_owned();
        let fetch = call.fetch().map(Box::from);
        let status = line.status.unwrap_or(200);
        let result = IbisResult::decoder()
            .fetch_names(fetch)
            .decode(document)
            .map_err(|source| Error::Decode { call: call.label(), status, source })?;
        Ok(result.with_head(status, HeaderMap::new()))
    }
}

impl Connection for Replaying {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(std::future::ready(self.replay(&call)))
    }
}

/// Shows the number of recorded calls.
impl fmt::Debug for Replaying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self.lines.lock().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("Replaying").field("calls", &calls).finish_non_exhaustive()
    }
}

fn unrecorded<'a>(wanted: &CallText, recorded: impl Iterator<Item = &'a CallText>) -> Error {
    let shown = |(call, form): &CallText| match form {
        Some(form) => format!("{call} with the form {form}"),
        None => call.clone(),
    };
    let wanted = shown(wanted);
    let recorded: Vec<String> = recorded.map(shown).collect();
    let problem = match nearest(&wanted, &recorded) {
        Some(nearest) => format!("`{wanted}` was not recorded; the nearest recorded call is `{nearest}`"),
        None => format!("`{wanted}` was not recorded; the recording is empty"),
    };
    Error::configuration(SETTING, problem)
}

fn problem(path: &Path, error: impl fmt::Display) -> Error {
    Error::configuration(SETTING, format_args!("`{}`: {error}", path.display()))
}
