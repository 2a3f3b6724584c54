//! Copies the members of groups and institutions into a table of your own, such as one of accounts.
//!
//!     cargo run --example sync_table -- [--dry-run] [DATABASE SOURCE …]
//!
//! A source is, for example, `inst:UIS` or `group:uis-editors`. A person who is no longer in any source is disabled, not
//! deleted. People of other sources are left alone. If a source is empty or cannot be read, nothing changes. Run this as
//! a group that sees all members: to other callers, hidden members appear to have left.
//!
//! Without arguments, an empty table in memory is filled from a sandbox, or from the server named by the environment: see
//! `IbisClientConnection::from_env`.

#[path = "support/connect.rs"]
mod connect;

use std::collections::BTreeMap;
use std::env;

use anyhow::{Context as _, Result, bail, ensure};
use ibis_client::{GroupMethods, IbisClientConnection, InstitutionMethods, Person, fetch};
use rusqlite::{OptionalExtension as _, Transaction};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS people (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT, enabled INTEGER NOT NULL DEFAULT 1
    );
    CREATE TABLE IF NOT EXISTS memberships (
        source TEXT NOT NULL, person TEXT NOT NULL REFERENCES people, PRIMARY KEY (source, person)
    );";

#[tokio::main]
async fn main() -> Result<()> {
    let (options, mut arguments): (Vec<_>, Vec<_>) =
        env::args().skip(1).partition(|argument| argument.starts_with('-'));
    let dry_run = options.iter().any(|option| option == "--dry-run");
    ensure!(options.len() == usize::from(dry_run), "the only option is `--dry-run`");

    let (conn, sandbox) = connect::connect()?;
    if sandbox.is_some() && arguments.is_empty() {
        arguments = [":memory:", "inst:UIS", "group:kazoo-society"].map(str::to_owned).to_vec();
    }
    let [database, sources @ ..] = &*arguments else { bail!("which database? and which sources?") };
    let mut db = rusqlite::Connection::open(database)?;
    let changes = sync(&mut db, &conn, sources, dry_run).await?;
    for (change, person) in &changes {
        println!("{person}: {change:?}");
    }
    println!("{} changes{}", changes.len(), if dry_run { ", none of them made: a dry run" } else { "" });
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Created,
    /// Has another name or email address.
    Renamed,
    ReEnabled,
    Disabled,
}

/// Reads all sources, and then makes the changes in one transaction.
pub(crate) async fn sync(
    db: &mut rusqlite::Connection,
    conn: &IbisClientConnection,
    sources: &[String],
    dry_run: bool,
) -> Result<Vec<(Change, String)>> {
    ensure!(!sources.is_empty(), "which sources? such as `inst:UIS` or `group:uis-editors`");
    let mut members = BTreeMap::new();
    for source in sources {
        let people = read(conn, source).await.with_context(|| format!("cannot read `{source}`"))?;
        ensure!(!people.is_empty(), "`{source}` is empty, which would disable everybody in it");
        members.insert(source.as_str(), people);
    }

    let transaction = db.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    let changes = store(&transaction, &members)?;
    if dry_run {
        transaction.rollback()?;
    } else {
        transaction.commit()?;
    }
    Ok(changes)
}

async fn read(conn: &IbisClientConnection, source: &str) -> Result<Vec<Person>> {
    let fetch = fetch!(Person: email);
    Ok(match source.split_once(':') {
        Some(("inst", instid)) => InstitutionMethods::new(conn).get_members(instid).fetch(fetch).await?,
        Some(("group", group)) => GroupMethods::new(conn).get_members(group).fetch(fetch).await?,
        _ => bail!("a source is `inst:INSTID` or `group:GROUP`"),
    })
}

fn store(db: &Transaction<'_>, members: &BTreeMap<&str, Vec<Person>>) -> Result<Vec<(Change, String)>> {
    let mut changes = Vec::new();
    for person in members.values().flatten() {
        let id = person.identifier().to_string();
        let (name, email) = (person.best_name(), person.attribute("email")?.and_then(|email| email.value()));
        let stored = db
            .query_row("SELECT name, email, enabled FROM people WHERE id = ?1", [&id], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, bool>(2)?))
            })
            .optional()?;
        match stored {
            None => changes.push((Change::Created, id.clone())),
            Some((old_name, old_email, enabled)) => {
                if (old_name.as_str(), old_email.as_deref()) != (name, email) {
                    changes.push((Change::Renamed, id.clone()));
                }
                if !enabled {
                    changes.push((Change::ReEnabled, id.clone()));
                }
            }
        }
        db.execute(
            "INSERT INTO people (id, name, email) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET name = ?2, email = ?3, enabled = 1",
            (&id, name, email),
        )?;
    }

    let mut before = Vec::new();
    for (source, people) in members {
        let mut delete = db.prepare("DELETE FROM memberships WHERE source = ?1 RETURNING person")?;
        for person in delete.query_map([source], |row| row.get::<_, String>(0))? {
            before.push(person?);
        }
        for person in people {
            let row = (source, person.identifier().to_string());
            db.execute("INSERT OR IGNORE INTO memberships (source, person) VALUES (?1, ?2)", row)?;
        }
    }
    for id in before {
        let disable = "UPDATE people SET enabled = 0 WHERE id = ?1 AND enabled
                       AND NOT EXISTS (SELECT * FROM memberships WHERE person = id)";
        if db.execute(disable, [&id])? > 0 {
            changes.push((Change::Disabled, id));
        }
    }
    Ok(changes)
}
