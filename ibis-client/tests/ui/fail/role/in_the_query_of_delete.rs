use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(DELETE "/api/v1/rooms")]
    fn list(&self, #[offset] from: Option<i32>) -> Vec<Person>;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
