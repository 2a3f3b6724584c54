use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self) -> String;
}

#[ibis_methods(module = edits)]
impl Rooms {
    #[ibis(POST "/api/v1/rooms")]
    pub fn add(&self, name: &str) -> String;
}

fn main() {
    assert_eq!((rooms::ENDPOINTS[0].name, edits::ENDPOINTS[0].name), ("list", "add"));
}

#[path = "../../case.rs"]
mod case;
