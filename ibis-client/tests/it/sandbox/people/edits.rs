//! Edits of people.

use ibis_client::{AttributeRecord, PersonMethods, Visibility};
use jiff::civil::date;

use crate::sandbox::{Visit, refused_with};

pub(super) async fn add_attribute(visit: &mut Visit) {
    let people = PersonMethods::new(visit.editor());
    let address = AttributeRecord::new("address")
        .with_value("Desk \"7\";\n100% & 𝔽 + more")
        .with_comment("a, b: c")
        .with_instid("UIS".parse().unwrap())
        .with_visibility(Visibility::University)
        .with_effective_from(date(2026, 1, 5))
        .with_effective_to(date(2030, 2, 28));
    let stored = people
        .add_attribute("crsid", "spqr1", &address)
        .position(1)
        .commit_comment("moved; 50% done")
        .await
        .unwrap();
    let attrid = stored.attrid.unwrap();
    assert_eq!(stored.owning_groupid, Some("101888".parse().unwrap()));
    let mut expected = address.with_owning_groupid("101888".parse().unwrap());
    expected.attrid = Some(attrid);
    assert_eq!(stored, expected);

    let addresses = people.get_attributes("crsid", "spqr1", ["address"]).await.unwrap();
    assert_eq!((addresses.len(), &addresses[0]), (3, &stored));

    let photo = AttributeRecord::new("jpegPhoto").with_binary_data([0xff, 0xd8, 0xff, 0x00, 0x0a, 0xfb]);
    let stored = people.add_attribute("crsid", "mas1", &photo).await.unwrap();
    assert_eq!(stored.binary_data, photo.binary_data);
    let again = people.add_attribute("crsid", "mas1", &photo).await.unwrap();
    assert_eq!(again.attrid, stored.attrid);
    let twice = people.add_attribute("crsid", "mas1", &photo).allow_duplicates(true).await.unwrap();
    assert_ne!(twice.attrid, stored.attrid);

    let anonymous = PersonMethods::new(visit.anonymous());
    refused_with(401, anonymous.add_attribute("crsid", "mas1", &photo).await);
    refused_with(403, people.add_attribute("crsid", "ob77", &photo).await);
    refused_with(404, people.add_attribute("crsid", "nobody0", &photo).await);
}

pub(super) async fn update_attribute(visit: &mut Visit) {
    let people = PersonMethods::new(visit.editor());
    let emails = people.get_attributes("crsid", "spqr1", ["email"]).await.unwrap();
    let attrid = emails[0].attrid.unwrap();
    let new = AttributeRecord::new("email").with_value("senata@example.org").with_comment("since the Ides");
    let stored =
        people.update_attribute("crsid", "spqr1", attrid, &new).commit_comment("new name").await.unwrap();
    assert_eq!(stored.attrid, Some(attrid));
    assert_eq!(stored.value.as_deref(), Some("senata@example.org"));
    let read = people.get_attribute("crsid", "spqr1", attrid).await.unwrap();
    assert_eq!(read, Some(stored));

    let message = refused_with(404, people.update_attribute("crsid", "spqr1", 999_999, &new).await);
    assert!(message.contains("999999"), "{message}");
    let title = AttributeRecord::new("title").with_value("Reader");
    refused_with(400, people.update_attribute("crsid", "spqr1", attrid, title).await);
}

pub(super) async fn delete_attribute(visit: &mut Visit) {
    let people = PersonMethods::new(visit.editor());
    let emails = people.get_attributes("crsid", "spqr1", ["email"]).await.unwrap();
    let attrid = emails[0].attrid.unwrap();
    assert!(people.delete_attribute("crsid", "spqr1", attrid).commit_comment("left; gone").await.unwrap());
    assert!(people.get_attribute("crsid", "spqr1", attrid).await.unwrap().is_none());
    assert!(!people.delete_attribute("crsid", "spqr1", attrid).await.unwrap());
    let anonymous = PersonMethods::new(visit.anonymous());
    refused_with(401, anonymous.delete_attribute("crsid", "spqr1", emails[1].attrid.unwrap()).await);
}
