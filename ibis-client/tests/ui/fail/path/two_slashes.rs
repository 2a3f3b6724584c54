use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "//rooms.example/api/v1/rooms/%(id)s/")]
    pub fn get(&self, id: &str) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
