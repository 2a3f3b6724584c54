//! The fields of each kind of record, where and in the order in which the service writes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::document::{Field, Fields, InXml, Node};
use crate::directory::Entity;
use crate::directory::{
    Attribute, CRSID, ContactRow, Directory, Group, GroupIx, InstIx, Institution, NAMES, PersonIx, Scheme,
};
use crate::fetch::AttributeChoice;
use crate::view::View;

/// The basic fields of an entity, and its identifiers and attributes if fetched.
pub(crate) fn entity<'d>(
    view: &View<'d>,
    entity: Entity,
    all_identifiers: bool,
    choice: &AttributeChoice,
) -> Fields<'d> {
    match entity {
        Entity::Person(ix) => {
            let mut fields = person(view, ix);
            fields.extend(all_identifiers.then(|| identifiers(view.directory, ix)));
            fields.extend(choice.any.then(|| attributes(view, view.person_attributes(ix), choice)));
            fields
        }
        Entity::Institution(ix) => {
            let mut fields = institution(view.directory, ix);
            fields.extend(choice.any.then(|| attributes(view, view.institution_attributes(ix), choice)));
            fields
        }
        Entity::Group(ix) => group(view.directory, ix),
    }
}

fn person<'d>(view: &View<'d>, ix: PersonIx) -> Fields<'d> {
    let person = view.directory.person(ix);
    let names = view.names(ix);
    let visible_name = match person.visible_name.as_deref() {
        None => names.into_iter().flatten().next().or(Some(&person.crsid)),
        Some(name) => Some(name).filter(|name| !name.is_empty()),
    };
    let mut fields = vec![
        Field::attribute("cancelled", Node::Bool(person.cancelled)),
        Field::element("identifier", identifier(CRSID, &person.crsid)),
    ];
    NAMES.into_iter().zip(names).for_each(|(field, name)| push_text(&mut fields, field, name));
    push_text(&mut fields, "visibleName", visible_name);
    push_text(&mut fields, "misAffiliation", person.affiliation.text());
    fields.push(Field::json_only("staff", Node::Bool(person.affiliation.is_staff())));
    fields.push(Field::json_only("student", Node::Bool(person.affiliation.is_student())));
    fields
}

fn institution(directory: &Directory, ix: InstIx) -> Fields<'_> {
    let Institution { instid, cancelled, name, acronym, .. } = directory.institution(ix);
    let mut fields = vec![
        Field::attribute("cancelled", Node::Bool(*cancelled)),
        Field::attribute("instid", Node::text(instid)),
        Field::element("name", Node::text(name)),
    ];
    push_text(&mut fields, "acronym", acronym.as_deref());
    fields
}

fn group(directory: &Directory, ix: GroupIx) -> Fields<'_> {
    let Group { groupid, cancelled, name, title, description, email, .. } = directory.group(ix);
    let mut fields = vec![
        Field::attribute("cancelled", Node::Bool(*cancelled)),
        Field::attribute("groupid", Node::text(groupid)),
        Field::element("name", Node::text(name)),
        Field::element("title", Node::text(title)),
    ];
    push_text(&mut fields, "description", description.as_deref());
    push_text(&mut fields, "email", email.as_deref());
    fields
}

/// All identifiers of a person, beginning with the CRSid.
fn identifiers(directory: &Directory, ix: PersonIx) -> Field<'_> {
    let person = directory.person(ix);
    let others = person.identifiers.iter().map(|(scheme, value)| identifier(scheme, value));
    let items = std::iter::once(identifier(CRSID, &person.crsid)).chain(others).collect();
    Field::list("identifiers", "identifier", items)
}

fn attributes<'d>(
    view: &View<'d>,
    attributes: impl Iterator<Item = &'d Attribute>,
    choice: &AttributeChoice,
) -> Field<'d> {
    let chosen = attributes.filter(|attribute| choice.includes(attribute.scheme));
    let items = chosen.map(|chosen| attribute(view.directory, chosen)).collect();
    Field::list("attributes", "attribute", items)
}

/// An attribute.
pub(crate) fn attribute<'d>(directory: &'d Directory, attribute: &'d Attribute) -> Node<'d> {
    let mut fields = vec![
        Field::attribute("attrid", Node::Number(attribute.attrid)),
        Field::attribute("scheme", Node::text(&directory.schemes.get(attribute.scheme).id)),
    ];
    push_text(&mut fields, "value", attribute.value.as_deref());
    let binary = attribute.binary.as_deref().map(|bytes| Node::owned(STANDARD.encode(bytes)));
    fields.extend(binary.map(|node| Field::element("binaryData", node)));
    push_text(&mut fields, "comment", attribute.comment.as_deref());
    let mut push = |name, text: Option<String>| {
        fields.extend(text.map(|text| Field::attribute(name, Node::owned(text))));
    };
    push("instid", attribute.institution.map(|ix| directory.institution(ix).instid.to_string()));
    push("visibility", Some(attribute.visibility.text().to_owned()));
    push("effectiveFrom", attribute.effective_from.map(|date| date.to_string()));
    push("effectiveTo", attribute.effective_to.map(|date| date.to_string()));
    push("owningGroupid", attribute.owning_group.map(|ix| directory.group(ix).groupid.to_string()));
    Node::Object(fields)
}

/// An attribute scheme.
pub(crate) fn scheme(scheme: &Scheme) -> Node<'_> {
    let mut fields = vec![
        Field::attribute("schemeid", Node::text(&scheme.id)),
        Field::attribute("precedence", Node::Number(scheme.precedence)),
    ];
    push_text(&mut fields, "ldapName", scheme.ldap_name.as_deref());
    fields.extend([
        Field::element("displayName", Node::text(scheme.display_name.as_deref().unwrap_or(&scheme.id))),
        Field::element("dataType", Node::text(scheme.data_type.text())),
        Field::attribute("multiValued", Node::Bool(scheme.multi_valued)),
        Field::attribute("multiLined", Node::Bool(scheme.multi_lined)),
        Field::attribute("searchable", Node::Bool(scheme.searchable)),
    ]);
    push_text(&mut fields, "regexp", scheme.regexp.as_deref());
    Node::Object(fields)
}

/// A contact row with the nodes of its people.
pub(crate) fn contact_row<'d>(row: &'d ContactRow, people: Vec<Node<'d>>) -> Node<'d> {
    let texts = |items: &'d [Box<str>]| items.iter().map(|item| Node::text(item)).collect();
    let phones = row.phone_numbers.iter().map(|phone| {
        let mut fields = Fields::new();
        let phone_type = phone.phone_type.as_deref().map(Node::text);
        fields.extend(phone_type.map(|node| Field::attribute("phoneType", node)));
        fields.push(Field::element("number", Node::text(&phone.number)));
        push_text(&mut fields, "comment", phone.comment.as_deref());
        Node::Object(fields)
    });
    let pages = row.web_pages.iter().map(|page| {
        let mut fields = vec![Field::element("url", Node::text(&page.url))];
        push_text(&mut fields, "label", page.label.as_deref());
        Node::Object(fields)
    });
    let mut fields = Fields::new();
    push_text(&mut fields, "description", row.description.as_deref());
    fields.extend([
        Field::attribute("bold", Node::Bool(row.bold)),
        Field::attribute("italic", Node::Bool(row.italic)),
        Field::list("addresses", "address", texts(&row.addresses)),
        Field::list("emails", "email", texts(&row.emails)),
        Field::list("people", "person", people),
        Field::list("phoneNumbers", "phoneNumber", phones.collect()),
        Field::list("webPages", "webPage", pages.collect()),
    ]);
    Node::Object(fields)
}

fn identifier<'d>(scheme: &'d str, value: &'d str) -> Node<'d> {
    Node::Object(vec![
        Field::attribute("scheme", Node::text(scheme)),
        Field { name: "value", in_xml: InXml::Content, node: Node::text(value) },
    ])
}

fn push_text<'d>(fields: &mut Fields<'d>, name: &'static str, text: Option<&'d str>) {
    fields.extend(text.map(|text| Field::element(name, Node::text(text))));
}
