use serde_json::{Value, json};

use crate::support::{Client, Outcome, names};
use ibis_sandbox::Sandbox;

#[tokio::test]
async fn values_are_strings_without_the_gateway() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    for (target, value) in [
        ("/api/v1/version", "1.2"),
        ("/api/v1/last-transaction", "12"),
        ("/api/v1/person/search-count?query=smith", "4"),
        ("/api/v1/person/crsid/spqr1/is-member-of-group/100003", "true"),
        ("/api/v1/person/crsid/spqr1/is-member-of-group/uis-members", "true"),
        ("/api/v1/person/crsid/spqr1/is-member-of-group/nothing", "false"),
        ("/api/v1/person/crsid/nobody9/is-member-of-group/100003", "false"),
        ("/api/v1/person/nonsense/spqr1/is-member-of-group/100003", "false"),
        ("/api/v1/person/crsid/spqr1/is-member-of-inst/UIS", "true"),
        ("/api/v1/person/crsid/spqr1/is-member-of-inst/NOWHERE", "false"),
        ("/api/v1/person/crsid/cs999/is-member-of-inst/UIS", "false"),
    ] {
        assert_eq!(client.json(target).await?["value"], json!(value), "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn unknown_entities_are_absent_with_status_200() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    for target in [
        "/api/v1/person/crsid/nobody9",
        "/api/v1/person/nonsense/spqr1",
        "/api/v1/inst/NOWHERE",
        "/api/v1/group/999999",
        "/api/v1/inst/NOWHERE/contact-rows",
        "/api/v1/person/crsid/spqr1/999999",
        "/api/v1/inst/UIS/999999",
    ] {
        assert_eq!(client.json(target).await?, json!({"version": "1.2"}), "{target}");
    }
    for target in [
        "/api/v1/person/crsid/nobody9/insts",
        "/api/v1/person/crsid/nobody9/groups",
        "/api/v1/person/crsid/nobody9/manages-insts",
        "/api/v1/inst/NOWHERE/members",
        "/api/v1/group/999999/members",
        "/api/v1/group/999999/cancelled-members",
        "/api/v1/person/crsid/nobody9/get-attributes?attrs=email",
    ] {
        let result = client.json(target).await?;
        let list = result.as_object().and_then(|fields| fields.values().find(|field| field.is_array()));
        assert_eq!(list, Some(&json!([])), "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn lists_have_the_order_of_the_service() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let expected: &[(&str, &str, &[&str])] = &[
        (
            "/api/v1/person/list?crsids=zz9,nobody9,spqr1,usn/300000003,cs999,zz9",
            "people",
            &["cs999", "jbs21", "spqr1", "zz9"],
        ),
        ("/api/v1/inst/list?instids=UIS,NOWHERE,ASTRO", "institutions", &["ASTRO", "UIS"]),
        (
            "/api/v1/group/list?groupids=uis-editors,000000,nothing,100015,punting-society",
            "groups",
            &["000000", "100015", "101888"],
        ),
        ("/api/v1/person/crsid/spqr1/insts", "institutions", &["GEMS", "UISDEV", "UIS"]),
        ("/api/v1/person/crsid/ob77/manages-groups", "groups", &["100012", "100014", "100015", "100016"]),
        ("/api/v1/person/crsid/ob77/manages-insts", "institutions", &["MUSIC"]),
        (
            "/api/v1/person/crsid/spqr1/groups",
            "groups",
            &["000000", "100003", "100004", "100005", "100010", "100011", "101888"],
        ),
        ("/api/v1/group/100015/members", "people", &["as901", "jbs21", "u16e1"]),
        ("/api/v1/group/100015/cancelled-members", "people", &["cs999"]),
        ("/api/v1/group/100016/members", "people", &["as901", "ob77"]),
        ("/api/v1/group/100016/direct-members", "people", &["as901"]),
        ("/api/v1/group/100017/members", "people", &["tsm12", "zz9"]),
        ("/api/v1/group/100018/members", "people", &["tsm12", "zz9"]),
        ("/api/v1/inst/OLDLAB/cancelled-members", "people", &["cs999", "old11"]),
        ("/api/v1/inst/OLDLAB/members", "people", &[]),
    ];
    for (target, list, ids) in expected {
        assert_eq!(names(&client.json(target).await?[list]), *ids, "{target}");
    }
    let all = names(&client.json("/api/v1/inst/all-insts?includeCancelled=true").await?["institutions"]);
    assert_eq!((all.len(), all.is_sorted()), (20, true));
    let live = names(&client.json("/api/v1/inst/all-insts").await?["institutions"]);
    assert_eq!((live.len(), live.contains(&"OLDLAB".to_owned())), (19, false));
    let groups = names(&client.json("/api/v1/group/all-groups?includeCancelled=true").await?["groups"]);
    assert_eq!((groups.len(), groups.is_sorted()), (27, true));
    Ok(())
}

#[tokio::test]
async fn attributes_and_schemes_are_sorted_by_precedence() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let result = client.json("/api/v1/person/crsid/spqr1/get-attributes?attrs=address,email,title").await?;
    let schemes: Vec<&str> = result["attributes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|attribute| attribute["scheme"].as_str())
        .collect();
    assert_eq!(schemes, ["title", "title", "email", "email", "address", "address"]);
    let attrid = result["attributes"][2]["attrid"].clone();
    let one = client.json(&format!("/api/v1/person/crsid/spqr1/{attrid}")).await?;
    assert_eq!(one["attribute"], result["attributes"][2]);

    for target in ["/api/v1/person/all-attr-schemes", "/api/v1/inst/all-attr-schemes"] {
        let schemes = client.json(target).await?["attributeSchemes"].clone();
        let precedence: Vec<i64> = schemes
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|scheme| scheme["precedence"].as_i64())
            .collect();
        assert!(precedence.is_sorted() && precedence.len() >= 10, "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn all_people_are_paged_by_identifier() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let (mut seen, mut last): (Vec<String>, String) = (Vec::new(), String::new());
    loop {
        let target = format!("/api/v1/person/all-people?includeCancelled=true&limit=7&identifier={last}");
        let page = names(&client.json(&target).await?["people"]);
        let Some(crsid) = page.last() else { break };
        assert!(page.len() <= 7);
        last.clone_from(crsid);
        seen.extend(page);
    }
    assert_eq!((seen.len(), seen.is_sorted()), (65, true));
    let live = client.json("/api/v1/person/all-people").await?;
    assert_eq!(names(&live["people"]).len(), 61);
    let none = client.json("/api/v1/person/all-people?limit=0").await?;
    assert_eq!(none["people"], json!([]));
    Ok(())
}

#[tokio::test]
async fn changes_are_limited_to_a_range_of_transactions() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let expected: &[(&str, &str, &[&str])] = &[
        ("/api/v1/person/modified-people?minTxId=3&maxTxId=11", "people", &["mas1"]),
        ("/api/v1/person/modified-people?minTxId=2&maxTxId=3", "people", &["spqr1"]),
        ("/api/v1/person/modified-people?minTxId=3&maxTxId=4&includeCancelled=true", "people", &["cs999"]),
        (
            "/api/v1/person/modified-people?minTxId=4&maxTxId=7&membershipChanges=true",
            "people",
            &["jbs21", "vis1"],
        ),
        (
            "/api/v1/person/modified-people?minTxId=1&maxTxId=2&instNameChanges=true&crsids=spqr1,mas1,zz9",
            "people",
            &["mas1", "spqr1"],
        ),
        ("/api/v1/inst/modified-insts?minTxId=0&maxTxId=12", "institutions", &["SPARK", "UIS", "UNIV"]),
        ("/api/v1/inst/modified-insts?minTxId=5&maxTxId=6", "institutions", &[]),
        ("/api/v1/inst/modified-insts?minTxId=5&maxTxId=6&contactRowChanges=true", "institutions", &["UIS"]),
        (
            "/api/v1/inst/modified-insts?minTxId=6&maxTxId=7&membershipChanges=true",
            "institutions",
            &["PLANTS"],
        ),
        ("/api/v1/inst/modified-insts?minTxId=0&maxTxId=12&instids=SPARK", "institutions", &["SPARK"]),
        ("/api/v1/group/modified-groups?minTxId=0&maxTxId=12", "groups", &["101888"]),
        (
            "/api/v1/group/modified-groups?minTxId=0&maxTxId=12&includeCancelled=true",
            "groups",
            &["100099", "101888"],
        ),
        ("/api/v1/group/modified-groups?minTxId=4&maxTxId=5&membershipChanges=true", "groups", &["100015"]),
        ("/api/v1/group/modified-groups?minTxId=5&maxTxId=4&membershipChanges=true", "groups", &[]),
    ];
    for (target, list, ids) in expected {
        assert_eq!(names(&client.json(target).await?[list]), *ids, "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn people_have_staff_and_student_fields() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    for (crsid, affiliation, staff, student) in [
        ("spqr1", json!("staff"), true, false),
        ("jbs21", json!("student"), false, true),
        ("as901", json!("staff,student"), true, true),
        ("xyz1", Value::Null, true, false),
    ] {
        let person = client.json(&format!("/api/v1/person/crsid/{crsid}")).await?["person"].clone();
        let actual = (&person["misAffiliation"], &person["staff"], &person["student"]);
        assert_eq!(actual, (&affiliation, &json!(staff), &json!(student)), "{crsid}");
    }
    let nameless = client.json("/api/v1/person/crsid/xyz1").await?["person"].clone();
    assert_eq!(nameless.get("visibleName"), None);
    Ok(())
}

#[tokio::test]
async fn contact_rows_are_in_the_institution() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let rows =
        client.json("/api/v1/inst/UIS/contact-rows?fetch=email").await?["institution"]["contactRows"].clone();
    assert_eq!(
        rows[0]["phoneNumbers"][1],
        json!({"phoneType": "faxNumber", "number": "60101", "comment": "mornings only"})
    );
    assert_eq!(rows[0]["people"], json!([]));
    assert_eq!(names(&rows[1]["people"]), ["spqr1", "mas1"], "as listed, without a cancelled person");
    assert_eq!(names(&rows[1]["people"][0]["attributes"])[0], "spqr1@example.org");
    Ok(())
}

#[tokio::test]
async fn invalid_parameters_are_refused_by_name() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    for (target, status, part) in [
        ("/api/v1/person/search", 400, "`query`"),
        ("/api/v1/person/list", 400, "`crsids`"),
        ("/api/v1/person/search?query=a&limit=many", 400, "`limit`"),
        ("/api/v1/person/search?query=a&limit=-1", 400, "`limit`"),
        ("/api/v1/person/search?query=a&offset=99999999999", 400, "`offset`"),
        ("/api/v1/person/search?query=a&misStatus=king", 400, "`misStatus`"),
        ("/api/v1/person/search?query=a&orderBy=height", 400, "`orderBy`"),
        ("/api/v1/person/search?query=a&attributes=shoeSize", 400, "`shoeSize`"),
        ("/api/v1/inst/search?query=a&orderBy=surname", 400, "`orderBy`"),
        ("/api/v1/group/modified-groups?minTxId=1", 400, "`maxTxId`"),
        ("/api/v1/group/modified-groups?minTxId=1&maxTxId=x", 400, "`maxTxId`"),
        ("/api/v1/group/all-groups?includeCancelled=perhaps", 400, "`includeCancelled`"),
        ("/api/v1/person/crsid/spqr1/get-attributes?attrs=email,shoeSize", 400, "`shoeSize`"),
        ("/api/v1/person/crsid/spqr1/email", 404, "`email`"),
        ("/api/v1/version?format=yaml", 400, "`format`"),
        ("/api/v1/version?flatten=maybe", 400, "`flatten`"),
        ("/api/v1/group/100015/token?aud=x", 401, "password"),
    ] {
        let response = client.get(target).await?;
        let message = response.error_message()?;
        assert!(
            response.status == status && message.contains(part),
            "{target}: {} {message}",
            response.status
        );
    }
    Ok(())
}
