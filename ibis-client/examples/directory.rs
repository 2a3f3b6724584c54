//! Looks a person up, searches, and lists the members of a group.
//!
//! By itself it starts a sandbox: a stand-in for the server, with fictional people. With `IBIS_URL` (and
//! `IBIS_USERNAME` and `IBIS_PASSWORD`) in the environment it asks a real server instead.
//!
//!     cargo run --example directory -- [CRSID [SEARCH]]

#[path = "support/connect.rs"]
mod connect;

use std::env;
use std::process::ExitCode;

use ibis_client::{
    Credentials, Error, Group, GroupMethods, IbisClientConnection, Institution, Person, PersonMethods, fetch,
};

/// How many members of a group are shown.
const SHOWN: usize = 12;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let crsid = arguments.next().unwrap_or_else(|| "spqr1".to_owned());
    let query = arguments.next().unwrap_or_else(|| "smith".to_owned());

    // The sandbox stops when it is dropped, so it is kept until the end.
    let (conn, _sandbox) = connect::connect(Credentials::anonymous()).await?;

    let person = look_up(&conn, &crsid).await?;
    search(&conn, &query).await?;
    if let Some(group) = person.direct_groups()?.next() {
        list_members(&conn, group.groupid()).await?;
    }
    Ok(())
}

async fn look_up(conn: &IbisClientConnection, crsid: &str) -> Result<Person> {
    let person = PersonMethods::new(conn)
        .get_person("crsid", crsid)
        .fetch(fetch!(Person: email, direct_groups, all_insts.managed_by_groups.all_members.email))
        .await?
        .ok_or_else(|| format!("there is no `{crsid}` in the directory"))?;

    println!("{} ({})", person.best_name(), person.identifier().value());
    for email in person.values_of("email")? {
        println!("  {email}");
    }
    for institution in person.institutions()? {
        println!("  {} ({})", institution.name(), institution.instid());
        print_managers(&institution)?;
    }
    Ok(person)
}

fn print_managers(institution: &Institution) -> Result<()> {
    for group in institution.managed_by_groups()? {
        println!("    managed by {}", group.title());
        for manager in group.members()? {
            let email = manager.attribute("email")?.and_then(|email| email.value());
            println!("      {:<30} {}", manager.best_name(), email.unwrap_or("(no email that one may see)"));
        }
    }
    Ok(())
}

async fn search(conn: &IbisClientConnection, query: &str) -> std::result::Result<(), Error> {
    let people = PersonMethods::new(conn);
    let count = people.search_count(query).await?;
    let found = people.search(query).limit(5).order_by("identifier").await?;

    println!("\nPeople who match \"{query}\": {count}");
    found.iter().for_each(print_line);
    let more = usize::try_from(count).unwrap_or_default().saturating_sub(found.len());
    if more > 0 {
        println!("  … and {more} more");
    }
    Ok(())
}

fn print_line(person: &Person) {
    println!("  {:<34} {}", person.best_name(), person.identifier().value());
}

async fn list_members(conn: &IbisClientConnection, groupid: &str) -> Result<()> {
    let group: Option<Group> =
        GroupMethods::new(conn).get_group(groupid).fetch(fetch!(Group: all_members)).await?;
    let Some(group) = group else { return Ok(()) };
    let members = group.members()?;

    println!("\n{} ({}) has {} members", group.title(), group.name(), members.len());
    let more = members.len().saturating_sub(SHOWN);
    for person in members.take(SHOWN) {
        print_line(&person);
    }
    if more > 0 {
        println!("  … and {more} more");
    }
    Ok(())
}
