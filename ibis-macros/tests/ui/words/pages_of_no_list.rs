use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, #[offset] from: Option<i32>) -> Vec<String>; // here
}

pub async fn call() -> Result<Vec<String>, Error> {
    Rooms.list().await
}

fn main() {}

#[path = "../../stub/stub.rs"]
mod stub;
