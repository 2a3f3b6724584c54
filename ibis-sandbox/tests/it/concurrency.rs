use std::collections::BTreeSet;

use ibis_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Client, Failure, Outcome, names};

const CLIENTS: usize = 64;
const CALLS: usize = 200;
const MEMBERS: &str = "/api/v1/group/100019/direct-members";
/// Two people who are added and removed together.
const PAIR: [&str; 2] = ["jbs21", "tsm12"];

/// Each client edits in every fourth call and reads in the others.
async fn one_client(at: usize, address: std::net::SocketAddr) -> Result<(), Failure> {
    let mut client = Client::at(address)
        .await?
        .with("Accept", "application/json")
        .login(ibis_sandbox::EDITOR_GROUP, ibis_sandbox::EDITOR_PASSWORD);
    for call in 0..CALLS {
        match call % 4 {
            0 if at.is_multiple_of(2) => {
                let value = format!("client {at} call {call}");
                let attr = crate::support::attribute(&[("scheme", "address"), ("value", &value)]);
                let response =
                    client.form("POST", "/api/v1/inst/GEMS/add-attribute", &[("attr", &attr)]).await?;
                assert_eq!(response.json()?["result"]["attribute"]["value"], json!(value));
            }
            0 => {
                let side = if call % 8 == 0 { "addIds" } else { "removeIds" };
                let response = client.form("PUT", MEMBERS, &[(side, &PAIR.join(","))]).await?;
                assert_eq!(response.status, 200, "{}", response.text());
            }
            1 => {
                let members = names(&client.json(MEMBERS).await?["people"]);
                let seen = PAIR.map(|crsid| members.iter().any(|member| member == crsid));
                assert_eq!(seen[0], seen[1], "half of an edit was seen: {members:?}");
            }
            2 => {
                // Both directions of the same membership, in one document.
                let target = "/api/v1/group/100019?fetch=direct_members.direct_groups";
                let group = client.json(target).await?["group"].clone();
                for person in group["directMembers"].as_array().into_iter().flatten() {
                    assert!(names(&person["directGroups"]).contains(&"100019".to_owned()), "{person}");
                }
            }
            _ => {
                let result = client.json("/api/v1/inst/UIS?fetch=all_members.email&flatten=true").await?;
                assert_eq!(result["entities"]["institutions"][0]["instid"], json!("UIS"));
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_edits_are_neither_lost_nor_torn() -> Outcome {
    let sandbox = Sandbox::builder().compact_json().start().await?;
    let before = Client::of(&sandbox).await?.json("/api/v1/last-transaction").await?["value"].clone();
    let address = sandbox.address();
    let clients: Vec<_> = (0..CLIENTS).map(|at| tokio::spawn(one_client(at, address))).collect();
    for client in clients {
        client.await??;
    }
    // A connection from before the calls may have been idle for too long by now, on a slow machine.
    let mut reader = Client::of(&sandbox).await?;
    let expected: BTreeSet<String> = (0..CLIENTS)
        .step_by(2)
        .flat_map(|at| (0..CALLS).step_by(4).map(move |call| format!("client {at} call {call}")))
        .collect();
    let attributes =
        reader.json("/api/v1/inst/GEMS/get-attributes?attrs=address").await?["attributes"].clone();
    assert_eq!(names(&attributes).into_iter().collect::<BTreeSet<_>>(), expected);
    let after = reader.json("/api/v1/last-transaction").await?["value"].clone();
    let number = |value: &serde_json::Value| value.as_str().unwrap_or_default().parse::<usize>();
    assert_eq!(number(&after)?, number(&before)? + CLIENTS * CALLS / 4, "each edit is a transaction");
    let attrids: BTreeSet<i64> =
        attributes.as_array().into_iter().flatten().filter_map(|one| one["attrid"].as_i64()).collect();
    assert_eq!(attrids.len(), expected.len(), "each attribute has its own number");
    Ok(())
}
