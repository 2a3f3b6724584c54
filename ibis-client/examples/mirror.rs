//! Keeps a copy of the directory in SQLite: the first run loads everything, and later runs load the changes.
//!
//!     cargo run --example mirror -- [DATABASE]
//!
//! The tables are `people`, `institutions`, `groups` and `memberships`. Each step of the mirror is one transaction,
//! which also stores its checkpoint: the program may be killed at any time, and the next run continues from there.
//!
//! Without arguments, a sandbox is copied into memory, edited, and copied again. If the environment names a server (see
//! `IbisClientConnection::from_env`), the database is required.

#[path = "support/connect.rs"]
mod connect;

use std::env;

use anyhow::{Context as _, Result};
use ibis_client::mirror::{Change, Checkpoint, Entry, Mirror, Progress};
use ibis_client::{AttributeRecord, IbisClientConnection, PersonMethods, fetch};
use indicatif::{ProgressBar, ProgressStyle};
use rusqlite::{OptionalExtension as _, Transaction};

pub(crate) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS people (id TEXT PRIMARY KEY, name TEXT, surname TEXT, email TEXT);
    CREATE TABLE IF NOT EXISTS institutions (id TEXT PRIMARY KEY, name TEXT, acronym TEXT);
    CREATE TABLE IF NOT EXISTS groups (id TEXT PRIMARY KEY, name TEXT, title TEXT, description TEXT);
    CREATE TABLE IF NOT EXISTS memberships (
        person TEXT, kind TEXT CHECK (kind IN ('institution', 'group')), id TEXT, PRIMARY KEY (person, kind, id)
    );
    CREATE TABLE IF NOT EXISTS checkpoint (only INTEGER PRIMARY KEY CHECK (only = 1), json TEXT);";

/// The groups whose members come from the most institutions: a join that needs more than one call.
pub(crate) const MOST_MIXED: &str = "
    SELECT groups.title, count(DISTINCT g.person), count(DISTINCT i.id) AS institutions
    FROM groups JOIN memberships AS g ON g.kind = 'group' AND g.id = groups.id
    JOIN memberships AS i ON i.kind = 'institution' AND i.person = g.person
    GROUP BY groups.id ORDER BY institutions DESC, groups.id LIMIT 5";

#[tokio::main]
async fn main() -> Result<()> {
    let (conn, sandbox) = connect::connect()?;
    let database = match env::args().nth(1) {
        None if sandbox.is_some() => ":memory:".to_owned(),
        argument => argument.context("which database? give a file")?,
    };
    let mut db = rusqlite::Connection::open(database)?;
    update(&mut db, &conn).await?;
    if sandbox.is_some() {
        let title = AttributeRecord::new("title").with_value("Reader");
        PersonMethods::new(&conn).add_attribute("crsid", "spqr1", title).await?;
        println!("Someone edited the directory.");
        update(&mut db, &conn).await?;
    }
    let mut groups = db.prepare(MOST_MIXED)?;
    let mut rows = groups.query([])?;
    while let Some(row) = rows.next()? {
        let (title, people, institutions): (String, u32, u32) = row.try_into()?;
        println!("{title}: {people} people from {institutions} institutions");
    }
    Ok(())
}

/// Brings the copy up to date.
pub(crate) async fn update(db: &mut rusqlite::Connection, conn: &IbisClientConnection) -> Result<()> {
    db.execute_batch(SCHEMA)?;
    let mut mirror = Mirror::new(conn).fetch_people(fetch!(Person: email, all_insts, direct_groups));
    let stored: Option<String> =
        db.query_row("SELECT json FROM checkpoint", [], |row| row.get(0)).optional()?;
    if let Some(stored) = stored {
        println!("Continuing from the stored checkpoint");
        mirror = mirror.resume(serde_json::from_str::<Checkpoint>(&stored)?);
    }
    let bar = ProgressBar::new_spinner();
    let mut changes = 0;
    while let Some(step) = mirror.next_step().await? {
        show(&bar, step.progress())?;
        let transaction = db.transaction()?;
        for change in step.changes() {
            remove(&transaction, change.entry())?;
            if let Change::Present(entry) = change {
                insert(&transaction, entry)?;
            }
        }
        changes += step.changes().len();
        let checkpoint = serde_json::to_string(&step.delivered())?;
        transaction.execute("REPLACE INTO checkpoint VALUES (1, ?1)", [checkpoint])?;
        transaction.commit()?;
    }
    bar.finish_and_clear();
    println!("{changes} entries are new, changed or cancelled");
    Ok(())
}

/// The bar is hidden if standard error is not a terminal.
fn show(bar: &ProgressBar, progress: Progress) -> Result<()> {
    bar.set_style(ProgressStyle::with_template(match progress.total {
        Some(_) => "{msg:13} [{bar:40}] {pos}/{len}",
        None => "{msg:13} {spinner} {pos}",
    })?);
    bar.set_length(progress.total.unwrap_or_default());
    bar.set_message(format!("{:?}", progress.stage));
    bar.set_position(progress.done);
    Ok(())
}

fn remove(db: &Transaction<'_>, entry: &Entry) -> Result<()> {
    let table = match entry {
        Entry::Person(_) => "people",
        Entry::Institution(_) => "institutions",
        Entry::Group(_) => "groups",
    };
    db.execute(&format!("DELETE FROM {table} WHERE id = ?1"), [entry.id()])?;
    if let Entry::Person(_) = entry {
        db.execute("DELETE FROM memberships WHERE person = ?1", [entry.id()])?;
    }
    Ok(())
}

fn insert(db: &Transaction<'_>, entry: &Entry) -> Result<()> {
    let id = entry.id();
    match entry {
        Entry::Person(person) => {
            let email = person.attribute("email")?.and_then(|email| email.value());
            let row = (&id, person.best_name(), person.surname(), email);
            db.execute("INSERT INTO people VALUES (?1, ?2, ?3, ?4)", row)?;
            let mut membership = db.prepare("INSERT INTO memberships VALUES (?1, ?2, ?3)")?;
            for institution in person.institutions()? {
                membership.execute((&id, "institution", institution.instid()))?;
            }
            for group in person.direct_groups()? {
                membership.execute((&id, "group", group.groupid()))?;
            }
        }
        Entry::Institution(institution) => {
            let row = (&id, institution.name(), institution.acronym());
            db.execute("INSERT INTO institutions VALUES (?1, ?2, ?3)", row)?;
        }
        Entry::Group(group) => {
            let row = (&id, group.name(), group.title(), group.description());
            db.execute("INSERT INTO groups VALUES (?1, ?2, ?3, ?4)", row)?;
        }
    }
    Ok(())
}
