use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self) -> String;
}

#[ibis_methods] // here
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn other(&self, limit: Option<i32>) -> String;
}

fn main() {}

#[path = "../case.rs"]
mod case;
