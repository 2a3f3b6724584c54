//! The example `sync_table`.

use ibis_client::{GroupMethods, IbisClientConnection, PersonMethods};
use ibis_sandbox::{Fault, Sandbox};
use rusqlite::Connection;

use super::super::{connect, editor};
use super::arguments;

#[path = "../../../../examples/sync_table.rs"]
mod program;

use program::Change::{self, Created, Disabled, ReEnabled, Renamed};

const GROUP: &str = "group:demonstrators";
const INST: &str = "inst:GEMSUG25";

/// A sandbox, a table, and the members of a group and an institution in it.
async fn filled() -> (Sandbox, IbisClientConnection, Connection) {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    let mut db = Connection::open_in_memory().unwrap();
    let changes = run(&mut db, &conn, [GROUP, INST]).await;
    assert_eq!(changes, [(Created, "as901"), (Created, "bbyte2"), (Created, "bq201")].map(owned));
    (sandbox, conn, db)
}

fn owned((change, person): (Change, &str)) -> (Change, String) {
    (change, person.to_owned())
}

async fn run<const N: usize>(
    db: &mut Connection,
    conn: &IbisClientConnection,
    sources: [&str; N],
) -> Vec<(Change, String)> {
    program::sync(db, conn, &arguments(sources), false).await.unwrap()
}

/// All rows of both tables, as text.
fn rows(db: &Connection) -> Vec<String> {
    let all = "SELECT concat_ws(' ', id, name, email, enabled) FROM people
               UNION ALL SELECT concat_ws(' ', source, person) FROM memberships ORDER BY 1";
    let mut statement = db.prepare(all).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

async fn edit_group(conn: &IbisClientConnection, add: &[&str], remove: &[&str]) {
    let request = GroupMethods::new(conn).update_direct_members("demonstrators");
    request
        .add_ids(add.iter().copied())
        .remove_ids(remove.iter().copied())
        .commit_comment("test")
        .await
        .unwrap();
}

#[tokio::test]
async fn second_run_changes_nothing() {
    let (_sandbox, conn, mut db) = filled().await;
    let before = rows(&db);
    assert_eq!(before.len(), 6, "{before:?}");
    assert_eq!(run(&mut db, &conn, [GROUP, INST]).await, []);
    assert_eq!(rows(&db), before);
}

#[tokio::test]
async fn people_are_disabled_re_enabled_and_renamed() {
    let (_sandbox, conn, mut db) = filled().await;
    edit_group(&conn, &[], &["bbyte2"]).await;
    assert_eq!(run(&mut db, &conn, [GROUP, INST]).await, [(Disabled, "bbyte2")].map(owned));
    assert_eq!(run(&mut db, &conn, [GROUP, INST]).await, []);

    edit_group(&conn, &["bbyte2"], &[]).await;
    let people = PersonMethods::new(&conn);
    let names = people.get_attributes("crsid", "bbyte2", ["displayName"]).await.unwrap();
    let name = names[0].clone().with_value("Berta Byte");
    people.update_attribute("crsid", "bbyte2", name.attrid.unwrap(), name).await.unwrap();
    let changes = run(&mut db, &conn, [GROUP, INST]).await;
    assert_eq!(changes, [(Renamed, "bbyte2"), (ReEnabled, "bbyte2")].map(owned));
    assert!(rows(&db).iter().any(|row| row.starts_with("bbyte2 Berta Byte") && row.ends_with(" 1")));
}

#[tokio::test]
async fn dry_run_reports_the_same_and_changes_nothing() {
    let (_sandbox, conn, mut db) = filled().await;
    edit_group(&conn, &["mas1"], &["bbyte2"]).await;
    let before = rows(&db);
    let reported = program::sync(&mut db, &conn, &arguments([GROUP]), true).await.unwrap();
    assert_eq!(rows(&db), before);
    assert_eq!(reported, [(Created, "mas1"), (Disabled, "bbyte2")].map(owned));
    assert_eq!(run(&mut db, &conn, [GROUP]).await, reported);
    // Not even the tables are created.
    let mut empty = Connection::open_in_memory().unwrap();
    program::sync(&mut empty, &conn, &arguments([GROUP]), true).await.unwrap();
    assert!(empty.prepare("SELECT * FROM people").is_err());
}

#[tokio::test]
async fn people_of_an_unread_source_are_unchanged() {
    let (_sandbox, conn, mut db) = filled().await;
    // A member of the institution also joins the group, and all but one leave it.
    edit_group(&conn, &["bq201", "mas1"], &["as901"]).await;
    run(&mut db, &conn, [GROUP]).await;
    edit_group(&conn, &[], &["bq201", "bbyte2"]).await;
    assert_eq!(run(&mut db, &conn, [GROUP]).await, [(Disabled, "bbyte2")].map(owned));
    db.execute("INSERT INTO people (id, name) VALUES ('guest1', 'Not from a source')", []).unwrap();
    assert_eq!(run(&mut db, &conn, [GROUP, INST]).await, []);
}

#[tokio::test]
async fn failing_or_empty_source_is_an_error_and_changes_nothing() {
    let (sandbox, conn, mut db) = filled().await;
    edit_group(&conn, &["mas1"], &["as901"]).await;
    let before = rows(&db);
    sandbox.inject(Fault::status(500).at("/api/v1/inst/"));
    for (source, words) in [
        (INST, "cannot read `inst:GEMSUG25`"),
        ("group:no-such-group", "no-such-group"),
        ("group:empty-group", "`group:empty-group` is empty"),
        ("UIS", "cannot read `UIS`"),
    ] {
        let error = program::sync(&mut db, &conn, &arguments([GROUP, source]), false).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(rows(&db), before);
    }
}

#[tokio::test]
async fn failed_change_rolls_back_the_others() {
    let (_sandbox, conn, mut db) = filled().await;
    edit_group(&conn, &["mas1"], &["bbyte2"]).await;
    let before = rows(&db);
    db.execute_batch(
        "CREATE TRIGGER full BEFORE UPDATE ON people WHEN NOT NEW.enabled
         BEGIN SELECT RAISE(FAIL, 'the disk is full'); END",
    )
    .unwrap();
    let error = program::sync(&mut db, &conn, &arguments([GROUP, INST]), false).await.unwrap_err();
    assert_eq!((error.to_string().as_str(), rows(&db)), ("the disk is full", before));
    db.execute_batch("DROP TRIGGER full").unwrap();
    let changes = run(&mut db, &conn, [GROUP, INST]).await;
    assert_eq!(changes, [(Created, "mas1"), (Disabled, "bbyte2")].map(owned));
}
