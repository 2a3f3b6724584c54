use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    fn get_room(&self) -> String;
    #[ibis(GET "/api/v1/rooms")]
    fn get__room(&self) -> String;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
