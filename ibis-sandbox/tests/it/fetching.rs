use ibis_sandbox::Sandbox;
use serde_json::json;

use crate::support::{Client, Outcome, names};

#[tokio::test]
async fn every_reference_is_fetched_into_its_field() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let expected: &[(&str, &str, &str, &[&str])] = &[
        ("person/crsid/spqr1", "all_insts", "/person/institutions", &["GEMS", "UISDEV", "UIS"]),
        (
            "person/crsid/as901",
            "direct_groups",
            "/person/directGroups",
            &["100006", "100011", "100015", "100016", "100019"],
        ),
        (
            "person/crsid/zz9",
            "all_groups",
            "/person/groups",
            &["000000", "000001", "100007", "100017", "100018"],
        ),
        ("person/crsid/as901", "all_identifiers", "/person/identifiers", &["as901", "300000004", "S0004"]),
        ("inst/ASTRO", "parent_insts", "/institution/parentInsts", &["WONDER"]),
        ("inst/RUNES", "parent_insts", "/institution/parentInsts", &["PLANTS", "TONGUE"]),
        ("inst/WONDER", "child_insts", "/institution/childInsts", &["PLANTS", "ASTRO"]),
        (
            "inst/UIS",
            "inst_groups",
            "/institution/groups",
            &["100003", "100004", "100005", "100020", "101888"],
        ),
        ("inst/UIS", "members_groups", "/institution/membersGroups", &["100003"]),
        ("inst/UIS", "managed_by_groups", "/institution/managedByGroups", &["100005", "101888"]),
        ("inst/OLDLAB", "all_members", "/institution/members", &[]),
        ("group/100021", "all_members", "/group/members", &["mas1", "nosm3", "tsm12"]),
        ("group/100016", "direct_members", "/group/directMembers", &["as901"]),
        ("group/100004", "owning_insts", "/group/owningInsts", &["UISDEV", "UIS"]),
        ("group/100005", "manages_insts", "/group/managesInsts", &["UISDEV", "UIS"]),
        ("group/100014", "manages_groups", "/group/managesGroups", &["100012", "100014"]),
        ("group/100015", "managed_by_groups", "/group/managedByGroups", &["100015", "100016"]),
        ("group/100003", "reads_groups", "/group/readsGroups", &["100015"]),
        ("group/100015", "read_by_groups", "/group/readByGroups", &["100003", "101888"]),
        ("group/100017", "includes_groups", "/group/includesGroups", &["100018"]),
        ("group/100017", "included_by_groups", "/group/includedByGroups", &["100018"]),
    ];
    for (path, fetch, pointer, ids) in expected {
        let result = client.json(&format!("/api/v1/{path}?fetch={fetch}")).await?;
        let list = result.pointer(pointer).cloned().unwrap_or_default();
        assert!(list.is_array(), "{path} {fetch}: a list that was fetched is there, even if empty");
        assert_eq!(names(&list), *ids, "{path} {fetch}");
        assert_eq!(
            client.json(&format!("/api/v1/{path}")).await?.pointer(pointer),
            None,
            "{path}: not fetched"
        );
    }
    let followed = client.json("/api/v1/group/100003?fetch=members_of_inst").await?;
    assert_eq!(followed["group"]["membersOfInst"]["instid"], json!("UIS"));
    let of_nothing = client.json("/api/v1/group/100015?fetch=members_of_inst").await?;
    assert_eq!(of_nothing["group"].get("membersOfInst"), None);
    Ok(())
}

#[tokio::test]
async fn attributes_are_fetched_by_scheme_and_by_pseudo_attribute() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let expected: &[(&str, &str, &str, &[&str])] = &[
        ("person/crsid/mas1", "email", "/person/attributes", &["mas1@example.org"]),
        ("person/crsid/bbyte2", "phone_numbers", "/person/attributes", &["60113", "60114", "4711"]),
        ("person/crsid/bbyte2", "pager,email", "/person/attributes", &["bbyte2@example.org", "4711"]),
        ("person/crsid/xyz1", "email", "/person/attributes", &[]),
        ("inst/UIS", "phone_numbers", "/institution/attributes", &["(01632) 960100", "60100"]),
        ("inst/MUSIC", "all_attrs", "/institution/attributes", &["hush@music.example.org"]),
    ];
    for (path, fetch, pointer, values) in expected {
        let result = client.json(&format!("/api/v1/{path}?fetch={fetch}")).await?;
        assert_eq!(names(result.pointer(pointer).unwrap_or(&json!(["absent"]))), *values, "{path} {fetch}");
    }
    Ok(())
}

#[tokio::test]
async fn ten_reference_steps_are_accepted_and_eleven_are_refused() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let ten = ["all_insts", "all_members"].repeat(5).join(".");
    let result = client.json(&format!("/api/v1/person/crsid/u16e1?flatten=true&fetch={ten}.email")).await?;
    assert!(names(&result["entities"]["people"]).len() > 10);
    for eleven in [format!("{ten}.all_insts"), format!("{ten}.all_groups.no_such_thing")] {
        let response = client.get(&format!("/api/v1/person/crsid/u16e1?flatten=true&fetch={eleven}")).await?;
        assert_eq!(
            (response.status, response.error_message()?.as_str()),
            (500, "Nested fetch depth too large.")
        );
    }
    let rows = "contact_rows.all_insts.".repeat(5);
    let with_rows = client.get(&format!("/api/v1/inst/UIS?flatten=true&fetch={rows}all_members")).await?;
    assert_eq!(
        (with_rows.status, with_rows.error_message()?.as_str()),
        (500, "Nested fetch depth too large.")
    );
    Ok(())
}

#[tokio::test]
async fn unknown_name_is_reported() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    for (path, fetch, name) in [
        ("person/crsid/spqr1", "all_instz", "`all_instz`"),
        ("person/crsid/spqr1", "email,all_insts.all_groups", "`all_groups`"),
        ("person/crsid/spqr1", "email.all_insts", "`email`"),
        ("group/100015", "email", "`email`"),
        ("inst/UIS/contact-rows", "contact_rows", "`contact_rows`"),
    ] {
        let response = client.get(&format!("/api/v1/{path}?fetch={fetch}")).await?;
        let message = response.error_message()?;
        assert!(response.status == 400 && message.contains(name), "{fetch}: {} {message}", response.status);
    }
    Ok(())
}

#[tokio::test]
async fn oversized_hierarchical_document_is_refused() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let chain = ["all_insts", "all_members"].repeat(5).join(".");
    let response = client.get(&format!("/api/v1/person/all-people?fetch={chain}")).await?;
    let message = response.error_message()?;
    assert!(response.status == 500 && message.contains("entities"), "{} {message}", response.status);
    Ok(())
}
