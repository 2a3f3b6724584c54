use ibis_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Client, Outcome, names};

#[tokio::test]
async fn search_and_search_count_agree() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let expected: &[(&str, &str, &str, &[&str])] = &[
        ("person", "query=smith&orderBy=identifier", "people", &["as901", "mas1", "nosm3", "tsm12"]),
        ("person", "query=smith", "people", &["mas1", "nosm3", "tsm12", "as901"]),
        ("person", "query=SMITH%20mary", "people", &["mas1"]),
        ("person", "query=mary+zebra", "people", &[]),
        (
            "person",
            "query=smith&includeCancelled=true&orderBy=identifier",
            "people",
            &["as901", "cs999", "mas1", "nosm3", "tsm12"],
        ),
        ("person", "query=smith&misStatus=student&orderBy=identifier", "people", &["as901", "nosm3"]),
        ("person", "query=smith&misStatus=staff&orderBy=identifier", "people", &["as901", "mas1", "tsm12"]),
        ("person", "query=smith&attributes=email", "people", &[]),
        ("person", "query=mas1&attributes=email", "people", &["mas1"]),
        ("person", "query=mas1&attributes=surname", "people", &[]),
        ("person", "query=muller", "people", &["tsm12"]),
        ("person", "query=angstrom", "people", &["zz9"]),
        ("person", "query=oquill", "people", &["ob77"]),
        ("person", "query=300000011", "people", &["u16e1"]),
        ("person", "query=smythe&approxMatches=true&orderBy=identifier", "people", &["jbs21"]),
        (
            "person",
            "query=smith&approxMatches=true&includeCancelled=false&orderBy=identifier",
            "people",
            &["as901", "mas1", "nosm3", "tsm12"],
        ),
        (
            "person",
            "query=smits&approxMatches=true&orderBy=identifier",
            "people",
            &["mas1", "nosm3", "tsm12"],
        ),
        ("person", "query=reception", "people", &[]),
        ("person", "query=%3C%26%3E", "people", &[]),
        ("inst", "query=uis", "institutions", &["UISDEV", "UIS"]),
        ("inst", "query=uis&orderBy=instid", "institutions", &["UIS", "UISDEV"]),
        ("inst", "query=uis&attributes=name", "institutions", &["UISDEV"]),
        ("inst", "query=former", "institutions", &[]),
        ("inst", "query=former&includeCancelled=true", "institutions", &["OLDLAB"]),
        ("inst", "query=turntable", "institutions", &["UIS"]),
        ("group", "query=punt&orderBy=groupid", "groups", &["100015", "100016"]),
        ("group", "query=punt", "groups", &["100016", "100015"]),
        ("group", "query=ring&orderBy=title", "groups", &["100018", "100017"]),
        ("group", "query=unting&approxMatches=true&orderBy=groupid", "groups", &["100015", "100016"]),
    ];
    for (kind, query, list, ids) in expected {
        let found = client.json(&format!("/api/v1/{kind}/search?{query}")).await?;
        assert_eq!(names(&found[list]), *ids, "{kind} {query}");
        let count = client.json(&format!("/api/v1/{kind}/search-count?{query}")).await?;
        assert_eq!(count["value"], json!(ids.len().to_string()), "{kind} {query}");
    }
    Ok(())
}

#[tokio::test]
async fn pages_of_a_search_add_up_to_the_whole() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let whole = names(&client.json("/api/v1/person/search?query=example&limit=1000").await?["people"]);
    let mut pages = Vec::new();
    for offset in (0..whole.len() + 9).step_by(9) {
        let target = format!("/api/v1/person/search?query=example&limit=9&offset={offset}");
        pages.extend(names(&client.json(&target).await?["people"]));
    }
    assert_eq!(pages, whole);
    assert!(whole.len() > 40);
    Ok(())
}

#[tokio::test]
async fn search_does_not_reveal_hidden_attributes() -> Outcome {
    let sandbox = Sandbox::start().await?;
    for (word, crsid) in [("900111", "spqr1"), ("hesper", "hv205")] {
        let query = format!("/api/v1/person/search?query={word}");
        let hidden = names(&Client::of(&sandbox).await?.json(&query).await?["people"]);
        let shown = names(&Client::editor(&sandbox).await?.json(&query).await?["people"]);
        assert_eq!((hidden, shown), (vec![], vec![crsid.to_owned()]));
    }
    Ok(())
}
