//! Parameters with the same names as the macro's own variables.

use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(POST "/api/v1/rooms/%(required)s")]
    pub fn add(
        &self,
        required: &str,
        methods: &str,
        index: i32,
        value: Option<i32>,
        new: Option<&str>,
        set: Option<bool>,
        r#type: Option<&str>,
        await_: Option<&str>,
    ) -> String;
}

fn main() {
    let request = Rooms.add("a", "b", 1).value(2).new("c").set(true).r#type("d").await_("e");
    let _ = request.into_future();
    let names: Vec<&str> = rooms::Add::ENDPOINT.params.iter().map(|param| param.name).collect();
    assert_eq!(names, ["required", "methods", "index", "value", "new", "set", "type", "await"]);
}

#[path = "../../case.rs"]
mod case;
