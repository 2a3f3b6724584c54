use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/100%/beds")]
    fn list(&self) -> String;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
