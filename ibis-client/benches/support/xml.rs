//! The same document as XML, which the official Python client reads.

use std::fmt::{Result, Write};

use super::document::{Attribute, Document, Group, Institution, Person, Reference};

/// Writes the document in the service's XML format.
pub(crate) fn xml(document: &Document) -> String {
    let mut text = String::from(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#);
    write(&mut text, document).expect("a string takes all that is written to it");
    text
}

fn write(to: &mut String, Document { result }: &Document) -> Result {
    write!(to, r#"<result xmlns="http://www.lookup.cam.ac.uk" version="{}">"#, result.version)?;
    references(to, "people", "person", &result.people)?;
    to.write_str("<entities><people>")?;
    result.entities.people.iter().try_for_each(|one| person(to, one))?;
    to.write_str("</people><institutions>")?;
    result.entities.institutions.iter().try_for_each(|one| institution(to, one))?;
    to.write_str("</institutions><groups>")?;
    result.entities.groups.iter().try_for_each(|one| group(to, one))?;
    to.write_str("</groups></entities></result>")
}

fn person(to: &mut String, person: &Person) -> Result {
    write!(to, r#"<person cancelled="{}" id="{}">"#, person.cancelled, person.id)?;
    let identifier = &person.identifier;
    write!(to, r#"<identifier scheme="{}">{}</identifier>"#, identifier.scheme, identifier.value)?;
    element(to, "displayName", &person.display_name)?;
    element(to, "registeredName", &person.registered_name)?;
    element(to, "surname", person.surname)?;
    element(to, "visibleName", &person.visible_name)?;
    element(to, "misAffiliation", person.mis_affiliation)?;
    to.write_str("<attributes>")?;
    person.attributes.iter().try_for_each(|one| attribute(to, one))?;
    to.write_str("</attributes>")?;
    references(to, "institutions", "institution", &person.institutions)?;
    references(to, "groups", "group", &person.groups)?;
    to.write_str("</person>")
}

fn attribute(to: &mut String, attribute: &Attribute) -> Result {
    write!(to, r#"<attribute attrid="{}" scheme="{}""#, attribute.attrid, attribute.scheme)?;
    if let Some(instid) = &attribute.instid {
        write!(to, r#" instid="{instid}""#)?;
    }
    write!(to, r#" visibility="{}""#, attribute.visibility)?;
    write!(to, r#" effectiveFrom="{}">"#, attribute.effective_from)?;
    element(to, "value", &attribute.value)?;
    if let Some(comment) = attribute.comment {
        element(to, "comment", comment)?;
    }
    to.write_str("</attribute>")
}

fn institution(to: &mut String, one: &Institution) -> Result {
    let Institution { cancelled, instid, id, .. } = one;
    write!(to, r#"<institution cancelled="{cancelled}" instid="{instid}" id="{id}">"#)?;
    element(to, "name", &one.name)?;
    element(to, "acronym", &one.acronym)?;
    if !one.groups.is_empty() {
        references(to, "groups", "group", &one.groups)?;
    }
    to.write_str("</institution>")
}

fn group(to: &mut String, one: &Group) -> Result {
    write!(to, r#"<group cancelled="{}" groupid="{}" id="{}">"#, one.cancelled, one.groupid, one.id)?;
    element(to, "name", &one.name)?;
    element(to, "title", &one.title)?;
    element(to, "description", &one.description)?;
    if !one.members.is_empty() {
        references(to, "members", "person", &one.members)?;
    }
    to.write_str("</group>")
}

fn references(to: &mut String, list: &str, item: &str, references: &[Reference]) -> Result {
    write!(to, "<{list}>")?;
    references.iter().try_for_each(|one| write!(to, r#"<{item} ref="{}"/>"#, one.target))?;
    write!(to, "</{list}>")
}

/// Writes an element. No text has a character that XML would have to escape.
fn element(to: &mut String, name: &str, text: &str) -> Result {
    write!(to, "<{name}>{text}</{name}>")
}
