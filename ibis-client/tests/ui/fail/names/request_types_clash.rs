use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    fn get_room(&self) -> String;
    #[ibis(GET "/api/v1/rooms")]
    fn get__room(&self) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
