use ibis_sandbox::Sandbox;

use crate::support::{Client, Outcome};

#[tokio::test]
async fn format_is_negotiated() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let (xml, json) = ("application/xml", "application/json");
    for (accept, target, wanted) in [
        (None, "", xml),
        (Some("*/*"), "", xml),
        (Some("application/xml"), "", xml),
        (Some("text/xml"), "", xml),
        (Some("application/json"), "", json),
        (Some("application/json; charset=utf-8"), "", json),
        (Some("APPLICATION/JSON"), "", json),
        (Some("application/json, */*"), "", json),
        (Some("application/json;q=0.5, application/xml;q=0.9"), "", xml),
        (Some("application/json;q=0.9, application/xml;q=0.5"), "", json),
        (Some("application/xml;q=0, */*"), "", json),
        (Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), "", xml),
        (Some("application/xml"), "?format=json", json),
        (Some("application/json"), "?format=xml", xml),
        (Some("text/html"), "?format=json", json),
    ] {
        let mut client = Client::at(sandbox.address()).await?;
        if let Some(accept) = accept {
            client = client.with("Accept", accept);
        }
        let response = client.get(&format!("/api/v1/version{target}")).await?;
        assert_eq!((response.status, response.content_type()), (200, wanted), "{accept:?} {target}");
        let error = client.get(&format!("/api/v1/nothing{target}")).await?;
        assert_eq!((error.status, error.content_type()), (404, wanted), "{accept:?} {target}");
    }
    let mut picky = Client::at(sandbox.address()).await?.with("Accept", "text/html");
    assert_eq!(picky.get("/api/v1/version").await?.status, 406);
    Ok(())
}

#[tokio::test]
async fn json_is_laid_out_as_by_the_service() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let target = "/api/v1/person/crsid/xyz1?fetch=email,all_identifiers&flatten=true";
    let expected = r#"{
  "result" : {
    "version" : "1.2",
    "person" : {
      "ref" : "p1"
    },
    "entities" : {
      "people" : [ {
        "cancelled" : false,
        "identifier" : {
          "scheme" : "crsid",
          "value" : "xyz1"
        },
        "staff" : true,
        "student" : false,
        "identifiers" : [ {
          "scheme" : "crsid",
          "value" : "xyz1"
        } ],
        "attributes" : [ ],
        "id" : "p1"
      } ],
      "institutions" : [ ],
      "groups" : [ ]
    }
  }
}"#;
    let pretty = Client::of(&sandbox).await?.get(target).await?;
    assert_eq!(pretty.text(), expected);
    let compact = Sandbox::builder().compact_json().start().await?;
    let compact = Client::of(&compact).await?.get(target).await?;
    assert_eq!(compact.json()?, pretty.json()?);
    assert!(!compact.text().contains(char::is_whitespace));
    Ok(())
}

#[tokio::test]
async fn xml_has_its_namespace_and_the_fields_in_order() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::at(sandbox.address()).await?;
    let declaration = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let result = |inside: &str| {
        format!(r#"{declaration}<result xmlns="http://www.lookup.cam.ac.uk" version="1.2">{inside}</result>"#)
    };
    for (target, inside) in [
        ("version", "<value>1.2</value>"),
        (
            "group/100020?fetch=owning_insts,direct_members,members_of_inst",
            r#"<group cancelled="false" groupid="100020"><name>empty-group</name><title>A group of nobody</title><directMembers/><owningInsts><institution cancelled="false" instid="UIS"><name>University Information Services</name><acronym>UIS</acronym></institution></owningInsts></group>"#,
        ),
        (
            "group/100009?fetch=members_of_inst&flatten=true",
            r#"<group ref="g1"/><entities><people/><institutions><institution cancelled="false" instid="RUNES" id="i2"><name>Department of Elvish &amp; &lt;Runic&gt; &quot;Studies&quot;</name><acronym>E&amp;R</acronym></institution></institutions><groups><group cancelled="false" groupid="100009" id="g1"><name>runes-members</name><title>Members of Elvish &amp; &lt;Runic&gt; &quot;Studies&quot;</title><description>Runes: ᚠᚢᚦ, and one beyond: 𐌰.</description><membersOfInst ref="i2"/></group></groups></entities>"#,
        ),
        (
            "person/crsid/jbs21?fetch=all_identifiers",
            r#"<person cancelled="false"><identifier scheme="crsid">jbs21</identifier><displayName>John Bartholomew Smythe</displayName><registeredName>J. B. Smythe</registeredName><surname>Smythe</surname><visibleName>John Bartholomew Smythe</visibleName><misAffiliation>student</misAffiliation><identifiers><identifier scheme="crsid">jbs21</identifier><identifier scheme="usn">300000003</identifier></identifiers></person>"#,
        ),
        ("person/crsid/nobody9", ""),
        (
            "nothing",
            r#"<error status="404"><code>NOT_FOUND</code><message>there is nothing at `/api/v1/nothing`</message><details/></error>"#,
        ),
    ] {
        let text = client.get(&format!("/api/v1/{target}")).await?.text();
        let expected = if inside.is_empty() {
            format!(r#"{declaration}<result xmlns="http://www.lookup.cam.ac.uk" version="1.2"/>"#)
        } else {
            result(inside)
        };
        assert_eq!(text, expected, "{target}");
    }
    let scheme = client.get("/api/v1/person/all-attr-schemes").await?.text();
    let email = r#"<attributeScheme schemeid="email" precedence="110" multiValued="true" multiLined="false" searchable="true"><ldapName>mail</ldapName><displayName>Email</displayName><dataType>string</dataType><regexp>"#;
    assert!(scheme.contains(email), "{scheme}");
    let rows = client.get("/api/v1/inst/UIS/contact-rows").await?.text();
    let phone = r#"<phoneNumber phoneType="faxNumber"><number>60101</number><comment>mornings only</comment></phoneNumber>"#;
    assert!(rows.contains(phone) && rows.contains(r#"<contactRow bold="true" italic="false">"#), "{rows}");
    Ok(())
}

#[tokio::test]
async fn flattened_document_has_each_entity_once_and_no_dangling_reference() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::of(&sandbox).await?;
    let fetch = "all_insts.child_insts.parent_insts.all_members.all_groups.includes_groups.all_members.email";
    let text = client.get(&format!("/api/v1/person/all-people?flatten=true&fetch={fetch}")).await?.text();
    let quoted = |key: &str| -> Vec<String> {
        let start = format!("\"{key}\" : \"");
        let ends = text.split(start.as_str()).skip(1);
        ends.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    let (ids, refs) = (quoted("id"), quoted("ref"));
    let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    assert!(refs.len() > ids.len(), "{} references to {} entities", refs.len(), ids.len());
    assert!(refs.iter().all(|reference| unique.contains(reference)));
    Ok(())
}

#[tokio::test]
async fn openapi_document_is_served() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let response = Client::of(&sandbox).await?.get("/openapi-3.0.json").await?;
    assert_eq!(response.content_type(), "application/json");
    assert!(response.json()?["openapi"].as_str().is_some_and(|version| version.starts_with("3.0")));
    Ok(())
}
