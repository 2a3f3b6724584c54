//! Creates groups.

use axum::http::StatusCode;

use crate::directory::{Aspect, Entity, Group};
use crate::failure::Failure;
use crate::response::Response;
use crate::service::Editing;
use crate::text::printable;

/// Creates a group that the institution owns. Without `managedBy`, it manages itself.
pub(crate) fn create_group(request: &mut Editing<'_>) -> Result<Response, Failure> {
    let (directory, arguments) = (&*request.directory, request.arguments);
    let instid = arguments.path("instid");
    let institution =
        directory.institution_by_id(instid).ok_or_else(|| Failure::no_such("institution", instid))?;
    if !request.view().may_edit_institution(institution) {
        return Err(super::no_right("institution"));
    }
    let text = |name: &str| arguments.text(name).unwrap_or_default().trim();
    let (name, title, description) = (text("name"), text("title"), text("description"));
    if !is_group_name(name) {
        let message = format!("`{name}` is not a valid group name");
        let details = "use a lower-case letter, then lower-case letters, digits and `-`";
        return Err(Failure::bad_request(message).with_details(details));
    }
    for (parameter, text) in [("title", title), ("description", description)] {
        let problem = if text.is_empty() { Err("is empty") } else { printable(text) };
        problem.map_err(|what| Failure::bad_request(format!("the parameter `{parameter}` {what}")))?;
    }
    if directory.group_by_name(name).is_some() {
        return Err(Failure::new(StatusCode::CONFLICT, format!("there is already a group `{name}`")));
    }
    let manager = match text("managedBy") {
        "" => None,
        id => Some(
            directory
                .group_by_id_or_name(id)
                .ok_or_else(|| Failure::bad_request(format!("`managedBy`: there is no group `{id}`")))?,
        ),
    };
    let full = || Failure::new(StatusCode::INSUFFICIENT_STORAGE, "there is no free groupid");
    let group = Group {
        groupid: directory.free_groupid().ok_or_else(full)?.into(),
        name: name.into(),
        title: title.into(),
        description: Some(description.into()),
        ..Group::default()
    };

    let created = request.directory.add_group(group, institution, manager);
    request.directory.record([(Entity::Group(created), Aspect::Fields)]);
    Ok(Response::group(Some(created)))
}

/// Whether the name is valid for a group.
pub(crate) fn is_group_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 64
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
