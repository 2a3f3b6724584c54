use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)d")]
    fn list(&self, id: i32) -> String;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
