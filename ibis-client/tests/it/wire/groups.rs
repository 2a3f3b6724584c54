//! The endpoints of groups.

use ibis_client::{Group, GroupId, GroupMethods, GroupOrderBy, Identifier, MemberSelector, Person, fetch};

use super::{GROUP, GROUPS, NOBODY, NOTHING, PEOPLE, Wire, value};
use crate::support::rows::rows;

rows! {
    Wire, mod sends_and_decodes, "GroupMethods":
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

async fn get_group(wire: &mut Wire) {
    let group = wire
        .sends("GET /api/v1/group/000123?fetch=members_of_inst%2Cdirect_members&flatten=true")
        .receives(GROUP)
        .by(|conn| {
            GroupMethods::new(conn).get_group("000123").fetch(fetch!(Group: members_of_inst, direct_members))
        })
        .await
        .unwrap();
    assert_eq!((group.groupid(), group.name()), ("000123", "botolph-editors"));
    assert_eq!((group.title(), group.cancelled()), ("Editors of St Botolph's", false));
    assert_eq!(group.description(), Some("Those who edit the College's entry;\n50% of them on Mondays"));
    assert_eq!(group.email(), Some("editors@botolph.example"));
    assert_eq!(group.members_of_inst().unwrap().unwrap().instid(), "BOTOLPH");
    assert_eq!(crsids(&group.direct_members().unwrap().collect::<Vec<_>>()), ["tq200"]);
    assert_eq!(group.members().unwrap_err().fetch(), "all_members");

    let none = wire
        .sends("GET /api/v1/group/my%20group%20%22%25%25%22?flatten=true")
        .receives(NOTHING)
        .by(|conn| GroupMethods::new(conn).get_group("my group \"%%\""))
        .await;
    assert!(none.is_none());
}

async fn get_members(wire: &mut Wire) {
    let members = wire
        .sends("GET /api/v1/group/botolph-rowers/members?flatten=true")
        .by_editor()
        .receives(PEOPLE)
        .by(|conn| GroupMethods::new(conn).get_members("botolph-rowers"))
        .await;
    assert_eq!(crsids(&members), ["aa100", "zz300"]);
    let members = wire
        .sends("GET /api/v1/group/000000/members?fetch=all_identifiers%2Cemail&flatten=true")
        .receives(NOBODY)
        .by(|conn| {
            GroupMethods::new(conn).get_members("000000").fetch(fetch!(Person: all_identifiers, email))
        })
        .await;
    assert!(members.is_empty());
}

async fn get_direct_members(wire: &mut Wire) {
    let members = wire
        .sends("GET /api/v1/group/000123/direct-members?flatten=true")
        .receives(PEOPLE)
        .by(|conn| GroupMethods::new(conn).get_direct_members("000123"))
        .await;
    assert_eq!(crsids(&members), ["aa100", "zz300"]);
    wire.sends("GET /api/v1/group/a%2Fb/direct-members?fetch=all_attrs&flatten=true")
        .receives(NOBODY)
        .by(|conn| GroupMethods::new(conn).get_direct_members("a/b").fetch(fetch!(Person: all_attrs)))
        .await;
}

async fn get_cancelled_members(wire: &mut Wire) {
    let members = wire
        .sends("GET /api/v1/group/000123/cancelled-members?flatten=true")
        .receives(PEOPLE)
        .by(|conn| GroupMethods::new(conn).get_cancelled_members("000123"))
        .await;
    assert!(members[1].cancelled());
    wire.sends("GET /api/v1/group/.../cancelled-members?fetch=labeledURI&flatten=true")
        .receives(NOBODY)
        .by(|conn| GroupMethods::new(conn).get_cancelled_members("...").fetch(fetch!(Person: labeledURI)))
        .await;
}

async fn get_token(wire: &mut Wire) {
    let token = wire
        .sends("GET /api/v1/group/000123/token?aud=https%3A%2F%2Fapp.example%2F%3Fa%3D1%26b%3D2&flatten=true")
        .by_editor()
        .receives(value("\"ab+/=.\\u00e9\\/\\\"\""))
        .by(|conn| GroupMethods::new(conn).get_token("000123", "https://app.example/?a=1&b=2"))
        .await;
    assert_eq!(token.expose(), "ab+/=.é/\"");
}

async fn all_groups(wire: &mut Wire) {
    let groups = wire
        .sends("GET /api/v1/group/all-groups?flatten=true")
        .receives(GROUPS)
        .by(|conn| GroupMethods::new(conn).all_groups())
        .await;
    assert_groups(&groups);
    let groups = wire
        .sends("GET /api/v1/group/all-groups?includeCancelled=true&fetch=manages_insts&flatten=true")
        .receives(NOTHING)
        .by(|conn| {
            GroupMethods::new(conn).all_groups().include_cancelled(true).fetch(fetch!(Group: manages_insts))
        })
        .await;
    assert!(groups.is_empty());
}

async fn list_groups(wire: &mut Wire) {
    let groups = wire
        .sends("GET /api/v1/group/list?groupids=000123%2Cbotolph-rowers%2Ca%3Bb&flatten=true")
        .receives(GROUPS)
        .by(|conn| GroupMethods::new(conn).list_groups(["000123", "botolph-rowers", "a;b"]))
        .await;
    assert_groups(&groups);
    wire.sends("GET /api/v1/group/list?groupids=000000&fetch=owning_insts%2Cread_by_groups&flatten=true")
        .receives(NOTHING)
        .by(|conn| {
            let groupids: Vec<GroupId> = vec!["000000".parse().unwrap()];
            GroupMethods::new(conn).list_groups(groupids).fetch(fetch!(Group: owning_insts, read_by_groups))
        })
        .await;
}

async fn modified_groups(wire: &mut Wire) {
    let groups = wire
        .sends("GET /api/v1/group/modified-groups?minTxId=1&maxTxId=2&flatten=true")
        .receives(GROUPS)
        .by(|conn| GroupMethods::new(conn).modified_groups(1, 2))
        .await;
    assert_groups(&groups);
    wire.sends(
        "GET /api/v1/group/modified-groups?minTxId=-2&maxTxId=-1&groupids=000123%2C100042\
         &includeCancelled=true&membershipChanges=true&fetch=includes_groups.included_by_groups&flatten=true",
    )
    .receives(NOTHING)
    .by(|conn| {
        GroupMethods::new(conn)
            .modified_groups(-2, -1)
            .groupids(["000123", "100042"])
            .include_cancelled(true)
            .membership_changes(true)
            .fetch(fetch!(Group: includes_groups.included_by_groups))
    })
    .await;
}

async fn search(wire: &mut Wire) {
    let groups = wire
        .sends("GET /api/v1/group/search?query=group%3A%20title%3D%27%25%28x%29s%27&flatten=true")
        .receives(GROUPS)
        .by(|conn| GroupMethods::new(conn).search("group: title='%(x)s'"))
        .await;
    assert_groups(&groups);
    for order_by in ["title", "somethingNew"] {
        let line = format!(
            "GET /api/v1/group/search?query=%F0%9F%9A%A3&approxMatches=false&includeCancelled=true&offset=100\
             &limit=0&orderBy={order_by}&fetch=reads_groups&flatten=true"
        );
        wire.sends(&line)
            .receives(NOTHING)
            .by(|conn| {
                GroupMethods::new(conn)
                    .search("🚣")
                    .approx_matches(false)
                    .include_cancelled(true)
                    .offset(100)
                    .limit(0)
                    .order_by(GroupOrderBy::from(order_by))
                    .fetch(fetch!(Group: reads_groups))
            })
            .await;
    }
}

async fn search_count(wire: &mut Wire) {
    let count = wire
        .sends("GET /api/v1/group/search-count?query=row%0Aers&flatten=true")
        .receives(value("\"-1\""))
        .by(|conn| GroupMethods::new(conn).search_count("row\ners"))
        .await;
    assert_eq!(count, -1);
    let count = wire
        .sends(
            "GET /api/v1/group/search-count?query=%2A&approxMatches=true&includeCancelled=false&flatten=true",
        )
        .receives(value("3"))
        .by(|conn| GroupMethods::new(conn).search_count("*").include_cancelled(false).approx_matches(true))
        .await;
    assert_eq!(count, 3);
}

async fn update_direct_members(wire: &mut Wire) {
    let members = wire
        .sends("PUT /api/v1/group/000123/direct-members?flatten=true")
        .by_editor()
        .form(
            "addIds=aa100%2Cusn%2F300000001&removeIds=all-members%2Czz300\
             &commitComment=Fix%20the%20entry%2C%20please%3A%20100%25",
        )
        .receives(PEOPLE)
        .by(|conn| {
            GroupMethods::new(conn)
                .update_direct_members("000123")
                .commit_comment("Fix the entry, please: 100%")
                .remove_ids(["all-members", "zz300"])
                .add_ids(["aa100", "usn/300000001"])
        })
        .await;
    assert_eq!(crsids(&members), ["aa100", "zz300"]);

    let members = wire
        .sends("PUT /api/v1/group/botolph%20rowers/direct-members?flatten=true")
        .by_editor()
        .form("removeIds=all-members%2Cusn%2F1%202")
        .receives(NOBODY)
        .by(|conn| {
            let person = Identifier::new("usn", "1 2").unwrap();
            GroupMethods::new(conn)
                .update_direct_members("botolph rowers")
                .remove_ids([MemberSelector::AllMembers, person.into()])
        })
        .await;
    assert!(members.is_empty());

    wire.sends("PUT /api/v1/group/000123/direct-members?flatten=true")
        .by_editor()
        .form("")
        .receives(NOBODY)
        .by(|conn| GroupMethods::new(conn).update_direct_members("000123"))
        .await;
}

fn crsids(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.identifier().value()).collect()
}

fn assert_groups(groups: &[Group]) {
    let names: Vec<(&str, &str)> = groups.iter().map(|group| (group.groupid(), group.name())).collect();
    assert_eq!(names, [("000123", "botolph-editors"), ("100042", "botolph-rowers")]);
    assert_eq!((groups[0].cancelled(), groups[1].cancelled()), (false, true));
}
