//! Edits of the attributes of people and institutions.

use crate::directory::{Aspect, Attribute, Directory, Entity, InstIx, Owner, PersonIx};
use crate::failure::Failure;
use crate::response::{Response, Value};
use crate::service::Editing;

/// A record that the caller may edit.
#[derive(Clone, Copy)]
enum Target {
    Person(PersonIx),
    Institution(InstIx),
}

pub(crate) fn add_attribute(request: &mut Editing<'_>) -> Result<Response, Failure> {
    let target = Target::of(request)?;
    let arguments = request.arguments;
    let mut attribute = checked(request, target)?;
    attribute.owning_group = request.caller.group();
    let position = arguments.number("position").unwrap_or_default();
    let position = usize::try_from(position).map_err(|_| {
        Failure::bad_request(format!(
            "`position` is {position}: use 0 for the end, or a position from 1 upwards"
        ))
    })?;

    let attributes = target.attributes(request.directory);
    let same_scheme = || attributes.iter().filter(|held| held.scheme == attribute.scheme);
    if !arguments.bool("allowDuplicates")
        && let Some(duplicate) = same_scheme().find(|held| is_duplicate(held, &attribute))
    {
        return Ok(Response::Attribute(Some(duplicate.clone())));
    }
    let held = same_scheme().count();
    let scheme = request.directory.schemes.get(attribute.scheme);
    if held > 0 && !scheme.multi_valued {
        let message = format!("there already is an attribute of the scheme `{}`", scheme.id);
        return Err(
            Failure::bad_request(message).with_details("the scheme allows a single value: update that one")
        );
    }
    let start = attributes.partition_point(|held| held.scheme < attribute.scheme);
    let at = start + if position == 0 { held } else { (position - 1).min(held) };

    attribute.attrid = request.directory.next_attribute_id();
    target.attributes_mut(request.directory).insert(at, attribute.clone());
    target.changed(request.directory);
    Ok(Response::Attribute(Some(attribute)))
}

pub(crate) fn update_attribute(request: &mut Editing<'_>) -> Result<Response, Failure> {
    let target = Target::of(request)?;
    let arguments = request.arguments;
    let mut attribute = checked(request, target)?;
    let attrid = arguments.attribute_id();
    let attributes = target.attributes(request.directory);
    let at = attributes
        .iter()
        .position(|held| held.attrid == attrid)
        .ok_or_else(|| Failure::not_found(format!("there is no attribute {attrid}")))?;
    if attributes[at].scheme != attribute.scheme {
        let scheme = &request.directory.schemes.get(attributes[at].scheme).id;
        let message = format!("the attribute {attrid} is of the scheme `{scheme}`");
        return Err(
            Failure::bad_request(message).with_details("the scheme of an attribute cannot be changed")
        );
    }

    attribute.attrid = attrid;
    attribute.owning_group = attributes[at].owning_group;
    target.attributes_mut(request.directory)[at] = attribute.clone();
    target.changed(request.directory);
    Ok(Response::Attribute(Some(attribute)))
}

pub(crate) fn delete_attribute(request: &mut Editing<'_>) -> Result<Response, Failure> {
    let target = Target::of(request)?;
    let attrid = request.arguments.attribute_id();
    let held = target.attributes(request.directory).iter().position(|held| held.attrid == attrid);
    if let Some(at) = held {
        target.attributes_mut(request.directory).remove(at);
        target.changed(request.directory);
    }
    Ok(Response::Value(Value::Bool(held.is_some())))
}

impl Target {
    /// The institution in the path, or the person if there is none.
    fn of(request: &Editing<'_>) -> Result<Self, Failure> {
        let (arguments, directory) = (request.arguments, &request.directory);
        let instid = arguments.path("instid");
        if !instid.is_empty() {
            let found = directory.institution_by_id(instid);
            let ix = found.ok_or_else(|| Failure::no_such("institution", instid))?;
            let may_edit = request.view().may_edit_institution(ix);
            return may_edit.then_some(Self::Institution(ix)).ok_or_else(|| super::no_right("institution"));
        }
        let (scheme, identifier) = (arguments.path("scheme"), arguments.path("identifier"));
        let found = directory.person_by_identifier(scheme, identifier);
        let ix = found.ok_or_else(|| Failure::no_such("person", &format!("{scheme}/{identifier}")))?;
        let may_edit = request.view().may_edit_person(ix);
        may_edit.then_some(Self::Person(ix)).ok_or_else(|| super::no_right("person"))
    }

    fn owner(self) -> Owner {
        match self {
            Self::Person(_) => Owner::Person,
            Self::Institution(_) => Owner::Institution,
        }
    }

    fn attributes(self, directory: &Directory) -> &[Attribute] {
        match self {
            Self::Person(ix) => &directory.person(ix).attributes,
            Self::Institution(ix) => &directory.institution(ix).attributes,
        }
    }

    fn attributes_mut(self, directory: &mut Directory) -> &mut Vec<Attribute> {
        match self {
            Self::Person(ix) => directory.person_attributes_mut(ix),
            Self::Institution(ix) => directory.institution_attributes_mut(ix),
        }
    }

    fn changed(self, directory: &mut Directory) {
        let subject = match self {
            Self::Person(ix) => {
                directory.reindex(ix);
                Entity::Person(ix)
            }
            Self::Institution(ix) => Entity::Institution(ix),
        };
        directory.record([(subject, Aspect::Fields)]);
    }
}

/// Validates an attribute that was sent, which has neither attrid nor owner yet.
fn checked(request: &Editing<'_>, target: Target) -> Result<Attribute, Failure> {
    let (directory, sent) = (&request.directory, request.arguments.attribute("attr"));
    let sent = sent.ok_or_else(|| Failure::bad_request("the parameter `attr` is missing"))?;
    let unknown = || Failure::bad_request(format!("unknown attribute scheme `{}`", sent.scheme));
    let schemes = &directory.schemes;
    let ix = schemes.named(target.owner(), &sent.scheme).ok_or_else(unknown)?;
    let scheme = schemes.get(ix);
    scheme.check_values(sent.value.is_some(), sent.binary.is_some()).map_err(Failure::bad_request)?;
    if let Some(value) = sent.value.as_ref().filter(|value| !schemes.accepts(ix, value)) {
        let message =
            format!("`{value}` does not match the regular expression of the scheme `{}`", scheme.id);
        return Err(Failure::bad_request(message).with_details(scheme.regexp.as_deref().unwrap_or_default()));
    }
    let institution = sent.instid.as_deref().filter(|instid| !instid.is_empty());
    let institution = institution.map(|instid| {
        let unknown = || Failure::bad_request(format!("there is no institution `{instid}`"));
        directory.institution_by_id(instid).ok_or_else(unknown)
    });
    Ok(Attribute {
        value: sent.value.as_deref().map(Into::into),
        binary: sent.binary.as_deref().map(Into::into),
        comment: sent.comment.as_deref().map(Into::into),
        institution: institution.transpose()?,
        effective_from: sent.effective_from,
        effective_to: sent.effective_to,
        ..Attribute::new(ix, sent.visibility.unwrap_or_default())
    })
}

/// Whether two attributes differ in attrid and owner at most.
fn is_duplicate(held: &Attribute, new: &Attribute) -> bool {
    Attribute { attrid: new.attrid, owning_group: new.owning_group, ..held.clone() } == *new
}
