use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, limit: Option<i32>, offset: Option<i32>) -> Bed; // here
}

pub struct Bed;

pub async fn call() -> Result<Bed, Error> {
    Rooms.list().limit(3).timeout(std::time::Duration::MAX).await
}

fn main() {}

#[path = "../case.rs"]
mod case;
