//! The sandbox's assumptions where the descriptions of the service are silent.

use anyhow::Result;
use ibis_client::group_methods::{self as group, AllGroups, GetGroup, ListGroups};
use ibis_client::ibis_methods::GetLastTransactionId;
use ibis_client::institution_methods::{self as inst, AllInsts, GetContactRows, GetInst, ListInsts};
use ibis_client::person_methods::{self as person, AllPeople, GetPerson, ListPeople, Search};
use ibis_client::{Endpoint, Method};
use serde_json::Value;

use self::Expected::{False, If, Items, Nothing, Sorted, Status};
use super::reply::Reply;
use super::server::Server;

enum Expected {
    /// A list sorted by this field.
    Sorted(&'static str, &'static str),
    /// A list of this length, present even if it is empty.
    Items(&'static str, usize),
    /// Status 200 without this field.
    Nothing(&'static str),
    /// This status.
    Status(u16),
    False,
    /// Whether the assumption holds. `None` if the response does not show it.
    If(fn(&Reply) -> Option<bool>),
}

/// An assumption about the response to a call with one given parameter, in addition to the known ones.
type Case = (&'static str, &'static Endpoint, (&'static str, &'static str), Expected);

const NO_PATH: &Endpoint = &Endpoint::new("nowhere", Method::Get, "/api/v1/nowhere", &[], "()");
const NO_PERSON: (&str, &str) = ("identifier", "zzz99999");
const NO_INST: (&str, &str) = ("instid", "NOSUCHINST");
const NO_GROUP: (&str, &str) = ("groupid", "no-such-group");
const PLAIN: (&str, &str) = ("", "");
/// Steps up from an institution, which soon reach the University.
const TEN_STEPS: &str = "parent_insts.parent_insts.parent_insts.parent_insts.parent_insts\
    .parent_insts.parent_insts.parent_insts.parent_insts.parent_insts";
const ELEVEN_STEPS: &str = "parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts\
    .parent_insts.parent_insts.parent_insts.parent_insts.parent_insts";
const CRSID: &str = "/identifier/value";

const CASES: &[Case] = &[
    ("all people: by identifier", AllPeople::ENDPOINT, PLAIN, Sorted("people", CRSID)),
    ("all institutions: by instid", AllInsts::ENDPOINT, PLAIN, Sorted("institutions", "/instid")),
    ("all groups: by groupid", AllGroups::ENDPOINT, PLAIN, Sorted("groups", "/groupid")),
    ("members of a group: by identifier", group::GetMembers::ENDPOINT, PLAIN, Sorted("people", CRSID)),
    ("members of an institution: by identifier", inst::GetMembers::ENDPOINT, PLAIN, Sorted("people", CRSID)),
    ("a person's institutions: by name", person::GetInsts::ENDPOINT, PLAIN, Sorted("institutions", "/name")),
    ("a person's groups: by groupid", person::GetGroups::ENDPOINT, PLAIN, Sorted("groups", "/groupid")),
    ("people found: by surname", Search::ENDPOINT, PLAIN, Sorted("people", "/surname")),
    ("institutions found: by name", inst::Search::ENDPOINT, ("query", "s"), Sorted("institutions", "/name")),
    ("groups found: by name", group::Search::ENDPOINT, ("query", "m"), Sorted("groups", "/name")),
    ("child institutions: by name", AllInsts::ENDPOINT, ("fetch", "child_insts"), If(children_by_name)),
    (
        "schemes: by precedence",
        person::AllAttributeSchemes::ENDPOINT,
        PLAIN,
        Sorted("attributeSchemes", "/precedence"),
    ),
    ("people listed: each once", ListPeople::ENDPOINT, ("crsids", "*,zzz99999,*"), Items("people", 1)),
    ("institutions listed: the same", ListInsts::ENDPOINT, ("instids", "*,ZZZ,*"), Items("institutions", 1)),
    ("groups listed: the same", ListGroups::ENDPOINT, ("groupids", "*,zzz,*"), Items("groups", 1)),
    ("unknown person: nothing", GetPerson::ENDPOINT, NO_PERSON, Nothing("person")),
    ("unknown scheme of a person: nothing", GetPerson::ENDPOINT, ("scheme", "zzz"), Nothing("person")),
    ("unknown institution: nothing", GetInst::ENDPOINT, NO_INST, Nothing("institution")),
    ("unknown group: nothing", GetGroup::ENDPOINT, NO_GROUP, Nothing("group")),
    ("unknown attribute: nothing", person::GetAttribute::ENDPOINT, ("attrid", "0"), Nothing("attribute")),
    ("unknown person's institutions: empty", person::GetInsts::ENDPOINT, NO_PERSON, Items("institutions", 0)),
    ("unknown institution's members: empty", inst::GetMembers::ENDPOINT, NO_INST, Items("people", 0)),
    ("unknown group's members: empty", group::GetMembers::ENDPOINT, NO_GROUP, Items("people", 0)),
    ("in an unknown institution: false", person::IsMemberOfInst::ENDPOINT, NO_INST, False),
    ("in an unknown group: false", person::IsMemberOfGroup::ENDPOINT, NO_GROUP, False),
    ("nobody found: an empty list", Search::ENDPOINT, ("query", "zzqqzzqq"), Items("people", 0)),
    ("nothing fetched: an empty list", AllPeople::ENDPOINT, ("fetch", "all_groups,title"), If(fetched_lists)),
    (
        "contact rows: in `institution`",
        GetContactRows::ENDPOINT,
        PLAIN,
        If(|reply| {
            Some(reply.entity("institutions", &reply.result["institution"])["contactRows"].is_array())
        }),
    ),
    (
        "a value: text, but for the API Gateway",
        GetLastTransactionId::ENDPOINT,
        PLAIN,
        If(|reply| Some(reply.result["value"].is_string())),
    ),
    ("a fetch of ten steps: 200", GetInst::ENDPOINT, ("fetch", TEN_STEPS), Status(200)),
    ("a fetch of eleven steps: 500", GetInst::ENDPOINT, ("fetch", ELEVEN_STEPS), Status(500)),
    ("a fetch of `visibleName`: 200", GetPerson::ENDPOINT, ("fetch", "visibleName"), Status(200)),
    ("unknown fetch: 400", GetPerson::ENDPOINT, ("fetch", "zzz"), Status(400)),
    ("unknown order: 400", Search::ENDPOINT, ("orderBy", "zzz"), Status(400)),
    ("unknown attribute scheme: 400", person::GetAttributes::ENDPOINT, ("attrs", "zzz"), Status(400)),
    ("limit that is not a number: 400", Search::ENDPOINT, ("limit", "zzz"), Status(400)),
    ("unknown path: 404", NO_PATH, PLAIN, Status(404)),
];

pub(crate) async fn check(server: &mut Server) -> Result<()> {
    for (assumption, endpoint, value, expected) in CASES {
        let reply = server.call(endpoint, &[*value]).await?;
        let kept = reply.status.and_then(|status| expected.is_met(status, &reply));
        server.note(assumption, kept, || reply.outcome());
    }
    Ok(())
}

impl Expected {
    fn is_met(&self, status: u16, reply: &Reply) -> Option<bool> {
        let result = &reply.result;
        match *self {
            Sorted(list, key) => is_sorted(reply.list(list).into_iter().filter_map(|item| item.pointer(key))),
            Items(list, length) => Some(result[list].as_array().is_some_and(|items| items.len() == length)),
            Nothing(field) => Some(status == 200 && result[field].is_null()),
            Status(expected) => Some(status == expected),
            False => Some(result["value"] == "false" || result["value"] == false),
            If(holds) if status == 200 => holds(reply),
            If(_) => Some(false),
        }
    }
}

/// `None` for fewer than two values, which have no order.
fn is_sorted<'a>(values: impl Iterator<Item = &'a Value>) -> Option<bool> {
    let keys: Vec<_> = values.map(|value| (value.as_i64(), value.as_str().map(str::to_lowercase))).collect();
    (keys.len() > 1).then(|| keys.is_sorted())
}

fn children_by_name(reply: &Reply) -> Option<bool> {
    let institutions = reply.list("institutions").into_iter();
    let children = institutions.filter_map(|institution| institution["childInsts"].as_array());
    let names = |child| &reply.entity("institutions", child)["name"];
    children.filter_map(|children| is_sorted(children.iter().map(names))).reduce(|all, one| all && one)
}

fn fetched_lists(reply: &Reply) -> Option<bool> {
    let people = reply.list("people").into_iter();
    let lists: Vec<&Value> = people.flat_map(|person| [&person["groups"], &person["attributes"]]).collect();
    let absent = lists.iter().any(|list| !list.is_array());
    let empty = lists.iter().any(|list| list.as_array().is_some_and(Vec::is_empty));
    (absent || empty).then_some(!absent)
}
