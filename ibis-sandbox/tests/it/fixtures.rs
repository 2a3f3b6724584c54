use ibis_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Client, Outcome, names};

const SMALL: &str = r#"
[[institutions]]
instid = "TEA"
name = "Department of Tea"

[[people]]
crsid = "abc1"
displayName = "A. Bee"
institutions = ["TEA"]
attributes = [{ scheme = "email", value = "abc1@example.org" }]

[[groups]]
groupid = "000007"
name = "tea-editors"
title = "Editors of Tea"
directMembers = ["abc1"]
managesInsts = ["TEA"]

[[history]]
transaction = 3
person = "abc1"
change = "fields"
"#;

#[tokio::test]
async fn custom_directory_is_served_and_edited() -> Outcome {
    let sandbox =
        Sandbox::builder().fixtures_toml(SMALL).group_password("tea-editors", "milk").start().await?;
    let mut client = Client::of(&sandbox).await?.login("tea-editors", "milk");
    assert_eq!(names(&client.json("/api/v1/person/all-people").await?["people"]), ["abc1"]);
    assert_eq!(client.json("/api/v1/last-transaction").await?["value"], json!("3"));
    let person = client.json("/api/v1/person/crsid/abc1?fetch=all_groups").await?["person"].clone();
    assert_eq!(
        (&person["visibleName"], names(&person["groups"])),
        (&json!("A. Bee"), vec!["000007".to_owned()])
    );
    let attr = crate::support::attribute(&[("scheme", "title"), ("value", "Taster")]);
    let added = client.form("POST", "/api/v1/person/crsid/abc1/add-attribute", &[("attr", &attr)]).await?;
    assert_eq!(added.status, 200);
    Ok(())
}

#[tokio::test]
async fn fixtures_are_read_from_a_file_of_either_format() -> Outcome {
    let folder = std::env::temp_dir().join(format!("ibis-sandbox-fixtures-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let json = r#"{"people": [{"crsid": "abc1", "surname": "Bee"}]}"#;
    for (name, text) in [("directory.toml", SMALL), ("directory.json", json)] {
        let file = folder.join(name);
        std::fs::write(&file, text)?;
        let sandbox = Sandbox::builder().fixtures(&file).start().await?;
        let person = Client::of(&sandbox).await?.json("/api/v1/person/crsid/abc1").await?;
        assert_eq!(person["person"]["identifier"]["value"], json!("abc1"), "{name}");
    }
    std::fs::write(folder.join("directory.yaml"), "")?;
    for (name, part) in [("absent.toml", "cannot read"), ("directory.yaml", "neither `.json` nor `.toml`")] {
        let error = Sandbox::builder().fixtures(folder.join(name)).start().await.expect_err(name).to_string();
        assert!(error.contains(part) && error.contains(name), "{error}");
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

#[tokio::test]
async fn invalid_fixtures_are_reported_with_their_position() -> Outcome {
    let cases = [
        (r#"{"people": [}"#, "line 1, column 13: expected value"),
        (r#"{"people": [{"crsid": "a1", "shoe": 1}]}"#, "line 1, column 34: unknown field `shoe`"),
        (
            r#"{"people": [{"crsid": "a1"}, {"crsid": "b1"}, {"crsid": "a1"}]}"#,
            "people[2].crsid: `a1` is a duplicate of people[0].crsid",
        ),
        (
            r#"{"people": [{"crsid": "a1", "institutions": ["X"]}]}"#,
            "people[0].institutions[0]: no institution `X`",
        ),
        (
            r#"{"people": [{"crsid": "b1"}, {"crsid": "a1", "misAffiliation": "king"}]}"#,
            "people[1].misAffiliation: `king` is not an affiliation",
        ),
        (r#"{"people": [{"crsid": "a/1"}]}"#, "people[0].crsid: `a/1` is not a valid crsid"),
        (
            r#"{"people": [{"crsid": "a1", "attributes": [{"scheme": "email"}]}]}"#,
            "people[0].attributes[0]: an attribute of the scheme `email` has a `value`",
        ),
        (
            r#"{"people": [{"crsid": "a1", "attributes": [{"scheme": "faxNumber", "value": "1"}]}]}"#,
            "people[0].attributes[0].scheme: no attribute scheme `faxNumber` for this kind of record",
        ),
        (
            r#"{"people": [{"crsid": "a1", "attributes": [{"scheme": "email", "value": "x", "effectiveTo": "today"}]}]}"#,
            "people[0].attributes[0].effectiveTo: `today` is not a date",
        ),
        (
            r#"{"people": [{"crsid": "a1", "surname": "bell \u0007"}]}"#,
            "people[0].surname: has a control character",
        ),
        (
            r#"{"people": [{"crsid": "a1", "identifiers": [{"scheme": "usn", "value": "1"}]}, {"crsid": "b1", "identifiers": [{"scheme": "usn", "value": "1"}]}]}"#,
            "people[1].identifiers[0]: `usn/1` is a duplicate of people[0].identifiers[0]",
        ),
        (
            r#"{"groups": [{"groupid": "1", "name": "a", "title": "A"}, {"groupid": "2", "name": "a", "title": "B"}]}"#,
            "groups[1].name: `a` is a duplicate of groups[0].name",
        ),
        (
            r#"{"groups": [{"groupid": "1", "name": "a", "title": "A", "managesGroups": ["2"]}]}"#,
            "groups[0].managesGroups[0]: no group `2`",
        ),
        (
            r#"{"groups": [{"groupid": "1", "name": "A", "title": "A"}]}"#,
            "groups[0].name: `A` is not a valid group name",
        ),
        (r#"{"history": [{"transaction": 1, "change": "fields"}]}"#, "history[0]: expected exactly one of"),
    ];
    for (json, part) in cases {
        let error = Sandbox::builder().fixtures_json(json).start().await.expect_err(json).to_string();
        assert!(error.contains(part), "{error}\nwanted: {part}");
    }
    let toml = "[[people]]\ncrsid = 1\n";
    let error = Sandbox::builder().fixtures_toml(toml).start().await.expect_err(toml).to_string();
    assert!(error.contains("line 2, column 9"), "{error}");
    let error =
        Sandbox::builder().group_password("nobody", "x").start().await.expect_err("no group").to_string();
    assert_eq!(error, "there is no group `nobody` to give a password");
    Ok(())
}
