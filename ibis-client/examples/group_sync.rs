//! Makes the members of a group equal to a list.
//!
//! It says what would change. With `--apply` it changes that, and nothing else: members whom somebody adds or removes
//! meanwhile are left as they are.
//!
//!     cargo run --example group_sync -- [--apply] [--group GROUP] [--file FILE] [CRSID …]
//!
//! The list is the CRSids given and those in the file, one on a line; what follows a `#` is a comment. By itself it
//! edits a group of a sandbox. With `IBIS_URL`, `IBIS_USERNAME` and `IBIS_PASSWORD` in the environment it edits a
//! group of a real server, and then the group and the list must be given.

#[path = "support/connect.rs"]
mod connect;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::{env, fs};

use ibis_client::{
    Credentials, Crsid, Group, GroupMethods, IbisClientConnection, Identifier, Person, PersonMethods, fetch,
};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD};

/// What is synchronised where nothing is said: a group of the sandbox.
const SANDBOX_GROUP: &str = "demonstrators";
const SANDBOX_MEMBERS: [&str; 3] = ["bbyte2", "mas1", "spqr1"];

/// A URL holds a few hundred identifiers.
const PEOPLE_PER_CALL: usize = 200;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> ExitCode {
    match synchronise().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn synchronise() -> Result<()> {
    let mut options = Options::parse(env::args().skip(1))?;
    let (conn, sandbox) = connect::connect(Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD)).await?;
    if sandbox.is_some() {
        options.use_defaults_of_sandbox()?;
    }
    let name = options.group.as_deref().ok_or("which group? give its name or id with `--group`")?;
    if options.wanted.is_empty() {
        return Err("the list is empty, and would remove everybody: give a CRSid or a `--file`".into());
    }

    let group = editable_group(&conn, name).await?;
    let wanted = people(&conn, &options.wanted).await?;
    let current = by_identifier(GroupMethods::new(&conn).get_direct_members(group.groupid()).await?);
    let change = Change::between(&current, &wanted);

    println!("{} ({}) has {} direct members", group.title(), group.name(), current.len());
    change.print(&current, &wanted);
    if change.is_empty() {
        println!("There is nothing to do.");
    } else if options.apply {
        let members = change.apply(&conn, &group).await?;
        println!("Done. Direct members now: {}", members.len());
    } else {
        println!("Nothing was changed: `--apply` does it.");
    }
    Ok(())
}

#[derive(Default)]
struct Options {
    apply: bool,
    group: Option<String>,
    wanted: BTreeSet<Crsid>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--apply" => options.apply = true,
                "--group" => options.group = Some(arguments.next().ok_or("`--group` needs a group")?),
                "--file" => options.read(&arguments.next().ok_or("`--file` needs a file")?)?,
                option if option.starts_with('-') => {
                    return Err(format!("there is no `{option}`: --apply, --group, --file").into());
                }
                crsid => _ = options.wanted.insert(crsid.parse()?),
            }
        }
        Ok(options)
    }

    fn read(&mut self, file: &str) -> Result<()> {
        let text = fs::read_to_string(file).map_err(|error| format!("`{file}`: {error}"))?;
        for (index, line) in text.lines().enumerate() {
            let entry = line.split('#').next().unwrap_or_default().trim();
            if !entry.is_empty() {
                let crsid =
                    entry.parse().map_err(|error| format!("`{file}`, line {}: {error}", index + 1))?;
                self.wanted.insert(crsid);
            }
        }
        Ok(())
    }

    fn use_defaults_of_sandbox(&mut self) -> Result<()> {
        self.group.get_or_insert_with(|| SANDBOX_GROUP.to_owned());
        if self.wanted.is_empty() {
            for crsid in SANDBOX_MEMBERS {
                self.wanted.insert(crsid.parse()?);
            }
        }
        Ok(())
    }
}

async fn editable_group(conn: &IbisClientConnection, name: &str) -> Result<Group> {
    let request = GroupMethods::new(conn).get_group(name).fetch(fetch!(Group: members_of_inst));
    let group = request.await?.ok_or_else(|| format!("there is no group `{name}`"))?;
    if let Some(institution) = group.members_of_inst()? {
        let problem = format!("the members of `{name}` are those of {}: edit these", institution.name());
        return Err(problem.into());
    }
    Ok(group)
}

/// The people of the list. One whom the directory does not have, or has no more, is a mistake in the list.
async fn people(
    conn: &IbisClientConnection,
    crsids: &BTreeSet<Crsid>,
) -> Result<BTreeMap<Identifier, Person>> {
    let mut found = BTreeMap::new();
    let crsids: Vec<&Crsid> = crsids.iter().collect();
    for crsids in crsids.chunks(PEOPLE_PER_CALL) {
        let people = PersonMethods::new(conn).list_people(crsids.iter().copied()).await?;
        found.extend(by_identifier(people.into_iter().filter(|person| !person.cancelled())));
    }
    let missing = crsids.iter().filter(|crsid| !found.contains_key(&Identifier::from(**crsid)));
    let missing: Vec<&str> = missing.map(|crsid| crsid.as_str()).collect();
    if missing.is_empty() {
        Ok(found)
    } else {
        Err(format!("not in the directory, or cancelled: {}", missing.join(", ")).into())
    }
}

fn by_identifier(people: impl IntoIterator<Item = Person>) -> BTreeMap<Identifier, Person> {
    people.into_iter().map(|person| (person.identifier().to_record(), person)).collect()
}

struct Change {
    add: Vec<Identifier>,
    remove: Vec<Identifier>,
}

impl Change {
    fn between(current: &BTreeMap<Identifier, Person>, wanted: &BTreeMap<Identifier, Person>) -> Self {
        let only_in = |one: &BTreeMap<Identifier, Person>, other: &BTreeMap<Identifier, Person>| {
            one.keys().filter(|key| !other.contains_key(key)).cloned().collect()
        };
        Self { add: only_in(wanted, current), remove: only_in(current, wanted) }
    }

    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }

    fn print(&self, current: &BTreeMap<Identifier, Person>, wanted: &BTreeMap<Identifier, Person>) {
        let line = |sign: char, identifier: &Identifier, people: &BTreeMap<Identifier, Person>| {
            let name = people.get(identifier).map(|person| person.best_name()).unwrap_or_default();
            println!("  {sign} {:<10} {name}", identifier.to_string());
        };
        self.remove.iter().for_each(|identifier| line('-', identifier, current));
        self.add.iter().for_each(|identifier| line('+', identifier, wanted));
    }

    /// Makes the change in one step, and returns the members that the group has then.
    async fn apply(&self, conn: &IbisClientConnection, group: &Group) -> Result<Vec<Person>> {
        let groups = GroupMethods::new(conn);
        let request = groups
            .update_direct_members(group.groupid())
            .add_ids(&self.add)
            .remove_ids(&self.remove)
            .commit_comment("Synchronised with a list");
        match request.await {
            // The connection broke after the request was sent. An edit is not sent again by itself: look first.
            Err(error) if error.outcome_unknown() => {
                let members = groups.get_direct_members(group.groupid()).await?;
                if self.was_made(&members) {
                    Ok(members)
                } else {
                    Err("there was no answer, and the change was not made: try again".into())
                }
            }
            outcome => Ok(outcome?),
        }
    }

    fn was_made(&self, members: &[Person]) -> bool {
        let members: BTreeSet<Identifier> = members.iter().map(|one| one.identifier().to_record()).collect();
        self.add.iter().all(|one| members.contains(one))
            && !self.remove.iter().any(|one| members.contains(one))
    }
}
