use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>, fetch: Option<Fetch<Person>>) -> String;
}

pub async fn call() -> Result<String, Error> {
    Rooms.get().limit(3).await // here
}

fn main() {}

#[path = "../case.rs"]
mod case;
