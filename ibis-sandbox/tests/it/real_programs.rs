//! The fetch items, schemes and habits of public programs that use Lookup.

use std::collections::BTreeSet;

use ibis_sandbox::{GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};
use serde_json::{Value, json};

use crate::support::{Client, Failure, Outcome, attribute, names};

async fn person(crsid: &str, fetch: &str) -> Result<Value, Failure> {
    let sandbox = Sandbox::start().await?;
    let target = format!("/api/v1/person/crsid/{crsid}?fetch={fetch}");
    Ok(Client::of(&sandbox).await?.json(&target).await?["person"].clone())
}

/// The schemes and values of a person's attributes.
fn attributes(person: &Value) -> Vec<(&str, &str)> {
    let attributes = person["attributes"].as_array().into_iter().flatten();
    attributes
        .map(|one| (one["scheme"].as_str().unwrap_or_default(), one["value"].as_str().unwrap_or_default()))
        .collect()
}

/// A test for each item that is fetched as attributes: a person, and the values.
macro_rules! fetched_attributes {
    ($($test:ident: $item:literal of $crsid:literal is $values:expr;)*) => {$(
        #[tokio::test]
        async fn $test() -> Outcome {
            let person = person($crsid, $item).await?;
            let values: &[&str] = &$values;
            let expected: Vec<_> = values.iter().map(|value| ($item, *value)).collect();
            assert_eq!(attributes(&person), expected);
            Ok(())
        }
    )*};
}

fetched_attributes! {
    email_is_fetched: "email" of "bq201" is ["bq201@example.org"];
    jd_college_is_fetched: "jdCollege" of "bq201" is ["GEMS"];
    jd_instid_is_fetched: "jdInstid" of "bq201" is ["ASTRO"];
    departing_email_is_fetched: "departingEmail" of "ds204" is ["delphine.saltmarsh@alumni.example.org"];
    display_name_is_fetched: "displayName" of "bq201" is ["Bramwell Quillfeather"];
    surname_is_fetched: "surname" of "bq201" is ["Quillfeather"];
    registered_name_is_fetched: "registeredName" of "bq201" is ["B. Quillfeather"];
    first_name_is_fetched: "firstName" of "bq201" is ["Bramwell"];
    visible_name_is_accepted_and_has_its_own_field: "visibleName" of "bq201" is [];
    name_is_accepted: "name" of "bq201" is [];
    title_is_fetched: "title" of "ds204" is ["Director of Rests"];
    labeled_uri_is_fetched: "labeledURI" of "ds204" is ["https://example.org/~ds204 Rests"];
    university_phone_is_fetched: "universityPhone" of "pw202" is ["60502"];
    mobex_phone_is_fetched_by_name: "mobexPhone" of "spqr1" is ["8123"];
}

#[tokio::test]
async fn all_insts_are_fetched() -> Outcome {
    let person = person("bq201", "all_insts").await?;
    assert_eq!(names(&person["institutions"]), ["ASTRO", "GEMSUG", "GEMSUG25"]);
    Ok(())
}

#[tokio::test]
async fn all_groups_are_fetched() -> Outcome {
    let person = person("bq201", "all_groups").await?;
    assert_eq!(names(&person["groups"]), ["000000", "000001", "000031", "000032", "100007"]);
    Ok(())
}

#[tokio::test]
async fn all_attrs_are_fetched() -> Outcome {
    let person = person("bq201", "all_attrs").await?;
    let schemes: Vec<&str> = attributes(&person).into_iter().map(|(scheme, _)| scheme).collect();
    let expected = [
        "displayName",
        "registeredName",
        "surname",
        "firstName",
        "misAffiliation",
        "jdCollege",
        "jdInstid",
        "email",
    ];
    assert_eq!(schemes, expected);
    Ok(())
}

#[tokio::test]
async fn phone_numbers_exclude_the_mobile_extension() -> Outcome {
    let person = person("spqr1", "phone_numbers").await?;
    assert_eq!(attributes(&person), [("universityPhone", "60111"), ("instPhone", "111")]);
    Ok(())
}

#[tokio::test]
async fn all_items_can_be_fetched_together() -> Outcome {
    let items = "all_insts,email,jdCollege,all_groups,jdInstid,departingEmail,all_attrs,displayName,surname,\
                 registeredName,firstName,visibleName,name,title,labeledURI,universityPhone";
    let person = person("ds204", items).await?;
    assert_eq!(names(&person["institutions"]), ["MUSIC", "SPARK"]);
    assert!(attributes(&person).contains(&("departingEmail", "delphine.saltmarsh@alumni.example.org")));
    Ok(())
}

#[tokio::test]
async fn first_scheme_of_people_is_display_name() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let schemes = client.json("/api/v1/person/all-attr-schemes").await?["attributeSchemes"].clone();
    assert_eq!(schemes[0]["schemeid"], json!("displayName"));
    let of_institutions = client.json("/api/v1/inst/all-attr-schemes").await?["attributeSchemes"].clone();
    assert!(
        of_institutions
            .as_array()
            .is_some_and(|schemes| schemes.iter().all(|scheme| scheme["schemeid"] != "displayName"))
    );
    Ok(())
}

#[tokio::test]
async fn editing_display_name_changes_the_persons_display_name() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut editor = Client::editor(&sandbox).await?;
    let read = "/api/v1/person/crsid/bq201?fetch=displayName";
    let attrid = editor.json(read).await?["person"]["attributes"][0]["attrid"].clone();
    let path = format!("/api/v1/person/crsid/bq201/{attrid}");
    let attr = attribute(&[("scheme", "displayName"), ("value", "Bram Quillfeather")]);
    assert_eq!(editor.form("PUT", &path, &[("attr", &attr)]).await?.status, 200);
    let person = editor.json(read).await?["person"].clone();
    let shown = [&person["displayName"], &person["visibleName"], &person["attributes"][0]["value"]];
    assert_eq!(shown, [&json!("Bram Quillfeather"); 3]);
    assert_eq!(names(&editor.json("/api/v1/person/search?query=bram%20q").await?["people"]), ["bq201"]);

    let second = editor.form("POST", "/api/v1/person/crsid/bq201/add-attribute", &[("attr", &attr)]).await?;
    assert_eq!(second.json()?["result"]["attribute"]["attrid"], attrid, "no second display name");
    editor.send("DELETE", &path, &[], b"").await?;
    let person = editor.json(read).await?["person"].clone();
    assert_eq!((person.get("displayName"), &person["visibleName"]), (None, &json!("B. Quillfeather")));
    Ok(())
}

/// The names of the fields that a record has.
fn fields(record: &Value) -> BTreeSet<&str> {
    record.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn visible_name_is_the_first_one_that_the_caller_may_see() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let path = "/api/v1/person/crsid/hv205";
    let veiled = Client::of(&sandbox).await?.json(path).await?["person"].clone();
    let expected = ["cancelled", "identifier", "misAffiliation", "staff", "student", "visibleName"];
    assert_eq!(fields(&veiled), BTreeSet::from(expected));
    assert_eq!(veiled["visibleName"], json!("hv205"));
    let known = Client::editor(&sandbox).await?.json(path).await?["person"].clone();
    assert_eq!([&known["displayName"], &known["visibleName"]], [&json!("Hesper Veil"); 2]);
    Ok(())
}

#[tokio::test]
async fn person_may_have_no_visible_name() -> Outcome {
    let person = person("xyz1", "displayName,registeredName,surname").await?;
    let expected = ["attributes", "cancelled", "identifier", "staff", "student"];
    assert_eq!(fields(&person), BTreeSet::from(expected));
    Ok(())
}

#[tokio::test]
async fn person_may_have_no_visible_email_address() -> Outcome {
    for crsid in ["hv205", "nosm3", "xyz1"] {
        assert_eq!(person(crsid, "email").await?["attributes"], json!([]), "{crsid}");
    }
    Ok(())
}

#[tokio::test]
async fn colleges_have_undergraduates_postgraduates_and_years() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let target = "/api/v1/inst/COLL?fetch=child_insts.child_insts.child_insts";
    let colleges = client.json(target).await?["institution"]["childInsts"].clone();
    assert_eq!(names(&colleges), ["SPARK", "SPARKPG", "SPARKUG", "GEMS"]);
    assert_eq!(names(&colleges[3]["childInsts"]), ["GEMSPG", "GEMSUG"]);
    assert_eq!(names(&colleges[3]["childInsts"][1]["childInsts"]), ["GEMSUG25"]);
    for (inst, members) in
        [("GEMSUG25", ["bq201"].as_slice()), ("GEMSPG", &["pw202"]), ("SPARKUG", &["hv205", "ot203"])]
    {
        let people = client.json(&format!("/api/v1/inst/{inst}/members")).await?["people"].clone();
        assert_eq!(names(&people), members, "{inst}");
    }
    Ok(())
}

#[tokio::test]
async fn groups_are_found_by_padded_id_or_name() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    for name in ["000031", "kazoo-society"] {
        let group = client.json(&format!("/api/v1/group/{name}")).await?["group"].clone();
        assert_eq!((&group["groupid"], &group["name"]), (&json!("000031"), &json!("kazoo-society")));
        let target = format!("/api/v1/person/crsid/bq201/is-member-of-group/{name}");
        assert_eq!(client.json(&target).await?["value"], json!("true"), "{name}");
    }
    assert_eq!(client.json("/api/v1/group/31").await?, json!({"version": "1.2"}), "without its zeros");
    let listed = client.json("/api/v1/group/list?groupids=kazoo-society,000032,31").await?;
    assert_eq!(names(&listed["groups"]), ["000031", "000032"]);
    Ok(())
}

#[tokio::test]
async fn tokens_are_granted_with_and_without_a_scope() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let scope = "https://api.apps.cam.ac.uk/lookup";
    for fields in [vec![("scope", scope)], vec![]] {
        let mut client = Client::of(&sandbox).await?.login(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET);
        let form = [vec![("grant_type", "client_credentials")], fields].concat();
        assert_eq!(client.form("POST", "/oauth2/v1/token", &form).await?.status, 200);
    }
    assert_eq!(sandbox.token_scopes(), [Some(scope.to_owned()), None]);
    Ok(())
}

#[tokio::test]
async fn anonymous_access_can_be_refused() -> Outcome {
    let sandbox = Sandbox::builder().anonymous(false).start().await?;
    let version = "/api/v1/version";
    for mut client in [Client::of(&sandbox).await?, Client::of(&sandbox).await?.login("anonymous", "")] {
        let refused = client.get(version).await?;
        assert_eq!(refused.status, 401);
        assert!(refused.headers["www-authenticate"].starts_with("Basic"));
        assert!(refused.error_message()?.contains("University's network"));
    }
    assert_eq!(Client::editor(&sandbox).await?.get(version).await?.status, 200);
    let grant = [("grant_type", "client_credentials")];
    let mut client = Client::of(&sandbox).await?.login(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET);
    let granted = client.form("POST", "/oauth2/v1/token", &grant).await?.json()?;
    let token = format!("Bearer {}", granted["access_token"].as_str().unwrap_or_default());
    let mut client = Client::of(&sandbox).await?.with("Authorization", &token);
    assert_eq!(client.get("/lookup/v1/version").await?.status, 200);
    Ok(())
}
