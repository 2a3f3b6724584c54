use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, limit: Option<i32>, offset: Option<i32>) -> Bed; // here
}

pub struct Bed;

pub async fn call() -> Result<Bed, Error> {
    Rooms.list().limit(3).timeout(std::time::Duration::MAX).await
}

fn main() {}

#[path = "../../stub/stub.rs"]
mod stub;
