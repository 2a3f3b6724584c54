//! The response to one call.

use serde_json::Value;

/// A response, whose values are not reported.
pub(crate) struct Reply {
    /// `None` without a response in the service's format.
    pub(crate) status: Option<u16>,
    /// The document's `result`; null for an error.
    pub(crate) result: Value,
}

impl Reply {
    pub(crate) fn outcome(&self) -> String {
        let fields = self.result.as_object().into_iter().flatten();
        let mut names: Vec<&str> = fields.map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match self.status {
            Some(200) => format!("status 200 with {}", names.join(", ")),
            Some(status) => format!("status {status}"),
            None => "no valid response".to_owned(),
        }
    }

    /// The items of a list in the result, with references replaced by entities.
    pub(crate) fn list(&self, list: &str) -> Vec<&Value> {
        let items = self.result[list].as_array().into_iter().flatten();
        items.map(|item| self.entity(list, item)).collect()
    }

    /// The entity of a kind, such as `people`, that a value refers to, or the value itself.
    pub(crate) fn entity<'a>(&'a self, kind: &str, value: &'a Value) -> &'a Value {
        let mut entities = self.result["entities"][kind].as_array().into_iter().flatten();
        let is_reference = value["ref"].is_string();
        entities.find(|entity| is_reference && entity["id"] == value["ref"]).unwrap_or(value)
    }
}
