//! Roles of parameters, from `x-ibis-paging` and `x-ibis-url-limit`.

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

/// The small document with an extension on `Person_listPeople`.
fn with(extension: &str, value: Value, change: impl FnOnce(&mut Value)) -> Spec {
    changed(|document| {
        at(document, LIST)[extension] = value;
        change(document);
    })
}

/// Sets the name and type of a parameter.
fn renamed(document: &mut Value, index: usize, name: &str, ty: &str) {
    let param = at(document, &format!("{LIST}/parameters/{index}"));
    param["name"] = json!(name);
    param["schema"] = json!({"type": ty});
}

/// The declarations without line breaks.
fn declarations(spec: &Spec) -> String {
    let files = client_files(&lower(spec).unwrap());
    let file = files.into_iter().find(|file| file.name == "person_methods.rs").unwrap();
    file.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn error(spec: &Spec) -> String {
    lower(spec).unwrap_err().to_string()
}

/// The parameters with a role, as `method name role`.
fn roles(api: &ApiSrc) -> Vec<String> {
    let mut roles = Vec::new();
    for group in &api.methods {
        for endpoint in &group.endpoints {
            for param in &endpoint.params {
                let role = param.role.map(|role| {
                    format!("{}::{} {} {}", group.name, endpoint.name, param.api_name, role.word())
                });
                roles.extend(role);
            }
        }
    }
    roles
}

#[test]
fn after_parameter_is_marked() {
    let spec =
        with("x-ibis-paging", json!("identifier"), |document| renamed(document, 2, "identifier", "string"));
    let text = declarations(&spec);
    assert!(text.contains("/// Sets `identifier`. #[after] identifier: Option<&str>,"), "{text}");
}

#[test]
fn offset_parameter_is_marked() {
    let spec = with("x-ibis-paging", json!("offset"), |document| renamed(document, 0, "offset", "integer"));
    let text = declarations(&spec);
    assert!(text.contains("/// The most to return. #[offset] offset: Option<i64>,"), "{text}");
}

#[test]
fn batch_parameter_is_marked() {
    let spec = with("x-ibis-url-limit", json!({"characters": 8000, "items": null}), |_| {});
    let text = declarations(&spec);
    assert!(text.contains("pub fn list_people(&self, #[batch] crsids: &[Identifier],"), "{text}");
}

#[test]
fn marker_precedes_the_api_name() {
    let spec = with("x-ibis-url-limit", json!({}), |document| {
        at(document, &format!("{LIST}/parameters/1"))["name"] = json!("crs-ids");
    });
    let text = declarations(&spec);
    assert!(text.contains("#[batch] #[name = \"crs-ids\"] crs_ids: &[Identifier],"), "{text}");
}

#[test]
fn our_document_has_seven_roles() {
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
fn setters_do_not_clash_with_methods_of_requests() {
    let text = declarations(&changed(|document| {
        renamed(document, 0, "pages", "integer");
        renamed(document, 2, "batched", "boolean");
    }));
    assert!(text.contains(" pages_: Option<i64>,") && text.contains(" batched_: Option<bool>,"), "{text}");
}

#[test]
fn paging_by_a_missing_or_unsuitable_parameter() {
    const AT: &str = "#/paths/~1person~1list/get/x-ibis-paging";
    let unfit = |ty: &str, paging: &str, required: bool| {
        error(&with("x-ibis-paging", json!(paging), |document| {
            renamed(document, 0, paging, ty);
            at(document, &format!("{LIST}/parameters/0"))["required"] = json!(required);
        }))
    };
    let paging = |value: &str| error(&with("x-ibis-paging", json!(value), |_| {}));
    assert_eq!(paging("offset"), format!("{AT}: no parameter `offset`, which paging requires"));
    assert_eq!(paging("identifier"), format!("{AT}: no parameter `identifier`, which paging requires"));
    assert_eq!(
        paging("page"),
        format!("{AT}: invalid `x-ibis-paging`: unknown variant `page`, expected `identifier` or `offset`")
    );
    let text = format!("{AT}: paging requires `identifier` to be an optional string in the query");
    assert_eq!(unfit("integer", "identifier", false), text);
    assert_eq!(unfit("string", "identifier", true), text);
    let integer = format!("{AT}: paging requires `offset` to be an optional integer in the query");
    assert_eq!(unfit("string", "offset", false), integer);
    assert_eq!(unfit("integer", "offset", true), integer);
}

#[test]
fn url_limit_without_exactly_one_list() {
    const AT: &str = "#/paths/~1person~1list/get/x-ibis-url-limit";
    let limit =
        |change: fn(&mut Value)| error(&with("x-ibis-url-limit", json!({"characters": 8000}), change));
    let none = format!("{AT}: no required array in the query to split");
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
        format!("{AT}: more than one required array in the query: expected one to split")
    );
    assert_eq!(
        error(&with("x-ibis-url-limit", json!(8000), |_| {})),
        format!("{AT}: invalid `x-ibis-url-limit`: invalid type: integer `8000`, expected a map")
    );
}

#[test]
fn extensions_on_unsuitable_operations() {
    assert_eq!(
        error(&with("x-ibis-url-limit", json!({}), |document| at(document, LIST)["x-ibis-paging"] =
            json!("offset"))),
        "#/paths/~1person~1list/get/x-ibis-url-limit: conflicts with `x-ibis-paging`: remove one"
    );
    let person = "/paths/~1person~1{scheme}~1{identifier}";
    assert_eq!(
        error(&changed(|document| at(document, &format!("{person}/put"))["x-ibis-paging"] = json!("offset"))),
        format!("#{person}/put/x-ibis-paging: only a `get` can be sent several times")
    );
    assert_eq!(
        error(&changed(|document| at(document, &format!("{person}/get"))["x-ibis-paging"] = json!("offset"))),
        format!("#{person}/get/x-ibis-paging: the result is not a list: there is nothing to concatenate")
    );
}
