//! The facts of the web service, read when the tests run.

use std::sync::OnceLock;

use serde_json::Value;

/// An endpoint in the facts.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) class: String,
    pub(crate) method: String,
    pub(crate) http: String,
    pub(crate) path: String,
    pub(crate) query: Vec<Param>,
    pub(crate) form: Vec<Param>,
}

/// A parameter that is not in the path.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) required: bool,
}

/// All endpoints in the facts.
pub(crate) fn endpoints() -> &'static [Endpoint] {
    static ENDPOINTS: OnceLock<Vec<Endpoint>> = OnceLock::new();
    ENDPOINTS.get_or_init(|| {
        read("endpoints.json").as_array().into_iter().flatten().map(Endpoint::from_facts).collect()
    })
}

/// One of the files of facts.
pub(crate) fn read(name: &str) -> Value {
    let file = format!("{}/../spec/facts/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The endpoint with this class and method.
pub(crate) fn endpoint(class: &str, method: &str) -> &'static Endpoint {
    endpoints()
        .iter()
        .find(|endpoint| endpoint.class == class && endpoint.method == method)
        .unwrap_or_else(|| panic!("the facts have no `{class}.{method}`"))
}

/// Asserts that a table has exactly one row for each endpoint in the facts.
pub(crate) fn assert_complete(rows: &[&[(&str, &str)]]) {
    let mut rows = rows.concat();
    let mut facts: Vec<(&str, &str)> =
        endpoints().iter().map(|endpoint| (&*endpoint.class, &*endpoint.method)).collect();
    rows.sort_unstable();
    facts.sort_unstable();
    assert_eq!(facts.len(), 47);
    assert_eq!(rows, facts);
}

impl Endpoint {
    fn from_facts(facts: &Value) -> Self {
        Self {
            class: text(facts, "class"),
            method: text(facts, "method"),
            http: text(facts, "http"),
            path: text(facts, "path"),
            query: params(facts, "query_params"),
            form: params(facts, "form_params"),
        }
    }

    /// Whether a request with this method and percent-encoded path is for this endpoint.
    pub(crate) fn serves(&self, http: &str, path: &str) -> bool {
        let (template, path): (Vec<&str>, Vec<&str>) =
            (self.path.split('/').collect(), path.split('/').collect());
        http == self.http
            && template.len() == path.len()
            && template
                .iter()
                .zip(path)
                .all(|(expected, part)| *expected == part || (expected.starts_with("%(") && !part.is_empty()))
    }
}

fn text(facts: &Value, name: &str) -> String {
    facts[name].as_str().unwrap_or_else(|| panic!("no text `{name}` in {facts}")).to_owned()
}

fn params(facts: &Value, place: &str) -> Vec<Param> {
    let params = facts[place].as_array().unwrap_or_else(|| panic!("no list `{place}` in {facts}"));
    let param =
        |param: &Value| Param { name: text(param, "name"), required: text(param, "presence") == "required" };
    params.iter().map(param).collect()
}
