use ibis_client::ibis;
use case::*;

impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
