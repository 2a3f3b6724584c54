//! Makes the direct members of a group equal to a list.
//!
//! Prints the changes. With `--apply`, it makes exactly these changes: members that someone else adds or removes in the
//! meantime are left alone.
//!
//!     cargo run --example group_sync -- [--apply] [--group GROUP] [--file FILE] [CRSID …]
//!
//! The list consists of the given CRSids and those in the file, one per line, where `#` starts a comment. Without
//! arguments, a group of a sandbox is edited. If the environment names a server (see `IbisClientConnection::from_env`),
//! the group and the list are required.

#[path = "support/connect.rs"]
mod connect;

use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs};

use anyhow::{Context as _, Result, bail, ensure};
use ibis_client::{
    Crsid, Group, GroupMethods, IbisClientConnection, Identifier, Person, PersonMethods, fetch,
};

#[tokio::main]
async fn main() -> Result<()> {
    let mut options = Options::parse(env::args().skip(1))?;
    let (conn, sandbox) = connect::connect()?;
    if sandbox.is_some() && options.group.is_empty() && options.wanted.is_empty() {
        let example = ["--group", "demonstrators", "bbyte2", "mas1", "spqr1"].map(str::to_owned);
        options = Options { apply: options.apply, ..Options::parse(example)? };
    }
    synchronise(&conn, &options).await
}

#[derive(Default)]
pub(crate) struct Options {
    apply: bool,
    group: String,
    wanted: BTreeSet<Crsid>,
}

impl Options {
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--apply" => options.apply = true,
                "--group" => options.group = arguments.next().context("`--group` needs a group")?,
                "--file" => options.read(&arguments.next().context("`--file` needs a file")?)?,
                option if option.starts_with('-') => bail!("unknown option `{option}`"),
                crsid => _ = options.wanted.insert(crsid.parse()?),
            }
        }
        Ok(options)
    }

    fn read(&mut self, file: &str) -> Result<()> {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read `{file}`"))?;
        for (index, line) in text.lines().enumerate() {
            let entry = line.split('#').next().unwrap_or_default().trim();
            if !entry.is_empty() {
                let crsid = entry.parse().with_context(|| format!("`{file}`, line {}", index + 1))?;
                self.wanted.insert(crsid);
            }
        }
        Ok(())
    }
}

pub(crate) async fn synchronise(conn: &IbisClientConnection, options: &Options) -> Result<()> {
    ensure!(!options.group.is_empty(), "which group? give its name or id with `--group`");
    ensure!(!options.wanted.is_empty(), "an empty list would remove everybody: give a CRSid or a `--file`");
    let group = editable_group(conn, &options.group).await?;
    let wanted = people(conn, &options.wanted).await?;
    let current = by_identifier(GroupMethods::new(conn).get_direct_members(group.groupid()).await?);

    println!("{} ({}) has {} direct members", group.title(), group.name(), current.len());
    let remove: Vec<_> = current.keys().filter(|member| !wanted.contains_key(member)).cloned().collect();
    let add: Vec<_> = wanted.keys().filter(|member| !current.contains_key(member)).cloned().collect();
    for member in &remove {
        println!("  - {:<10} {}", member.to_string(), current[member].best_name());
    }
    for member in &add {
        println!("  + {:<10} {}", member.to_string(), wanted[member].best_name());
    }
    if add.is_empty() && remove.is_empty() {
        println!("Nothing to do.");
    } else if options.apply {
        let members = edit(conn, &group, &add, &remove).await?;
        println!("Done. Direct members now: {}", members.len());
    } else {
        println!("Nothing was changed: use `--apply` to make these changes.");
    }
    Ok(())
}

async fn editable_group(conn: &IbisClientConnection, name: &str) -> Result<Group> {
    let request = GroupMethods::new(conn).get_group(name).fetch(fetch!(Group: members_of_inst));
    let group = request.await?.with_context(|| format!("there is no group `{name}`"))?;
    if let Some(institution) = group.members_of_inst()? {
        bail!("the members of `{name}` are those of {}: edit these", institution.name());
    }
    Ok(group)
}

/// Finds the people in the list. An unknown or cancelled person is an error.
async fn people(
    conn: &IbisClientConnection,
    crsids: &BTreeSet<Crsid>,
) -> Result<BTreeMap<Identifier, Person>> {
    let batch = PersonMethods::new(conn).list_people(crsids).batched().await?;
    let (cancelled, found): (Vec<_>, Vec<_>) = batch.found.into_iter().partition(Person::cancelled);
    let cancelled = cancelled.iter().map(|person| person.identifier().to_string());
    let missing: Vec<String> = batch.not_found.into_iter().chain(cancelled).collect();
    ensure!(missing.is_empty(), "not in the directory, or cancelled: {}", missing.join(", "));
    Ok(by_identifier(found))
}

fn by_identifier(people: Vec<Person>) -> BTreeMap<Identifier, Person> {
    people.into_iter().map(|person| (person.identifier().to_record(), person)).collect()
}

/// Makes all changes in one edit, and returns the members afterwards.
async fn edit(
    conn: &IbisClientConnection,
    group: &Group,
    add: &[Identifier],
    remove: &[Identifier],
) -> Result<Vec<Person>> {
    let groups = GroupMethods::new(conn);
    let request = groups.update_direct_members(group.groupid()).add_ids(add).remove_ids(remove);
    match request.commit_comment("Synchronised with a list").await {
        // The response was lost, and an edit is not retried: check whether it was applied.
        Err(error) if error.outcome_unknown() => {
            let members = by_identifier(groups.get_direct_members(group.groupid()).await?);
            let applied = add.iter().all(|one| members.contains_key(one))
                && !remove.iter().any(|one| members.contains_key(one));
            ensure!(applied, "the response was lost, and the change was not applied: try again");
            Ok(members.into_values().collect())
        }
        result => Ok(result?),
    }
}
