use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, #[offset] from: Option<i32>) -> Vec<AttributeSchemeRecord>; // here
}

pub async fn call() -> Result<Vec<AttributeSchemeRecord>, Error> {
    Rooms.list().await
}

fn main() {}

#[path = "../case.rs"]
mod case;
