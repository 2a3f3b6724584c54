use ibis_client::ibis_methods;
use case::*;

mod annexe {
    pub struct Rooms;

    impl ibis_client::HasConnection for Rooms {
        fn connection(&self) -> ibis_client::SharedConnection {
            crate::Rooms.connection()
        }
    }
}

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(&self, id: &str) -> String;
}

#[ibis_methods] // here
impl annexe::Rooms {
    #[ibis(GET "/api/v1/annexe/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>) -> String;
}

fn main() {
    let _ = annexe::Rooms.get("a").limit(1);
    let _ = Rooms.get("a");
}

#[path = "../case.rs"]
mod case;
