use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};

use crate::support::{Client, Outcome, names};

/// Attributes of each visibility, as different callers see them.
#[tokio::test]
async fn attributes_are_visible_by_caller() -> Outcome {
    let inside = Sandbox::builder().group_password("uis-members", "members").start().await?;
    let outside = Sandbox::builder().outside_university().start().await?;
    let phones =
        "/api/v1/person/crsid/spqr1/get-attributes?attrs=universityPhone,mobilePhone,landlinePhone,address";
    let private = "(01632) 960111";
    let institution = "+44 7700 900111";
    let university = "Staircase P\nSt Gemstone’s College";
    let world = "60111";
    let all = [world, private, institution, university];
    let callers = [
        (Client::of(&outside).await?, vec![world]),
        (Client::of(&outside).await?.login(EDITOR_GROUP, EDITOR_PASSWORD), all.to_vec()),
        (Client::of(&inside).await?, vec![world, university]),
        (Client::of(&inside).await?.login("anonymous", ""), vec![world, university]),
        (Client::of(&inside).await?.login("punting-society", "punting-password"), vec![world, university]),
        (Client::of(&inside).await?.login("uis-members", "members"), vec![world, institution, university]),
        (Client::of(&inside).await?.login(EDITOR_GROUP, EDITOR_PASSWORD), all.to_vec()),
    ];
    for (mut client, seen) in callers {
        let values = names(&client.json(phones).await?["attributes"]);
        for value in all {
            assert_eq!(values.iter().any(|shown| shown == value), seen.contains(&value), "{value}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn hidden_attribute_is_in_no_response() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut editor = Client::editor(&sandbox).await?;
    let secret =
        editor.json("/api/v1/person/crsid/nosm3/get-attributes?attrs=email").await?["attributes"][0].clone();
    assert_eq!(secret["value"], "nosm3@example.org");
    let mut anonymous = Client::of(&sandbox).await?;
    for target in [
        format!("/api/v1/person/crsid/nosm3/{}", secret["attrid"]),
        "/api/v1/person/crsid/nosm3?fetch=all_attrs".to_owned(),
        "/api/v1/person/crsid/nosm3?fetch=all_insts.all_members.email&flatten=true".to_owned(),
        "/api/v1/person/search?query=nosm3&fetch=email".to_owned(),
    ] {
        let text = anonymous.get(&target).await?.text();
        assert!(!text.contains("nosm3@example.org"), "{target}");
    }
    Ok(())
}
