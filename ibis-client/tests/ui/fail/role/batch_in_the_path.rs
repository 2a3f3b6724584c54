use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    fn list(&self, #[batch] id: &str) -> Vec<Person>;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
