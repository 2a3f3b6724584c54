//! The endpoints that read people.

use super::{Reading, Reply, modified, order_by, page};
use crate::directory::{Affiliation, GroupIx, Owner, PersonIx, distinct};
use crate::failure::Failure;
use crate::fetch::{AttributeChoice, Kind};
use crate::response::{Response, Value};
use crate::search::{self, Query};

pub(super) fn attribute_schemes(_: &Reading<'_>) -> Reply {
    Ok(Response::Schemes(Owner::Person))
}

pub(super) fn get(request: &Reading<'_>) -> Reply {
    Ok(Response::person(named(request)))
}

pub(super) fn all(request: &Reading<'_>) -> Reply {
    let arguments = request.arguments;
    let cancelled = arguments.bool("includeCancelled");
    let after = arguments.text("identifier").unwrap_or_default();
    let after = after.strip_prefix("crsid/").unwrap_or(after);
    let limit = arguments.count("limit", 100)?;
    let people =
        request.view.directory.people_after(after).filter(|(_, person)| cancelled || !person.cancelled);
    Ok(Response::people(people.map(|(ix, _)| ix).take(limit).collect()))
}

pub(super) fn list(request: &Reading<'_>) -> Reply {
    let ids = request.arguments.list("crsids").unwrap_or_default();
    let people = ids.iter().filter_map(|id| request.view.directory.person_in_list(id));
    Ok(Response::people(distinct(people)))
}

pub(super) fn modified(request: &Reading<'_>) -> Reply {
    Ok(Response::people(modified::people(request)))
}

pub(super) fn search(request: &Reading<'_>) -> Reply {
    let order = order_by(request.arguments, &["identifier", "surname"], "surname")?;
    let mut people = found(request)?;
    if order == "surname" {
        let surname = |ix| request.view.names(ix)[2].unwrap_or_default().to_lowercase();
        people.sort_by_cached_key(|&ix| surname(ix));
    }
    Ok(Response::people(page(people, request.arguments)?))
}

pub(super) fn search_count(request: &Reading<'_>) -> Reply {
    Ok(Response::number(found(request)?.len()))
}

pub(super) fn attribute(request: &Reading<'_>) -> Reply {
    let attrid = request.arguments.attribute_id();
    let found = named(request)
        .and_then(|ix| request.view.person_attributes(ix).find(|attribute| attribute.attrid == attrid));
    Ok(Response::Attribute(found.cloned()))
}

pub(super) fn attributes(request: &Reading<'_>) -> Reply {
    let choice = choice(Owner::Person, request)?;
    let of_person = named(request).into_iter().flat_map(|ix| request.view.person_attributes(ix));
    Ok(Response::Attributes(
        of_person.filter(|attribute| choice.includes(attribute.scheme)).cloned().collect(),
    ))
}

pub(super) fn groups(request: &Reading<'_>) -> Reply {
    Ok(Response::groups(own_groups(request)))
}

pub(super) fn institutions(request: &Reading<'_>) -> Reply {
    let directory = request.view.directory;
    Ok(Response::institutions(named(request).map(|ix| directory.institutions_of(ix)).unwrap_or_default()))
}

pub(super) fn managed_groups(request: &Reading<'_>) -> Reply {
    let directory = request.view.directory;
    let managed = own_groups(request).into_iter().flat_map(|ix| &directory.group(ix).manages_groups);
    Ok(Response::groups(directory.live_groups(&distinct(managed.copied()))))
}

pub(super) fn managed_institutions(request: &Reading<'_>) -> Reply {
    let directory = request.view.directory;
    let managed = own_groups(request).into_iter().flat_map(|ix| &directory.group(ix).manages_institutions);
    Ok(Response::institutions(directory.live_institutions(&distinct(managed.copied()))))
}

pub(super) fn is_member_of_group(request: &Reading<'_>) -> Reply {
    let directory = request.view.directory;
    let group = directory.group_by_id_or_name(request.arguments.path("groupid"));
    let is_member =
        live(request).zip(group).is_some_and(|(person, group)| request.view.is_member(person, group));
    Ok(Response::Value(Value::Bool(is_member)))
}

pub(super) fn is_member_of_inst(request: &Reading<'_>) -> Reply {
    let directory = request.view.directory;
    let institution = directory.institution_by_id(request.arguments.path("instid"));
    let is_member = live(request)
        .zip(institution)
        .is_some_and(|(person, institution)| directory.person(person).institutions.contains(&institution));
    Ok(Response::Value(Value::Bool(is_member)))
}

/// The person in the path.
fn named(request: &Reading<'_>) -> Option<PersonIx> {
    let (scheme, identifier) = (request.arguments.path("scheme"), request.arguments.path("identifier"));
    request.view.directory.person_by_identifier(scheme, identifier)
}

/// The person in the path, unless cancelled.
fn live(request: &Reading<'_>) -> Option<PersonIx> {
    named(request).filter(|&ix| !request.view.directory.person(ix).cancelled)
}

fn own_groups(request: &Reading<'_>) -> Vec<GroupIx> {
    named(request).map(|ix| request.view.all_groups(ix)).unwrap_or_default()
}

fn found(request: &Reading<'_>) -> Result<Vec<PersonIx>, Failure> {
    let (arguments, directory) = (request.arguments, request.view.directory);
    let query = Query::read(directory, Kind::Person, arguments)?;
    let scope = query.scope(&directory.schemes, Owner::Person, arguments)?;
    let has_status: fn(Affiliation) -> bool = match arguments.text("misStatus") {
        None | Some("") => |_| true,
        Some("staff") => Affiliation::is_staff,
        Some("student") => Affiliation::is_student,
        Some(other) => {
            let message = format!("`misStatus` is `{other}`: use `staff` or `student`");
            return Err(Failure::bad_request(message));
        }
    };
    let cancelled = arguments.bool("includeCancelled");
    Ok(search::people(&request.view, &query, &scope, has_status, cancelled))
}

/// Reads the parameter `attrs`, for people and institutions alike.
pub(super) fn choice(owner: Owner, request: &Reading<'_>) -> Result<AttributeChoice, Failure> {
    let mut choice = AttributeChoice::default();
    for name in request.arguments.list("attrs").unwrap_or_default() {
        let unknown = || Failure::bad_request(format!("unknown attribute scheme `{name}`"));
        choice.add(&request.view.directory.schemes, owner, name).ok_or_else(unknown)?;
    }
    Ok(choice)
}
