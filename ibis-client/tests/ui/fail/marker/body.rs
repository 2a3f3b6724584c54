use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(POST "/api/v1/rooms")]
    fn list(&self, #[body] limit: i32) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
