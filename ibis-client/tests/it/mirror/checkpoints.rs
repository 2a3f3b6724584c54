//! Checkpoints: a stored one is read back unchanged, or refused.

use ibis_client::mirror::{Checkpoint, Mirror};
use ibis_client::{BoxFuture, Call, Connection, Error, IbisClientConnection, IbisResult, fetch};
use ibis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::directory::{self, connection, moving};
use super::replica::{Replica, mirror};

/// All checkpoints of a load.
async fn checkpoints(sandbox: &Sandbox) -> Vec<Checkpoint> {
    let conn = connection(sandbox);
    let mut mirror = mirror(&conn);
    let mut checkpoints = Vec::new();
    while let Some(step) = mirror.next_step().await.unwrap() {
        checkpoints.push(step.delivered());
    }
    checkpoints
}

#[tokio::test]
async fn checkpoint_round_trips_through_serde() {
    let checkpoints = checkpoints(&Sandbox::start().await.unwrap()).await;
    assert_eq!(checkpoints.len(), 9 + 1 + 1);
    for checkpoint in &checkpoints {
        let text = serde_json::to_string(checkpoint).unwrap();
        assert!(text.len() < 300, "{text}");
        assert_eq!(serde_json::from_str::<Checkpoint>(&text).unwrap(), *checkpoint);
        let value = serde_json::to_value(checkpoint).unwrap();
        assert_eq!(serde_json::from_value::<Checkpoint>(value).unwrap(), *checkpoint);
    }
    let loaded: Vec<bool> = checkpoints.iter().map(Checkpoint::is_loaded).collect();
    assert_eq!(loaded.iter().filter(|loaded| **loaded).count(), 1);
    assert_eq!(loaded.last(), Some(&true));
}

#[tokio::test]
async fn damaged_checkpoint_is_refused_with_a_reason() {
    let checkpoints = checkpoints(&Sandbox::start().await.unwrap()).await;
    let refused = |value: Value| serde_json::from_value::<Checkpoint>(value).unwrap_err().to_string();
    for checkpoint in &checkpoints {
        let good = serde_json::to_value(checkpoint).unwrap();
        for (field, other) in [
            ("transaction", json!(11)),
            ("at", json!({"people": {"after": "aa1", "loaded": 7}})),
            ("server", json!("https://elsewhere.example/")),
            ("fetches", json!({"people": "email"})),
            ("check", json!(1)),
        ] {
            let mut bad = good.clone();
            bad[field] = other;
            assert!(refused(bad).contains("damaged"), "{field}");
            let mut bad = good.clone();
            bad.as_object_mut().unwrap().remove(field);
            // The default is the stage after the load.
            if !(field == "at" && checkpoint.is_loaded()) {
                assert!(refused(bad).contains("damaged"), "{field}");
            }
        }
        let mut newer = good.clone();
        newer["version"] = json!(2);
        assert!(refused(newer).contains("version 2"));
        assert!(refused(json!({"version": 7, "place": "elsewhere"})).contains("version 7"));
        let text = good.to_string();
        for length in 0..text.len() {
            assert!(serde_json::from_str::<Checkpoint>(&text[..length]).is_err());
        }
    }
}

#[tokio::test]
async fn checkpoint_of_other_fetches_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    let checkpoint = checkpoints(&sandbox).await.pop().unwrap();
    sandbox.clear_requests();
    let mut mirror = Mirror::new(&conn).fetch_people(fetch!(Person: jpegPhoto)).resume(checkpoint);
    let error = mirror.next_step().await.unwrap_err().to_string();
    assert!(error.contains("`jpegPhoto` for people") && error.contains("start a new load"), "{error}");
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn checkpoint_of_another_server_is_refused_and_nothing_is_read() {
    let checkpoints = checkpoints(&Sandbox::start().await.unwrap()).await;
    let other = Sandbox::start().await.unwrap();
    for checkpoint in [&checkpoints[0], checkpoints.last().unwrap()] {
        let error = mirror(connection(&other)).resume(checkpoint.clone()).next_step().await.unwrap_err();
        assert!(matches!(error, Error::Configuration { setting: "checkpoint", .. }), "{error:?}");
        assert!(
            error.to_string().contains(&other.url()) && error.to_string().contains("start a new load"),
            "{error}"
        );
        let error = mirror(moving(&other)).resume(checkpoint.clone()).next_step().await.unwrap_err();
        assert!(error.to_string().contains("the connection is to `the directory`"), "{error}");
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn unnamed_server_resumes_only_checkpoints_of_unnamed_servers() {
    struct Nameless(IbisClientConnection);

    impl Connection for Nameless {
        fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            self.0.invoke_method(call)
        }
    }

    let sandboxes = [Sandbox::start().await.unwrap(), Sandbox::start().await.unwrap()];
    let mut replica = Replica::default();
    replica.run(Nameless(connection(&sandboxes[0]))).await.unwrap();
    replica.run(Nameless(connection(&sandboxes[1]))).await.unwrap();
    let error = replica.run(connection(&sandboxes[0])).await.unwrap_err();
    assert!(error.to_string().contains("an unnamed server"), "{error}");

    let named = checkpoints(&sandboxes[0]).await.pop().unwrap();
    let error = mirror(Nameless(connection(&sandboxes[0]))).resume(named).next_step().await.unwrap_err();
    assert!(error.to_string().contains("the connection is to an unnamed server"), "{error}");
}

#[tokio::test]
async fn checkpoint_ahead_of_the_server_is_refused() {
    let mut replica = Replica::default();
    replica.run(moving(&directory::start(&directory::after()).await)).await.unwrap();
    let error = replica.run(moving(&directory::start(&directory::before()).await)).await.unwrap_err();
    let error = error.to_string();
    assert!(error.contains("at transaction 5") && error.contains("last one is 1"), "{error}");
}
