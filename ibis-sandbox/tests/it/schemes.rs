//! Attribute schemes that fixtures declare.

use ibis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Client, Outcome, attribute, names};

const SCHEMES: &str = r#"
[[schemes]]
schemeid = "shoeSize"
precedence = 5
ldapName = "shoe"
displayName = "Shoe size"
multiValued = false
searchable = false
regexp = "[0-9]{2}|[0-9]{2}½"
owner = "person"

[[schemes]]
schemeid = "badge"
precedence = 15
dataType = "binary"

[[schemes]]
schemeid = "title"
precedence = 1000
multiLined = true
owner = "person"

[[institutions]]
instid = "TEA"
name = "Department of Tea"
attributes = [{ scheme = "badge", binaryData = "/9j/" }]

[[people]]
crsid = "abc1"
displayName = "A. Bee"
institutions = ["TEA"]
attributes = [
    { scheme = "title", value = "Taster" },
    { scheme = "email", value = "abc1@example.org" },
    { scheme = "shoeSize", value = "41½", visibility = "university" },
]

[[groups]]
groupid = "000007"
name = "tea-editors"
title = "Editors of Tea"
password = "milk"
managesInsts = ["TEA"]
"#;

#[tokio::test]
async fn declared_schemes_are_listed_in_order_of_precedence() -> Outcome {
    let sandbox = Sandbox::builder().fixtures_toml(SCHEMES).start().await?;
    let mut client = Client::of(&sandbox).await?;
    let schemes = client.json("/api/v1/person/all-attr-schemes").await?["attributeSchemes"].clone();
    let ids: Vec<&str> =
        schemes.as_array().into_iter().flatten().filter_map(|one| one["schemeid"].as_str()).collect();
    assert_eq!((ids[0], ids[1], ids[2], ids.last()), ("shoeSize", "displayName", "badge", Some(&"title")));
    let shoe = json!({
        "schemeid": "shoeSize", "precedence": 5, "ldapName": "shoe", "displayName": "Shoe size", "dataType": "string",
        "multiValued": false, "multiLined": false, "searchable": false, "regexp": "[0-9]{2}|[0-9]{2}½",
    });
    assert_eq!(schemes[0], shoe);
    let badge = json!({
        "schemeid": "badge", "precedence": 15, "displayName": "badge", "dataType": "binary", "multiValued": true,
        "multiLined": false, "searchable": true,
    });
    assert_eq!(schemes[2], badge);
    assert_eq!(ids.iter().filter(|id| **id == "title").count(), 1, "in place of the well-known one");
    let of_institutions = client.json("/api/v1/inst/all-attr-schemes").await?["attributeSchemes"].clone();
    assert_eq!(of_institutions[0], badge);
    Ok(())
}

#[tokio::test]
async fn declared_schemes_are_fetched_searched_and_edited() -> Outcome {
    let sandbox = Sandbox::builder().fixtures_toml(SCHEMES).start().await?;
    let mut client = Client::of(&sandbox).await?.login("tea-editors", "milk");
    let person = client.json("/api/v1/person/crsid/abc1?fetch=all_attrs").await?["person"].clone();
    assert_eq!(names(&person["attributes"]), ["41½", "A. Bee", "abc1@example.org", "Taster"]);
    let institution = client.json("/api/v1/inst/TEA?fetch=badge").await?["institution"].clone();
    assert_eq!(institution["attributes"][0]["binaryData"], json!("/9j/"));
    for (query, found) in [("41", 0), ("41&attributes=shoeSize", 1), ("taster", 1), ("bee", 1)] {
        let people = client.json(&format!("/api/v1/person/search?query={query}")).await?["people"].clone();
        assert_eq!(names(&people).len(), found, "{query}");
    }
    let attrid = person["attributes"][0]["attrid"].clone();
    let path = format!("/api/v1/person/crsid/abc1/{attrid}");
    for (value, status) in [("42", 200), ("42½", 200), ("421", 400), ("x42", 400), ("42½\n", 400)] {
        let attr = attribute(&[("scheme", "shoeSize"), ("value", value)]);
        let response = client.form("PUT", &path, &[("attr", &attr)]).await?;
        assert_eq!(response.status, status, "{value:?}");
        if status == 400 {
            assert_eq!(response.json()?["result"]["error"]["details"], json!("[0-9]{2}|[0-9]{2}½"));
        }
    }
    let unknown = client.get("/api/v1/person/crsid/abc1?fetch=hatSize").await?;
    assert!(unknown.status == 400 && unknown.error_message()?.contains("`hatSize`"));
    Ok(())
}

#[tokio::test]
async fn invalid_scheme_is_reported_with_its_path() -> Outcome {
    let cases: [(Value, &str); 8] = [
        (
            json!({"schemes": [{"schemeid": "a b", "precedence": 1}]}),
            "schemes[0].schemeid: `a b` is not a valid schemeid",
        ),
        (json!({"schemes": [{"schemeid": "a"}]}), "missing field `precedence`"),
        (
            json!({"schemes": [{"schemeid": "a", "precedence": 1, "owner": "group"}]}),
            "unknown variant `group`",
        ),
        (
            json!({"schemes": [{"schemeid": "a", "precedence": 1, "dataType": "date"}]}),
            "unknown variant `date`",
        ),
        (
            json!({"schemes": [{"schemeid": "a", "precedence": 1}, {"schemeid": "a", "precedence": 2}]}),
            "schemes[1]: `a` is a duplicate of schemes[0]",
        ),
        (json!({"schemes": [{"schemeid": "a", "precedence": 1, "regexp": "("}]}), "schemes[0].regexp: "),
        (
            json!({
                "schemes": [{"schemeid": "a", "precedence": 1, "multiValued": false}],
                "people": [{"crsid": "x1", "attributes": [{"scheme": "a", "value": "1"}, {"scheme": "a", "value": "2"}]}],
            }),
            "people[0].attributes[1]: `a` is a duplicate of people[0].attributes[0]",
        ),
        (
            json!({"groups": [{"groupid": "1", "name": "a", "title": "A", "hiddenMembers": ["x1"]}]}),
            "groups[0].hiddenMembers[0]: `x1` is not among the `directMembers`",
        ),
    ];
    for (json, part) in cases {
        let error =
            Sandbox::builder().fixtures_json(json.to_string()).start().await.expect_err(part).to_string();
        assert!(error.contains(part), "{error}\nwanted: {part}");
    }
    Ok(())
}
