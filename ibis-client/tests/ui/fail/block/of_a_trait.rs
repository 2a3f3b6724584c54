use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Listing for Rooms {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> String;
}

trait Listing {
    fn list(&self) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
