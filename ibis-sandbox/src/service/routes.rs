//! The table of endpoints.

use axum::http::Method;

use super::arguments::{Form, Param};
use super::{Editing, Reading, Reply, groups, institutions, people};
use crate::edits;
use crate::fetch::Kind;

/// One endpoint of the service.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    /// Relative to `/api/v1`.
    pub(crate) path: &'static str,
    pub(crate) params: &'static [Param],
    pub(crate) action: Action,
    /// Whether the API Gateway has it too.
    pub(crate) at_gateway: bool,
}

/// What an endpoint does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Action {
    Read(fn(&Reading<'_>) -> Reply),
    /// Reads the contact rows of an institution: its `fetch` applies to their people.
    ReadContactRows(fn(&Reading<'_>) -> Reply),
    Edit(fn(&mut Editing<'_>) -> Reply),
}

const FETCH_PERSON: Param = Param::new("fetch", Form::Fetch(Kind::Person));
const FETCH_INST: Param = Param::new("fetch", Form::Fetch(Kind::Institution));
const FETCH_GROUP: Param = Param::new("fetch", Form::Fetch(Kind::Group));

const QUERY: Param = Param::new("query", Form::Str).required();
const APPROX: Param = Param::new("approxMatches", Form::Bool);
const CANCELLED: Param = Param::new("includeCancelled", Form::Bool);
const STATUS: Param = Param::new("misStatus", Form::Str);
const SCOPE: Param = Param::new("attributes", Form::List);
const OFFSET: Param = Param::new("offset", Form::Int);
const LIMIT: Param = Param::new("limit", Form::Int);
const ORDER: Param = Param::new("orderBy", Form::Str);
const ATTRS: Param = Param::new("attrs", Form::List).required();

const MIN_TX: Param = Param::new("minTxId", Form::Long).required();
const MAX_TX: Param = Param::new("maxTxId", Form::Long).required();
const MEMBERSHIP: Param = Param::new("membershipChanges", Form::Bool);
const CONTACT_ROWS: Param = Param::new("contactRowChanges", Form::Bool);
const INST_NAMES: Param = Param::new("instNameChanges", Form::Bool);

const COMMENT: Param = Param::new("commitComment", Form::Str);
const FORM_COMMENT: Param = COMMENT.in_form();
const ATTR: Param = Param::new("attr", Form::Attribute).required().in_form();
const POSITION: Param = Param::new("position", Form::Int).in_form();
const DUPLICATES: Param = Param::new("allowDuplicates", Form::Bool).in_form();

/// All endpoints. A test compares them with the OpenAPI document.
#[rustfmt::skip]
pub(crate) static ENDPOINTS: [Endpoint; 47] = [
    read("/last-transaction", &[], super::last_transaction),
    read("/version", &[], super::version),

    read("/person/all-attr-schemes", &[], people::attribute_schemes),
    read("/person/all-people", &[CANCELLED, Param::new("identifier", Form::Str), LIMIT, FETCH_PERSON], people::all),
    read("/person/list", &[Param::new("crsids", Form::List).required(), FETCH_PERSON], people::list),
    read("/person/modified-people", &[MIN_TX, MAX_TX, Param::new("crsids", Form::List), CANCELLED, MEMBERSHIP, INST_NAMES, FETCH_PERSON], people::modified),
    read("/person/search", &[QUERY, APPROX, CANCELLED, STATUS, SCOPE, OFFSET, LIMIT, ORDER, FETCH_PERSON], people::search),
    read("/person/search-count", &[QUERY, APPROX, CANCELLED, STATUS, SCOPE], people::search_count),
    read("/person/{scheme}/{identifier}", &[FETCH_PERSON], people::get),
    read("/person/{scheme}/{identifier}/get-attributes", &[ATTRS], people::attributes),
    read("/person/{scheme}/{identifier}/groups", &[FETCH_GROUP], people::groups),
    read("/person/{scheme}/{identifier}/insts", &[FETCH_INST], people::institutions),
    read("/person/{scheme}/{identifier}/is-member-of-group/{groupid}", &[], people::is_member_of_group),
    read("/person/{scheme}/{identifier}/is-member-of-inst/{instid}", &[], people::is_member_of_inst),
    read("/person/{scheme}/{identifier}/manages-groups", &[FETCH_GROUP], people::managed_groups),
    read("/person/{scheme}/{identifier}/manages-insts", &[FETCH_INST], people::managed_institutions),
    read("/person/{scheme}/{identifier}/{attrid}", &[], people::attribute),
    edit(Method::POST, "/person/{scheme}/{identifier}/add-attribute", &[ATTR, POSITION, DUPLICATES, FORM_COMMENT], edits::add_attribute),
    edit(Method::PUT, "/person/{scheme}/{identifier}/{attrid}", &[ATTR, FORM_COMMENT], edits::update_attribute),
    edit(Method::DELETE, "/person/{scheme}/{identifier}/{attrid}", &[COMMENT], edits::delete_attribute),

    read("/inst/all-attr-schemes", &[], institutions::attribute_schemes),
    read("/inst/all-insts", &[CANCELLED, FETCH_INST], institutions::all),
    read("/inst/list", &[Param::new("instids", Form::List).required(), FETCH_INST], institutions::list),
    read("/inst/modified-insts", &[MIN_TX, MAX_TX, Param::new("instids", Form::List), CANCELLED, CONTACT_ROWS, MEMBERSHIP, FETCH_INST], institutions::modified),
    read("/inst/search", &[QUERY, APPROX, CANCELLED, SCOPE, OFFSET, LIMIT, ORDER, FETCH_INST], institutions::search),
    read("/inst/search-count", &[QUERY, APPROX, CANCELLED, SCOPE], institutions::search_count),
    read("/inst/{instid}", &[FETCH_INST], institutions::get),
    read("/inst/{instid}/cancelled-members", &[FETCH_PERSON], institutions::cancelled_members),
    read("/inst/{instid}/get-attributes", &[ATTRS], institutions::attributes),
    read("/inst/{instid}/members", &[FETCH_PERSON], institutions::members),
    read("/inst/{instid}/{attrid}", &[], institutions::attribute),
    Endpoint { method: Method::GET, path: "/inst/{instid}/contact-rows", params: &[FETCH_PERSON], action: Action::ReadContactRows(institutions::get), at_gateway: true },
    edit(Method::POST, "/inst/{instid}/add-attribute", &[ATTR, POSITION, DUPLICATES, FORM_COMMENT], edits::add_attribute),
    edit(Method::PUT, "/inst/{instid}/{attrid}", &[ATTR, FORM_COMMENT], edits::update_attribute),
    edit(Method::DELETE, "/inst/{instid}/{attrid}", &[COMMENT], edits::delete_attribute),
    edit(Method::POST, "/inst/{instid}/create-group", &[Param::new("name", Form::Str).required().in_form(), Param::new("title", Form::Str).required().in_form(), Param::new("description", Form::Str).required().in_form(), Param::new("managedBy", Form::Str).in_form(), FORM_COMMENT], edits::create_group),

    read("/group/all-groups", &[CANCELLED, FETCH_GROUP], groups::all),
    read("/group/list", &[Param::new("groupids", Form::List).required(), FETCH_GROUP], groups::list),
    read("/group/modified-groups", &[MIN_TX, MAX_TX, Param::new("groupids", Form::List), CANCELLED, MEMBERSHIP, FETCH_GROUP], groups::modified),
    read("/group/search", &[QUERY, APPROX, CANCELLED, OFFSET, LIMIT, ORDER, FETCH_GROUP], groups::search),
    read("/group/search-count", &[QUERY, APPROX, CANCELLED], groups::search_count),
    read("/group/{groupid}", &[FETCH_GROUP], groups::get),
    read("/group/{groupid}/cancelled-members", &[FETCH_PERSON], groups::cancelled_members),
    read("/group/{groupid}/direct-members", &[FETCH_PERSON], groups::direct_members),
    read("/group/{groupid}/members", &[FETCH_PERSON], groups::members),
    Endpoint { method: Method::GET, path: "/group/{groupid}/token", params: &[Param::new("aud", Form::Str).required()], action: Action::Read(groups::token), at_gateway: false },
    edit(Method::PUT, "/group/{groupid}/direct-members", &[Param::new("addIds", Form::List).in_form(), Param::new("removeIds", Form::List).in_form(), FORM_COMMENT], edits::update_direct_members),
];

const fn read(path: &'static str, params: &'static [Param], read: fn(&Reading<'_>) -> Reply) -> Endpoint {
    Endpoint { method: Method::GET, path, params, action: Action::Read(read), at_gateway: true }
}

const fn edit(
    method: Method,
    path: &'static str,
    params: &'static [Param],
    apply: fn(&mut Editing<'_>) -> Reply,
) -> Endpoint {
    Endpoint { method, path, params, action: Action::Edit(apply), at_gateway: false }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::ENDPOINTS;

    /// The target of a `$ref`, or the value itself.
    fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
        let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
    }

    /// The endpoints, one per line: method, path, parameters outside the path, whether the gateway has it.
    fn described(document: &Value) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for method in ["get", "post", "put", "delete"] {
                let operation = &item[method];
                if operation.is_null() {
                    continue;
                }
                let mut params: Vec<String> = Vec::new();
                let all =
                    [&item["parameters"], &operation["parameters"]].into_iter().filter_map(Value::as_array);
                for param in all
                    .flatten()
                    .map(|param| resolved(document, param))
                    .filter(|param| param["in"] == "query")
                {
                    let required = param["required"] == true;
                    params.push(format!("query {} {required}", param["name"].as_str().unwrap_or_default()));
                }
                let form =
                    &operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
                for name in form["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
                    let required = form["required"].as_array().into_iter().flatten().any(|one| one == name);
                    params.push(format!("form {name} {required}"));
                }
                params.sort();
                let gateway = operation["x-ibis-gateway"] == true;
                lines.insert(format!("{} {path} {params:?} {gateway}", method.to_uppercase()));
            }
        }
        lines
    }

    #[test]
    fn endpoints_match_the_openapi_document() -> Result<(), serde_json::Error> {
        let document: Value = serde_json::from_str(include_str!("../../openapi-3.0.json"))?;
        let declared = ENDPOINTS.iter().map(|endpoint| {
            let mut params: Vec<String> = Vec::new();
            for param in endpoint.params {
                let location = format!("{:?}", param.location).to_lowercase();
                params.push(format!("{location} {} {}", param.name, param.required));
            }
            params.sort();
            format!("{} {} {params:?} {}", endpoint.method, endpoint.path, endpoint.at_gateway)
        });
        let declared: BTreeSet<String> = declared.collect();
        let described = described(&document);
        let differences: Vec<_> = declared.symmetric_difference(&described).collect();
        assert!(differences.is_empty(), "{differences:#?}");
        assert_eq!(declared.len(), 47);
        Ok(())
    }
}
