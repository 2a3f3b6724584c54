//! What the extensions about paging and the length of a URL become.

use serde_json::{Value, json};
use xtask::lower::lower;
use xtask::model::ApiSrc;
use xtask::render::client_files;
use xtask::spec::Spec;

use crate::support::{at, lookup, small_value, spec};

const LIST: &str = "/paths/~1person~1list/get";

fn changed(change: impl FnOnce(&mut Value)) -> Spec {
    let mut document = small_value();
    change(&mut document);
    spec(&document)
}

/// The small document, the list of which has an extension.
fn with(extension: &str, value: Value, change: impl FnOnce(&mut Value)) -> Spec {
    changed(|document| {
        at(document, LIST)[extension] = value;
        change(document);
    })
}

/// Gives the parameter at this place another name and type.
fn renamed(document: &mut Value, index: usize, name: &str, ty: &str) {
    let param = at(document, &format!("{LIST}/parameters/{index}"));
    param["name"] = json!(name);
    param["schema"] = json!({"type": ty});
}

/// The declarations without their layout.
fn declarations(spec: &Spec) -> String {
    let files = client_files(&lower(spec).unwrap());
    let file = files.into_iter().find(|file| file.name == "person_methods.rs").unwrap();
    file.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn error(spec: &Spec) -> String {
    lower(spec).unwrap_err().to_string()
}

/// The parameters with a role, as `method wire role`.
fn roles(api: &ApiSrc) -> Vec<String> {
    let mut roles = Vec::new();
    for group in &api.methods {
        for endpoint in &group.endpoints {
            for param in &endpoint.params {
                let role = param
                    .role
                    .map(|role| format!("{}::{} {} {}", group.name, endpoint.name, param.wire, role.word()));
                roles.extend(role);
            }
        }
    }
    roles
}

#[test]
fn parameter_to_read_on_after_is_marked() {
    let spec =
        with("x-ibis-paging", json!("identifier"), |document| renamed(document, 2, "identifier", "string"));
    let text = declarations(&spec);
    assert!(text.contains("/// Sets `identifier`. #[after] identifier: Option<&str>,"), "{text}");
}

#[test]
fn parameter_to_skip_results_by_is_marked() {
    let spec = with("x-ibis-paging", json!("offset"), |document| renamed(document, 0, "offset", "integer"));
    let text = declarations(&spec);
    assert!(text.contains("/// The most to return. #[offset] offset: Option<i64>,"), "{text}");
}

#[test]
fn list_that_a_url_may_be_too_short_for_is_marked() {
    let spec = with("x-ibis-url-limit", json!({"characters": 8000, "items": null}), |_| {});
    let text = declarations(&spec);
    assert!(text.contains("pub fn list_people(&self, #[batch] crsids: &[Identifier],"), "{text}");
}

#[test]
fn marker_stands_before_the_name_on_the_wire() {
    let spec = with("x-ibis-url-limit", json!({}), |document| {
        at(document, &format!("{LIST}/parameters/1"))["name"] = json!("crs-ids");
    });
    let text = declarations(&spec);
    assert!(text.contains("#[batch] #[name = \"crs-ids\"] crs_ids: &[Identifier],"), "{text}");
}

#[test]
fn document_of_the_service_has_its_seven() {
    assert_eq!(
        roles(&lower(&lookup()).unwrap()),
        [
            "GroupMethods::list_groups groupids batch",
            "GroupMethods::search offset offset",
            "InstitutionMethods::list_insts instids batch",
            "InstitutionMethods::search offset offset",
            "PersonMethods::all_people identifier after",
            "PersonMethods::list_people crsids batch",
            "PersonMethods::search offset offset",
        ]
    );
}

#[test]
fn document_without_the_extensions_has_no_roles() {
    let api = lower(&changed(|_| {})).unwrap();
    assert_eq!(roles(&api), Vec::<String>::new());
    for file in client_files(&api) {
        for marker in ["#[after]", "#[offset]", "#[batch]"] {
            assert!(!file.text.contains(marker), "{marker} in {}", file.name);
        }
    }
}

#[test]
fn setter_is_not_called_as_the_methods_of_requests() {
    let text = declarations(&changed(|document| {
        renamed(document, 0, "pages", "integer");
        renamed(document, 2, "batched", "boolean");
    }));
    assert!(text.contains(" pages_: Option<i64>,") && text.contains(" batched_: Option<bool>,"), "{text}");
}

#[test]
fn paging_by_a_parameter_that_is_not_there_or_unfit() {
    const AT: &str = "#/paths/~1person~1list/get/x-ibis-paging";
    let unfit = |ty: &str, paging: &str, required: bool| {
        error(&with("x-ibis-paging", json!(paging), |document| {
            renamed(document, 0, paging, ty);
            at(document, &format!("{LIST}/parameters/0"))["required"] = json!(required);
        }))
    };
    let paging = |value: &str| error(&with("x-ibis-paging", json!(value), |_| {}));
    assert_eq!(paging("offset"), format!("{AT}: no parameter `offset`, by which to read on"));
    assert_eq!(paging("identifier"), format!("{AT}: no parameter `identifier`, by which to read on"));
    assert_eq!(
        paging("page"),
        format!(
            "{AT}: `x-ibis-paging` does not read: unknown variant `page`, expected `identifier` or `offset`"
        )
    );
    let text = format!(
        "{AT}: `identifier`, by which to read on, is something else than an optional text in the query"
    );
    assert_eq!(unfit("integer", "identifier", false), text);
    assert_eq!(unfit("string", "identifier", true), text);
    let integer = format!(
        "{AT}: `offset`, by which to read on, is something else than an optional integer in the query"
    );
    assert_eq!(unfit("string", "offset", false), integer);
    assert_eq!(unfit("integer", "offset", true), integer);
}

#[test]
fn limit_without_the_one_list_that_could_be_split() {
    const AT: &str = "#/paths/~1person~1list/get/x-ibis-url-limit";
    let limit =
        |change: fn(&mut Value)| error(&with("x-ibis-url-limit", json!({"characters": 8000}), change));
    let none = format!("{AT}: no required list in the query, which could be split");
    assert_eq!(
        limit(|document| at(document, &format!("{LIST}/parameters/1"))["required"] = json!(false)),
        none
    );
    assert_eq!(
        limit(|document| at(document, &format!("{LIST}/parameters/1"))["schema"] = json!({"type": "string"})),
        none
    );
    assert_eq!(
        limit(|document| {
            let mut second = at(document, &format!("{LIST}/parameters/1")).clone();
            second["name"] = json!("ids");
            *at(document, &format!("{LIST}/parameters/2")) = second;
        }),
        format!("{AT}: several required lists in the query: which of them is split?")
    );
    assert_eq!(
        error(&with("x-ibis-url-limit", json!(8000), |_| {})),
        format!("{AT}: `x-ibis-url-limit` does not read: invalid type: integer `8000`, expected a map")
    );
}

#[test]
fn extensions_on_operations_that_are_not_called_several_times() {
    assert_eq!(
        error(&with("x-ibis-url-limit", json!({}), |document| at(document, LIST)["x-ibis-paging"] =
            json!("offset"))),
        "#/paths/~1person~1list/get/x-ibis-url-limit: `x-ibis-paging` beside it: a request is read in pages or sent in \
         batches, not both"
    );
    let person = "/paths/~1person~1{scheme}~1{identifier}";
    assert_eq!(
        error(&changed(|document| at(document, &format!("{person}/put"))["x-ibis-paging"] = json!("offset"))),
        format!(
            "#{person}/put/x-ibis-paging: an operation that changes something: only get can be called several times"
        )
    );
    assert_eq!(
        error(&changed(|document| at(document, &format!("{person}/get"))["x-ibis-paging"] = json!("offset"))),
        format!("#{person}/get/x-ibis-paging: an answer that is no list: there is nothing to put together")
    );
}
