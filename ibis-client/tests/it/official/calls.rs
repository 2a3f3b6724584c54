//! Maps the name and arguments of a call in the script to a typed method.

use ibis_client::{
    AttributeRecord, Call, Connection, Error, FromResult, GroupMethods, IbisClientConnection, IbisMethods,
    InstitutionMethods, Method, Params, PersonMethods,
};
use serde_json::Value;

use super::normal::{Normalize, normalized};

/// Arguments by name.
struct Args<'a>(&'a Value);

impl<'a> Args<'a> {
    fn text(&self, name: &str) -> &'a str {
        self.optional(name).unwrap_or_else(|| panic!("no {name}"))
    }

    fn optional(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    fn integer(&self, name: &str) -> Option<i32> {
        self.0.get(name)?.as_i64().map(|number| number.try_into().unwrap())
    }

    fn number(&self, name: &str) -> i64 {
        self.0[name].as_i64().unwrap_or_else(|| panic!("no {name}"))
    }

    fn list(&self, name: &str) -> Option<Vec<&'a str>> {
        self.optional(name).map(|list| list.split(',').collect())
    }

    /// Parses an attribute, which has the service's field names, like its record.
    fn attribute(&self) -> AttributeRecord {
        serde_json::from_value(self.0["attr"].clone()).unwrap()
    }
}

/// Sets the optional parameters that the arguments contain.
macro_rules! with {
    ($request:expr, $($setter:ident: $value:expr),* $(,)?) => {{
        let request = $request;
        $(let request = match $value {
            Some(value) => request.$setter(value),
            None => request,
        };)*
        normalized_result(request.await)
    }};
}

fn normalized_result<T: Normalize>(result: Result<T, Error>) -> Result<Value, Error> {
    result.map(|value| normalized(&value))
}

/// Makes a call and describes its result.
pub(super) async fn call(conn: &IbisClientConnection, name: &str, args: &Value) -> Result<Value, Error> {
    let args = &Args(args);
    if args
        .optional("fetch")
        .is_some_and(|fetch| fetch.contains("no_such") || fetch.matches('.').count() >= 10)
    {
        return unchecked(conn, args).await;
    }
    let (group, method) = name.split_once('.').unwrap();
    match group {
        "IbisMethods" => service(conn, method).await,
        "PersonMethods" => people(conn, method, args).await,
        "InstitutionMethods" => institutions(conn, method, args).await,
        "GroupMethods" => groups(conn, method, args).await,
        other => panic!("no {other}"),
    }
}

/// A fetch that `Fetch` rejects reaches the service only by a generic call.
async fn unchecked(conn: &IbisClientConnection, args: &Args<'_>) -> Result<Value, Error> {
    let call = Call::new(Method::Get, "/api/v1/person/%(scheme)s/%(identifier)s")
        .path_params(
            Params::new().with("scheme", args.text("scheme")).with("identifier", args.text("identifier")),
        )
        .query_params(Params::new().with("fetch", args.text("fetch")));
    let result = conn.invoke_method(call).await?;
    normalized_result(Option::<ibis_client::Person>::from_result(&result))
}

async fn service(conn: &IbisClientConnection, method: &str) -> Result<Value, Error> {
    let ibis = IbisMethods::new(conn);
    match method {
        "getVersion" => with!(ibis.get_version(),),
        "getLastTransactionId" => with!(ibis.get_last_transaction_id(),),
        other => panic!("no {other}"),
    }
}

async fn people(conn: &IbisClientConnection, method: &str, args: &Args<'_>) -> Result<Value, Error> {
    let people = PersonMethods::new(conn);
    let (scheme, id) =
        (args.optional("scheme").unwrap_or_default(), args.optional("identifier").unwrap_or_default());
    let (fetch, comment) = (args.optional("fetch"), args.optional("commitComment"));
    match method {
        "allAttributeSchemes" => with!(people.all_attribute_schemes(),),
        "allPeople" => with!(
            people.all_people(),
            include_cancelled: args.flag("includeCancelled"),
            identifier: args.optional("identifier"),
            limit: args.integer("limit"),
            fetch: fetch,
        ),
        "getPerson" => with!(people.get_person(scheme, id), fetch: fetch),
        "listPeople" => with!(people.list_people(args.list("crsids").unwrap()), fetch: fetch),
        "modifiedPeople" => with!(
            people.modified_people(args.number("minTxId"), args.number("maxTxId")),
            crsids: args.list("crsids"),
            include_cancelled: args.flag("includeCancelled"),
            membership_changes: args.flag("membershipChanges"),
            inst_name_changes: args.flag("instNameChanges"),
            fetch: fetch,
        ),
        "search" => with!(
            people.search(args.text("query")),
            approx_matches: args.flag("approxMatches"),
            include_cancelled: args.flag("includeCancelled"),
            mis_status: args.optional("misStatus"),
            attributes: args.list("attributes"),
            offset: args.integer("offset"),
            limit: args.integer("limit"),
            order_by: args.optional("orderBy"),
            fetch: fetch,
        ),
        "searchCount" => with!(
            people.search_count(args.text("query")),
            approx_matches: args.flag("approxMatches"),
            include_cancelled: args.flag("includeCancelled"),
            mis_status: args.optional("misStatus"),
            attributes: args.list("attributes"),
        ),
        "getAttributes" => with!(people.get_attributes(scheme, id, args.list("attrs").unwrap()),),
        "getAttribute" => with!(people.get_attribute(scheme, id, args.number("attrid")),),
        "getGroups" => with!(people.get_groups(scheme, id), fetch: fetch),
        "getInsts" => with!(people.get_insts(scheme, id), fetch: fetch),
        "getManagedGroups" => with!(people.get_managed_groups(scheme, id), fetch: fetch),
        "getManagedInsts" => with!(people.get_managed_insts(scheme, id), fetch: fetch),
        "isMemberOfGroup" => with!(people.is_member_of_group(scheme, id, args.text("groupid")),),
        "isMemberOfInst" => with!(people.is_member_of_inst(scheme, id, args.text("instid")),),
        "addAttribute" => with!(
            people.add_attribute(scheme, id, args.attribute()),
            position: args.integer("position"),
            allow_duplicates: args.flag("allowDuplicates"),
            commit_comment: comment,
        ),
        "updateAttribute" => with!(
            people.update_attribute(scheme, id, args.number("attrid"), args.attribute()),
            commit_comment: comment,
        ),
        "deleteAttribute" => {
            with!(people.delete_attribute(scheme, id, args.number("attrid")), commit_comment: comment)
        }
        other => panic!("no {other}"),
    }
}

async fn institutions(conn: &IbisClientConnection, method: &str, args: &Args<'_>) -> Result<Value, Error> {
    let institutions = InstitutionMethods::new(conn);
    let instid = args.optional("instid").unwrap_or_default();
    let (fetch, comment) = (args.optional("fetch"), args.optional("commitComment"));
    match method {
        "allAttributeSchemes" => with!(institutions.all_attribute_schemes(),),
        "allInsts" => with!(
            institutions.all_insts(),
            include_cancelled: args.flag("includeCancelled"),
            fetch: fetch,
        ),
        "getInst" => with!(institutions.get_inst(instid), fetch: fetch),
        "listInsts" => with!(institutions.list_insts(args.list("instids").unwrap()), fetch: fetch),
        "modifiedInsts" => with!(
            institutions.modified_insts(args.number("minTxId"), args.number("maxTxId")),
            instids: args.list("instids"),
            include_cancelled: args.flag("includeCancelled"),
            contact_row_changes: args.flag("contactRowChanges"),
            membership_changes: args.flag("membershipChanges"),
            fetch: fetch,
        ),
        "search" => with!(
            institutions.search(args.text("query")),
            approx_matches: args.flag("approxMatches"),
            include_cancelled: args.flag("includeCancelled"),
            attributes: args.list("attributes"),
            offset: args.integer("offset"),
            limit: args.integer("limit"),
            order_by: args.optional("orderBy"),
            fetch: fetch,
        ),
        "searchCount" => with!(
            institutions.search_count(args.text("query")),
            approx_matches: args.flag("approxMatches"),
            include_cancelled: args.flag("includeCancelled"),
            attributes: args.list("attributes"),
        ),
        "getAttributes" => with!(institutions.get_attributes(instid, args.list("attrs").unwrap()),),
        "getAttribute" => with!(institutions.get_attribute(instid, args.number("attrid")),),
        "getContactRows" => with!(institutions.get_contact_rows(instid), fetch: fetch),
        "getMembers" => with!(institutions.get_members(instid), fetch: fetch),
        "getCancelledMembers" => with!(institutions.get_cancelled_members(instid), fetch: fetch),
        "addAttribute" => with!(
            institutions.add_attribute(instid, args.attribute()),
            position: args.integer("position"),
            allow_duplicates: args.flag("allowDuplicates"),
            commit_comment: comment,
        ),
        "updateAttribute" => with!(
            institutions.update_attribute(instid, args.number("attrid"), args.attribute()),
            commit_comment: comment,
        ),
        "deleteAttribute" => {
            with!(institutions.delete_attribute(instid, args.number("attrid")), commit_comment: comment)
        }
        "createGroup" => with!(
            institutions.create_group(instid, args.text("name"), args.text("title"), args.text("description")),
            managed_by: args.optional("managedBy"),
            commit_comment: comment,
        ),
        other => panic!("no {other}"),
    }
}

async fn groups(conn: &IbisClientConnection, method: &str, args: &Args<'_>) -> Result<Value, Error> {
    let groups = GroupMethods::new(conn);
    let groupid = args.optional("groupid").unwrap_or_default();
    let fetch = args.optional("fetch");
    match method {
        "allGroups" => with!(
            groups.all_groups(),
            include_cancelled: args.flag("includeCancelled"),
            fetch: fetch,
        ),
        "getGroup" => with!(groups.get_group(groupid), fetch: fetch),
        "listGroups" => with!(groups.list_groups(args.list("groupids").unwrap()), fetch: fetch),
        "modifiedGroups" => with!(
            groups.modified_groups(args.number("minTxId"), args.number("maxTxId")),
            groupids: args.list("groupids"),
            include_cancelled: args.flag("includeCancelled"),
            membership_changes: args.flag("membershipChanges"),
            fetch: fetch,
        ),
        "search" => with!(
            groups.search(args.text("query")),
            approx_matches: args.flag("approxMatches"),
            include_cancelled: args.flag("includeCancelled"),
            offset: args.integer("offset"),
            limit: args.integer("limit"),
            order_by: args.optional("orderBy"),
            fetch: fetch,
        ),
        "searchCount" => with!(
            groups.search_count(args.text("query")),
            approx_matches: args.flag("approxMatches"),
            include_cancelled: args.flag("includeCancelled"),
        ),
        "getMembers" => with!(groups.get_members(groupid), fetch: fetch),
        "getDirectMembers" => with!(groups.get_direct_members(groupid), fetch: fetch),
        "getCancelledMembers" => with!(groups.get_cancelled_members(groupid), fetch: fetch),
        "getToken" => with!(groups.get_token(groupid, args.text("aud")),),
        "updateDirectMembers" => with!(
            groups.update_direct_members(groupid),
            add_ids: args.list("addIds"),
            remove_ids: args.list("removeIds"),
            commit_comment: args.optional("commitComment"),
        ),
        other => panic!("no {other}"),
    }
}
