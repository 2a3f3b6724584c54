//! The endpoints that read groups.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Reading, Reply, modified, order_by, page};
use crate::auth::Caller;
use crate::directory::{GroupIx, distinct};
use crate::failure::Failure;
use crate::fetch::Kind;
use crate::response::{Response, Value};
use crate::search::{self, Query};

pub(super) fn get(request: &Reading<'_>) -> Reply {
    Ok(Response::group(named(request)))
}

pub(super) fn all(request: &Reading<'_>) -> Reply {
    let cancelled = request.arguments.bool("includeCancelled");
    let shown = request.view.directory.groups().filter(|(_, group)| cancelled || !group.cancelled);
    Ok(Response::groups(shown.map(|(ix, _)| ix).collect()))
}

pub(super) fn list(request: &Reading<'_>) -> Reply {
    let directory = request.view.directory;
    let ids = request.arguments.list("groupids").unwrap_or_default();
    let mut groups = distinct(ids.iter().filter_map(|id| directory.group_by_id_or_name(id)));
    directory.sort_groups(&mut groups);
    Ok(Response::groups(groups))
}

pub(super) fn modified(request: &Reading<'_>) -> Reply {
    Ok(Response::groups(modified::groups(request)))
}

pub(super) fn search(request: &Reading<'_>) -> Reply {
    let order = order_by(request.arguments, &["groupid", "name", "title"], "name")?;
    let directory = request.view.directory;
    let mut groups = found(request)?;
    match order.as_str() {
        "name" => groups.sort_by_key(|&ix| &directory.group(ix).name),
        "title" => groups.sort_by_key(|&ix| &directory.group(ix).title),
        _ => {}
    }
    Ok(Response::groups(page(groups, request.arguments)?))
}

pub(super) fn search_count(request: &Reading<'_>) -> Reply {
    Ok(Response::number(found(request)?.len()))
}

pub(super) fn members(request: &Reading<'_>) -> Reply {
    let view = request.view;
    let members = named(request).map(|ix| view.directory.live_people(&view.all_members(ix)));
    Ok(Response::people(members.unwrap_or_default()))
}

pub(super) fn direct_members(request: &Reading<'_>) -> Reply {
    let view = request.view;
    let members = named(request).map(|ix| view.directory.live_people(&view.direct_members(ix)));
    Ok(Response::people(members.unwrap_or_default()))
}

pub(super) fn cancelled_members(request: &Reading<'_>) -> Reply {
    let view = request.view;
    let members = named(request).map(|ix| view.directory.cancelled_people(&view.all_members(ix)));
    Ok(Response::people(members.unwrap_or_default()))
}

/// Issues an unsigned token that looks like the service's. A group gets one for itself only.
pub(super) fn token(request: &Reading<'_>) -> Reply {
    let Caller::Group(caller) = request.view.caller else {
        return Err(Failure::unauthorized("a token requires the name and password of the group"));
    };
    let group = named(request).ok_or_else(|| Failure::no_such("group", request.arguments.path("groupid")))?;
    if group != caller {
        return Err(Failure::forbidden("a group gets tokens for itself only"));
    }
    let group = request.view.directory.group(group);
    let audience = request.arguments.text("aud").unwrap_or_default();
    let header = serde_json::json!({"alg": "none", "typ": "JWT"});
    let claims = serde_json::json!({"aud": audience, "groupid": group.groupid, "sub": group.name});
    let encode = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    Ok(Response::Value(Value::Str(format!("{}.{}.", encode(header), encode(claims)))))
}

/// The group in the path.
fn named(request: &Reading<'_>) -> Option<GroupIx> {
    request.view.directory.group_by_id_or_name(request.arguments.path("groupid"))
}

fn found(request: &Reading<'_>) -> Result<Vec<GroupIx>, Failure> {
    let (arguments, directory) = (request.arguments, request.view.directory);
    let query = Query::read(directory, Kind::Group, arguments)?;
    Ok(search::groups(directory, &query, arguments.bool("includeCancelled")))
}
