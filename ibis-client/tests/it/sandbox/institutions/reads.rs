//! Reads of one institution.

use ibis_client::{ContactRow, Institution, InstitutionMethods, Person, fetch};

use crate::sandbox::{Visit, crsids, groupids, instids};

pub(super) async fn get_inst(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    let runes = institutions
        .get_inst("RUNES")
        .fetch(fetch!(
            Institution: all_attrs, parent_insts.child_insts, managed_by_groups, members_groups, inst_groups
        ))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(runes.name(), "Department of Elvish & <Runic> \"Studies\"");
    assert_eq!(runes.acronym(), Some("E&R"));
    assert_eq!(runes.attributes().unwrap().len(), 0);
    let parents: Vec<Institution> = runes.parent_insts().unwrap().collect();
    assert_eq!(instids(&parents), ["PLANTS", "TONGUE"]);
    let children: Vec<Institution> = parents[1].child_insts().unwrap().collect();
    assert_eq!((children.len(), &children[0]), (1, &runes));
    let managers: Vec<_> = runes.managed_by_groups().unwrap().collect();
    assert_eq!(groupids(&managers), ["101888"]);
    let members: Vec<_> = runes.members_groups().unwrap().collect();
    assert_eq!(groupids(&members), ["100009"]);
    assert!(institutions.get_inst("NOWHERE").await.unwrap().is_none());
    assert!(institutions.get_inst("OLDLAB").await.unwrap().unwrap().cancelled());
}

pub(super) async fn get_attribute(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    let addresses = institutions.get_attributes("UIS", ["address"]).await.unwrap();
    let attrid = addresses[0].attrid.unwrap();
    let address = institutions.get_attribute("UIS", attrid).await.unwrap().unwrap();
    assert_eq!(address.value.as_deref(), Some("The Turntable Building\n7 Punchcard Lane\nCambridge"));
    assert!(institutions.get_attribute("MUSIC", attrid).await.unwrap().is_none());
}

pub(super) async fn get_attributes(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    let attributes =
        institutions.get_attributes("UIS", ["jpegPhoto", "email", "landlinePhone"]).await.unwrap();
    // The machine room's phone is visible to members of the institution only.
    let schemes: Vec<&str> = attributes.iter().map(|attribute| attribute.scheme.as_str()).collect();
    assert_eq!(schemes, ["email", "jpegPhoto"]);
    assert_eq!(attributes[0].value.as_deref(), Some("reception@uis.example.org"));
    let spark = institutions.get_attributes("SPARK", ["address"]).await.unwrap();
    assert_eq!(spark[0].value.as_deref(), Some("𝔉ireworks Court\n🎇 Street"));
}

pub(super) async fn get_members(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    let members = institutions.get_members("UIS").fetch(fetch!(Person: email)).await.unwrap();
    assert_eq!(
        crsids(&members),
        ["aa100", "bc128", "eh107", "fn135", "io114", "jf142", "mas1", "mk121", "spqr1"]
    );
    assert_eq!(members[6].values_of("email").unwrap().collect::<Vec<_>>(), ["mas1@example.org"]);
    assert!(institutions.get_members("NOWHERE").await.unwrap().is_empty());
}

pub(super) async fn get_cancelled_members(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    let members = institutions.get_cancelled_members("UIS").await.unwrap();
    assert_eq!(crsids(&members), ["cs999", "old11"]);
    assert!(members.iter().all(Person::cancelled));
}

pub(super) async fn get_contact_rows(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.anonymous());
    let rows = institutions.get_contact_rows("UIS").fetch(fetch!(Person: email)).await.unwrap();
    let descriptions: Vec<Option<&str>> = rows.iter().map(ContactRow::description).collect();
    assert_eq!(
        descriptions,
        [Some("Reception"), Some("Head of directory & <lookups>"), None, Some("Nobody in particular")]
    );
    assert_eq!((rows[0].bold(), rows[1].italic(), rows[2].bold()), (true, true, false));
    assert_eq!(rows[0].addresses().collect::<Vec<_>>(), ["The Turntable Building\n7 Punchcard Lane"]);
    let fax = rows[0].phone_numbers().nth(1).unwrap();
    assert_eq!((fax.number(), fax.comment()), ("60101", Some("mornings only")));
    assert_eq!(rows[0].web_pages().next().unwrap().url(), "https://uis.example.org/");
    let byte = rows[2].people().next().unwrap();
    assert_eq!(byte.values_of("email").unwrap().collect::<Vec<_>>(), ["bbyte2@example.org"]);
    assert!(institutions.get_contact_rows("MUSIC").await.unwrap().is_empty());
}

pub(super) async fn all_attribute_schemes(visit: &mut Visit) {
    let schemes = InstitutionMethods::new(visit.anonymous()).all_attribute_schemes().await.unwrap();
    assert!(schemes.is_sorted_by_key(|scheme| scheme.precedence));
    let has = |id: &str| schemes.iter().any(|scheme| scheme.schemeid == id);
    assert!(has("faxNumber") && has("openingHours") && !has("orcid"));
}
