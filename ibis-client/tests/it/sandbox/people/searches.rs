//! Reads of many people.

use std::collections::BTreeSet;

use ibis_client::{MisStatus, Person, PersonMethods, PersonOrderBy, fetch};

use crate::sandbox::{Visit, crsids, refused_with};

pub(super) async fn all_people(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let first = people.all_people().limit(3).await.unwrap();
    assert_eq!(crsids(&first), ["aa100", "ae115", "ai130"]);
    let next = people.all_people().identifier("ai130").limit(2).fetch(fetch!(Person: email)).await.unwrap();
    assert_eq!(crsids(&next), ["as901", "bbyte2"]);
    assert_eq!(next[0].values_of("email").unwrap().collect::<Vec<_>>(), ["as901@example.org"]);

    let mut everybody = BTreeSet::new();
    let mut last = String::new();
    loop {
        let page = people.all_people().include_cancelled(true).identifier(&last).limit(25).await.unwrap();
        let Some(person) = page.last() else { break };
        last = person.identifier().to_string();
        everybody.extend(crsids(&page).into_iter().map(str::to_owned));
    }
    assert_eq!(everybody.len(), 65);
    assert_eq!(people.all_people().await.unwrap().len(), 61);
}

pub(super) async fn list_people(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let borrowed: &[&str] = &["spqr1"];
    assert_eq!(crsids(&people.list_people(borrowed).await.unwrap()), ["spqr1"]);
    let found = people.list_people(["xyz1", "usn/300000001", "nobody0", "old11"]).await.unwrap();
    assert_eq!(crsids(&found), ["old11", "spqr1", "xyz1"]);
    assert_eq!(found[2].display_name(), None);
    let found = people.list_people(["spqr1"]).fetch(fetch!(Person: phone_numbers)).await.unwrap();
    assert_eq!(found[0].values_of("universityPhone").unwrap().collect::<Vec<_>>(), ["60111"]);
}

pub(super) async fn modified_people(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let all = |people: Vec<Person>| crsids(&people).join(" ");
    assert_eq!(all(people.modified_people(0, 12).await.unwrap()), "mas1 spqr1");
    assert_eq!(all(people.modified_people(3, 12).await.unwrap()), "mas1");
    assert_eq!(all(people.modified_people(0, 12).include_cancelled(true).await.unwrap()), "cs999 mas1 spqr1");
    assert_eq!(
        all(people.modified_people(0, 12).membership_changes(true).await.unwrap()),
        "jbs21 mas1 spqr1 vis1"
    );
    assert_eq!(all(people.modified_people(0, 12).crsids(["spqr1", "jbs21"]).await.unwrap()), "spqr1");
    let renamed = people.modified_people(1, 2).inst_name_changes(true).await.unwrap();
    assert_eq!(all(renamed), "aa100 bc128 eh107 fn135 io114 jf142 mas1 mk121 spqr1");
}

pub(super) async fn search(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    let found = people.search("smith").order_by(PersonOrderBy::Identifier).await.unwrap();
    assert_eq!(crsids(&found), ["as901", "mas1", "nosm3", "tsm12"]);
    let page = people.search("smith").order_by("identifier").offset(1).limit(2).await.unwrap();
    assert_eq!(crsids(&page), ["mas1", "nosm3"]);
    let found = people.search("smith").mis_status(MisStatus::Student).order_by("identifier");
    assert_eq!(crsids(&found.include_cancelled(true).await.unwrap()), ["as901", "cs999", "nosm3"]);
    let found = people.search("Ångström").fetch(fetch!(Person: address)).await.unwrap();
    assert_eq!(found[0].values_of("address").unwrap().collect::<Vec<_>>(), ["Dome 3"]);
    assert_eq!(crsids(&people.search("keeper").attributes(["title"]).await.unwrap()), ["spqr1"]);
    assert!(people.search("keeper").attributes(["surname"]).await.unwrap().is_empty());
    assert_eq!(crsids(&people.search("rumana").approx_matches(true).await.unwrap()), ["spqr1"]);

    let message = refused_with(400, people.search("smith").attributes(["shoeSize"]).await);
    assert!(message.contains("shoeSize"), "{message}");
    refused_with(400, people.search("smith").order_by("shoeSize").await);
}

pub(super) async fn search_count(visit: &mut Visit) {
    let people = PersonMethods::new(visit.anonymous());
    assert_eq!(people.search_count("smith").await.unwrap(), 4);
    assert_eq!(people.search_count("smith").include_cancelled(true).await.unwrap(), 5);
    assert_eq!(people.search_count("smith").mis_status(MisStatus::Staff).await.unwrap(), 3);
    assert_eq!(people.search_count("smith").attributes(["email"]).await.unwrap(), 0);
    assert_eq!(people.search_count("no one of that name").await.unwrap(), 0);
}
