use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, #[after] from: Option<i128>) -> Vec<Person>;
}

fn main() {
    let _ = Rooms.list().pages();
}

#[path = "../../case.rs"]
mod case;
