//! The document in every response of the local server: one person, about 1 kB.

pub(crate) const JSON: &str = concat!(
    r#"{"result":{"version":"1.2","person":{"ref":"p1"},"entities":{"people":[{"cancelled":false,"#,
    r#""identifier":{"scheme":"crsid","value":"spqr1"},"displayName":"Dr Senata Romana","#,
    r#""registeredName":"S. P. Q. Romana","surname":"Romana","visibleName":"Dr Senata Romana","#,
    r#""misAffiliation":"staff","staff":true,"student":false,"attributes":[{"attrid":149,"scheme":"email","#,
    r#""value":"spqr1@example.org","visibility":"world"},{"attrid":150,"scheme":"email","#,
    r#""value":"senata.romana@uis.example.org","comment":"for work","instid":"UIS","visibility":"world"},"#,
    r#"{"attrid":151,"scheme":"title","value":"Keeper of the Directory","visibility":"university"},"#,
    r#"{"attrid":152,"scheme":"universityPhone","value":"60111","visibility":"university"}],"#,
    r#""institutions":[{"ref":"i1"},{"ref":"i2"}],"id":"p1"}],"institutions":[{"cancelled":false,"#,
    r#""instid":"UIS","name":"University Information Services","acronym":"UIS","id":"i1"},"#,
    r#"{"cancelled":false,"instid":"BOTOLPH","name":"St Botolph's College","acronym":"BOT","id":"i2"}],"#,
    r#""groups":[]}}}"#,
);
