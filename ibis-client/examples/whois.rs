//! A web service that answers who a CRSid is, as JSON or as a page, by what the caller accepts.
//!
//! By itself it asks a sandbox, whose people are fictional. With `IBIS_URL` (and `IBIS_USERNAME` and
//! `IBIS_PASSWORD`) in the environment it asks a real server. It prints its address, and stops on Ctrl-C.
//!
//!     cargo run --example whois -- [ADDRESS]
//!     curl http://127.0.0.1:PORT/whois/spqr1
//!     curl -H 'Accept: text/html' http://127.0.0.1:PORT/whois/spqr1
//!
//! What is no CRSid is answered with 400, whom the directory does not know with 404, and trouble with the directory
//! with 502.

#[path = "support/connect.rs"]
mod connect;

use std::env;
use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use ibis_client::{Credentials, Crsid, Error, IbisClientConnection, Person, PersonMethods, fetch};
use serde::Serialize;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let (conn, _sandbox) = connect::connect(Credentials::anonymous()).await?;

    // One connection for all requests: it has a pool of sockets, and its limits hold for all of them together.
    let app = Router::new().route("/whois/{crsid}", get(whois)).with_state(conn);
    let listener = TcpListener::bind(&address).await?;
    println!("http://{}/whois/spqr1", listener.local_addr()?);
    axum::serve(listener, app).with_graceful_shutdown(interrupted()).await?;
    println!("Stopped");
    Ok(())
}

async fn interrupted() {
    // Where there is no such signal, nobody can send it either.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn whois(
    State(conn): State<IbisClientConnection>,
    Path(crsid): Path<String>,
    headers: HeaderMap,
) -> Response {
    let form = Form::accepted(&headers);
    let response = match find(&conn, &crsid).await {
        Ok(answer) => form.response(StatusCode::OK, &answer),
        Err(failure) => failure.response(form),
    };
    ([(VARY, "Accept")], response).into_response()
}

async fn find(conn: &IbisClientConnection, crsid: &str) -> Result<Answer, Failure> {
    let crsid: Crsid = crsid.parse().map_err(|_| Failure::NoCrsid)?;
    let person = PersonMethods::new(conn)
        .get_person("crsid", crsid.as_str())
        .fetch(fetch!(Person: email, all_insts))
        .await?
        .ok_or(Failure::Unknown)?;
    Ok(Answer::of(&person)?)
}

enum Failure {
    NoCrsid,
    Unknown,
    Upstream(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Upstream(error.into())
    }
}

impl Failure {
    fn response(&self, form: Form) -> Response {
        let (status, error) = match self {
            Self::NoCrsid => (
                StatusCode::BAD_REQUEST,
                "a CRSid is 2 to 8 lower-case letters and digits, and starts with a letter",
            ),
            Self::Unknown => (StatusCode::NOT_FOUND, "nobody in the directory has this CRSid"),
            Self::Upstream(_) => (StatusCode::BAD_GATEWAY, "the directory cannot be asked at the moment"),
        };
        let mut response = form.response(status, &Problem { error });
        if let Self::Upstream(error) = self {
            // What went wrong is for whoever runs the service, not for the world.
            eprintln!("{error}");
            if let Some(wait) = error.retry_after() {
                response.headers_mut().insert(RETRY_AFTER, wait.as_secs().into());
            }
        }
        response
    }
}

/// The two forms of an answer.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Json,
    Page,
}

impl Form {
    /// A page where the caller would rather have that than JSON, as a browser says; JSON in all other cases.
    fn accepted(headers: &HeaderMap) -> Self {
        let ranges: Vec<&str> = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let quality = |names: [&str; 3]| {
            let of = |name: &str| ranges.iter().find_map(|range| quality_of(range, name));
            names.into_iter().find_map(of).unwrap_or_default()
        };
        let page = quality(["text/html", "text/*", "*/*"]);
        let json = quality(["application/json", "application/*", "*/*"]);
        if page > json { Self::Page } else { Self::Json }
    }

    fn response(self, status: StatusCode, content: &(impl Serialize + Page)) -> Response {
        match self {
            Self::Json => (status, Json(content)).into_response(),
            Self::Page => (status, Html(page(content))).into_response(),
        }
    }
}

/// How much the caller wants a media range, if this is it: `text/html;q=0.8`.
fn quality_of(range: &str, name: &str) -> Option<f32> {
    let mut parts = range.split(';').map(str::trim);
    if !parts.next()?.eq_ignore_ascii_case(name) {
        return None;
    }
    Some(parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0))
}

#[derive(Serialize)]
struct Answer {
    crsid: String,
    name: String,
    cancelled: bool,
    staff: bool,
    student: bool,
    emails: Vec<String>,
    institutions: Vec<String>,
}

impl Answer {
    fn of(person: &Person) -> Result<Self, Error> {
        Ok(Self {
            crsid: person.identifier().value().to_owned(),
            name: person.best_name().to_owned(),
            cancelled: person.cancelled(),
            staff: person.is_staff(),
            student: person.is_student(),
            emails: person.values_of("email")?.map(str::to_owned).collect(),
            institutions: person.institutions()?.map(|institution| institution.name().to_owned()).collect(),
        })
    }
}

#[derive(Serialize)]
struct Problem {
    error: &'static str,
}

/// What a page is about. Its texts are escaped by the page.
trait Page {
    fn title(&self) -> &str;
    fn lines(&self) -> Vec<&str>;
}

impl Page for Answer {
    fn title(&self) -> &str {
        &self.name
    }

    fn lines(&self) -> Vec<&str> {
        let roles = [(self.cancelled, "has left"), (self.staff, "staff"), (self.student, "student")];
        let roles = roles.into_iter().filter(|(is, _)| *is).map(|(_, role)| role);
        let texts = [&self.emails, &self.institutions].into_iter().flatten().map(String::as_str);
        [self.crsid.as_str()].into_iter().chain(roles).chain(texts).collect()
    }
}

impl Page for Problem {
    fn title(&self) -> &'static str {
        "No answer"
    }

    fn lines(&self) -> Vec<&str> {
        vec![self.error]
    }
}

fn page(content: &impl Page) -> String {
    let title = escape(content.title());
    let mut page =
        format!("<!doctype html>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<h1>{title}</h1>\n");
    page.push_str("<ul>\n");
    for line in content.lines() {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "  <li>{}</li>", escape(line));
    }
    page.push_str("</ul>\n");
    page
}

/// What the directory holds was written by people, and is text, not HTML.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, character| {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
        escaped
    })
}
