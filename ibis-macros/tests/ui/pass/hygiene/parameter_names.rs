//! Parameters called as the macro calls its own.

use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
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
    let values: Vec<&str> = request.0.values.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(values, ["a", "b", "1", "2", "c", "true", "d", "e"]);
    let names: Vec<&str> = rooms::ADD.params.iter().map(|param| param.name).collect();
    assert_eq!(names, ["required", "methods", "index", "value", "new", "set", "type", "await"]);
}

#[path = "../../../stub/stub.rs"]
mod stub;
