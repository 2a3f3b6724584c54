//! The example `group_sync`.

use ibis_client::{GroupMethods, IbisClientConnection};
use ibis_sandbox::{Fault, Sandbox};

use super::super::{connect, editor};
use super::arguments;

#[path = "../../../../examples/group_sync.rs"]
mod program;

async fn run<const N: usize>(conn: &IbisClientConnection, options: [&str; N]) -> anyhow::Result<()> {
    program::synchronise(conn, &program::Options::parse(arguments(options))?).await
}

async fn members(conn: &IbisClientConnection) -> Vec<String> {
    let members = GroupMethods::new(conn).get_direct_members("demonstrators").await.unwrap();
    members.iter().map(|person| person.identifier().to_string()).collect()
}

/// The edits that the sandbox received.
fn edits(sandbox: &Sandbox) -> usize {
    sandbox.requests().iter().filter(|request| request.method == "PUT").count()
}

#[tokio::test]
async fn group_equals_the_list_once_applied() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    run(&conn, ["--group", "demonstrators", "mas1", "bbyte2"]).await.unwrap();
    assert_eq!(members(&conn).await, ["as901", "bbyte2"]);
    for _ in 0..2 {
        run(&conn, ["--apply", "--group", "demonstrators", "mas1", "bbyte2"]).await.unwrap();
        assert_eq!(members(&conn).await, ["bbyte2", "mas1"]);
        assert_eq!(edits(&sandbox), 1);
    }
}

#[tokio::test]
async fn list_is_read_from_a_file_with_comments() {
    let file = std::env::temp_dir().join(format!("ibis-group-sync-{}", std::process::id()));
    let name = file.to_str().unwrap();
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    std::fs::write(&file, "# demonstrators\nmas1 # since Easter\n\n").unwrap();
    run(&conn, ["--apply", "--group", "demonstrators", "--file", name]).await.unwrap();
    std::fs::write(&file, "mas1\nNot a CRSid\n").unwrap();
    let error = run(&conn, ["--group", "demonstrators", "--file", name]).await.unwrap_err();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(members(&conn).await, ["mas1"]);
    assert!(error.to_string().ends_with("line 2"), "{error}");
}

#[tokio::test]
async fn edit_with_a_lost_response_is_checked_and_not_repeated() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    // The calls before: the group, the people, the members.
    sandbox.inject(Fault::reset().at("/api/v1/group/100019/direct-members").times(2));
    run(&conn, ["--apply", "--group", "demonstrators", "mas1"]).await.unwrap();
    assert_eq!((members(&conn).await, edits(&sandbox)), (vec!["mas1".to_owned()], 1));
}

#[tokio::test]
async fn mistakes_are_refused_before_any_edit() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, editor());
    for (options, words) in [
        (["--apply", "--group", "demonstrators", "nobody9"], "not in the directory, or cancelled: nobody9"),
        (["--apply", "--group", "demonstrators", "cs999"], "not in the directory, or cancelled: cs999"),
        (["--apply", "--group", "uis-members", "mas1"], "are those of University Information Services"),
        (["--apply", "--group", "no-such-group", "mas1"], "there is no group `no-such-group`"),
        (["--apply", "--group", "demonstrators", "--aply"], "unknown option `--aply`"),
    ] {
        let error = run(&conn, options).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = run(&conn, ["--apply", "--group", "demonstrators"]).await.unwrap_err();
    assert!(error.to_string().contains("would remove everybody"), "{error}");
    assert_eq!(edits(&sandbox), 0);
}
