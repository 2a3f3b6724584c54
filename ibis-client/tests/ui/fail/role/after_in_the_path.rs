use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(from)s")]
    fn list(&self, #[after] from: &str) -> Vec<Person>;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
