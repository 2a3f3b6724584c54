//! A web service for log-in pages that admits people by their membership of institutions and groups.
//!
//!     cargo run --example login -- [--admit-unknown] [ADDRESS [inst:INSTID | group:GROUP …]]
//!     curl -i http://127.0.0.1:PORT/login/spqr1
//!
//! Responds within about a second, from a cache if possible, and distinguishes "no" from "cannot tell":
//!
//! | status | `verdict`     | `admit`                        |                                                      |
//! |--------|---------------|--------------------------------|------------------------------------------------------|
//! | 200    | `yes`         | true                           | a member                                             |
//! | 403    | `no`          | false                          | not a member, as far as the caller sees, or not in the directory |
//! | 503    | `cannot tell` | whether `--admit-unknown` is set | the directory failed, or took too long             |
//! | 400    |               |                                | not a CRSid                                          |
//!
//! Uses a sandbox, or the server named by the environment: see `IbisClientConnection::from_env`. To see hidden
//! memberships, run it as a group that may read the members of these groups.

#[path = "support/connect.rs"]
mod connect;

use std::env;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use ibis_client::{Cached, Crsid, Error, IbisClientConnection, PersonMethods, fetch};
use serde_json::json;
use tokio::net::TcpListener;

/// The time for which a membership may still count after it has ended.
const LIFETIME: Duration = Duration::from_secs(300);
/// Short, since someone is waiting for the response.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() -> Result<()> {
    let (options, arguments): (Vec<_>, Vec<_>) =
        env::args().skip(1).partition(|argument| argument.starts_with('-'));
    let admit_unknown = match &*options {
        [] => false,
        [option] if option == "--admit-unknown" => true,
        _ => bail!("the only option is `--admit-unknown`"),
    };
    let address = arguments.first().map_or("127.0.0.1:0", String::as_str);
    let mut members_of = arguments.iter().skip(1).cloned().collect::<Vec<_>>();

    let (conn, sandbox) = connect::connect()?;
    if sandbox.is_some() && members_of.is_empty() {
        members_of = ["inst:UIS", "group:kazoo-society"].map(str::to_owned).to_vec();
    }
    let admission = Arc::new(Admission::new(&conn, &members_of, admit_unknown)?);
    let app = Router::new().route("/login/{crsid}", get(login)).with_state(admission);
    let listener = TcpListener::bind(address).await?;
    println!("http://{}/login/spqr1", listener.local_addr()?);
    axum::serve(listener, app).with_graceful_shutdown(interrupted()).await?;
    Ok(())
}

async fn interrupted() {
    // Wait forever if the platform has no such signal.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Decides whom to admit.
pub(crate) struct Admission {
    people: PersonMethods,
    institutions: Vec<String>,
    groups: Vec<String>,
    admit_unknown: bool,
    pub(crate) timeout: Duration,
}

impl Admission {
    pub(crate) fn new(
        conn: &IbisClientConnection,
        members_of: &[String],
        admit_unknown: bool,
    ) -> Result<Self> {
        let (mut institutions, mut groups) = (Vec::new(), Vec::new());
        for name in members_of {
            match name.split_once(':') {
                Some(("inst", instid)) => institutions.push(instid.to_owned()),
                Some(("group", group)) => groups.push(group.to_owned()),
                _ => bail!("`{name}` is neither `inst:INSTID` nor `group:GROUP`"),
            }
        }
        let people = PersonMethods::new(Cached::new(conn, LIFETIME));
        Ok(Self { people, institutions, groups, admit_unknown, timeout: TIMEOUT })
    }

    async fn admits(&self, crsid: &Crsid) -> Result<bool, Error> {
        let request = self.people.get_person("crsid", crsid.as_str()).timeout(self.timeout);
        let Some(person) = request.fetch(fetch!(Person: all_insts, all_groups)).await? else {
            return Ok(false);
        };
        if person.cancelled() {
            return Ok(false);
        }
        for instid in &self.institutions {
            if person.in_inst(instid)? {
                return Ok(true);
            }
        }
        for group in &self.groups {
            if person.in_group(group)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

pub(crate) async fn login(State(admission): State<Arc<Admission>>, Path(crsid): Path<String>) -> Response {
    let Ok(crsid) = crsid.parse::<Crsid>() else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "not a CRSid" }))).into_response();
    };
    let (status, verdict, admit) = match admission.admits(&crsid).await {
        Ok(true) => (StatusCode::OK, "yes", true),
        Ok(false) => (StatusCode::FORBIDDEN, "no", false),
        Err(error) => {
            // For the operator, not for the person who logs in.
            eprintln!("{error}");
            (StatusCode::SERVICE_UNAVAILABLE, "cannot tell", admission.admit_unknown)
        }
    };
    let body = json!({ "crsid": crsid.as_str(), "verdict": verdict, "admit": admit });
    (status, Json(body)).into_response()
}
