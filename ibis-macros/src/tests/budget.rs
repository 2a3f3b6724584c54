//! The size of an expansion: each line of it is compiled in every user's build.

use serde_json::Value;

use super::expanded;

const PER_ENDPOINT: usize = 40;
const PER_OPTIONAL_PARAMETER: usize = 6;

/// A method group of the service, as the facts have it.
struct Group {
    name: &'static str,
    endpoints: Vec<Endpoint>,
}

struct Endpoint {
    name: String,
    declaration: String,
    optional: usize,
}

impl Endpoint {
    fn allowed(&self) -> usize {
        PER_ENDPOINT + PER_OPTIONAL_PARAMETER * self.optional
    }
}

impl Group {
    /// The number of lines of the group without the endpoint at this place.
    fn lines_without(&self, place: Option<usize>) -> usize {
        let endpoints = self.endpoints.iter().enumerate().filter(|(other, _)| Some(*other) != place);
        let declarations: String = endpoints.map(|(_, endpoint)| endpoint.declaration.as_str()).collect();
        lines(&expanded(&format!(
            "#[ibis_methods] impl<C: Connection> {}<C> {{ {declarations} }}",
            self.name
        )))
    }
}

/// The lines of code; documentation is free.
fn lines(code: &str) -> usize {
    code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

/// All endpoints of the service.
fn groups() -> Vec<Group> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/facts/endpoints.json");
    let text = std::fs::read_to_string(path).expect("the facts are in the repository");
    let facts: Vec<Value> = serde_json::from_str(&text).expect("the facts are JSON");
    let names = ["GroupMethods", "IbisMethods", "InstitutionMethods", "PersonMethods"];
    let groups = names.into_iter().map(|name| Group {
        name,
        endpoints: facts.iter().filter(|fact| fact["class"] == name).map(endpoint).collect(),
    });
    groups.collect()
}

fn endpoint(fact: &Value) -> Endpoint {
    let (mut params, mut optional) = (String::new(), 0);
    for place in ["path_params", "query_params", "form_params"] {
        for param in fact[place].as_array().into_iter().flatten() {
            let (name, ty) = (snake_case(text(&param["name"])), param_type(param));
            let marker = marker(fact, param);
            let required = param["presence"] == "required";
            optional += usize::from(!required);
            let ty = if required { ty.to_owned() } else { format!("Option<{ty}>") };
            params.extend([", ", marker, &name, ": ", &ty]);
        }
    }
    let name = snake_case(text(&fact["method"]));
    let (http, path, result) = (text(&fact["http"]), text(&fact["path"]), result_type(&fact["result"]));
    let declaration = format!("#[ibis({http} \"{path}\")] pub fn {name}(&self{params}) -> {result};");
    Endpoint { name, declaration, optional }
}

/// The marker of a parameter that makes for more than one call.
fn marker(fact: &Value, param: &Value) -> &'static str {
    match (text(&fact["method"]), text(&param["name"])) {
        ("allPeople", "identifier") => "#[after] ",
        ("search", "offset") => "#[offset] ",
        _ if fact["url_limit"].is_object()
            && param["comma_list"] == true
            && param["presence"] == "required" =>
        {
            "#[batch] "
        }
        _ => "",
    }
}

/// The longest type that a declaration would have there.
fn param_type(param: &Value) -> &'static str {
    match (text(&param["name"]), text(&param["type"])) {
        ("fetch", _) => "Fetch<Institution>",
        ("orderBy", _) => "InstitutionOrderBy",
        ("minTxId" | "maxTxId", _) => "TransactionId",
        ("attrid", _) => "AttributeId",
        ("groupid" | "managedBy", _) => "GroupId",
        ("instid", _) => "InstId",
        (_, "IbisAttribute") => "Attribute",
        (_, "bool") => "bool",
        (_, "int") => "i32",
        (_, "long") => "i64",
        _ if param["comma_list"] == true => "&[MemberSelector]",
        _ => "&str",
    }
}

fn result_type(result: &Value) -> String {
    let name = text(&result["type"]).trim_start_matches("Ibis");
    let name = if name.starts_with(char::is_uppercase) { name } else { "TransactionId" };
    match (result["list"] == true, result["none_if_not_found"] == true) {
        (true, _) => format!("Vec<{name}>"),
        (_, true) => format!("Option<{name}>"),
        _ => name.to_owned(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn snake_case(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            words.push('_');
        }
        words.extend(c.to_lowercase());
    }
    words
}

#[test]
fn all_markers_are_counted() {
    let declarations: String = groups()
        .iter()
        .flat_map(|group| &group.endpoints)
        .map(|endpoint| endpoint.declaration.as_str())
        .collect();
    let counts = ["#[after]", "#[offset]", "#[batch]"].map(|marker| declarations.matches(marker).count());
    assert_eq!(counts, [1, 3, 3]);
}

#[test]
fn an_endpoint_adds_no_more_lines_than_allowed() {
    for group in groups() {
        let whole = group.lines_without(None);
        for (place, endpoint) in group.endpoints.iter().enumerate() {
            let added = whole - group.lines_without(Some(place));
            let (name, allowed) = (&endpoint.name, endpoint.allowed());
            println!("{}::{name}: {added} lines of {allowed}", group.name);
            assert!(added <= allowed, "{}::{name} adds {added} lines, {allowed} are allowed", group.name);
        }
    }
}

#[test]
fn all_endpoints_with_all_that_they_share_have_no_more_lines_than_allowed() {
    let (mut whole, mut allowed) = (0, 0);
    for group in groups() {
        whole += group.lines_without(None);
        allowed += group.endpoints.iter().map(Endpoint::allowed).sum::<usize>();
    }
    println!("{whole} lines of {allowed}");
    assert!(whole <= allowed, "{whole} lines, {allowed} are allowed");
}
