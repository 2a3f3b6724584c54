//! The endpoints of groups.

use ibis_client::{Credentials, GroupMethods, GroupOrderBy, MemberSelector, Person, fetch};

use super::{Visit, crsids, groupids, instids, refused_with};
use crate::support::rows::rows;

rows! {
    Visit, mod responds, "GroupMethods":
    "getGroup" => get_group,
    "getMembers" => get_members,
    "getDirectMembers" => get_direct_members,
    "getCancelledMembers" => get_cancelled_members,
    "getToken" => get_token,
    "allGroups" => all_groups,
    "listGroups" => list_groups,
    "modifiedGroups" => modified_groups,
    "search" => search,
    "searchCount" => search_count,
    "updateDirectMembers" => update_direct_members,
}

async fn get_group(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    let names = fetch!(Group: members_of_inst, owning_insts, all_members.email, managed_by_groups);
    let group = groups.get_group("100003").fetch(names).await.unwrap().unwrap();
    assert_eq!((group.groupid(), group.name()), ("100003", "uis-members"));
    assert_eq!(group.email(), Some("uis-members@example.org"));
    assert_eq!(group.description(), None);
    assert_eq!(group.members_of_inst().unwrap().unwrap().instid(), "UIS");
    assert_eq!(instids(&group.owning_insts().unwrap().collect::<Vec<_>>()), ["UIS"]);
    assert_eq!(group.members().unwrap().len(), 9);
    let managers: Vec<_> = group.managed_by_groups().unwrap().collect();
    assert_eq!(groupids(&managers), ["100005", "101888"]);

    let by_name = groups.get_group("everyone").fetch(fetch!(Group: members_of_inst)).await.unwrap().unwrap();
    assert_eq!(by_name.groupid(), "000000");
    assert!(by_name.members_of_inst().unwrap().is_none());
    assert!(groups.get_group("no such/group").await.unwrap().is_none());
}

async fn get_members(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    let members = groups.get_members("punting-committee").fetch(fetch!(Person: email)).await.unwrap();
    assert_eq!(crsids(&members), ["as901", "ob77"]);
    assert_eq!(members[1].values_of("email").unwrap().collect::<Vec<_>>(), ["ob77@example.org"]);
    // Groups that include each other.
    assert_eq!(crsids(&groups.get_members("ring-one").await.unwrap()), ["tsm12", "zz9"]);
    assert_eq!(groups.get_members("000000").await.unwrap().len(), 53);
    assert!(groups.get_members("100020").await.unwrap().is_empty());
}

async fn get_direct_members(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    assert_eq!(crsids(&groups.get_direct_members("100016").await.unwrap()), ["as901"]);
    assert_eq!(crsids(&groups.get_direct_members("100005").await.unwrap()), ["mas1", "spqr1"]);
    assert!(groups.get_direct_members("000000").await.unwrap().is_empty());
}

async fn get_cancelled_members(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    let members = groups.get_cancelled_members("000001").await.unwrap();
    assert_eq!(crsids(&members), ["hj131"]);
    assert!(members.iter().all(Person::cancelled));
    assert!(groups.get_cancelled_members("100006").await.unwrap().is_empty());
}

async fn get_token(visit: &mut Visit) {
    let editor = GroupMethods::new(visit.editor());
    let token = editor.get_token("uis-editors", "https://app.example/?a=1&b=2").await.unwrap();
    assert_eq!(token.expose().split('.').count(), 3);
    let another = editor.get_token("uis-editors", "another").await.unwrap();
    assert_ne!(another.expose(), token.expose());
    refused_with(403, editor.get_token("100015", "app").await);
    refused_with(401, GroupMethods::new(visit.anonymous()).get_token("101888", "app").await);
    let stranger = visit.with_credentials(Credentials::group("uis-editors", "wrong"));
    refused_with(401, GroupMethods::new(stranger).get_token("101888", "app").await);
}

async fn all_groups(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    let all = groups.all_groups().await.unwrap();
    assert_eq!(all.len(), 26);
    assert_eq!((all[0].groupid(), all[25].groupid()), ("000000", "101888"));
    let all =
        groups.all_groups().include_cancelled(true).fetch(fetch!(Group: includes_groups)).await.unwrap();
    assert_eq!(all.len(), 27);
    let included: Vec<_> = all[0].includes_groups().unwrap().collect();
    assert_eq!(groupids(&included), ["000001", "000002", "100010"]);
}

async fn list_groups(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    let found = groups.list_groups(["uis-editors", "000000", "100099", "nothing"]).await.unwrap();
    assert_eq!(groupids(&found), ["000000", "100099", "101888"]);
    assert!(found[1].cancelled());
    let found = groups.list_groups(["100010"]).fetch(fetch!(Group: included_by_groups)).await.unwrap();
    assert_eq!(groupids(&found[0].included_by_groups().unwrap().collect::<Vec<_>>()), ["000000"]);
}

async fn modified_groups(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    assert_eq!(groupids(&groups.modified_groups(0, 12).await.unwrap()), ["101888"]);
    let changed = groups.modified_groups(0, 12).membership_changes(true).include_cancelled(true);
    assert_eq!(groupids(&changed.await.unwrap()), ["100015", "100099", "101888"]);
    let changed =
        groups.modified_groups(0, 12).membership_changes(true).groupids(["punting-society", "100099"]);
    assert_eq!(groupids(&changed.await.unwrap()), ["100015"]);
    assert!(groups.modified_groups(10, 12).await.unwrap().is_empty());
}

async fn search(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    let found = groups.search("managers").order_by(GroupOrderBy::Groupid).await.unwrap();
    assert_eq!(groupids(&found), ["100005", "100014"]);
    assert_eq!(groupids(&groups.search("managers").await.unwrap()), ["100014", "100005"]);
    let page = groups.search("punt").offset(1).limit(1).order_by("title").await.unwrap();
    assert_eq!(groupids(&page), ["100015"]);
    assert_eq!(groupids(&groups.search("ᚠᚢᚦ").await.unwrap()), ["100009"]);
    let found =
        groups.search("former").include_cancelled(true).fetch(fetch!(Group: all_members)).await.unwrap();
    assert_eq!((groupids(&found), found[0].members().is_ok()), (vec!["100099"], true));
    refused_with(400, groups.search("x").order_by("colour").await);
}

async fn search_count(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.anonymous());
    assert_eq!(groups.search_count("managers").await.unwrap(), 2);
    assert_eq!(groups.search_count("former").await.unwrap(), 0);
    assert_eq!(groups.search_count("former").include_cancelled(true).await.unwrap(), 1);
    assert_eq!(groups.search_count("menagers").approx_matches(true).await.unwrap(), 2);
}

async fn update_direct_members(visit: &mut Visit) {
    let groups = GroupMethods::new(visit.editor());
    let members = groups
        .update_direct_members("demonstrators")
        .add_ids(["spqr1", "usn/300000003"])
        .remove_ids(["bbyte2"])
        .commit_comment("term; 100% new")
        .await
        .unwrap();
    assert_eq!(crsids(&members), ["as901", "jbs21", "spqr1"]);
    assert_eq!(crsids(&groups.get_direct_members("100019").await.unwrap()), ["as901", "jbs21", "spqr1"]);
    let members = groups
        .update_direct_members("100019")
        .remove_ids([MemberSelector::AllMembers])
        .add_ids(["mas1"])
        .await
        .unwrap();
    assert_eq!(crsids(&members), ["mas1"]);
    let unchanged = groups.update_direct_members("100019").await.unwrap();
    assert_eq!(crsids(&unchanged), ["mas1"]);

    refused_with(403, groups.update_direct_members("100015").add_ids(["mas1"]).await);
    refused_with(404, groups.update_direct_members("999999").add_ids(["mas1"]).await);
    let anonymous = GroupMethods::new(visit.anonymous());
    refused_with(401, anonymous.update_direct_members("100019").add_ids(["spqr1"]).await);
    assert_eq!(crsids(&anonymous.get_direct_members("100019").await.unwrap()), ["mas1"]);
}
