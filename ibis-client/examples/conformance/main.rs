//! Checks a real server against the assumptions of this crate and its sandbox, for those who can reach one.
//!
//!     cargo run --example conformance
//!
//! Calls each read endpoint with values from the directory, and makes some more calls: about 70 reads, one per second.
//! The report is Markdown to paste into an issue. It contains names of fields and endpoints, statuses and numbers, but no
//! personal data. The details of errors, which may contain some, go to standard error.
//!
//! The server is named by the environment: see `IbisClientConnection::from_env`. Without one, the sandbox is compared
//! with itself.

mod assumptions;
mod fields;
mod reply;
mod server;

#[path = "../support/connect.rs"]
mod connect;

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Result, ensure};
use ibis_client::{
    Endpoint, SharedConnection, group_methods, ibis_methods, institution_methods, person_methods,
};

use self::server::Server;

#[tokio::main]
async fn main() -> Result<()> {
    let (conn, sandbox) = connect::connect()?;
    let pause = if sandbox.is_some() { Duration::ZERO } else { Duration::from_secs(1) };
    let report = compare(&conn, pause).await?;
    print!("{report}");
    ensure!(!report.contains("**"), "the server differs from the assumptions");
    Ok(())
}

/// Reads the server and returns the report, with differences in bold.
pub(crate) async fn compare(conn: impl Into<SharedConnection>, pause: Duration) -> Result<String> {
    let mut server = Server::new(conn.into(), pause);
    server.find_known_values().await?;

    let mut report = String::from("| endpoint | outcome |\n|---|---|\n");
    for endpoint in read_endpoints() {
        let outcome = match server.call(endpoint, &[]).await {
            Ok(reply) if reply.status == Some(200) => "200".to_owned(),
            Ok(reply) => format!("**{}**", reply.outcome()),
            Err(unknown) => format!("not called: {unknown}"),
        };
        writeln!(report, "| `{} {}` | {outcome} |", endpoint.method, endpoint.path)?;
    }

    assumptions::check(&mut server).await?;
    report.push_str("\n| assumption | verdict |\n|---|---|\n");
    for (assumption, tally) in &server.assumptions {
        writeln!(report, "| {assumption} | {tally} |")?;
    }

    report.push_str("\n| unknown fields and warnings | seen |\n|---|---|\n");
    if server.findings.is_empty() {
        report.push_str("| none | |\n");
    }
    for (finding, times) in &server.findings {
        writeln!(report, "| **{finding}** | {times} |")?;
    }
    Ok(report)
}

/// All read endpoints, except the one that returns a secret.
fn read_endpoints() -> impl Iterator<Item = &'static Endpoint> {
    let groups = [
        ibis_methods::ENDPOINTS,
        person_methods::ENDPOINTS,
        institution_methods::ENDPOINTS,
        group_methods::ENDPOINTS,
    ];
    let endpoints = groups.into_iter().flatten().copied();
    endpoints.filter(|endpoint| endpoint.method.is_safe() && !endpoint.result.contains("Secret"))
}
