use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, #[batch] ids: &[String]) -> Option<Person>; // here
}

fn main() {}

#[path = "../case.rs"]
mod case;
