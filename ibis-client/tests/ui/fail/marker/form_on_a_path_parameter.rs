use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(PUT "/api/v1/rooms/%(id)s")]
    fn list(&self, #[form] id: &str) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
