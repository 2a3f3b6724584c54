//! Edits of institutions.

use ibis_client::{AttributeRecord, Credentials, GroupMethods, InstitutionMethods, Visibility};

use crate::sandbox::{Visit, groupids, instids, refused_with};

pub(super) async fn create_group(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.editor());
    let group = institutions
        .create_group("GEMS", "gems-rowers", "Rowers & \"friends\" 🚣", "50% of them;\nrow + swim")
        .managed_by("101888")
        .commit_comment("new club")
        .await
        .unwrap();
    assert_eq!((group.name(), group.title()), ("gems-rowers", "Rowers & \"friends\" 🚣"));
    assert_eq!(group.description(), Some("50% of them;\nrow + swim"));

    let groups = GroupMethods::new(visit.anonymous());
    let request = groups.get_group("gems-rowers").fetch("managed_by_groups,owning_insts,direct_members");
    let read = request.await.unwrap().unwrap();
    assert!(read.same_entity(&group));
    assert_eq!(groupids(&read.managed_by_groups().unwrap().collect::<Vec<_>>()), ["101888"]);
    assert_eq!(instids(&read.owning_insts().unwrap().collect::<Vec<_>>()), ["GEMS"]);
    assert_eq!(read.direct_members().unwrap().len(), 0);

    refused_with(409, institutions.create_group("GEMS", "gems-rowers", "Again", "Again").await);
    refused_with(403, institutions.create_group("MUSIC", "music-rowers", "Rowers", "Row").await);
    let anonymous = InstitutionMethods::new(visit.anonymous());
    refused_with(401, anonymous.create_group("GEMS", "gems-punters", "Punters", "Punt").await);
}

pub(super) async fn add_attribute(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.editor());
    let phone =
        AttributeRecord::new("universityPhone").with_value("(01632) 960199").with_comment("night; 100%");
    let stored = institutions.add_attribute("UIS", &phone).position(1).commit_comment("new").await.unwrap();
    assert_eq!((&stored.value, &stored.comment), (&phone.value, &phone.comment));
    let phones = institutions.get_attributes("UIS", ["universityPhone"]).await.unwrap();
    assert_eq!((phones.len(), &phones[0]), (2, &stored));

    let music = Credentials::group("music-managers", "music-password");
    let music = InstitutionMethods::new(visit.with_credentials(music));
    music.add_attribute("MUSIC", &phone).await.unwrap();
    refused_with(403, music.add_attribute("UIS", &phone).await);
    refused_with(
        400,
        institutions.add_attribute("UIS", AttributeRecord::new("shoeSize").with_value("43")).await,
    );
}

pub(super) async fn update_attribute(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.editor());
    let emails = institutions.get_attributes("UIS", ["email"]).await.unwrap();
    let attrid = emails[0].attrid.unwrap();
    let new = AttributeRecord::new("email")
        .with_value("hello@uis.example.org")
        .with_visibility(Visibility::University);
    let stored = institutions.update_attribute("UIS", attrid, &new).commit_comment("nicer").await.unwrap();
    assert_eq!((stored.attrid, &stored.value), (Some(attrid), &new.value));
    assert_eq!(institutions.get_attribute("UIS", attrid).await.unwrap(), Some(stored));
    refused_with(404, institutions.update_attribute("GEMS", attrid, &new).await);
}

pub(super) async fn delete_attribute(visit: &mut Visit) {
    let institutions = InstitutionMethods::new(visit.editor());
    let emails = institutions.get_attributes("PLANTS", ["email"]).await.unwrap();
    let attrid = emails[0].attrid.unwrap();
    assert!(institutions.delete_attribute("PLANTS", attrid).commit_comment("wilted").await.unwrap());
    assert!(!institutions.delete_attribute("PLANTS", attrid).await.unwrap());
    assert!(institutions.get_attributes("PLANTS", ["email"]).await.unwrap().is_empty());
    refused_with(403, institutions.delete_attribute("MUSIC", attrid).await);
}
