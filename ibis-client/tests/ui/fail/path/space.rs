use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/my rooms")]
    fn list(&self) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
