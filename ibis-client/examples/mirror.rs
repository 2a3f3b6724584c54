//! Keeps a copy of the directory in files: the first run loads all, and each later one what changed since.
//!
//!     cargo run --example mirror -- [DIR]
//!
//! The directory gets `people.ndjson`, `institutions.ndjson` and `groups.ndjson`, a record on a line, the same as
//! CSV, and `checkpoint.json`. By itself it copies a sandbox, into a temporary directory if none is given, edits it,
//! and copies what changed. With `IBIS_URL`, and `IBIS_USERNAME` and `IBIS_PASSWORD` where they are needed, it copies
//! a real server, and then the directory must be given.
//!
//! It may be killed at any time. Changes are appended to the NDJSON files, where the last line of an entry is the one
//! that counts, and are on the disk before the checkpoint is replaced. At the end of a run each file is written anew,
//! with one line for each entry, and takes the place of the old one.

#[path = "support/connect.rs"]
mod connect;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, io};

use ibis_client::mirror::{Change, Checkpoint, Entry, Mirror, Progress};
use ibis_client::{
    AttributeRecord, Credentials, IbisClientConnection, IbisMethods, Kind, PersonMethods, fetch,
};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let (conn, sandbox) = connect::connect(Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD)).await?;
    let given = env::args_os().nth(1).map(PathBuf::from);
    if sandbox.is_none() {
        return Copy::open(given.ok_or("where to? give a directory")?)?.update(&conn).await;
    }
    let dir = given.unwrap_or_else(|| env::temp_dir().join("ibis-mirror"));
    // The sandbox of an earlier run was another server: its copy cannot be continued.
    match fs::remove_file(dir.join("checkpoint.json")) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut copy = Copy::open(dir)?;
    copy.update(&conn).await?;
    println!("Somebody edits the directory …");
    edit(&conn).await?;
    copy.update(&conn).await
}

/// An edit of the sandbox, for there to be a change.
async fn edit(conn: &IbisClientConnection) -> Result<()> {
    let number = IbisMethods::new(conn).get_last_transaction_id().await?;
    let email = AttributeRecord::new("email").with_value(format!("spqr{number}@example.org"));
    PersonMethods::new(conn).add_attribute("crsid", "spqr1", email).await?;
    Ok(())
}

/// The files.
struct Copy {
    dir: PathBuf,
    checkpoint: Option<Checkpoint>,
    tables: [Table; 3],
}

impl Copy {
    fn open(dir: PathBuf) -> Result<Self> {
        fs::create_dir_all(&dir)?;
        let checkpoint = match fs::read(dir.join("checkpoint.json")) {
            Ok(stored) => {
                Some(serde_json::from_slice(&stored).map_err(|error| format!("checkpoint.json: {error}"))?)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        // What is there without a checkpoint does not count: the load begins anew.
        let table = |kind, name, columns| Table::open(kind, dir.join(name), columns, checkpoint.is_some());
        let tables = [
            table(
                Kind::Person,
                "people",
                &["identifier", "displayName", "registeredName", "surname", "email"],
            )?,
            table(Kind::Institution, "institutions", &["instid", "name", "acronym"])?,
            table(Kind::Group, "groups", &["groupid", "name", "title", "description"])?,
        ];
        Ok(Self { dir, checkpoint, tables })
    }

    async fn update(&mut self, conn: &IbisClientConnection) -> Result<()> {
        let mut mirror = Mirror::new(conn).fetch_people(fetch!(Person: email));
        if let Some(checkpoint) = self.checkpoint.clone() {
            if checkpoint.is_loaded() {
                println!("Going on after transaction {}", checkpoint.transaction());
            } else {
                println!("Going on with the load");
            }
            mirror = mirror.resume(checkpoint);
        }
        let bar = ProgressBar::new_spinner();
        let (mut present, mut cancelled) = (0, 0);
        while let Some(step) = mirror.next_step().await? {
            show(&bar, step.progress());
            for change in step.changes() {
                let (count, word) = match change {
                    Change::Present(_) => (&mut present, "changed"),
                    Change::Cancelled(_) => (&mut cancelled, "cancelled"),
                };
                *count += 1;
                if self.checkpoint.as_ref().is_some_and(Checkpoint::is_loaded) {
                    bar.suspend(|| println!("  {word}: {}", change.entry().key()));
                }
            }
            for table in &mut self.tables {
                table.append(step.changes())?;
            }
            let checkpoint = step.delivered();
            replace(&self.dir.join("checkpoint.json"), &serde_json::to_vec_pretty(&checkpoint)?)?;
            self.checkpoint = Some(checkpoint);
        }
        bar.finish_and_clear();
        for table in &mut self.tables {
            table.rewrite()?;
        }
        let [people, institutions, groups] = self.tables.each_ref().map(|table| table.records.len());
        println!("{present} new or changed, {cancelled} cancelled");
        let dir = self.dir.display();
        println!("{dir} has {people} people, {institutions} institutions and {groups} groups");
        Ok(())
    }
}

/// The bar is hidden where standard error is no terminal.
fn show(bar: &ProgressBar, progress: Progress) {
    let template = match progress.total {
        Some(total) => {
            bar.set_length(total);
            "{msg:13} [{bar:40}] {pos}/{len}"
        }
        None => "{msg:13} {spinner} {pos}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(format!("{:?}", progress.stage));
    bar.set_position(progress.done);
}

/// The entries of one kind, by id.
struct Table {
    kind: Kind,
    /// Without an extension.
    path: PathBuf,
    columns: &'static [&'static str],
    records: BTreeMap<String, Value>,
    log: File,
}

impl Table {
    fn open(kind: Kind, path: PathBuf, columns: &'static [&'static str], keep: bool) -> Result<Self> {
        let file = path.with_extension("ndjson");
        let log = OpenOptions::new().create(true).append(true).open(&file)?;
        let stored = if keep { fs::read_to_string(&file)? } else { String::new() };
        // A line that was not written to its end is of a step whose checkpoint was not stored.
        let whole = stored.rfind('\n').map_or(0, |end| end + 1);
        log.set_len(whole as u64)?;
        let mut table = Self { kind, path, columns, records: BTreeMap::new(), log };
        for line in stored[..whole].lines() {
            table.put(serde_json::from_str(line)?);
        }
        Ok(table)
    }

    fn put(&mut self, record: Value) {
        let id = cell(&record, self.columns[0]);
        if record["cancelled"] == true {
            self.records.remove(&id);
        } else {
            self.records.insert(id, record);
        }
    }

    /// Appends those of this kind; they are on the disk then.
    fn append(&mut self, changes: &[Change]) -> Result<()> {
        let (kind, mut lines) = (self.kind, Vec::new());
        for entry in changes.iter().map(Change::entry).filter(|entry| entry.kind() == kind) {
            let record = match entry {
                Entry::Person(person) => serde_json::to_value(person.to_record())?,
                Entry::Institution(institution) => serde_json::to_value(institution.to_record())?,
                Entry::Group(group) => serde_json::to_value(group.to_record())?,
            };
            write_line(&mut lines, &record)?;
            self.put(record);
        }
        self.log.write_all(&lines)?;
        Ok(self.log.sync_data()?)
    }

    /// Writes both files anew.
    fn rewrite(&mut self) -> Result<()> {
        let (ndjson, csv) = (self.path.with_extension("ndjson"), self.path.with_extension("csv"));
        let mut lines = Vec::new();
        self.records.values().try_for_each(|record| write_line(&mut lines, record))?;
        replace(&ndjson, &lines)?;
        self.log = OpenOptions::new().append(true).open(&ndjson)?;
        let mut rows = csv::Writer::from_writer(Vec::new());
        rows.write_record(self.columns)?;
        for record in self.records.values() {
            rows.write_record(self.columns.iter().map(|column| cell(record, column)))?;
        }
        Ok(replace(&csv, &rows.into_inner()?)?)
    }
}

fn write_line(lines: &mut Vec<u8>, record: &Value) -> io::Result<()> {
    serde_json::to_writer(&mut *lines, record)?;
    writeln!(lines)
}

/// What stands in a column: a field, the identifier, or the values of an attribute.
fn cell(record: &Value, column: &str) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match column {
        "identifier" => match text(&record["identifier"]["scheme"]).as_str() {
            "crsid" => text(&record["identifier"]["value"]),
            scheme => format!("{scheme}/{}", text(&record["identifier"]["value"])),
        },
        "email" => {
            let attributes = record["attributes"].as_array().into_iter().flatten();
            let emails = attributes.filter(|attribute| attribute["scheme"] == "email");
            emails.map(|email| text(&email["value"])).collect::<Vec<_>>().join(" ")
        }
        field => text(&record[field]),
    }
}

/// Puts a file in the place of another one, as a whole or not at all.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(new, path)
}
