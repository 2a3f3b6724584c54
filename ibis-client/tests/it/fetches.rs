//! Fetches every reference from a sandbox with the data below, and walks it.

use std::collections::BTreeSet;

use ibis_client::{
    Entity, Fetch, Group, GroupMethods, IbisClientConnection, Institution, InstitutionMethods, NotFetched,
    Person, PersonMethods,
};
use ibis_sandbox::Sandbox;
use serde_json::Value;

use crate::support::facts;

/// Two people, three institutions and four groups, with every reference between them.
const DIRECTORY: &str = r#"{
    "institutions": [
        {"instid": "UNIV", "name": "The University"},
        {"instid": "LAB", "name": "The Laboratory", "parentInsts": ["UNIV"],
         "contactRows": [{"description": "Desk", "people": ["ada1"]}]},
        {"instid": "BENCH", "name": "The Bench", "parentInsts": ["LAB"]}
    ],
    "people": [
        {"crsid": "ada1", "surname": "Abacus", "institutions": ["LAB"]},
        {"crsid": "bob2", "surname": "Byte", "institutions": ["BENCH"]}
    ],
    "groups": [
        {"groupid": "000001", "name": "lab-members", "title": "Members", "membersOfInst": "LAB", "owningInsts": ["LAB"]},
        {"groupid": "000002", "name": "lab-managers", "title": "Managers", "directMembers": ["ada1"],
         "owningInsts": ["LAB"], "managesInsts": ["LAB"], "managesGroups": ["000001"], "readsGroups": ["000003"]},
        {"groupid": "000003", "name": "guests", "title": "Guests", "directMembers": ["bob2"],
         "includesGroups": ["000002"], "owningInsts": ["UNIV"]}
    ]
}"#;

/// The expected keys of each reference of an entity, by root and fetch name. The members of an institution are direct
/// members of its group.
const EXPECTED: &[(&str, &str, &[&str])] = &[
    ("ada1", "all_insts", &["LAB"]),
    ("ada1", "all_groups", &["000001", "000002", "000003"]),
    ("ada1", "direct_groups", &["000001", "000002"]),
    ("bob2", "all_insts", &["BENCH"]),
    ("bob2", "all_groups", &["000003"]),
    ("bob2", "direct_groups", &["000003"]),
    ("LAB", "all_members", &["ada1"]),
    ("LAB", "parent_insts", &["UNIV"]),
    ("LAB", "child_insts", &["BENCH"]),
    ("LAB", "inst_groups", &["000001", "000002"]),
    ("LAB", "members_groups", &["000001"]),
    ("LAB", "managed_by_groups", &["000002"]),
    ("UNIV", "parent_insts", &[]),
    ("000001", "all_members", &["ada1"]),
    ("000001", "direct_members", &["ada1"]),
    ("000001", "members_of_inst", &["LAB"]),
    ("000001", "owning_insts", &["LAB"]),
    ("000001", "managed_by_groups", &["000002"]),
    ("000002", "members_of_inst", &[]),
    ("000002", "direct_members", &["ada1"]),
    ("000002", "manages_insts", &["LAB"]),
    ("000002", "manages_groups", &["000001"]),
    ("000002", "reads_groups", &["000003"]),
    ("000002", "included_by_groups", &["000003"]),
    ("000003", "all_members", &["ada1", "bob2"]),
    ("000003", "read_by_groups", &["000002"]),
    ("000003", "includes_groups", &["000002"]),
];

fn kind(key: &str) -> &'static str {
    match key {
        "ada1" | "bob2" => "person",
        "UNIV" | "LAB" | "BENCH" => "institution",
        _ => "group",
    }
}

#[tokio::test]
async fn every_reference_leads_to_the_expected_entities() {
    let sandbox = Sandbox::builder().fixtures_json(DIRECTORY).start().await.unwrap();
    let conn = IbisClientConnection::builder().base_url(sandbox.url()).strict(true).build().unwrap();
    for (root, name, expected) in EXPECTED {
        let found = fetched(&conn, root, name).await.unwrap();
        assert_eq!(found, *expected, "{name} of {root}");
    }
}

#[test]
fn every_reference_in_the_facts_is_tested() {
    let facts: Value = facts::read("fetch.json");
    let known: BTreeSet<(String, String)> = ["person", "institution", "group"]
        .iter()
        .flat_map(|kind| {
            let references = facts[kind]["references"].as_array().unwrap().iter();
            references.map(|reference| ((*kind).to_owned(), reference["name"].as_str().unwrap().to_owned()))
        })
        .collect();
    let tried = EXPECTED.iter().map(|(root, name, _)| (kind(root).to_owned(), (*name).to_owned())).collect();
    assert_eq!(known, tried);
}

/// Fetches one reference, and reads it by the accessor of its field.
async fn fetched(conn: &IbisClientConnection, root: &str, name: &str) -> Result<Vec<String>, NotFetched> {
    match kind(root) {
        "person" => {
            let request = PersonMethods::new(conn).get_person("crsid", root);
            let person = request.fetch(Fetch::parse(name).unwrap()).await.unwrap().unwrap();
            of_person(&person, name)
        }
        "institution" => {
            let request = InstitutionMethods::new(conn).get_inst(root);
            let institution = request.fetch(Fetch::parse(name).unwrap()).await.unwrap().unwrap();
            of_institution(&institution, name)
        }
        _ => {
            let request = GroupMethods::new(conn).get_group(root);
            let group = request.fetch(Fetch::parse(name).unwrap()).await.unwrap().unwrap();
            of_group(&group, name)
        }
    }
}

fn keys<E: Entity>(
    entities: Result<impl IntoIterator<Item = E>, NotFetched>,
) -> Result<Vec<String>, NotFetched>
where
    E::Key: ToString,
{
    entities.map(|entities| entities.into_iter().map(|entity| entity.key().to_string()).collect())
}

fn of_person(person: &Person, name: &str) -> Result<Vec<String>, NotFetched> {
    match name {
        "all_insts" => keys(person.institutions()),
        "all_groups" => keys(person.groups()),
        "direct_groups" => keys(person.direct_groups()),
        other => panic!("no {other}"),
    }
}

fn of_institution(institution: &Institution, name: &str) -> Result<Vec<String>, NotFetched> {
    match name {
        "all_members" => keys(institution.members()),
        "parent_insts" => keys(institution.parent_insts()),
        "child_insts" => keys(institution.child_insts()),
        "inst_groups" => keys(institution.groups()),
        "members_groups" => keys(institution.members_groups()),
        "managed_by_groups" => keys(institution.managed_by_groups()),
        other => panic!("no {other}"),
    }
}

fn of_group(group: &Group, name: &str) -> Result<Vec<String>, NotFetched> {
    match name {
        "all_members" => keys(group.members()),
        "direct_members" => keys(group.direct_members()),
        "members_of_inst" => keys(group.members_of_inst()),
        "owning_insts" => keys(group.owning_insts()),
        "manages_insts" => keys(group.manages_insts()),
        "manages_groups" => keys(group.manages_groups()),
        "managed_by_groups" => keys(group.managed_by_groups()),
        "reads_groups" => keys(group.reads_groups()),
        "read_by_groups" => keys(group.read_by_groups()),
        "includes_groups" => keys(group.includes_groups()),
        "included_by_groups" => keys(group.included_by_groups()),
        other => panic!("no {other}"),
    }
}

#[tokio::test]
async fn contact_rows_lead_to_people_and_their_institutions() {
    let sandbox = Sandbox::builder().fixtures_json(DIRECTORY).start().await.unwrap();
    let conn = IbisClientConnection::builder().base_url(sandbox.url()).strict(true).build().unwrap();
    let request = InstitutionMethods::new(&conn).get_inst("LAB");
    let lab = request.fetch("contact_rows.all_insts").await.unwrap().unwrap();
    let row = lab.contact_rows().unwrap().next().unwrap();
    let person = row.people().next().unwrap();
    assert_eq!(keys(person.institutions()), Ok(vec!["LAB".to_owned()]));
    assert_eq!(person.institutions().unwrap().next().unwrap(), lab);
}
