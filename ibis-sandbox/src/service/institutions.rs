//! The endpoints that read institutions.

use super::people::choice;
use super::{Reading, Reply, modified, order_by, page};
use crate::directory::{InstIx, Owner, distinct};
use crate::failure::Failure;
use crate::fetch::Kind;
use crate::response::Response;
use crate::search::{self, Query};

pub(super) fn attribute_schemes(_: &Reading<'_>) -> Reply {
    Ok(Response::Schemes(Owner::Institution))
}

pub(super) fn get(request: &Reading<'_>) -> Reply {
    Ok(Response::institution(named(request)))
}

pub(super) fn all(request: &Reading<'_>) -> Reply {
    let cancelled = request.arguments.bool("includeCancelled");
    let institutions = request.view.directory.institutions();
    let shown = institutions.filter(|(_, institution)| cancelled || !institution.cancelled);
    Ok(Response::institutions(shown.map(|(ix, _)| ix).collect()))
}

pub(super) fn list(request: &Reading<'_>) -> Reply {
    let ids = request.arguments.list("instids").unwrap_or_default();
    let institutions = ids.iter().filter_map(|id| request.view.directory.institution_by_id(id));
    Ok(Response::institutions(distinct(institutions)))
}

pub(super) fn modified(request: &Reading<'_>) -> Reply {
    Ok(Response::institutions(modified::institutions(request)))
}

pub(super) fn search(request: &Reading<'_>) -> Reply {
    let order = order_by(request.arguments, &["instid", "name"], "name")?;
    let mut institutions = found(request)?;
    if order == "name" {
        request.view.directory.sort_institutions_by_name(&mut institutions);
    }
    Ok(Response::institutions(page(institutions, request.arguments)?))
}

pub(super) fn search_count(request: &Reading<'_>) -> Reply {
    Ok(Response::number(found(request)?.len()))
}

pub(super) fn attribute(request: &Reading<'_>) -> Reply {
    let attrid = request.arguments.attribute_id();
    let found = named(request)
        .and_then(|ix| request.view.institution_attributes(ix).find(|attribute| attribute.attrid == attrid));
    Ok(Response::Attribute(found.cloned()))
}

pub(super) fn attributes(request: &Reading<'_>) -> Reply {
    let choice = choice(Owner::Institution, request)?;
    let of_institution = named(request).into_iter().flat_map(|ix| request.view.institution_attributes(ix));
    let chosen = of_institution.filter(|attribute| choice.includes(attribute.scheme));
    Ok(Response::Attributes(chosen.cloned().collect()))
}

pub(super) fn members(request: &Reading<'_>) -> Reply {
    let directory = request.view.directory;
    let members = named(request).map(|ix| directory.live_people(&directory.institution(ix).members));
    Ok(Response::people(members.unwrap_or_default()))
}

pub(super) fn cancelled_members(request: &Reading<'_>) -> Reply {
    let directory = request.view.directory;
    let members = named(request).map(|ix| directory.cancelled_people(&directory.institution(ix).members));
    Ok(Response::people(members.unwrap_or_default()))
}

/// The institution in the path.
fn named(request: &Reading<'_>) -> Option<InstIx> {
    request.view.directory.institution_by_id(request.arguments.path("instid"))
}

fn found(request: &Reading<'_>) -> Result<Vec<InstIx>, Failure> {
    let (arguments, directory) = (request.arguments, request.view.directory);
    let query = Query::read(directory, Kind::Institution, arguments)?;
    let scope = query.scope(&directory.schemes, Owner::Institution, arguments)?;
    Ok(search::institutions(&request.view, &query, &scope, arguments.bool("includeCancelled")))
}
