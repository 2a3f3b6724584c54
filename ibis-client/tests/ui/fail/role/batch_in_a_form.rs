use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(PUT "/api/v1/rooms")]
    fn list(&self, #[batch] ids: &[String]) -> Vec<Person>;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
