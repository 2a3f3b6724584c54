use ibis_macros::ibis;
use stub::case::*;

impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> String;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
