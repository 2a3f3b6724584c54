use ibis_sandbox::{EDITOR_GROUP, Sandbox};
use serde_json::json;

use crate::support::{Client, Failure, Outcome, attribute, names};

type Form = [(&'static str, &'static str)];

const ADD: &str = "/api/v1/person/crsid/spqr1/add-attribute";

async fn last_transaction(client: &mut Client) -> Result<i64, Failure> {
    let value = client.json("/api/v1/last-transaction").await?["value"].clone();
    Ok(value.as_str().unwrap_or_default().parse()?)
}

#[tokio::test]
async fn edits_require_a_password_and_permission() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let email = attribute(&[("scheme", "email"), ("value", "a@example.org")]);
    let form: &[(&str, &str)] = &[("attr", &email)];
    let mut anonymous = Client::of(&sandbox).await?;
    let refused = anonymous.form("POST", ADD, form).await?;
    assert_eq!(refused.status, 401);
    assert!(refused.headers["www-authenticate"].starts_with("Basic"));
    for (name, password) in
        [(EDITOR_GROUP, "wrong"), ("nobody", "sandbox-password"), ("101888", "sandbox-password")]
    {
        let mut client = Client::of(&sandbox).await?.login(name, password);
        assert_eq!(client.form("POST", ADD, form).await?.status, 401, "{name}");
        assert_eq!(client.get("/api/v1/version").await?.status, 401, "{name}: reading too");
    }
    let mut punters = Client::of(&sandbox).await?.login("punting-society", "punting-password");
    for (method, path) in
        [("POST", ADD), ("PUT", "/api/v1/person/crsid/spqr1/1"), ("POST", "/api/v1/inst/UIS/add-attribute")]
    {
        assert_eq!(punters.form(method, path, form).await?.status, 403, "{path}");
    }
    assert_eq!(punters.send("DELETE", "/api/v1/inst/UIS/1", &[], b"").await?.status, 403);
    let members = [("addIds", "spqr1")];
    assert_eq!(punters.form("PUT", "/api/v1/group/100019/direct-members", &members).await?.status, 403);
    assert_eq!(punters.form("PUT", "/api/v1/group/100015/direct-members", &members).await?.status, 200);
    let mut editor = Client::editor(&sandbox).await?;
    assert_eq!(editor.form("POST", "/api/v1/inst/MUSIC/add-attribute", form).await?.status, 403);
    assert_eq!(editor.form("POST", "/api/v1/inst/NOWHERE/add-attribute", form).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn attribute_is_added_updated_and_deleted() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut editor = Client::editor(&sandbox).await?;
    let before = last_transaction(&mut editor).await?;
    let title = attribute(&[
        ("scheme", "title"),
        ("value", "Lord, of: \"Flags\" & more 🎆"),
        ("comment", "really"),
        ("instid", "UIS"),
        ("visibility", "university"),
        ("effectiveFrom", "05 Jan 2026"),
        ("effectiveTo", "31 Dec 2027"),
    ]);
    let added =
        editor.form("POST", ADD, &[("attr", &title), ("position", "2")]).await?.json()?["result"].clone();
    let mut expected = json!({
        "attrid": added["attribute"]["attrid"], "scheme": "title", "value": "Lord, of: \"Flags\" & more 🎆",
        "comment": "really", "instid": "UIS", "visibility": "university", "effectiveFrom": "2026-01-05",
        "effectiveTo": "2027-12-31", "owningGroupid": "101888",
    });
    assert_eq!(added["attribute"], expected);
    assert_eq!(last_transaction(&mut editor).await?, before + 1);
    let titles =
        editor.json("/api/v1/person/crsid/spqr1/get-attributes?attrs=title").await?["attributes"].clone();
    assert_eq!((&titles[1], names(&titles).len()), (&expected, 3));

    let again = editor.form("POST", ADD, &[("attr", &title)]).await?.json()?["result"]["attribute"].clone();
    assert_eq!((again, last_transaction(&mut editor).await?), (expected.clone(), before + 1), "no duplicate");
    let twice = editor.form("POST", ADD, &[("attr", &title), ("allowDuplicates", "true")]).await?.json()?;
    let attrid = twice["result"]["attribute"]["attrid"].clone();
    assert_ne!(attrid, expected["attrid"]);
    let titles =
        editor.json("/api/v1/person/crsid/spqr1/get-attributes?attrs=title").await?["attributes"].clone();
    assert_eq!((&titles[3]["attrid"], names(&titles).len()), (&attrid, 4), "at the end");

    let path = format!("/api/v1/person/crsid/spqr1/{attrid}");
    let sir = attribute(&[("scheme", "title"), ("value", "Sir")]);
    let updated = editor.form("PUT", &path, &[("attr", &sir)]).await?.json()?["result"]["attribute"].clone();
    expected = json!({"attrid": attrid, "scheme": "title", "value": "Sir", "visibility": "world", "owningGroupid": "101888"});
    assert_eq!(updated, expected);
    assert_eq!(names(&editor.json("/api/v1/person/search?query=sir").await?["people"]), ["spqr1"]);
    for value in ["true", "false"] {
        let deleted = editor.send("DELETE", &path, &[], b"").await?;
        assert_eq!(deleted.json()?["result"]["value"], json!(value));
    }
    assert_eq!(editor.json("/api/v1/person/search?query=sir").await?["people"], json!([]));
    assert_eq!(last_transaction(&mut editor).await?, before + 4);
    let modified = format!("/api/v1/person/modified-people?minTxId={before}&maxTxId={}", before + 4);
    assert_eq!(names(&editor.json(&modified).await?["people"]), ["spqr1"]);
    Ok(())
}

#[tokio::test]
async fn photo_is_added_as_bytes() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut editor = Client::editor(&sandbox).await?;
    let form = [("attr", "scheme:anBlZ1Bob3Rv,binaryData:/9j/2Q==")];
    let added = editor.form("POST", "/api/v1/inst/PLANTS/add-attribute", &form).await?.json()?;
    assert_eq!(added["result"]["attribute"]["binaryData"], json!("/9j/2Q=="));
    let fetched = editor.json("/api/v1/inst/PLANTS?fetch=jpegPhoto").await?;
    assert_eq!(fetched["institution"]["attributes"][0]["binaryData"], json!("/9j/2Q=="));
    Ok(())
}

#[tokio::test]
async fn invalid_attribute_is_refused_and_changes_nothing() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut editor = Client::editor(&sandbox).await?;
    let before = last_transaction(&mut editor).await?;
    let cases = [
        (attribute(&[("scheme", "shoeSize"), ("value", "1")]), "`shoeSize`"),
        (attribute(&[("scheme", "faxNumber"), ("value", "1")]), "`faxNumber`"),
        (attribute(&[("scheme", "email")]), "`value`"),
        (attribute(&[("scheme", "email"), ("value", "no address")]), "`no address`"),
        (attribute(&[("scheme", "jpegPhoto"), ("value", "text")]), "`binaryData`"),
        (attribute(&[("scheme", "title"), ("value", "x"), ("visibility", "nobody")]), "`nobody`"),
        (attribute(&[("scheme", "title"), ("value", "x"), ("instid", "NOWHERE")]), "`NOWHERE`"),
        (attribute(&[("scheme", "title"), ("value", "x"), ("effectiveTo", "2026-01-05")]), "`2026-01-05`"),
        (attribute(&[("scheme", "title"), ("value", "bell \u{7}")]), "control character"),
        (attribute(&[("scheme", "orcid"), ("value", "second")]), "`orcid`"),
        (attribute(&[("value", "x")]), "`scheme`"),
        ("scheme:!!!".to_owned(), "base64"),
        ("nonsense".to_owned(), "`nonsense`"),
        ("scheme:ZW1haWw=,colour:cmVk".to_owned(), "`colour`"),
    ];
    for (attr, part) in &cases {
        let response = editor.form("POST", ADD, &[("attr", attr)]).await?;
        let message = response.error_message()?;
        assert!(response.status == 400 && message.contains(part), "{attr}: {} {message}", response.status);
    }
    let missing = editor.form("POST", ADD, &[("position", "1")]).await?;
    assert!(missing.error_message()?.contains("`attr`"));
    let email = attribute(&[("scheme", "email"), ("value", "a@example.org")]);
    let negative = editor.form("POST", ADD, &[("attr", &email), ("position", "-1")]).await?;
    assert!(negative.error_message()?.contains("`position`"));
    let unknown = editor.form("PUT", "/api/v1/person/crsid/spqr1/999999", &[("attr", &email)]).await?;
    assert_eq!(unknown.status, 404);
    assert_eq!(last_transaction(&mut editor).await?, before);
    Ok(())
}

#[tokio::test]
async fn direct_members_are_added_and_removed() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut editor = Client::editor(&sandbox).await?;
    let before = last_transaction(&mut editor).await?;
    let path = "/api/v1/group/demonstrators/direct-members";
    let steps: [(&Form, &[&str]); 5] = [
        (&[("addIds", "spqr1,usn/300000003,nobody9,spqr1")], &["as901", "bbyte2", "jbs21", "spqr1"]),
        (&[("removeIds", "bbyte2,nobody9,usn/300000003")], &["as901", "spqr1"]),
        (
            &[("addIds", "as901,mas1"), ("removeIds", "as901"), ("commitComment", "why not")],
            &["as901", "mas1", "spqr1"],
        ),
        (&[("removeIds", "all-members"), ("addIds", "zz9,cs999")], &["zz9"]),
        (&[], &["zz9"]),
    ];
    for (form, members) in steps {
        let response = editor.form("PUT", path, form).await?;
        assert_eq!(names(&response.json()?["result"]["people"]), members, "{form:?}");
        assert_eq!(names(&editor.json(path).await?["people"]), members);
    }
    assert_eq!(last_transaction(&mut editor).await?, before + 5);
    let cancelled = editor.json("/api/v1/group/100019/cancelled-members").await?;
    assert_eq!(names(&cancelled["people"]), ["cs999"]);
    let is_member = editor.json("/api/v1/person/crsid/zz9/is-member-of-group/100019").await?;
    assert_eq!(is_member["value"], json!("true"));
    let follows =
        editor.form("PUT", "/api/v1/group/uis-members/direct-members", &[("addIds", "zz9")]).await?;
    assert!(follows.status == 400 && follows.error_message()?.contains("institution"));
    let unknown = editor.form("PUT", "/api/v1/group/nothing/direct-members", &[("addIds", "zz9")]).await?;
    assert_eq!(unknown.status, 404);
    Ok(())
}

#[tokio::test]
async fn group_is_created_with_a_valid_and_new_name() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut editor = Client::editor(&sandbox).await?;
    let path = "/api/v1/inst/UIS/create-group";
    let form = |name: &'static str| [("name", name), ("title", "T & <t>"), ("description", "D")];
    let created =
        editor.form("POST", path, &[&form("tea-club")[..], &[("managedBy", "101888")]].concat()).await?;
    let group = created.json()?["result"]["group"].clone();
    assert_eq!(
        group,
        json!({"cancelled": false, "groupid": "101889", "name": "tea-club", "title": "T & <t>", "description": "D"})
    );
    let fetched =
        editor.json("/api/v1/group/tea-club?fetch=owning_insts,managed_by_groups").await?["group"].clone();
    assert_eq!(
        (names(&fetched["owningInsts"]), names(&fetched["managedByGroups"])),
        (vec!["UIS".into()], vec!["101888".into()])
    );
    let own =
        editor.form("POST", path, &form("self-made")).await?.json()?["result"]["group"]["groupid"].clone();
    let fetched = editor.json("/api/v1/group/self-made?fetch=managed_by_groups").await?;
    assert_eq!(names(&fetched["group"]["managedByGroups"]), [own.as_str().unwrap_or_default()]);
    for (name, status) in
        [("tea-club", 409), ("Tea", 400), ("1tea", 400), ("tea club", 400), ("", 400), ("té", 400)]
    {
        let response = editor.form("POST", path, &form(name)).await?;
        assert_eq!(response.status, status, "{name}: {}", response.error_message()?);
    }
    let untitled = editor.form("POST", path, &[("name", "x"), ("title", " "), ("description", "D")]).await?;
    assert!(untitled.error_message()?.contains("`title`"));
    let unmanaged =
        editor.form("POST", path, &[&form("y")[..], &[("managedBy", "nothing")]].concat()).await?;
    assert!(unmanaged.error_message()?.contains("`nothing`"));
    Ok(())
}
