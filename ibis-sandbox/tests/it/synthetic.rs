use ibis_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Client, Outcome, names};

#[tokio::test]
async fn university_has_the_requested_number_of_people() -> Outcome {
    for people in [0, 1, 2, 3000] {
        let sandbox = Sandbox::builder().people(people).start().await?;
        let mut client = Client::of(&sandbox).await?;
        let target = "/api/v1/person/all-people?includeCancelled=true&limit=1000000";
        assert_eq!(names(&client.json(target).await?["people"]).len(), people);
        let spqr1 = client.json("/api/v1/person/crsid/spqr1").await?;
        assert_eq!(spqr1.get("person").is_some(), people > 0);
        assert_eq!(client.json("/api/v1/inst/UIS").await?["institution"]["instid"], json!("UIS"));
    }
    Ok(())
}

#[tokio::test]
async fn university_is_reproducible_and_varied() -> Outcome {
    let sandboxes =
        [Sandbox::builder().people(3000).start().await?, Sandbox::builder().people(3000).start().await?];
    let mut clients = [Client::editor(&sandboxes[0]).await?, Client::editor(&sandboxes[1]).await?];
    for target in [
        "/api/v1/person/all-people?limit=500&includeCancelled=true&fetch=all_attrs,all_insts,all_groups&flatten=true",
        "/api/v1/inst/all-insts?includeCancelled=true&fetch=all_attrs,contact_rows,managed_by_groups&flatten=true",
        "/api/v1/group/all-groups?includeCancelled=true&fetch=direct_members,includes_groups&flatten=true",
        "/api/v1/person/modified-people?minTxId=0&maxTxId=1000",
        "/api/v1/person/search?query=smith&approxMatches=true",
    ] {
        let responses = [clients[0].get(target).await?, clients[1].get(target).await?];
        assert_eq!(responses[0].body, responses[1].body, "{target}");
        assert!(responses[0].status == 200 && responses[0].body.len() > 2000, "{target}");
    }
    let text = clients[0]
        .get("/api/v1/person/all-people?limit=3000&includeCancelled=true&fetch=all_attrs")
        .await?
        .text();
    for kind in ["\"cancelled\" : true", "jpegPhoto", "staff,student", "landlinePhone", "private", "Ångström"]
    {
        assert!(text.contains(kind), "{kind}");
    }
    let attr = crate::support::attribute(&[("scheme", "title"), ("value", "Sir")]);
    let edited =
        clients[0].form("POST", "/api/v1/person/crsid/spqr1/add-attribute", &[("attr", &attr)]).await?;
    assert_eq!(edited.status, 200);
    Ok(())
}
