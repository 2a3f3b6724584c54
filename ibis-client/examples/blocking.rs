//! Writes the members of an institution as CSV, without an async runtime.
//!
//! By itself it asks a sandbox. With `IBIS_URL` (and `IBIS_USERNAME` and `IBIS_PASSWORD`) in the environment it asks
//! a real server.
//!
//!     cargo run --example blocking --features blocking -- [INSTID] > members.csv

use std::env;
use std::io::{self, Write as _};

use ibis_client::{Credentials, IbisClientConnection, InstitutionMethods, fetch};
use ibis_sandbox::Sandbox;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let instid = env::args().nth(1).unwrap_or_else(|| "UIS".to_owned());
    let (conn, _sandbox) = connect()?;

    let institutions = InstitutionMethods::new(&conn);
    let institution = institutions
        .get_inst(instid.as_str())
        .fetch(fetch!(Institution: all_members.email, all_members.universityPhone))
        .send()?
        .ok_or_else(|| format!("there is no institution `{instid}`"))?;
    eprintln!("{} has {} members", institution.name(), institution.members()?.len());

    let mut out = io::stdout().lock();
    writeln!(out, "crsid,name,email,phone")?;
    for person in institution.members()? {
        let crsid = person.identifier().value();
        let [email, phone] = ["email", "universityPhone"].map(|scheme| person.attribute(scheme));
        let [email, phone] = [email?, phone?].map(|attribute| attribute.and_then(|one| one.value()));
        let cells = [Some(crsid), Some(person.best_name()), email, phone].map(cell);
        writeln!(out, "{}", cells.join(","))?;
    }
    Ok(())
}

/// A cell is quoted, and a quote in it doubled; one that a spreadsheet would take for a formula is made plain text.
fn cell(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn connect() -> Result<(IbisClientConnection, Option<Sandbox>)> {
    let builder = IbisClientConnection::builder();
    let Ok(url) = env::var("IBIS_URL") else {
        let sandbox = Sandbox::builder().start_blocking()?;
        let conn = builder.base_url(sandbox.url()).build()?;
        eprintln!("Asking a sandbox at {}, whose people are fictional", sandbox.url());
        return Ok((conn, Some(sandbox)));
    };
    eprintln!("Asking {url}");
    let builder = match (env::var("IBIS_USERNAME"), env::var("IBIS_PASSWORD")) {
        (Ok(name), Ok(password)) => builder.credentials(Credentials::group(name, password)),
        _ => builder,
    };
    Ok((builder.base_url(url).build()?, None))
}
