use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>, fetch: Option<Fetch<Person>>) -> String;
}

pub fn call() {
    Rooms.get("a"); // here
}

fn main() {}

#[path = "../../stub/stub.rs"]
mod stub;
