//! Reads of one person.

use ibis_client::{AttributeDataType, Group, Institution, MisAffiliation, Person, PersonMethods, fetch};

use crate::sandbox::{Visit, groupids, instids};

pub(super) async fn get_person(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let person = people
        .get_person("crsid", "spqr1")
        .fetch(fetch!(
            Person: email, mobilePhone, "orcid", all_identifiers, all_insts.managed_by_groups.all_members.email
        ))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(person.identifier().to_string(), "spqr1");
    assert_eq!(person.display_name(), Some("Dr Senata Populia Quirina Romana"));
    assert_eq!(person.surname(), Some("Romana"));
    assert_eq!(person.mis_affiliation(), Some(MisAffiliation::Staff));
    let identifiers: Vec<String> = person.identifiers().unwrap().map(|one| one.to_string()).collect();
    assert_eq!(identifiers, ["spqr1", "usn/300000001", "staffNumber/S0001"]);
    assert_eq!(
        person.values_of("email").unwrap().collect::<Vec<_>>(),
        ["spqr1@example.org", "senata.romana@uis.example.org"]
    );
    assert_eq!(person.values_of("mobilePhone").unwrap().count(), 0);
    assert_eq!(person.groups().unwrap_err().fetch(), "all_groups");

    let institutions: Vec<Institution> = person.institutions().unwrap().collect();
    let uis = institutions.iter().find(|inst| inst.instid() == "UIS").unwrap();
    let managers: Vec<Group> = uis.managed_by_groups().unwrap().collect();
    assert_eq!(groupids(&managers), ["100005", "101888"]);
    let members: Vec<Person> = managers[0].members().unwrap().collect();
    let herself = members.iter().find(|member| member.identifier().value() == "spqr1");
    assert_eq!(herself, Some(&person));

    let by_usn = people.get_person("usn", "300000001").await.unwrap().unwrap();
    assert!(by_usn.same_entity(&person));
    let leaver = people.get_person("crsid", "old11").await.unwrap().unwrap();
    assert!(leaver.cancelled());
    let unicode = people.get_person("crsid", "u16e1").await.unwrap().unwrap();
    assert_eq!(unicode.display_name(), Some("Astra 🌟 𝕌nicode"));
    for nobody in ["nobody0", "a b/c;d", "%(scheme)s", "🌟"] {
        assert!(people.get_person("crsid", nobody).await.unwrap().is_none(), "{nobody}");
    }
}

pub(super) async fn get_attribute(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let emails = people.get_attributes("crsid", "spqr1", ["email"]).await.unwrap();
    let attrid = emails[1].attrid.unwrap();
    let attribute = people.get_attribute("crsid", "spqr1", attrid).await.unwrap();
    assert_eq!(attribute.as_ref(), Some(&emails[1]));
    assert!(people.get_attribute("crsid", "mas1", attrid).await.unwrap().is_none());
    assert!(people.get_attribute("crsid", "spqr1", -1).await.unwrap().is_none());
}

pub(super) async fn get_attributes(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let attributes = people.get_attributes("crsid", "spqr1", ["jpegPhoto", "email"]).await.unwrap();
    let [first, second, photo] = &attributes[..] else { panic!("{attributes:?}") };
    assert_eq!(first.value.as_deref(), Some("spqr1@example.org"));
    assert_eq!(second.comment.as_deref(), Some("for work"));
    assert_eq!(second.instid, Some("UIS".parse().unwrap()));
    let bytes = photo.binary_data.as_deref().unwrap();
    assert!(bytes.starts_with(&[0xff, 0xd8, 0xff]), "{bytes:?}");
    assert!(people.get_attributes("crsid", "nobody0", ["email"]).await.unwrap().is_empty());
}

pub(super) async fn get_groups(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let groups = people.get_groups("crsid", "spqr1").fetch(fetch!(Group: owning_insts)).await.unwrap();
    assert_eq!(groupids(&groups), ["000000", "100003", "100004", "100005", "100010", "100011", "101888"]);
    let owners: Vec<Institution> = groups[2].owning_insts().unwrap().collect();
    assert_eq!(owners.len(), 2);
    assert_eq!(groups[0].owning_insts().unwrap().len(), 0);
}

pub(super) async fn get_insts(visit: &mut Visit) {
    let insts = PersonMethods::new(visit.anonymous()).get_insts("crsid", "spqr1").await.unwrap();
    // Sorted by name.
    assert_eq!(instids(&insts), ["GEMS", "UISDEV", "UIS"]);
    assert_eq!(insts[2].acronym(), Some("UIS"));
}

pub(super) async fn get_managed_groups(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let groups = people.get_managed_groups("crsid", "ob77").await.unwrap();
    assert_eq!(groupids(&groups), ["100012", "100014", "100015", "100016"]);
    assert!(people.get_managed_groups("crsid", "vis1").await.unwrap().is_empty());
}

pub(super) async fn get_managed_insts(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    assert_eq!(instids(&people.get_managed_insts("crsid", "ob77").await.unwrap()), ["MUSIC"]);
    assert_eq!(instids(&people.get_managed_insts("crsid", "mas1").await.unwrap()), ["UISDEV", "UIS"]);
}

pub(super) async fn is_member_of_group(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    for (crsid, group, expected) in [
        ("spqr1", "100005", true),
        ("spqr1", "uis-managers", true),
        ("spqr1", "000000", true),
        ("spqr1", "100015", false),
        ("cs999", "100015", false),
        ("spqr1", "no group/of that name", false),
    ] {
        let is_member = people.is_member_of_group("crsid", crsid, group).await.unwrap();
        assert_eq!(is_member, expected, "{crsid} in {group}");
    }
}

pub(super) async fn is_member_of_inst(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    assert!(people.is_member_of_inst("crsid", "spqr1", "UIS").await.unwrap());
    assert!(people.is_member_of_inst("usn", "300000001", "GEMS").await.unwrap());
    assert!(!people.is_member_of_inst("crsid", "spqr1", "MUSIC").await.unwrap());
}

pub(super) async fn all_attribute_schemes(visit: &mut Visit) {
    let schemes = PersonMethods::new(visit.anonymous()).all_attribute_schemes().await.unwrap();
    assert!(schemes.is_sorted_by_key(|scheme| scheme.precedence));
    let scheme = |id: &str| schemes.iter().find(|scheme| scheme.schemeid == id).unwrap();
    assert!(scheme("email").multi_valued && scheme("email").searchable && scheme("email").regexp.is_some());
    assert_eq!(scheme("email").ldap_name.as_deref(), Some("mail"));
    assert_eq!(scheme("jpegPhoto").data_type, AttributeDataType::Binary);
    assert!(scheme("address").multi_lined);
}
