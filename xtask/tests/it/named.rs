//! Names that a document leaves out, or that clash.

use serde_json::{Value, json};
use xtask::lower::lower;
use xtask::model::{ApiSrc, EndpointSrc};
use xtask::spec::Spec;

use crate::support::{at, small_value};

const LIST: &str = "/paths/~1person~1list/get";

fn lowered(change: impl FnOnce(&mut Value)) -> ApiSrc {
    let mut document = small_value();
    change(&mut document);
    lower(&Spec::parse(document.to_string()).unwrap()).unwrap()
}

fn endpoint<'a>(api: &'a ApiSrc, name: &str) -> &'a EndpointSrc {
    let mut endpoints = api.methods.iter().flat_map(|methods| &methods.endpoints);
    endpoints.find(|endpoint| endpoint.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn operation_without_an_id_is_named_after_its_method_and_path() {
    let api = lowered(|document| {
        at(document, "/paths/~1person~1{scheme}~1{identifier}/get")
            .as_object_mut()
            .unwrap()
            .remove("operationId");
    });
    assert_eq!(endpoint(&api, "get_person_by_scheme_and_identifier").http, "GET");
}

#[test]
fn parameters_of_one_name_are_numbered() {
    let api = lowered(|document| *at(document, &format!("{LIST}/parameters/2/name")) = json!("max-count"));
    let params = &endpoint(&api, "list_people").params;
    let names: Vec<(&str, &str)> =
        params.iter().map(|param| (param.wire.as_str(), param.name.as_str())).collect();
    assert!(names.contains(&("maxCount", "max_count")), "{names:?}");
    assert!(names.contains(&("max-count", "max_count_2")), "{names:?}");
}

#[test]
fn values_of_an_enum_with_one_name_are_numbered() {
    let api = lowered(|document| *at(document, "/components/schemas/Mood/x-enum-varnames/1") = json!("Glad"));
    let names: Vec<&str> = api.enums[0].variants.iter().map(|variant| variant.name.as_str()).collect();
    assert_eq!(names, ["Glad", "Glad2", "None"]);
}
