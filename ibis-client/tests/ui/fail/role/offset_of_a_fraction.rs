use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, #[offset] from: Option<f64>) -> Vec<Person>;
}

fn main() {
    let _ = Rooms.list().pages();
}

#[path = "../../case.rs"]
mod case;
