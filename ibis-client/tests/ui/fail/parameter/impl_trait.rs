use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self, name: impl Into<String>) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
