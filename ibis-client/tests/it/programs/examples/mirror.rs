//! The example `mirror`.

use ibis_client::{AttributeRecord, GroupMethods, PersonMethods};
use ibis_sandbox::{Fault, Sandbox};
use rusqlite::Connection;

use super::super::{connect, editor};

#[path = "../../../../examples/mirror.rs"]
mod program;

fn count(db: &Connection, from: &str) -> i64 {
    db.query_row(&format!("SELECT count(*) FROM {from}"), [], |row| row.get(0)).unwrap()
}

/// The number of requests for all entries of a kind.
fn loads(sandbox: &Sandbox, kind: &str) -> usize {
    sandbox.requests().iter().filter(|request| request.path.ends_with(kind)).count()
}

#[tokio::test]
async fn directory_is_copied_and_then_updated() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    let mut db = Connection::open_in_memory().unwrap();
    program::update(&mut db, &conn).await.unwrap();
    // Without cancelled people.
    assert_eq!(count(&db, "people"), 61);
    assert_eq!(count(&db, "institutions WHERE id = 'UIS' AND name = 'University Information Services'"), 1);
    assert_eq!(count(&db, "groups WHERE id = '000031' AND name = 'kazoo-society'"), 1);
    assert_eq!(count(&db, "memberships WHERE person = 'bq201' AND kind = 'group' AND id = '000031'"), 1);

    let email = AttributeRecord::new("email").with_value("new@example.org");
    PersonMethods::new(&conn).add_attribute("crsid", "xyz1", email).await.unwrap();
    let edit = GroupMethods::new(&conn).update_direct_members("demonstrators");
    edit.add_ids(["xyz1"]).remove_ids(["as901"]).commit_comment("test").await.unwrap();
    program::update(&mut db, &conn).await.unwrap();
    assert_eq!(count(&db, "people WHERE id = 'xyz1' AND email = 'new@example.org'"), 1);
    assert_eq!(count(&db, "memberships WHERE person = 'xyz1' AND id = '100019'"), 1);
    assert_eq!(count(&db, "memberships WHERE person = 'as901' AND id = '100019'"), 0);
    assert_eq!(loads(&sandbox, "/all-insts"), 1);
}

#[tokio::test]
async fn interrupted_load_continues_from_its_checkpoint() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    let mut db = Connection::open_in_memory().unwrap();
    sandbox.inject(Fault::status(400).at("/api/v1/group/all-groups").times(1));
    program::update(&mut db, &conn).await.unwrap_err();
    assert_eq!((count(&db, "people"), count(&db, "groups")), (61, 0));
    let people = loads(&sandbox, "/all-people");

    program::update(&mut db, &conn).await.unwrap();
    assert!(count(&db, "groups") > 0);
    assert_eq!(loads(&sandbox, "/all-people"), people);
}

#[tokio::test]
async fn failed_step_does_not_store_its_checkpoint() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    let mut db = Connection::open_in_memory().unwrap();
    // As if the program were killed after the rows of a step, before its checkpoint.
    db.execute_batch(program::SCHEMA).unwrap();
    db.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON checkpoint WHEN (SELECT count(*) FROM institutions) > 0
         BEGIN SELECT RAISE(FAIL, 'the disk is full'); END",
    )
    .unwrap();
    let error = program::update(&mut db, &conn).await.unwrap_err();
    assert_eq!(error.to_string(), "the disk is full");
    assert_eq!((count(&db, "people"), count(&db, "institutions"), count(&db, "checkpoint")), (61, 0, 1));
    db.execute_batch("DROP TRIGGER full").unwrap();
    program::update(&mut db, &conn).await.unwrap();
    assert!(count(&db, "institutions") > 0 && count(&db, "groups") > 0);
}

#[tokio::test]
async fn groups_are_joined_with_the_institutions_of_their_members() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut db = Connection::open_in_memory().unwrap();
    program::update(&mut db, &connect(&sandbox, editor())).await.unwrap();
    let mut groups = db.prepare(program::MOST_MIXED).unwrap();
    let mut rows = groups.query([]).unwrap();
    let first = rows.next().unwrap().unwrap();
    assert_eq!(<(String, u32, u32)>::try_from(first).unwrap(), ("First-year students".to_owned(), 11, 9));
}
