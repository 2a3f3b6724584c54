//! The mirror: whatever happens, the replica equals the server in the end.

mod checkpoints;
mod crashes;
mod directory;
mod lists;
mod replica;

use ibis_client::mirror::{Change, Stage};
use ibis_sandbox::Sandbox;

use self::directory::{connection, edit, editor, moving, server};
use self::replica::{Replica, mirror};

#[tokio::test]
async fn full_load_equals_the_server() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    let mut replica = Replica::default();
    replica.run(&conn).await.unwrap();
    assert_eq!(replica.entries.len(), 61 + 19 + 26);
    assert_eq!(replica.entries, server(&conn).await);
    assert!(replica.checkpoint().is_loaded());
    assert_eq!(replica.checkpoint().transaction().get(), 12);
}

#[tokio::test]
async fn nothing_is_read_again_without_an_edit() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    let mut replica = Replica::default();
    replica.run(&conn).await.unwrap();
    sandbox.clear_requests();
    assert!(mirror(&conn).resume(replica.checkpoint()).next_step().await.unwrap().is_none());
    let paths: Vec<String> = sandbox.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/api/v1/last-transaction"]);
}

#[tokio::test]
async fn edits_during_the_load_are_delivered() {
    let sandbox = Sandbox::start().await.unwrap();
    let (conn, editor) = (connection(&sandbox), editor(&sandbox));
    let mut replica = Replica::default();
    let mut mirror = mirror(&conn);
    let mut edits = 0;
    while let Some(step) = mirror.next_step().await.unwrap() {
        if step.progress().stage == Stage::Changes {
            break;
        }
        replica.store(step.changes());
        replica.checkpoint = Some(step.delivered());
        edit(&editor, edits).await;
        edits += 1;
    }
    // The load alone does not include this edit.
    assert_ne!(replica.entries, server(&conn).await);
    replica.run(&conn).await.unwrap();
    assert_eq!(replica.entries, server(&conn).await);
    assert_eq!(replica.checkpoint().transaction().get(), 12 + i64::from(edits));
}

#[tokio::test]
async fn cancelled_entries_are_delivered() {
    let before = directory::start(&directory::before()).await;
    let mut replica = Replica::default();
    replica.run(moving(&before)).await.unwrap();
    assert!(replica.entries.contains_key("person/leaver1"));

    let after = directory::start(&directory::after()).await;
    let conn = moving(&after);
    let mut mirror = mirror(&conn).resume(replica.checkpoint());
    let (mut present, mut cancelled) = (Vec::new(), Vec::new());
    while let Some(step) = mirror.next_step().await.unwrap() {
        for change in step.changes() {
            let seen = if matches!(change, Change::Present(_)) { &mut present } else { &mut cancelled };
            seen.push(change.entry().key());
        }
        replica.store(step.changes());
        let _ = step.delivered();
    }
    cancelled.sort();
    assert_eq!(cancelled, ["group/000002", "institution/OLD", "person/leaver1"]);
    assert_eq!(present, ["person/back1"]);
    assert_eq!(replica.entries, server(&conn).await);
    assert!(replica.entries.contains_key("person/back1") && !replica.entries.contains_key("person/leaver1"));
}

#[tokio::test]
async fn progress_is_reported() {
    let sandbox = Sandbox::start().await.unwrap();
    let (conn, editor) = (connection(&sandbox), editor(&sandbox));
    let mut mirror = mirror(&conn).page_size(20).transactions_per_step(2);
    let mut reported = Vec::new();
    while let Some(step) = mirror.next_step().await.unwrap() {
        let progress = step.progress();
        reported.push((progress.stage, progress.done, progress.total));
        let _ = step.delivered();
        if reported.len() == 1 {
            for number in 0..3 {
                edit(&editor, number).await;
            }
        }
    }
    let expected = [
        (Stage::People, 20, None),
        (Stage::People, 40, None),
        (Stage::People, 60, None),
        (Stage::People, 61, None),
        (Stage::Institutions, 19, Some(19)),
        (Stage::Groups, 27, Some(27)),
        (Stage::Changes, 2, Some(3)),
        (Stage::Changes, 3, Some(3)),
    ];
    assert_eq!(reported, expected);
}

#[tokio::test]
async fn mirror_can_run_in_a_spawned_task() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    let mut mirror = mirror(conn);
    let task = tokio::spawn(async move {
        let mut steps = 0;
        while let Some(step) = mirror.next_step().await? {
            let _ = step.delivered();
            steps += 1;
        }
        Ok::<usize, ibis_client::Error>(steps)
    });
    assert_eq!(task.await.unwrap().unwrap(), 9 + 1 + 1);
}
