use ibis_client::ibis_methods;
use case::*;

mod rooms {
    pub struct Get;
}

#[ibis_methods] // here
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>) -> String;
}

fn main() {
    let _ = Rooms.get("a").limit(1);
    let _ = rooms::Get;
}

#[path = "../case.rs"]
mod case;
