//! The document of `response.rs` as XML, for the official Python client.

pub(crate) const XML: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><result xmlns="http://www.lookup.cam.ac.uk" "#,
    r#"version="1.2"><person ref="p1"/><entities><people><person cancelled="false" id="p1">"#,
    r#"<identifier scheme="crsid">spqr1</identifier><displayName>Dr Senata Romana</displayName>"#,
    r"<registeredName>S. P. Q. Romana</registeredName><surname>Romana</surname>",
    r"<visibleName>Dr Senata Romana</visibleName><misAffiliation>staff</misAffiliation><attributes>",
    r#"<attribute attrid="149" scheme="email" visibility="world"><value>spqr1@example.org</value>"#,
    r#"</attribute><attribute attrid="150" scheme="email" instid="UIS" visibility="world">"#,
    r"<value>senata.romana@uis.example.org</value><comment>for work</comment></attribute>",
    r#"<attribute attrid="151" scheme="title" visibility="university"><value>Keeper of the Directory</value>"#,
    r#"</attribute><attribute attrid="152" scheme="universityPhone" visibility="university"><value>60111</value>"#,
    r#"</attribute></attributes><institutions><institution ref="i1"/><institution ref="i2"/></institutions>"#,
    r#"</person></people><institutions><institution cancelled="false" instid="UIS" id="i1">"#,
    r"<name>University Information Services</name><acronym>UIS</acronym></institution>",
    r#"<institution cancelled="false" instid="BOTOLPH" id="i2"><name>St Botolph's College</name>"#,
    r"<acronym>BOT</acronym></institution></institutions><groups/></entities></result>",
);
