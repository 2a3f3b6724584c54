use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(PUT "/api/v1/rooms/%(id)s")]
    fn list(&self, #[form] id: &str) -> String;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
