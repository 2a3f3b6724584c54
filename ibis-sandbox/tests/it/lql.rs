use ibis_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Client, Outcome, names};

const PEOPLE: &str = "/api/v1/person/search?query=person:%20in%20inst(UIS)";

fn with_people() -> ibis_sandbox::SandboxBuilder {
    Sandbox::builder()
        .lql("person: in inst(UIS)", ["spqr1", "jbs21", "usn/300000004", "cs999", "mas1", "mas1"])
}

#[tokio::test]
async fn registered_query_returns_its_people_by_identifier() -> Outcome {
    let sandbox = with_people().start().await?;
    let mut client = Client::of(&sandbox).await?;
    let expected: &[(&str, &[&str])] = &[
        ("", &["as901", "jbs21", "mas1", "spqr1"]),
        ("&includeCancelled=true", &["as901", "cs999", "jbs21", "mas1", "spqr1"]),
        ("&misStatus=student", &["as901", "jbs21"]),
        ("&misStatus=staff", &["as901", "mas1", "spqr1"]),
        ("&misStatus=student&includeCancelled=true", &["as901", "cs999", "jbs21"]),
    ];
    for (query, crsids) in expected {
        assert_eq!(names(&client.json(&format!("{PEOPLE}{query}")).await?["people"]), *crsids, "{query}");
        let count = format!("{PEOPLE}{query}").replace("/search?", "/search-count?");
        assert_eq!(client.json(&count).await?["value"], json!(crsids.len().to_string()), "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn registered_query_is_paged() -> Outcome {
    let sandbox = with_people().start().await?;
    let mut client = Client::of(&sandbox).await?;
    for (page, crsids) in [
        ("&limit=3", ["as901", "jbs21", "mas1"].as_slice()),
        ("&limit=3&offset=3", &["spqr1"]),
        ("&limit=3&offset=6", &[]),
    ] {
        assert_eq!(names(&client.json(&format!("{PEOPLE}{page}")).await?["people"]), crsids, "{page}");
    }
    Ok(())
}

#[tokio::test]
async fn registered_query_ignores_order_attributes_and_approximation() -> Outcome {
    let sandbox = with_people().start().await?;
    let mut client = Client::of(&sandbox).await?;
    for ignored in ["&orderBy=surname", "&orderBy=height", "&attributes=shoeSize", "&approxMatches=true"] {
        let people = client.json(&format!("{PEOPLE}{ignored}")).await?["people"].clone();
        assert_eq!(names(&people), ["as901", "jbs21", "mas1", "spqr1"], "{ignored}");
    }
    Ok(())
}

#[tokio::test]
async fn registered_queries_find_institutions_and_groups() -> Outcome {
    let sandbox = Sandbox::builder()
        .lql("inst: parent(COLL)", ["SPARK", "GEMS", "OLDLAB"])
        .lql("group:  manages( inst(UIS) ) ", ["uis-editors", "100005", "100099"])
        .start()
        .await?;
    let mut client = Client::of(&sandbox).await?;
    let expected: &[(&str, &str, &[&str])] = &[
        ("inst/search?query=inst:%20parent(COLL)", "institutions", &["GEMS", "SPARK"]),
        ("inst/search?query=inst:%20parent(COLL)&orderBy=name", "institutions", &["GEMS", "SPARK"]),
        (
            "inst/search?query=inst:%20parent(COLL)&includeCancelled=true",
            "institutions",
            &["GEMS", "OLDLAB", "SPARK"],
        ),
        ("group/search?query=+group:+manages(+inst(UIS)+)", "groups", &["100005", "101888"]),
        (
            "group/search?query=group:+manages(+inst(UIS)+)&includeCancelled=true&offset=1",
            "groups",
            &["100099", "101888"],
        ),
    ];
    for (target, list, ids) in expected {
        assert_eq!(names(&client.json(&format!("/api/v1/{target}")).await?[list]), *ids, "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn unregistered_query_is_refused_with_a_hint() -> Outcome {
    let sandbox = with_people().start().await?;
    let mut client = Client::of(&sandbox).await?;
    for (kind, query) in [("person", "person:%20surname=x"), ("inst", "inst:x"), ("group", "+group:x")] {
        for search in ["search", "search-count"] {
            let response = client.get(&format!("/api/v1/{kind}/{search}?query={query}")).await?;
            assert_eq!(response.status, 400, "{query}");
            assert!(response.error_message()?.contains("cannot evaluate LQL"), "{query}");
            let details = response.json()?["result"]["error"]["details"].clone();
            assert!(details.as_str().is_some_and(|text| text.contains(".lql(\"")), "{query}: {details}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn query_of_another_kind_is_refused() -> Outcome {
    let sandbox = with_people().start().await?;
    let response = Client::of(&sandbox).await?.get(&PEOPLE.replace("/person/", "/inst/")).await?;
    assert_eq!(response.status, 400);
    assert!(response.error_message()?.contains("`person:` does not find institutions"));
    Ok(())
}

#[tokio::test]
async fn invalid_registered_query_is_reported_at_start() -> Outcome {
    for (query, id, problem) in [
        ("in inst(UIS)", "spqr1", "it does not begin with `person:`, `inst:` or `group:`"),
        ("person: in inst(UIS)", "nobody9", "the directory has no `nobody9`"),
        ("inst: x", "spqr1", "the directory has no `spqr1`"),
        ("group: x", "UIS", "the directory has no `UIS`"),
    ] {
        let error = Sandbox::builder().lql(query, [id]).start().await.expect_err(query).to_string();
        assert_eq!(error, format!("cannot register the LQL query `{query}`: {problem}"));
    }
    Ok(())
}
