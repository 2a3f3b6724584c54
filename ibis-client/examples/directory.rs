//! Looks up a person, searches, and lists the members of a group.
//!
//!     cargo run --example directory -- [CRSID [SEARCH]]
//!
//! Uses a sandbox, or the server named by the environment: see `IbisClientConnection::from_env`.

#[path = "support/connect.rs"]
mod connect;

use std::env;
use std::io::{self, Write};

use anyhow::{Context as _, Result};
use ibis_client::{
    GroupMethods, IbisClientConnection, Institution, Person, PersonMethods, PersonOrderBy, fetch,
};

/// The number of members of a group to print.
const MAX_MEMBERS: usize = 12;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let crsid = arguments.next().unwrap_or_else(|| "spqr1".to_owned());
    let query = arguments.next().unwrap_or_else(|| "smith".to_owned());

    let (conn, _sandbox) = connect::connect()?;
    run(&conn, &crsid, &query, &mut io::stdout()).await
}

pub(crate) async fn run(
    conn: &IbisClientConnection,
    crsid: &str,
    query: &str,
    out: &mut impl Write,
) -> Result<()> {
    let person = PersonMethods::new(conn)
        .get_person("crsid", crsid)
        .fetch(fetch!(Person: email, direct_groups, all_insts.managed_by_groups.all_members.email))
        .await?
        .with_context(|| format!("there is no `{crsid}` in the directory"))?;
    print_person(&person, out)?;
    search(conn, query, out).await?;
    if let Some(group) = person.direct_groups()?.next() {
        list_members(conn, group.groupid(), out).await?;
    }
    Ok(())
}

fn print_person(person: &Person, out: &mut impl Write) -> Result<()> {
    writeln!(out, "{} ({})", person.best_name(), person.identifier())?;
    for email in person.values_of("email")? {
        writeln!(out, "  {email}")?;
    }
    for institution in person.institutions()? {
        writeln!(out, "  {} ({})", institution.name(), institution.instid())?;
        print_managers(&institution, out)?;
    }
    Ok(())
}

fn print_managers(institution: &Institution, out: &mut impl Write) -> Result<()> {
    for group in institution.managed_by_groups()? {
        writeln!(out, "    managed by {}", group.title())?;
        for manager in group.members()? {
            let email = manager.attribute("email")?.and_then(|email| email.value());
            writeln!(out, "      {:<30} {}", manager.best_name(), email.unwrap_or("(no visible email)"))?;
        }
    }
    Ok(())
}

async fn search(conn: &IbisClientConnection, query: &str, out: &mut impl Write) -> Result<()> {
    let people = PersonMethods::new(conn);
    let count = people.search_count(query).await?;
    let found = people.search(query).limit(5).order_by(PersonOrderBy::Identifier).await?;
    writeln!(out, "\nPeople who match \"{query}\": {count}")?;
    print_people(&found, usize::try_from(count)?, out)
}

async fn list_members(conn: &IbisClientConnection, groupid: &str, out: &mut impl Write) -> Result<()> {
    let request = GroupMethods::new(conn).get_group(groupid).fetch(fetch!(Group: all_members));
    let group = request.await?.context("the group has just been deleted")?;
    let members: Vec<Person> = group.members()?.collect();
    writeln!(out, "\n{} ({}) has {} members", group.title(), group.name(), members.len())?;
    print_people(&members[..members.len().min(MAX_MEMBERS)], members.len(), out)
}

/// Prints the first few of `total` people.
fn print_people(people: &[Person], total: usize, out: &mut impl Write) -> Result<()> {
    for person in people {
        writeln!(out, "  {:<34} {}", person.best_name(), person.identifier())?;
    }
    if total > people.len() {
        writeln!(out, "  … and {} more", total - people.len())?;
    }
    Ok(())
}
