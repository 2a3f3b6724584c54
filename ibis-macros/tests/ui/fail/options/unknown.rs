use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub, prefix = "/api/v1")]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> String;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
