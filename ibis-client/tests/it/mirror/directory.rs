//! The server's side: its full state, and edits.

use std::collections::BTreeMap;

use ibis_client::mirror::Entry;
use ibis_client::{
    AttributeRecord, BoxFuture, Call, Connection, Credentials, Error, GroupMethods, IbisClientConnection,
    IbisResult, InstitutionMethods, PersonMethods, SharedConnection,
};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
use serde_json::Value;

use super::replica::{fetches, record};

/// A connection for reading, without retries.
pub(super) fn connection(sandbox: &Sandbox) -> IbisClientConnection {
    IbisClientConnection::builder().base_url(sandbox.url()).retries(0).strict(true).build().unwrap()
}

/// A connection for reading from a server that later moves.
pub(super) fn moving(sandbox: &Sandbox) -> SharedConnection {
    Moving(connection(sandbox)).into()
}

pub(super) fn editor(sandbox: &Sandbox) -> IbisClientConnection {
    let credentials = Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD);
    IbisClientConnection::builder().base_url(sandbox.url()).credentials(credentials).build().unwrap()
}

/// A server that moves from one sandbox to another but keeps its name.
struct Moving(IbisClientConnection);

impl Connection for Moving {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        self.0.invoke_method(call)
    }

    fn server(&self) -> Option<&str> {
        Some("the directory")
    }
}

/// Everything on the server that is not cancelled.
pub(super) async fn server(conn: impl Into<SharedConnection>) -> BTreeMap<String, Value> {
    let conn = &conn.into();
    let (people, institutions, groups) = fetches();
    let people = PersonMethods::new(conn).all_people().limit(1000).fetch(people).await.unwrap();
    let institutions = InstitutionMethods::new(conn).all_insts().fetch(institutions).await.unwrap();
    let groups = GroupMethods::new(conn).all_groups().fetch(groups).await.unwrap();
    let people = people.into_iter().map(Entry::Person);
    let institutions = institutions.into_iter().map(Entry::Institution);
    let entries = people.chain(institutions).chain(groups.into_iter().map(Entry::Group));
    entries.map(|entry| (entry.key(), record(&entry))).collect()
}

/// Makes the edit with this number: of people from both ends of the list, groups and institutions.
pub(super) async fn edit(conn: &IbisClientConnection, number: u32) {
    let email = || AttributeRecord::new("email").with_value(format!("edit{number}@example.org"));
    let (people, groups, institutions) =
        (PersonMethods::new(conn), GroupMethods::new(conn), InstitutionMethods::new(conn));
    match number % 5 {
        0 => drop(people.add_attribute("crsid", "as901", email()).await.unwrap()),
        1 => {
            let edit = groups.update_direct_members("demonstrators");
            let (add, remove) =
                if number.is_multiple_of(2) { ("as901", "spqr1") } else { ("spqr1", "as901") };
            edit.add_ids([add]).remove_ids([remove]).await.unwrap();
        }
        2 => {
            let name = format!("edit-{number}");
            institutions.create_group("UIS", &name, "Edit", "A new group").await.unwrap();
        }
        3 => drop(institutions.add_attribute("UIS", email()).await.unwrap()),
        _ => drop(people.add_attribute("crsid", "zz9", email()).await.unwrap()),
    }
}

/// A server before anyone has left, and the same server later.
pub(super) fn before() -> String {
    fixtures(false)
}

/// Three people are cancelled, and one is no longer cancelled.
pub(super) fn after() -> String {
    let history = [("person", "leaver1"), ("institution", "OLD"), ("group", "000002"), ("person", "back1")];
    let history = history.iter().zip(2..).map(|((kind, id), transaction)| {
        format!("[[history]]\ntransaction = {transaction}\n{kind} = \"{id}\"\nchange = \"fields\"\n")
    });
    fixtures(true) + &history.collect::<String>()
}

fn fixtures(later: bool) -> String {
    let earlier = !later;
    let people = (0..20).map(|number| {
        format!("[[people]]\ncrsid = \"abc{number}\"\nregisteredName = \"A. {number}\"\ninstitutions = [\"TEA\"]\n")
    });
    let people: String = people.collect();
    format!(
        r#"
        [[institutions]]
        instid = "TEA"
        name = "Department of Tea"
        [[institutions]]
        instid = "OLD"
        name = "Department of Coffee"
        cancelled = {later}
        [[groups]]
        groupid = "000001"
        name = "tea-editors"
        title = "Editors of Tea"
        directMembers = ["abc1"]
        [[groups]]
        groupid = "000002"
        name = "coffee"
        title = "Coffee"
        cancelled = {later}
        [[people]]
        crsid = "back1"
        registeredName = "B. Ack"
        cancelled = {earlier}
        [[people]]
        crsid = "leaver1"
        registeredName = "L. Eaver"
        cancelled = {later}
        {people}
        [[history]]
        transaction = 1
        person = "abc1"
        change = "fields"
        "#
    )
}

pub(super) async fn start(fixtures: &str) -> Sandbox {
    Sandbox::builder().fixtures_toml(fixtures).start().await.unwrap()
}
