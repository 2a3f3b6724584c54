//! `ds204` and `hv205` hide that they belong to the group `kazoo-society`.

use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
use serde_json::json;

use crate::support::{Client, Failure, Outcome, names};

/// Callers, and whether they see all members: a manager and a reader do.
async fn callers(sandbox: &Sandbox) -> Result<[(Client, bool); 4], Failure> {
    Ok([
        (Client::of(sandbox).await?, false),
        (Client::of(sandbox).await?.login("punting-society", "punting-password"), false),
        (Client::of(sandbox).await?.login("kazoo-society", "kazoo-password"), true),
        (Client::of(sandbox).await?.login(EDITOR_GROUP, EDITOR_PASSWORD), true),
    ])
}

#[tokio::test]
async fn hidden_members_are_visible_to_managers_and_readers_only() -> Outcome {
    let sandbox = Sandbox::start().await?;
    for (mut client, sees_all) in callers(&sandbox).await? {
        let members: &[&str] =
            if sees_all { &["bq201", "ds204", "hv205", "pw202"] } else { &["bq201", "pw202"] };
        for (target, pointer) in [
            ("000031/members", "/people"),
            ("000031/direct-members", "/people"),
            ("kazoo-society?fetch=all_members", "/group/members"),
            ("kazoo-society?fetch=direct_members", "/group/directMembers"),
            ("000032/members", "/people"),
        ] {
            let result = client.json(&format!("/api/v1/group/{target}")).await?;
            assert_eq!(names(result.pointer(pointer).unwrap_or(&json!(null))), members, "{target}");
            let flattened = if target.contains('?') { "&flatten=true" } else { "?flatten=true" };
            let result = client.json(&format!("/api/v1/group/{target}{flattened}")).await?;
            assert_eq!(names(&result["entities"]["people"]).len(), members.len(), "{target}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn hidden_membership_looks_like_no_membership() -> Outcome {
    let sandbox = Sandbox::start().await?;
    for (mut client, sees_all) in callers(&sandbox).await? {
        for group in ["000031", "kazoo-society", "000032"] {
            let target = format!("/api/v1/person/crsid/ds204/is-member-of-group/{group}");
            assert_eq!(client.json(&target).await?["value"], json!(sees_all.to_string()), "{group}");
        }
        for (target, pointer) in [
            ("groups", "/groups"),
            ("?fetch=all_groups", "/person/groups"),
            ("?fetch=direct_groups", "/person/directGroups"),
            ("manages-groups", "/groups"),
        ] {
            let separator = if target.starts_with('?') { "" } else { "/" };
            let result = client.json(&format!("/api/v1/person/crsid/ds204{separator}{target}")).await?;
            let groups = names(result.pointer(pointer).unwrap_or(&json!(null)));
            assert_eq!(groups.contains(&"000031".to_owned()), sees_all, "{target}: {groups:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn readers_of_a_group_see_hidden_members_of_included_groups() -> Outcome {
    let fixtures = r#"
        people = [{ crsid = "abc1" }, { crsid = "abc2" }]
        groups = [
            { groupid = "01", name = "inner", title = "I", directMembers = ["abc1", "abc2"], hiddenMembers = ["abc2"] },
            { groupid = "02", name = "outer", title = "O", includesGroups = ["01"] },
            { groupid = "03", name = "reader", title = "R", password = "r", readsGroups = ["02"] },
        ]
    "#;
    let sandbox = Sandbox::builder().fixtures_toml(fixtures).start().await?;
    let mut reader = Client::of(&sandbox).await?.login("reader", "r");
    assert_eq!(names(&reader.json("/api/v1/group/outer/members").await?["people"]), ["abc1", "abc2"]);
    assert_eq!(names(&reader.json("/api/v1/group/inner/members").await?["people"]), ["abc1"]);
    assert_eq!(names(&reader.json("/api/v1/person/crsid/abc2/groups").await?["groups"]), ["02"]);
    assert_eq!(
        names(&Client::of(&sandbox).await?.json("/api/v1/group/02/members").await?["people"]),
        ["abc1"]
    );
    Ok(())
}

#[tokio::test]
async fn membership_is_hidden_until_it_ends() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut manager = Client::of(&sandbox).await?.login("kazoo-society", "kazoo-password");
    let path = "/api/v1/group/000031/direct-members";
    let mut anonymous = Client::of(&sandbox).await?;
    manager.form("PUT", path, &[("addIds", "ds204,mas1")]).await?;
    assert_eq!(names(&anonymous.json(path).await?["people"]), ["bq201", "mas1", "pw202"]);
    manager.form("PUT", path, &[("removeIds", "ds204")]).await?;
    manager.form("PUT", path, &[("addIds", "ds204")]).await?;
    assert_eq!(names(&anonymous.json(path).await?["people"]), ["bq201", "ds204", "mas1", "pw202"]);
    Ok(())
}
