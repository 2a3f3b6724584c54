use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self) -> String;
}

#[ibis_methods(crate = crate::stub, module = edits)]
impl Rooms {
    #[ibis(POST "/api/v1/rooms")]
    pub fn add(&self, name: &str) -> String;
}

fn main() {
    assert_eq!((rooms::ENDPOINTS[0].name, edits::ENDPOINTS[0].name), ("list", "add"));
}

#[path = "../../../stub/stub.rs"]
mod stub;
