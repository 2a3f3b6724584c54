//! Writes the members of an institution as CSV, without an async runtime.
//!
//!     cargo run --example blocking --features blocking -- [INSTID] > members.csv
//!
//! Uses a sandbox, or the server named by the environment: see `IbisClientConnection::from_env`.

#[path = "support/connect.rs"]
mod connect;

use std::env;
use std::io::{self, Write};

use anyhow::{Context as _, Result};
use ibis_client::{IbisClientConnection, InstitutionMethods, fetch};

fn main() -> Result<()> {
    let instid = env::args().nth(1).unwrap_or_else(|| "UIS".to_owned());
    let (conn, _sandbox) = connect::connect()?;
    let members = write_members(&conn, &instid, io::stdout().lock())?;
    eprintln!("{instid} has {members} members");
    Ok(())
}

/// Writes a row for each member, and returns their number.
pub(crate) fn write_members(conn: &IbisClientConnection, instid: &str, out: impl Write) -> Result<usize> {
    let institution = InstitutionMethods::new(conn)
        .get_inst(instid)
        .fetch(fetch!(Institution: all_members.email, all_members.universityPhone))
        .send()?
        .with_context(|| format!("there is no institution `{instid}`"))?;

    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(["crsid", "name", "email", "phone"])?;
    for person in institution.members()? {
        let email = person.attribute("email")?.and_then(|email| email.value()).unwrap_or_default();
        let phone = person.attribute("universityPhone")?.and_then(|phone| phone.value()).unwrap_or_default();
        let cells = [person.identifier().value(), person.best_name(), email, phone];
        rows.write_record(cells.map(plain_text))?;
    }
    rows.flush()?;
    Ok(institution.members()?.len())
}

/// Prevents a spreadsheet from reading text as a formula.
fn plain_text(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("{guard}{cell}")
}
