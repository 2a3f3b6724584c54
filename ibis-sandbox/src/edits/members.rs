//! Edits to the members of a group.

use crate::directory::{Aspect, Entity, PersonIx, distinct};
use crate::failure::Failure;
use crate::response::Response;
use crate::service::Editing;

/// The id that stands for all members of a group.
const ALL_MEMBERS: &str = "all-members";

/// Removes members, then adds some. Unknown ids are ignored.
pub(crate) fn update_direct_members(request: &mut Editing<'_>) -> Result<Response, Failure> {
    let (directory, arguments) = (&*request.directory, request.arguments);
    let groupid = arguments.path("groupid");
    let group = directory.group_by_id_or_name(groupid).ok_or_else(|| Failure::no_such("group", groupid))?;
    if !request.view().may_edit_group(group) {
        return Err(super::no_right("group"));
    }
    if directory.group(group).members_of.is_some() {
        return Err(Failure::bad_request("the group follows an institution: its members cannot be edited"));
    }

    let remove = arguments.list("removeIds").unwrap_or_default();
    let add = arguments.list("addIds").unwrap_or_default();
    let mut members = directory.group(group).direct_members.clone();
    if remove.iter().any(|id| id == ALL_MEMBERS) {
        members.clear();
    }
    let removed: Vec<PersonIx> = remove.iter().filter_map(|id| directory.person_in_list(id)).collect();
    members.retain(|ix| !removed.contains(ix));
    members.extend(add.iter().filter_map(|id| directory.person_in_list(id)));
    let members = distinct(members);

    let changed = request.directory.set_direct_members(group, members);
    let people = changed.into_iter().map(|ix| (Entity::Person(ix), Aspect::Membership));
    let changes: Vec<_> = people.chain([(Entity::Group(group), Aspect::Membership)]).collect();
    request.directory.record(changes);
    let members = &request.directory.group(group).direct_members;
    Ok(Response::people(request.directory.live_people(members)))
}
