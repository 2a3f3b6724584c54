use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(room_id)s")]
    fn list(&self, room_id: &str) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
