use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)d")]
    fn list(&self, id: i32) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
